package io.returnbridge.reasons;

import io.returnbridge.engine.Claim;
import io.returnbridge.engine.Step;
import io.returnbridge.engine.WorkList;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.outage.Circuits;
import io.returnbridge.reasons.ReasonSums.Scope;
import io.returnbridge.registry.About;
import io.returnbridge.reports.Column;
import io.returnbridge.reports.Content;
import io.returnbridge.reports.PageContext;
import io.returnbridge.reports.Period;
import io.returnbridge.reports.Report;
import io.returnbridge.reports.ReportDesk;
import io.returnbridge.reports.ReportKind;
import io.returnbridge.reports.ReportPage;
import io.returnbridge.store.Database;
import io.returnbridge.store.OutboxRecord;
import io.returnbridge.store.ReturnStates;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The report return-reasons: what comes back by reason, SKU, channel and month, with the part of
 * what was sold; what has no approved reason; grades that do not fit; and what comes back more
 * often than before. Orders are read a page at a time, each by a claim of its own, so that live
 * work goes before and a crash goes on where it was.
 */
@Step(name = ReturnReasons.NAME, about = About.INSTALLATION, needs = Circuits.COMMERCETOOLS)
@Named("returnReasons")
@ApplicationScoped
public class ReturnReasons implements ReportKind<ReasonsRow> {

  public static final String NAME = "return-reasons";

  /** One request of the many that a second has. */
  private static final Duration BETWEEN_PAGES = Duration.ofSeconds(1);

  private final ReportDesk desk;
  private final SoldUnits sold;
  private final ReturnedUnits returned;
  private final SpikeCases cases;
  private final WorkList work;
  private final Mappings mappings;
  private final Database database;
  private final int months;
  private final Clock clock;

  /**
   * @param months that it is about; the last is that of its day
   */
  ReturnReasons(
      ReportDesk desk,
      SoldUnits sold,
      ReturnStates states,
      SpikeCases cases,
      WorkList work,
      Mappings mappings,
      Database database,
      @ConfigProperty(name = "reports.reason-months") int months,
      Clock clock) {
    this.desk = desk;
    this.sold = sold;
    this.returned = new ReturnedUnits(states, mappings);
    this.cases = cases;
    this.work = work;
    this.mappings = mappings;
    this.database = database;
    this.months = months;
    this.clock = clock;
  }

  @Override
  public Definition<ReasonsRow> definition() {
    return new Definition<>(NAME, Period.DAY, "cx", ReasonsRow.class);
  }

  @Override
  public boolean ask(LocalDate day, String trigger) {
    return desk.wake(this, day, trigger);
  }

  /** A page of orders; when there is no more, the report. */
  public List<OutboxRecord> run(Claim claim) {
    desk.work(
        this,
        claim,
        day -> {
          if (sold.readOn()) {
            work.again(claim.wakeUp(), clock.instant().plus(BETWEEN_PAGES));
          } else {
            make(day);
          }
        });
    return List.of();
  }

  private void make(LocalDate day) {
    Instant asOf = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    Instant end = period().end(day, desk.zone());
    boolean today = !day.isBefore(desk.today());
    YearMonth last = YearMonth.from(day);
    YearMonth first = last.minusMonths(months - 1L);
    Instant from = first.atDay(1).atStartOfDay(desk.zone()).toInstant();
    Spikes spikes = new Spikes(day, desk.zone());
    ReasonSums sums =
        new ReasonSums(
            new Scope(first, from, today ? asOf : end, last.equals(YearMonth.from(desk.today()))),
            mappings,
            desk.zone(),
            spikes);
    Instant earliest = spikes.from().isBefore(from) ? spikes.from() : from;
    returned.each(earliest, today ? asOf : end, sums::add);
    Content content = sums.content(sold.all(first.atDay(1), last.atDay(1)), sold.firstSold());
    database.inTransaction(
        () -> {
          Report report = desk.store(this, day, asOf, content, true);
          if (today) {
            boolean over = !day.isBefore(spikes.monday().plusWeeks(1));
            cases.settle(spikes.monday(), over, report.rows(ReasonsRow.class));
          }
        });
  }

  @Override
  public List<Column<ReasonsRow>> columns(Report report) {
    return ReasonsPage.COLUMNS;
  }

  @Override
  public String subject(Report report) {
    ReasonsTotals totals = report.totals(ReasonsTotals.class);
    return "return reasons of %s: %s came back, %d without an approved reason, %d unusual"
        .formatted(
            report.date(),
            ReasonsSentence.counted(totals.returned(), "unit"),
            totals.unclassified(),
            totals.spikes());
  }

  @Override
  public ReportPage page(Report report, PageContext context) {
    return ReasonsPage.of(report, context);
  }
}
