package io.returnbridge.store;

/**
 * A record for Kafka, written in the transaction that changed the state.
 *
 * @param id stable: the same thing that happened has the same id however often it is derived
 * @param payload JSON
 */
public record Outgoing(String id, String topic, String key, String payload) {}
