package io.returnbridge.mappings;

import io.returnbridge.model.Fate;
import io.returnbridge.model.ShipmentState;
import io.returnbridge.model.Unit;
import io.returnbridge.model.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of goods of one grade that came back for one reason.
 *
 * @param reason a reason code, or {@code *}
 * @param grade a grade of the warehouse, or {@code *}: any but {@link Unit#NEVER_CAME}
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

  static final String ANY = "*";

  public boolean putsNowhere() {
    return location.equals(NOWHERE);
  }

  Fate fate() {
    if (shipmentState == ShipmentState.UNUSABLE || verdict == Verdict.REJECTED) {
      return Fate.LOST;
    }
    boolean kept =
        shipmentState == ShipmentState.BACK_IN_STOCK
            || location.equals(Channels.SALEABLE)
            || verdict == Verdict.ACCEPTED;
    return kept ? Fate.KEPT : Fate.UNDECIDED;
  }

  boolean matches(String reasonCode, String ofGrade) {
    return (reason.equals(ANY) || reason.equals(reasonCode)) && matchesGrade(ofGrade);
  }

  boolean matchesGrade(String ofGrade) {
    return grade.equals(ANY) ? !ofGrade.equals(Unit.NEVER_CAME) : grade.equals(ofGrade);
  }

  /** Whether every pair that the other row matches is matched by this one. */
  boolean covers(DispositionRow other) {
    return (reason.equals(ANY) || reason.equals(other.reason)) && matchesGrade(other.grade);
  }
}
