package io.returnbridge.mappings;

import io.returnbridge.model.Fate;
import io.returnbridge.model.ShipmentState;
import io.returnbridge.model.Unit;
import io.returnbridge.model.Verdict;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** {@code dispositions.csv}. The first matching row wins. */
public record Dispositions(List<DispositionRow> all) {
  public Dispositions {
    all = List.copyOf(all);
  }

  /** Empty for a pair that no row matches. */
  public Optional<DispositionRow> find(String reasonCode, String grade) {
    return all.stream().filter(row -> row.matches(reasonCode, grade)).findFirst();
  }

  /** What a scan with that grade says of the unit. */
  public Fate fate(Unit unit, String grade) {
    if (grade.equals(Unit.NEVER_CAME)) {
      return Fate.LOST;
    }
    String reason = unit.reasonCode();
    return reason == null
        ? Fate.UNDECIDED
        : find(reason, grade).map(DispositionRow::fate).orElse(Fate.UNDECIDED);
  }

  /**
   * Whether the reason says that something is wrong with the goods: a row names it for goods that
   * cannot be sold again, and takes them back.
   */
  public boolean isFault(String reasonCode) {
    return all.stream()
        .anyMatch(
            row ->
                row.reason().equals(reasonCode)
                    && row.shipmentState() == ShipmentState.UNUSABLE
                    && row.verdict() != Verdict.REJECTED);
  }

  /**
   * Whether a grade contradicts a reason, by what the row for {@code *} makes of the grade: a fault
   * in goods that are saleable as new, or no fault in goods that cannot be sold again.
   */
  public boolean contradict(String reasonCode, String grade) {
    return all.stream()
        .filter(row -> row.reason().equals(DispositionRow.ANY) && row.matchesGrade(grade))
        .findFirst()
        .filter(
            row ->
                !grade.equals(Unit.NEVER_CAME)
                    && (isFault(reasonCode)
                        ? row.shipmentState() == ShipmentState.BACK_IN_STOCK
                            && row.location().equals(Channels.SALEABLE)
                        : row.shipmentState() == ShipmentState.UNUSABLE))
        .isPresent();
  }

  /** The grades that rows name literally, in the order of the table. */
  public Set<String> grades() {
    return all.stream()
        .map(DispositionRow::grade)
        .filter(grade -> !grade.equals(DispositionRow.ANY))
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /** Whether a row matches the grade, for whatever reason. */
  public boolean knowsGrade(String grade) {
    return all.stream().anyMatch(row -> row.matchesGrade(grade));
  }
}
