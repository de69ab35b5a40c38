package io.returnbridge.reports;

import io.returnbridge.model.Keys;
import io.returnbridge.model.Money;
import io.returnbridge.model.RefundParts;
import io.returnbridge.reconciliation.Look;
import io.returnbridge.reconciliation.Look.CheckedRefund;
import io.returnbridge.reconciliation.Reconcile;
import io.returnbridge.reconciliation.Results;
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
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * The report credit-reconciliation, refund by refund, made of what a reconciliation has found. What
 * is right is listed for as long as {@code reports.days}; what differs always.
 */
@ApplicationScoped
public class CreditReconciliation implements ReportKind<CreditRow>, Reconcile.Ended {

  public static final String NAME = "credit-reconciliation";

  private static final String RIGHT = "Refunds that have their credit";

  private final ReportDesk desk;
  private final Reconcile reconcile;
  private final int days;

  CreditReconciliation(
      ReportDesk desk, Reconcile reconcile, @ConfigProperty(name = "reports.days") int days) {
    this.desk = desk;
    this.reconcile = reconcile;
    this.days = days;
  }

  @Override
  public Definition<CreditRow> definition() {
    return new Definition<>(NAME, Period.DAY, "finance", CreditRow.class);
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

  /** What differs comes first, then what was put right. */
  @Override
  public String place(CreditRow row) {
    String kind = row.isOk() ? "2" : row.healed() ? "1" : "0";
    return String.join(
        " ", kind, row.finding(), Objects.toString(row.completedAt(), "~"), row.subject());
  }

  @Override
  public void ended(Instant asOf, String sentence, boolean complete, Results results) {
    Instant from = asOf.minus(Duration.ofDays(days));
    CreditCount count = new CreditCount(from);
    results.looks((look, found) -> count.add(look, rows(look, found)));
    Rows<CreditRow> rows =
        each ->
            results.looks(
                (look, found) ->
                    rows(look, found).stream().filter(r -> r.isListed(from)).forEach(each));
    desk.store(
        this,
        LocalDate.ofInstant(asOf, desk.zone()),
        asOf,
        new Content(complete, sentence, count.totals(), rows),
        true);
  }

  /** Its differences, and its refunds that have none. */
  private static List<CreditRow> rows(Look look, List<Found> found) {
    Map<String, CheckedRefund> byId = new HashMap<>();
    look.refunds().forEach(r -> byId.put(r.refundId(), r));
    List<CreditRow> rows = new ArrayList<>();
    Set<String> wrong = new HashSet<>();
    for (Found f : found) {
      String refundId = f.finding().refundId();
      rows.add(row(look, refundId == null ? null : byId.get(refundId), f));
      if (refundId != null) {
        wrong.add(refundId);
      }
    }
    look.refunds().stream()
        .filter(r -> !wrong.contains(r.refundId()))
        .forEach(r -> rows.add(row(look, r, null)));
    return rows;
  }

  private static CreditRow row(Look look, @Nullable CheckedRefund refund, @Nullable Found found) {
    Look.@Nullable Finding finding = found == null ? null : found.finding();
    String refundId =
        refund != null ? refund.refundId() : finding == null ? null : finding.refundId();
    String store = look.id().store();
    String returnId = look.id().id();
    return new CreditRow(
        finding == null ? CreditRow.OK : finding.code(),
        found != null && found.healed(),
        store.isEmpty() ? null : store,
        look.rmaNumber(),
        returnId.isEmpty() ? null : returnId,
        refundId,
        look.orderNumber(),
        finding == null ? "" : finding.about(),
        refundId == null ? null : Keys.credit(returnId, refundId),
        refund == null ? null : refund.status(),
        refund == null ? null : refund.paidBy(),
        refund == null ? null : refund.method(),
        refund == null ? null : refund.completedAt(),
        refund == null ? (finding == null ? null : finding.amount()) : refund.amount(),
        refund == null ? (finding == null ? null : finding.actual()) : refund.actual(),
        refund == null ? null : refund.paid(),
        part(refund, "item"),
        part(refund, "shipping"),
        part(refund, "fee"),
        part(refund, "difference"),
        refund == null ? null : refund.takenBack(),
        refund == null ? null : refund.bonus(),
        found == null ? null : found.since(),
        finding == null ? "" : finding.cause(),
        found == null
            ? ""
            : found.healed()
                ? "Nothing: it was put right."
                : FindingTexts.of(found.finding().code()).nextStep());
  }

  /** Null where the amount cannot be booked. */
  private static @Nullable Money part(@Nullable CheckedRefund refund, String kind) {
    Money paid = refund == null ? null : refund.paid();
    if (refund == null || paid == null) {
      return null;
    }
    return refund.parts().stream()
        .filter(p -> p.kind().equals(kind))
        .map(RefundParts.Part::amount)
        .reduce(Money.zero(paid.currencyCode()), Money::plus);
  }

  @Override
  public List<Column<CreditRow>> columns(Report report) {
    return List.of(
        new Column<>("finding", CreditRow::finding),
        new Column<>("healed", CreditRow::healed),
        new Column<>("store", CreditRow::store),
        new Column<>("rmaNumber", CreditRow::rmaNumber),
        new Column<>("returnId", CreditRow::returnId),
        new Column<>("refundId", CreditRow::refundId),
        new Column<>("orderNumber", CreditRow::orderNumber),
        new Column<>("about", CreditRow::about),
        new Column<>("paymentKey", CreditRow::paymentKey),
        new Column<>("status", CreditRow::status),
        new Column<>("paidBy", CreditRow::paidBy),
        new Column<>("method", CreditRow::method),
        new Column<>("completedAt", CreditRow::completedAt),
        new Column<>("currency", r -> r.paid() == null ? null : r.paid().currencyCode()),
        new Column<>("paid", CreditRow::paid),
        new Column<>("items", CreditRow::items),
        new Column<>("shipping", CreditRow::shipping),
        new Column<>("fee", CreditRow::fee),
        new Column<>("difference", CreditRow::difference),
        new Column<>("takenBack", CreditRow::takenBack),
        new Column<>("kept", CreditRow::amount),
        new Column<>("inCommercetools", CreditRow::actual),
        new Column<>("bonus", CreditRow::bonus),
        new Column<>("since", CreditRow::since),
        new Column<>("cause", CreditRow::cause),
        new Column<>("nextStep", CreditRow::nextStep));
  }

  @Override
  public String subject(Report report) {
    CreditTotals totals = report.totals(CreditTotals.class);
    return "credits compared on %s: %s open, %d healed, of %s"
        .formatted(
            report.date(),
            Sentence.counted(totals.differences(), "difference"),
            totals.healed(),
            Sentence.counted(totals.refunds(), "refund"));
  }

  @Override
  public ReportPage page(Report report, PageContext context) {
    CreditTotals totals = report.totals(CreditTotals.class);
    List<ReportPage.Section> sections = new ArrayList<>();
    sums(sections, totals, context);
    Map<String, Some<CreditRow>> parts = new LinkedHashMap<>();
    report
        .rowsAs(CreditRow.class)
        .each(row -> parts.computeIfAbsent(heading(row), h -> new Some<>(context.most())).add(row));
    parts.forEach(
        (heading, some) ->
            sections.add(
                ReportPage.Section.of(
                    heading,
                    Sentence.counted(some.count(), "row"),
                    List.of(
                        new Head("What", "what"),
                        new Head("Return", "return"),
                        new Head("Completed", "since"),
                        new Head("Amount", "amount money"),
                        new Head(heading.equals(RIGHT) ? "Made of" : "What to do", "")),
                    some,
                    row -> cells(row, context),
                    List.of())));
    return new ReportPage(
        "Credits compared on " + context.day(report.day()),
        report.sentence(),
        null,
        "Refunds completed since %s, and whatever differs.".formatted(context.day(totals.from())),
        chart(totals),
        sections,
        "There is no refund.",
        "As of %s. Reveni and commercetools were both asked."
            .formatted(context.time(report.asOf())));
  }

  private static String heading(CreditRow row) {
    return row.isOk() ? RIGHT : row.healed() ? "Put right by this reconciliation" : "Differences";
  }

  private static List<ReportPage.Chart> chart(CreditTotals totals) {
    List<ReportPage.Bar> bars = new ArrayList<>();
    totals
        .byFinding()
        .forEach(
            (code, many) ->
                bars.add(
                    new ReportPage.Bar(
                        FindingTexts.of(code).title(), many, Integer.toString(many), true)));
    return bars.isEmpty() ? List.of() : List.of(new ReportPage.Chart("Differences", bars));
  }

  private static void sums(
      List<ReportPage.Section> sections, CreditTotals totals, PageContext context) {
    if (totals.byPayer().isEmpty()) {
      return;
    }
    sections.add(
        ReportPage.Section.of(
            "Who paid",
            "items, shipping, fee and what Reveni does not explain add up to what was paid",
            List.of(
                new Head("Paid by", ""),
                new Head("Items", "amount"),
                new Head("Shipping", "amount"),
                new Head("Fee", "amount"),
                new Head("Not explained", "amount"),
                new Head("Paid", "amount"),
                new Head("Taken back", "amount"),
                new Head("In commercetools", "amount"),
                new Head("Bonus", "amount")),
            totals.byPayer(),
            s ->
                List.of(
                    Cell.of(s.paidBy()).with("id", Sentence.counted(s.refunds(), "refund")),
                    Cell.number(s.items().toString()),
                    Cell.number(s.shipping().toString()),
                    Cell.number(s.fee().toString()),
                    Cell.number(s.difference().toString()),
                    Cell.number(s.paid().toString()),
                    Cell.number(s.takenBack().toString()),
                    Cell.number(s.inCommercetools().toString()),
                    Cell.number(s.bonus().toString())),
            List.of(),
            context));
  }

  private static List<Cell> cells(CreditRow row, PageContext context) {
    Cell what =
        row.isOk()
            ? Cell.of("Right")
            : Cell.of(FindingTexts.of(row.finding()).title()).with("code", row.finding());
    String name = row.rmaNumber() == null ? row.returnId() : row.rmaNumber();
    Cell of =
        Cell.link(name == null ? "–" : name, context.returnLink(row.store(), row.returnId()))
            .with("id", row.orderNumber() == null ? "" : "Order " + row.orderNumber())
            .with("id", row.refundId() == null ? "" : "Refund " + row.refundId());
    Money amount = row.amount();
    Instant at = row.completedAt();
    return List.of(
        what,
        of,
        Cell.of(at == null ? "–" : context.day(at))
            .with("id", row.paidBy() == null ? "" : "paid by " + row.paidBy()),
        Cell.number(amount == null ? "–" : amount.toString())
            .with("id", PageContext.differing(amount, row.actual())),
        row.isOk()
            ? Cell.of(parts(row))
            : Cell.of(row.cause())
                .with("next", row.nextStep())
                .withLink(
                    "Open its cases",
                    row.healed() ? null : context.casesOfReturn(row.store(), row.returnId())));
  }

  /** What is not zero. */
  private static String parts(CreditRow row) {
    return Stream.of(
            part("Items ", row.items()),
            part("shipping ", row.shipping()),
            part("fee ", row.fee()),
            part("not explained ", row.difference()),
            part("taken back ", row.takenBack()),
            part("besides a bonus of ", row.bonus()))
        .filter(text -> !text.isEmpty())
        .collect(Collectors.joining(", "));
  }

  private static String part(String name, @Nullable Money amount) {
    return amount == null || amount.centAmount() == 0 ? "" : name + PageContext.together(amount);
  }
}
