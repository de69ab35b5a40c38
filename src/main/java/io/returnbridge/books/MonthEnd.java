package io.returnbridge.books;

import io.returnbridge.engine.Claim;
import io.returnbridge.engine.Step;
import io.returnbridge.model.Money;
import io.returnbridge.registry.About;
import io.returnbridge.reports.Column;
import io.returnbridge.reports.Content;
import io.returnbridge.reports.PageContext;
import io.returnbridge.reports.Period;
import io.returnbridge.reports.Report;
import io.returnbridge.reports.ReportBook;
import io.returnbridge.reports.ReportDesk;
import io.returnbridge.reports.ReportKind;
import io.returnbridge.reports.ReportPage;
import io.returnbridge.reports.ReportPage.Cell;
import io.returnbridge.reports.ReportPage.Head;
import io.returnbridge.reports.ReportPage.Some;
import io.returnbridge.store.Database;
import io.returnbridge.store.OutboxRecord;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The report month-end: what was credited, taken back, exchanged and is owed, by store and
 * currency. A month is closed by its first report some hours after its end, and never changes from
 * then on: what comes late is in the next one.
 */
@Step(name = MonthEnd.NAME, about = About.INSTALLATION)
@Named("monthEnd")
@ApplicationScoped
public class MonthEnd implements ReportKind<MonthRow> {

  public static final String NAME = "month-end";

  /** Of the page; the table has all. */
  private static final int MOST = 500;

  private final MoneyBook money;
  private final ReportBook book;
  private final ReportDesk desk;
  private final Database database;
  private final Duration closesAfter;
  private final Clock clock;

  /**
   * @param closesAfter the end of a month: what happened in it has been taken in by then
   */
  MonthEnd(
      MoneyBook money,
      ReportBook book,
      ReportDesk desk,
      Database database,
      @ConfigProperty(name = "reports.month-closes-after") Duration closesAfter,
      Clock clock) {
    this.money = money;
    this.book = book;
    this.desk = desk;
    this.database = database;
    this.closesAfter = closesAfter;
    this.clock = clock;
  }

  @Override
  public Definition<MonthRow> definition() {
    return new Definition<>(NAME, Period.MONTH, "finance", MonthRow.class);
  }

  @Override
  public boolean ask(LocalDate month, String trigger) {
    return !isClosed(month) && desk.wake(this, month, trigger);
  }

  @Override
  public boolean isClosed(LocalDate month) {
    return book.find(NAME, month, null)
        .filter(report -> report.totals(MonthTotals.class).closed())
        .isPresent();
  }

  /** Of the clock's tick the month that was over then. */
  public List<OutboxRecord> run(Claim claim) {
    desk.work(this, claim, this::make);
    return List.of();
  }

  private void make(LocalDate month) {
    if (isClosed(month)) {
      return;
    }
    Instant asOf = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    Instant until = period().end(month, desk.zone());
    money.takeIn();
    boolean closes = !asOf.isBefore(until.plus(closesAfter));
    database.inTransaction(
        () -> {
          if (closes) {
            money.close(month, until);
          }
          boolean closed = money.lastClosed().filter(last -> !last.isBefore(month)).isPresent();
          Content content =
              MonthSums.of(
                  new MonthSums.Booked(
                      YearMonth.from(month),
                      period().begin(month, desk.zone()),
                      until,
                      closed,
                      money.entries(month),
                      money.approved(month),
                      money.openBefore(month),
                      money.notBooked()));
          desk.store(this, month, asOf, content, closed);
        });
  }

  @Override
  public List<Column<MonthRow>> columns(Report report) {
    return List.of(
        new Column<>("kind", r -> r.kind().word()),
        new Column<>("finding", MonthRow::finding),
        new Column<>("store", MonthRow::store),
        new Column<>("rmaNumber", MonthRow::rmaNumber),
        new Column<>("returnId", MonthRow::returnId),
        new Column<>("refundId", MonthRow::refundId),
        new Column<>("orderNumber", MonthRow::orderNumber),
        new Column<>("exchangeOrder", MonthRow::exchangeOrder),
        new Column<>("amount", MonthRow::amount),
        new Column<>("currency", r -> r.amount().currencyCode()),
        new Column<>("paidBy", MonthRow::paidBy),
        new Column<>("owedToReveni", MonthRow::owedToReveni),
        new Column<>("storeCredit", MonthRow::storeCredit),
        new Column<>("at", MonthRow::at),
        new Column<>("belongsTo", MonthRow::belongsTo));
  }

  @Override
  public String subject(Report report) {
    MonthTotals totals = report.totals(MonthTotals.class);
    return "month-end of %s: %s, %d late"
        .formatted(report.date(), totals.closed() ? "closed" : "not closed", totals.late());
  }

