package io.returnbridge.returns;

import io.returnbridge.mappings.Channels;
import io.returnbridge.mappings.DispositionRow;
import io.returnbridge.mappings.Dispositions;
import io.returnbridge.mappings.ShipmentState;
import io.returnbridge.mappings.Verdict;

/** What a scan says of a unit, as far as it decides which one it is of. */
public enum Fate {
  /** It never came, cannot be sold, or is rejected. */
  LOST,
  UNDECIDED,
  /** It can be sold again, or is accepted. */
  KEPT;

  public static Fate of(Unit unit, String grade, Dispositions dispositions) {
    String reason = unit.reasonCode();
    DispositionRow row = reason == null ? null : dispositions.find(reason, grade).orElse(null);
    if (grade.equals(DispositionRow.NEVER_CAME)) {
      return LOST;
    }
    return row == null ? UNDECIDED : of(row);
  }

  private static Fate of(DispositionRow row) {
    if (row.shipmentState() == ShipmentState.UNUSABLE || row.verdict() == Verdict.REJECTED) {
      return LOST;
    }
    boolean kept =
        row.shipmentState() == ShipmentState.BACK_IN_STOCK
            || row.location().equals(Channels.SALEABLE)
            || row.verdict() == Verdict.ACCEPTED;
    return kept ? KEPT : UNDECIDED;
  }
}
