package io.returnbridge.reconciliation;

import io.returnbridge.outage.Progress;
import io.returnbridge.reconciliation.Compared.Difference;
import io.returnbridge.reconciliation.Runs.Row;
import java.time.Instant;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** What a run has found, page by page: for reports. */
public final class Results {

  /**
   * @param healed whether it is right now
   * @param since when it was found first
   */
  public record Found(Look.Finding finding, boolean healed, Instant since) {}

  /**
   * An inventory entry.
   *
   * @param difference what commercetools has more; null where others move goods as well
   */
  public record Entry(
      String channel,
      String sku,
      String location,
      long ledger,
      @Nullable Long quantity,
      @Nullable Long difference,
      long waiting,
      @Nullable Instant waitingSince) {}

  private static final int PAGE = 500;

  private final Runs runs;
  private final Runs.Run run;

  Results(Runs runs, Runs.Run run) {
    this.runs = runs;
    this.run = run;
  }

  /** Of returns, and of Payments and orders that name one. */
  public void looks(BiConsumer<Look, List<Found>> each) {
    for (Kind kind : List.of(Kind.RETURN, Kind.PAYMENT, Kind.ORDER)) {
      all(
          kind,
          compared -> {
            Look look = compared.look();
            if (look != null) {
              each.accept(look, found(compared));
            }
          });
    }
  }

  public void entries(BiConsumer<Entry, List<Found>> each) {
    all(
        Kind.ENTRY,
        compared -> {
          EntryLook e = compared.entry();
          if (e != null) {
            each.accept(
                new Entry(
                    e.channel(),
                    e.sku(),
                    e.location(),
                    e.ledger(),
                    e.quantity(),
                    e.difference(),
                    e.waiting(),
                    e.waitingSince()),
                found(compared));
          }
        });
  }

  private void all(Kind kind, java.util.function.Consumer<Compared> each) {
    String after = "";
    List<Row> page;
    do {
      page = runs.page(run, kind, after, PAGE);
      page.forEach(row -> each.accept(row.compared()));
      Progress.made();
      after = page.isEmpty() ? after : page.get(page.size() - 1).subject();
    } while (page.size() == PAGE);
  }

  private static List<Found> found(Compared compared) {
    return compared.found().stream()
        .map((Difference d) -> new Found(d.finding(), d.healed(), d.since()))
        .toList();
  }
}