  @Override
  public ReportPage page(Report report, PageContext context) {
    MonthTotals totals = report.totals(MonthTotals.class);
    LocalDate month = Period.MONTH.parse(report.date());
    PageContext bounded = context.atMost(MOST);
    Some<MonthRow> late = new Some<>(bounded.most());
    Some<MonthRow> approved = new Some<>(bounded.most());
    Some<MonthRow> entries = new Some<>(bounded.most());
    report
        .rowsAs(MonthRow.class)
        .each(
            row -> {
              if (row.late()) {
                late.add(row);
              }
              (row.kind() == MoneyFact.Kind.APPROVED ? approved : entries).add(row);
            });
    return new ReportPage(
        "Month-end of " + context.month(month),
        report.sentence(),
        totals.closed() ? null : "It can change until the month is closed. Do not book it yet.",
        "From %s until before %s. What comes after the month is closed is in the next one."
            .formatted(context.time(totals.from()), context.time(totals.until())),
        List.of(),
        Stream.of(
                lines(
                    "Moved",
                    totals,
                    List.of(
                        "Credits",
                        "Reversals",
                        "Net",
                        "Owed to Reveni",
                        "Fees withheld",
                        "Exchanged"),
                    l ->
                        List.of(
                            counted(l.credits(), l.credited()),
                            counted(l.reversals(), l.reversed()),
                            Cell.number(l.net().toString()),
                            Cell.number(l.owedToReveni().toString()),
                            Cell.number(l.fees().toString()),
                            counted(l.exchanges(), l.exchanged()))),
                lines(
                    "Open at the end",
                    totals,
                    List.of("Approved, unpaid", "Store credit", "Bonus"),
                    l ->
                        List.of(
                            counted(l.approved(), l.approvedUnpaid()),
                            since(l.storeCreditBefore(), l.storeCreditOpen()),
                            since(l.bonusBefore(), l.bonusOpen()))),
                notBooked(totals, context),
                rows("Came late", late, bounded),
                rows("Approved and unpaid", approved, bounded),
                rows("All entries", entries, bounded))
            .filter(section -> !section.rows().isEmpty())
            .toList(),
        "No money moved.",
        "As of %s. Sums are of the entries, by store and currency."
            .formatted(context.time(report.asOf())));
  }

  private static ReportPage.Section lines(
      String heading,
      MonthTotals totals,
      List<String> heads,
      Function<MonthTotals.Line, List<Cell>> cells) {
    return new ReportPage.Section(
        heading,
        "by store and currency",
        Stream.concat(
                Stream.of(new Head("Store", "")), heads.stream().map(h -> new Head(h, "amount")))
            .toList(),
        totals.lines().stream()
            .map(
                l ->
                    Stream.concat(
                            Stream.of(Cell.of(l.store()).with("id", l.currency())),
                            cells.apply(l).stream())
                        .toList())
            .toList(),
        List.of(),
        0);
  }

  /** Where those are that are in no sum. */
  private static ReportPage.Section notBooked(MonthTotals totals, PageContext context) {
    return new ReportPage.Section(
        "Not booked",
        "in no sum until the amount is corrected in Reveni",
        List.of(new Head("What", "what"), new Head("What to do", "")),
        totals.notBooked() == 0
            ? List.of()
            : MoneyBook.NOT_BOOKED.stream()
                .map(
                    code ->
                        List.of(
                            Cell.of(context.title(code)).with("code", code),
                            Cell.link("Open the cases", context.casesLink(code))))
                .toList(),
        List.of(),
        0);
  }

  private static Cell counted(int count, Money amount) {
    return Cell.number(amount.toString()).with("id", count == 0 ? "" : Integer.toString(count));
  }

  private static Cell since(Money before, Money now) {
    return Cell.number(now.toString()).with("id", "before: " + before);
  }

  private static ReportPage.Section rows(String heading, Some<MonthRow> rows, PageContext context) {
    return ReportPage.Section.of(
        heading,
        rows.count() + (rows.count() == 1 ? " entry" : " entries"),
        List.of(
            new Head("What", "what"),
            new Head("Return", "return"),
            new Head("Refund or exchange", ""),
            new Head("When", "since"),
            new Head("Amount", "amount money")),
        rows,
        r ->
            List.of(
                new Cell(
                    "",
                    List.of(
                        new ReportPage.Line("title", title(r), null),
                        new ReportPage.Line("id", r.store(), null))),
                Cell.link(
                        Objects.requireNonNullElse(r.rmaNumber(), r.returnId()),
                        context.returnLink(r.store(), r.returnId()))
                    .with("id", r.orderNumber() == null ? "" : "Order " + r.orderNumber()),
                Cell.of(
                        Objects.requireNonNullElse(
                            r.exchangeOrder(), Objects.requireNonNullElse(r.refundId(), "")))
                    .with("id", r.paidBy().isEmpty() ? "" : "paid by " + r.paidBy()),
                Cell.of(context.day(r.at()))
                    .with("id", r.late() ? "belongs to " + r.belongsTo() : ""),
                Cell.number(r.amount().toString())),
        List.of());
  }

  private static String title(MonthRow row) {
    String word = row.kind().word();
    return word.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + word.substring(1);
  }
}
