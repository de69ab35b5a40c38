package io.returnbridge.mappings;

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

  /** Empty for a grade that is not known, and for a pair that no row matches. */
  public Optional<DispositionRow> find(String reasonCode, String grade) {
    if (!knowsGrade(grade)) {
      return Optional.empty();
    }
    return all.stream().filter(row -> row.matches(reasonCode, grade)).findFirst();
  }

  /** The grades that rows name literally, in the order of the table. */
  public Set<String> grades() {
    return all.stream()
        .map(DispositionRow::grade)
        .filter(grade -> !grade.equals(DispositionRow.ANY))
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /** A grade is known when a row names it literally; {@code *} alone makes none known. */
  public boolean knowsGrade(String grade) {
    return grades().contains(grade);
  }
}
