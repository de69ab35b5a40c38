package io.returnbridge.reports;

import io.quarkus.arc.All;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The reports that there are. */
@ApplicationScoped
public class Reports {

  private final List<ReportKind<?>> all;

  Reports(@All List<ReportKind<?>> all) {
    this.all = all.stream().sorted(Comparator.comparing(kind -> kind.name())).toList();
  }

  public List<String> names() {
    return all.stream().map(kind -> kind.name()).toList();
  }

  public Optional<ReportKind<?>> find(String name) {
    return all.stream().filter(kind -> kind.name().equals(name)).findFirst();
  }

  /** Of a report that is kept. */
  public ReportKind<?> of(Report report) {
    return find(report.name())
        .orElseThrow(
            () -> new IllegalStateException("There is no report " + report.name() + " any more"));
  }
}
