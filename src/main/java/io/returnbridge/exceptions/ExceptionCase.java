package io.returnbridge.exceptions;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A case as people and other programs see it.
 *
 * @param status {@code open}, {@code snoozed}, {@code retrying} or {@code resolved}
 * @param step route id of the step that met the trouble and that {@code retry} wakes
 * @param verdict whose matter it is: {@code integration}, {@code process} or {@code other-system}
 * @param count how often the trouble was met
 * @param history oldest first
 */
public record ExceptionCase(
    String id,
    String code,
    String owner,
    String severity,
    String status,
    String step,
    @Nullable String store,
    @Nullable String returnId,
    @Nullable String rmaNumber,
    @Nullable String orderNumber,
    @Nullable String itemId,
    String cause,
    String nextStep,
    String verdict,
    Instant openedAt,
    @Nullable Instant dueAt,
    int count,
    List<Entry> history) {

  /**
   * @param who login name, or {@code returnbridge} for what happened by itself
   * @param what {@code opened}, {@code reopened}, {@code retried} or {@code resolved}
   */
  public record Entry(Instant at, String who, String what, @Nullable String note) {}

  public boolean closed() {
    return status.equals("resolved");
  }
}
