package io.returnbridge.mappings;

import java.util.List;
import java.util.Objects;

/** {@code timing.csv}. The first matching row wins; an event that no row matches is realtime. */
public record Timing(List<TimingRow> all) {
  static final String ANY = "*";

  /** Every event that a row may name. */
  public static final List<String> EVENTS =
      List.of(
          "return-opened",
          "return-shipped",
          "return-received",
          "return-cancelled",
          "return-rejected",
          "item-accepted",
          "item-rejected",
          "refund-approved",
          "refund-completed",
          "refund-failed",
          "refund-reversed",
          "refund-recovered",
          "exchange-agreed",
          "exchange-changed");

  public Timing {
    all = List.copyOf(all);
  }

  public TimingRow forEvent(String event) {
    return all.stream()
        .filter(row -> row.event().equals(ANY) || row.event().equals(event))
        .findFirst()
        .orElseGet(() -> new TimingRow(event, Mode.REALTIME, null));
  }

  /** The distinct schedules on which batches are flushed. */
  public List<String> schedules() {
    return all.stream().map(TimingRow::schedule).filter(Objects::nonNull).distinct().toList();
  }
}
