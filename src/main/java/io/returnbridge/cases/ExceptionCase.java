package io.returnbridge.cases;

import com.fasterxml.jackson.annotation.JsonInclude;
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
 * @param assignedTo who looks after it, as somebody wrote it
 * @param snoozedUntil when a snoozed case opens again by itself
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
    @Nullable String assignedTo,
    @Nullable Instant snoozedUntil,
    List<Entry> history) {

  /**
   * One line of the audit, which is never changed.
   *
   * @param who login name, or {@code returnbridge} for what happened by itself
   * @param what {@code opened}, {@code reopened}, {@code resolved}, or what a person decided:
   *     {@code retried}, {@code classified}, {@code assigned}, {@code snoozed}, {@code
   *     counted-as-received}, {@code order-named}
   * @param note why, in that person's words
   * @param detail what was decided: a code, an order number, a time
   * @param fromStatus absent, like the other three, where nothing was before or nothing is told
   */
  public record Entry(
      Instant at,
      String who,
      String what,
      @Nullable String note,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String detail,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String fromStatus,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String toStatus,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String fromAssignee,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String toAssignee) {}

  /** With texts in another language. */
  public ExceptionCase reading(String otherCause, String otherNextStep) {
    return new ExceptionCase(
        id,
        code,
        owner,
        severity,
        status,
        step,
        store,
        returnId,
        rmaNumber,
        orderNumber,
        itemId,
        otherCause,
        otherNextStep,
        verdict,
        openedAt,
        dueAt,
        count,
        assignedTo,
        snoozedUntil,
        history);
  }

  public boolean closed() {
    return status.equals("resolved");
  }
}
