package io.returnbridge.returns;

import io.returnbridge.json.Json;
import io.returnbridge.store.Outgoing;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened to a return, as derived from two states of it. The types are those of
 * {@code timing.csv}.
 *
 * @param id stable: {@code <type>:<store>/<returnId>:<subject>:<version of the state that it made>}
 * @param subject item, refund or exchange that it is about; empty for the return
 * @param summary in plain words, for the timeline; without personal data
 */
public record ReturnEvent(
    String id,
    String type,
    String store,
    String returnId,
    String rmaNumber,
    @Nullable String orderNumber,
    String subject,
    Instant at,
    String summary) {

  /** Keyed by order, else by return: what happens to one order stays in order. */
  public Outgoing outgoing(String topic) {
    return new Outgoing(
        id, topic, orderNumber == null ? store + "/" + returnId : orderNumber, Json.write(this));
  }

  /** The type within an event's id, which is also what wakes a step. */
  public static String typeOf(String eventId) {
    int colon = eventId.indexOf(':');
    return colon < 0 ? eventId : eventId.substring(0, colon);
  }
}
