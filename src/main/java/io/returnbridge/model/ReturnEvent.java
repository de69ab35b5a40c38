package io.returnbridge.model;

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

  /** The type within an event's id, which is also what wakes a step. */
  public static String typeOf(String eventId) {
    int colon = eventId.indexOf(':');
    return colon < 0 ? eventId : eventId.substring(0, colon);
  }
}
