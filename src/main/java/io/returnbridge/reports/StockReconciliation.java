package io.returnbridge.reports;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.returnbridge.reconciliation.Reconcile;
import io.returnbridge.reconciliation.Results;
import io.returnbridge.reconciliation.Results.Entry;
import io.returnbridge.reconciliation.Results.Found;
import io.returnbridge.reports.ReportPage.Cell;
import io.returnbridge.reports.ReportPage.Head;
import io.returnbridge.reports.ReportPage.Some;
import io.returnbridge.store.WakeUp;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The report stock-reconciliation: per SKU and stock channel what the ledger has, what
 * commercetools has, and what waits for its inspection, made of what a reconciliation has found.
 */
@ApplicationScoped
public class StockReconciliation implements ReportKind<StockRow>, Reconcile.Ended {

  public static final String NAME = "stock-reconciliation";

  /**
   * @param entries that were compared
   * @param drifts where commercetools and the ledger differ
   * @param waiting units that wait for their inspection
   * @param waitingSince when the first of them came; null for none
   * @param waitingByAge how many wait for so many days
   */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  record Totals(
      int entries,
      int drifts,
      long waiting,
      @Nullable Instant waitingSince,
      Map<String, Long> waitingByAge) {}

  private final ReportDesk desk;
  private final Reconcile reconcile;

  StockReconciliation(ReportDesk desk, Reconcile reconcile) {
    this.desk = desk;
    this.reconcile = reconcile;
  }

  @Override
  public Definition<StockRow> definition() {
    return new Definition<>(NAME, Period.DAY, "warehouse", StockRow.class);
  }

  @Override
  public String step() {
    return WakeUp.RECONCILE;
  }

  @Override
  public boolean isOfNowOnly() {
    return true;
  }

  /** Both systems can only be asked how they are now: whichever day is named, it is today's. */
  @Override
  public boolean ask(LocalDate day, String trigger) {
    return reconcile.askRecent(trigger);
  }

  @Override
  public void ended(Instant asOf, String sentence, boolean complete, Results results) {
    Count count = new Count(asOf);
    results.entries((entry, found) -> count.add(row(entry, found)));
    Totals totals = count.totals();
    Rows<StockRow> rows = each -> results.entries((entry, found) -> each.accept(row(entry, found)));
    desk.store(
        this,
        LocalDate.ofInstant(asOf, desk.zone()),
        asOf,
        new Content(complete, sentence(totals), totals, rows),
        true);
  }

  /** What differs comes first, then what waits, the longest first. */
  @Override
  public String place(StockRow row) {
    String kind =
        row.differs()
            ? "0"
            : row.waiting() > 0 ? "1 " + Objects.toString(row.waitingSince(), "~") : "2";
    return String.join(" ", kind, row.channel(), row.sku());
  }

  private static StockRow row(Entry entry, List<Found> found) {
    Found drift = found.isEmpty() ? null : found.get(0);
    return new StockRow(
        drift == null ? CreditRow.OK : drift.finding().code(),
        drift != null && drift.healed(),
        entry.channel(),
        entry.sku(),
        entry.location(),
        entry.ledger(),
        entry.quantity(),
        entry.difference(),
        entry.waiting(),
        entry.waitingSince(),
        drift == null ? null : drift.since(),
        drift == null ? "" : drift.finding().cause());
  }

  /** Counts of entries, one by one. */
  private static final class Count {
    private final Instant asOf;
    private final Map<String, Long> byAge = new TreeMap<>();
    private @Nullable Instant first;
    private int entries;
    private int drifts;
    private long waiting;

    Count(Instant asOf) {
      this.asOf = asOf;
    }

    void add(StockRow row) {
      entries++;
      drifts += row.differs() ? 1 : 0;
      waiting += row.waiting();
      Instant since = row.waitingSince();
      if (row.waiting() > 0 && since != null) {
        byAge.merge(age(since, asOf), row.waiting(), Long::sum);
        first = first == null || since.isBefore(first) ? since : first;
      }
    }

    Totals totals() {
      return new Totals(entries, drifts, waiting, first, byAge);
    }
  }

