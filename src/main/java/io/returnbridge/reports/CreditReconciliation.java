package io.returnbridge.reports;

import io.returnbridge.model.Keys;
import io.returnbridge.model.Money;
import io.returnbridge.model.RefundParts;
import io.returnbridge.reconciliation.Look;
import io.returnbridge.reconciliation.Look.CheckedRefund;
import io.returnbridge.reconciliation.Reconcile;
import io.returnbridge.reconciliation.Results;
import io.returnbridge.reconciliation.Results.Found;
import io.returnbridge.reports.CreditTotals.Sum;
import io.returnbridge.reports.ReportPage.Cell;
import io.returnbridge.reports.ReportPage.Head;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * The report credit-reconciliation, refund by refund, made of what a reconciliation has found. What
 * is right is listed for as long as {@code reports.days}; what differs always.
 */
@ApplicationScoped
public class CreditReconciliation implements ReportKind<CreditRow>, Reconcile.Ended {

  public static final String NAME = "credit-reconciliation";

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
    Instant from = asOf.minus(Duration.ofDays(days));
    Collected all = new Collected(from);
    results.looks(all::add);
    desk.store(
        this,
        LocalDate.ofInstant(asOf, desk.zone()),
        asOf,
        new Content(complete, sentence, all.totals(), all.rows()),
        true);
  }

  /** What is listed, and counts of the rest. */
  private static final class Collected {
    private final Instant from;
    private final List<CreditRow> rows = new ArrayList<>();
    private final Map<String, Integer> byFinding = new TreeMap<>();
    private int returns;
    private int refunds;
    private int ok;
    private int notListed;
    private int left;
    private int healed;

    Collected(Instant from) {
      this.from = from;
    }

    void add(Look look, List<Found> found) {
      returns += look.id().store().isEmpty() ? 0 : 1;
      refunds += look.refunds().size();
      Map<String, CheckedRefund> byId = new HashMap<>();
      look.refunds().forEach(r -> byId.put(r.refundId(), r));
      Set<String> wrong = new HashSet<>();
      for (Found f : found) {
        String refundId = f.finding().refundId();
        if (refundId != null) {
          wrong.add(refundId);
        }
        byFinding.merge(f.finding().code(), 1, Integer::sum);
        healed += f.healed() ? 1 : 0;
        left += f.healed() ? 0 : 1;
        rows.add(row(look, refundId == null ? null : byId.get(refundId), f));
      }
      for (CheckedRefund refund : look.refunds()) {
        if (!wrong.contains(refund.refundId())) {
          ok++;
          Instant at = refund.completedAt();
          if (at == null || !at.isBefore(from)) {
            rows.add(row(look, refund, null));
          } else {
            notListed++;
          }
        }
      }
    }

    CreditTotals totals() {
      return new CreditTotals(
          from, returns, refunds, ok, notListed, left, healed, byFinding, sums(rows));
    }

    List<CreditRow> rows() {
      rows.sort(
          Comparator.comparing(CreditRow::isOk)
              .thenComparing(CreditRow::healed)
              .thenComparing(CreditRow::finding)
              .thenComparing(
                  CreditRow::completedAt, Comparator.nullsLast(Comparator.naturalOrder()))
              .thenComparing(CreditRow::subject));
      return rows;
    }
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

  /** One for each payer and currency. */
  static List<Sum> sums(List<CreditRow> rows) {
    Map<String, List<CreditRow>> groups = new TreeMap<>();
    Set<String> counted = new HashSet<>();
    for (CreditRow row : rows) {
      Money paid = row.paid();
      if (paid != null && counted.add(row.subject())) {
        groups
            .computeIfAbsent(row.paidBy() + " " + paid.currencyCode(), k -> new ArrayList<>())
            .add(row);
      }
    }
    List<Sum> sums = new ArrayList<>();
    groups.forEach(
        (key, group) -> {
          String currency = key.substring(key.lastIndexOf(' ') + 1);
          Function<Function<CreditRow, @Nullable Money>, Money> sum =
              of -> {
                Money all = Money.zero(currency);
                for (CreditRow row : group) {
                  Money one = of.apply(row);
                  all = one == null || !one.currencyCode().equals(currency) ? all : all.plus(one);
                }
                return all;
              };
          sums.add(
              new Sum(
                  key.substring(0, key.lastIndexOf(' ')),
                  group.size(),
                  sum.apply(CreditRow::paid),
                  sum.apply(CreditRow::items),
                  sum.apply(CreditRow::shipping),
                  sum.apply(CreditRow::fee),
                  sum.apply(CreditRow::difference),
                  sum.apply(CreditRow::takenBack),
                  sum.apply(CreditRow::amount),
                  sum.apply(CreditRow::actual),
                  sum.apply(CreditRow::bonus)));
        });
    return sums;
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
    return "credit reconciliation of %s: %s open, %d healed, of %s"
        .formatted(
            report.date(),
            Sentence.counted(totals.differences(), "difference"),
            totals.healed(),
            Sentence.counted(totals.refunds(), "refund"));
  }

  @Override
  public ReportPage page(Report report, PageContext context) {
    CreditTotals totals = report.totals(CreditTotals.class);
    List<CreditRow> rows = report.rows(CreditRow.class);
    List<ReportPage.Section> sections = new ArrayList<>();
    sums(sections, totals, context);
    Map<String, List<CreditRow>> parts = new LinkedHashMap<>();
    parts.put("Differences", rows.stream().filter(r -> !r.isOk() && !r.healed()).toList());
    parts.put("Put right by this reconciliation", rows.stream().filter(CreditRow::healed).toList());
    parts.put("Refunds that have their credit", rows.stream().filter(CreditRow::isOk).toList());
    parts.forEach(
        (heading, some) -> {
          if (!some.isEmpty()) {
            sections.add(
                ReportPage.Section.of(
                    heading,
                    Sentence.counted(some.size(), "row"),
                    List.of(
                        new Head("What", "what"),
                        new Head("Return", "return"),
                        new Head("Completed", "since"),
                        new Head("Amount", "amount money"),
                        new Head("What to do", "")),
                    some,
                    row -> cells(row, context),
                    List.of(),
                    context));
          }
        });
    return new ReportPage(
        "Credit reconciliation of " + context.day(report.day()),
        report.sentence(),
        null,
        "Refunds completed since %s, and whatever differs.".formatted(context.day(totals.from())),
        chart(totals),
        sections,
        "There is no refund.",
        "As of %s. Reveni and commercetools were both asked."
            .formatted(context.time(report.asOf())));
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
            "items, shipping, fee and difference add up to what was paid",
            List.of(
                new Head("Paid by", ""),
                new Head("Items", "amount"),
                new Head("Shipping", "amount"),
                new Head("Fee", "amount"),
                new Head("Difference", "amount"),
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
    Money actual = row.actual();
    Instant at = row.completedAt();
    boolean differs = actual != null && !actual.equals(amount);
    return List.of(
        what,
        of,
        Cell.of(at == null ? "–" : context.day(at))
            .with("id", row.paidBy() == null ? "" : "paid by " + row.paidBy()),
        Cell.number(amount == null ? "–" : amount.toString())
            .with("id", differs ? "commercetools: " + actual : ""),
        Cell.of(row.cause()).with("next", row.nextStep()));
  }
}
