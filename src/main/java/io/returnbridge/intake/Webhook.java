package io.returnbridge.intake;

import java.time.Instant;

/**
 * A webhook of a known store with a valid signature.
 *
 * @param eventId its own id, else the hash of its body
 * @param key of its Kafka record: the return's id, else {@code eventId}
 */
@SuppressWarnings("ArrayRecordComponent")
public record Webhook(String store, String eventId, String key, Instant receivedAt, byte[] body) {}