  /** By the first of an entry's units. */
  private static String age(Instant since, Instant asOf) {
    long days = Duration.between(since, asOf).toDays();
    return days < 2 ? "0–1 days" : days < 5 ? "2–4 days" : days < 10 ? "5–9 days" : "≥ 10 days";
  }

  private static String sentence(Totals totals) {
    return "%s were compared: %s. %s for inspection."
        .formatted(
            totals.entries() == 1 ? "1 entry" : totals.entries() + " entries",
            totals.drifts() == 0
                ? "all agree with the ledger"
                : totals.drifts() + " do not agree with the ledger",
            totals.waiting() == 1 ? "1 unit waits" : totals.waiting() + " units wait");
  }

  @Override
  public List<Column<StockRow>> columns(Report report) {
    return List.of(
        new Column<>("finding", StockRow::finding),
        new Column<>("healed", StockRow::healed),
        new Column<>("channel", StockRow::channel),
        new Column<>("sku", StockRow::sku),
        new Column<>("location", StockRow::location),
        new Column<>("ledger", StockRow::ledger),
        new Column<>("commercetools", StockRow::commercetools),
        new Column<>("difference", StockRow::difference),
        new Column<>("waiting", StockRow::waiting),
        new Column<>("waitingSince", StockRow::waitingSince),
        new Column<>("since", StockRow::since),
        new Column<>("cause", StockRow::cause));
  }

  @Override
  public String subject(Report report) {
    Totals totals = report.totals(Totals.class);
    return "stock compared on %s: %s, %d waiting for inspection"
        .formatted(
            report.date(), Sentence.counted(totals.drifts(), "difference"), totals.waiting());
  }

  @Override
  public ReportPage page(Report report, PageContext context) {
    Totals totals = report.totals(Totals.class);
    Map<String, Some<StockRow>> parts = new LinkedHashMap<>();
    report
        .rowsAs(StockRow.class)
        .each(row -> parts.computeIfAbsent(heading(row), h -> new Some<>(context.most())).add(row));
    List<ReportPage.Section> sections = new ArrayList<>();
    parts.forEach((heading, rows) -> sections.add(section(heading, rows, context)));
    List<ReportPage.Bar> bars = new ArrayList<>();
    totals
        .waitingByAge()
        .forEach(
            (age, many) ->
                bars.add(new ReportPage.Bar(age, many, Long.toString(many), age.startsWith("≥"))));
    return new ReportPage(
        "Stock compared on " + context.day(report.day()),
        report.sentence(),
        null,
        "Stock channels of mappings/channels.csv. Where goods are sold, others move them as well: there no difference is told.",
        bars.isEmpty()
            ? List.of()
            : List.of(new ReportPage.Chart("Units that wait for inspection, by age", bars)),
        sections,
        "There is no entry.",
        "As of %s. The ledger is what this program has moved."
            .formatted(context.time(report.asOf())));
  }

  /** commercetools has more, or less. */
  private static String signed(long difference) {
    return difference == 0 ? "0" : "%+d".formatted(difference);
  }

  private static String heading(StockRow row) {
    return row.differs()
        ? "Differences"
        : row.waiting() > 0 ? "Waiting for inspection" : "All others";
  }

  private static ReportPage.Section section(
      String heading, Some<StockRow> rows, PageContext context) {
    return ReportPage.Section.of(
        heading,
        rows.count() == 1 ? "1 entry" : rows.count() + " entries",
        List.of(
            new Head("SKU", "what"),
            new Head("Channel", ""),
            new Head("Ledger", "amount"),
            new Head("commercetools", "amount"),
            new Head("Difference", "amount"),
            new Head("Waiting", "amount")),
        rows,
        row ->
            List.of(
                Cell.of(row.sku())
                    .withLink(
                        "Open the cases", row.differs() ? context.casesLink("STOCK_DRIFT") : null),
                Cell.of(row.channel()).with("id", row.location()),
                Cell.number(Long.toString(row.ledger())),
                Cell.number(row.commercetools() == null ? "–" : row.commercetools().toString()),
                Cell.number(row.difference() == null ? "–" : signed(row.difference())),
                Cell.number(row.waiting() == 0 ? "" : Long.toString(row.waiting()))
                    .with(
                        "id",
                        row.waitingSince() == null
                            ? ""
                            : "since " + context.day(row.waitingSince()))),
        List.of());
  }
}
