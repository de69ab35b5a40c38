package io.returnbridge.store;

import io.returnbridge.json.Json;
import io.returnbridge.model.ReturnEvent;
import org.jspecify.annotations.Nullable;

/**
 * A record for Kafka, written in the transaction that changed the state.
 *
 * @param id stable: the same thing that happened has the same id however often it is derived
 * @param payload JSON
 * @param trace of what has made it, where that is traced; it is known once the record is stored
 */
public record OutboxRecord(
    String id, String topic, String key, String payload, @Nullable String trace) {

  public OutboxRecord(String id, String topic, String key, String payload) {
    this(id, topic, key, payload, null);
  }

  /** Keyed by order, else by return: what happens to one order stays in order. */
  public static OutboxRecord of(ReturnEvent event, String topic) {
    String order = event.orderNumber();
    return new OutboxRecord(
        event.id(),
        topic,
        order == null ? event.store() + "/" + event.returnId() : order,
        Json.write(event));
  }
}
