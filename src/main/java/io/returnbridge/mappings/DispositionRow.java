package io.returnbridge.mappings;

import org.jspecify.annotations.Nullable;

/**
 * What becomes of goods of one grade that came back for one reason.
 *
 * @param reason a reason code, or {@code *}
 * @param grade a grade of the warehouse, or {@code *}: any but {@link #NEVER_CAME}
 * @param location where they go, or {@link #NOWHERE}: taken out of inspection and put nowhere
 * @param rejectReason set exactly when the verdict is {@link Verdict#REJECTED}
 */
public record DispositionRow(
    String reason,
    String grade,
    String location,
    ShipmentState shipmentState,
    Verdict verdict,
    @Nullable String rejectReason) {
  public static final String NOWHERE = "none";

  /** The grade of goods that never come, or that the shopper keeps: no stock, so it is named. */
  public static final String NEVER_CAME = "not_received";

  static final String ANY = "*";

  public boolean putsNowhere() {
    return location.equals(NOWHERE);
  }

  boolean matches(String reasonCode, String ofGrade) {
    return (reason.equals(ANY) || reason.equals(reasonCode)) && matchesGrade(ofGrade);
  }

  boolean matchesGrade(String ofGrade) {
    return grade.equals(ANY) ? !ofGrade.equals(NEVER_CAME) : grade.equals(ofGrade);
  }

  /** Whether every pair that the other row matches is matched by this one. */
  boolean covers(DispositionRow other) {
    return (reason.equals(ANY) || reason.equals(other.reason)) && matchesGrade(other.grade);
  }
}
