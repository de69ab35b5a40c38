package io.returnbridge.mappings;

import io.returnbridge.model.Fate;
import io.returnbridge.model.Unit;
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
