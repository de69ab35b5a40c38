package io.returnbridge.personaldata;

import io.returnbridge.personaldata.Customer.OfReturn;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of a customer's data: without any of it, so that it can be kept.
 *
 * @param dryRun whether nothing was erased: it says what would be
 * @param orders by number
 * @param erased now
 * @param toCome goes by itself: what is still needed, and what only age deletes
 * @param stays and why
 */
public record Receipt(
    String id,
    Instant at,
    String who,
    boolean dryRun,
    Collection<String> orders,
    List<OfReturn> returns,
    List<Part> erased,
    List<Part> toCome,
    List<Part> stays) {

  /**
   * @param where a topic, a table, or another system
   * @param count of records or rows; null where they are not counted
   * @param until when the last of it is gone at the latest; null where that is not known
   */
  public record Part(
      String where,
      String what,
      @Nullable Long count,
      @Nullable String why,
      @Nullable Instant until) {}
}
