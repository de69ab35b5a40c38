package io.returnbridge.reports;

import io.returnbridge.failure.Plain;
import io.returnbridge.model.Money;
import io.returnbridge.reports.ReportPage.Cell;
import io.returnbridge.reports.ReportPage.Head;
import io.returnbridge.reports.ReportPage.Line;
import io.returnbridge.reports.ReportPage.Some;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The page and the table of daily-exceptions. */
final class DailyPage {

  static List<Column<DailyRow>> columns(Report report) {
    return List.of(
        new Column<>("kind", r -> r.kind().word()),
        new Column<>("finding", DailyRow::finding),
        new Column<>("healed", DailyRow::healed),
        new Column<>("store", DailyRow::store),
        new Column<>("rmaNumber", DailyRow::rmaNumber),
        new Column<>("returnId", DailyRow::returnId),
        new Column<>("refundId", DailyRow::refundId),
        new Column<>("orderNumber", DailyRow::orderNumber),
        new Column<>("amount", DailyRow::amount),
        new Column<>("currency", r -> currency(r.amount())),
        new Column<>("inCommercetools", DailyRow::actual),
        new Column<>("completedAt", DailyRow::completedAt),
        new Column<>("paymentKey", DailyRow::paymentKey),
        new Column<>("namedSince", DailyRow::namedSince),
        new Column<>("owner", DailyRow::owner),
        new Column<>("caseId", DailyRow::caseId),
        new Column<>("openedAt", DailyRow::openedAt),
        new Column<>("dueAt", DailyRow::dueAt),
        new Column<>("overdueDays", r -> overdueDays(r, report)),
        new Column<>("cause", DailyRow::cause),
        new Column<>("nextStep", DailyRow::nextStep));
  }

  private static @Nullable Long overdueDays(DailyRow row, Report report) {
    Instant dueAt = row.dueAt();
    return dueAt == null ? null : Duration.between(dueAt, report.asOf()).toDays();
  }

  private final Report report;
  private final PageContext context;

  DailyPage(Report report, PageContext context) {
    this.report = report;
    this.context = context;
  }

  ReportPage page() {
    DailyTotals totals = report.totals(DailyTotals.class);
    Map<String, Part> parts = new LinkedHashMap<>();
    report
        .rowsAs(DailyRow.class)
        .each(row -> parts.computeIfAbsent(heading(row), h -> new Part(row, context)).add(row));
    List<ReportPage.Section> sections = new ArrayList<>();
    parts.forEach((heading, part) -> sections.add(section(heading, part)));
    return new ReportPage(
        "Daily exceptions of " + context.day(report.day()),
        report.sentence(),
        totals.complete()
            ? null
            : "It is made again by itself today. Look at the latest one before you rely on it.",
        "Refunds of returns that are open or have changed since %s, and what the report before had named."
            .formatted(context.day(totals.from())),
        List.of(),
        sections,
        "Nothing is to be done.",
        "As of %s. Reveni and commercetools were both asked for this report."
            .formatted(context.time(report.asOf())));
  }

  private static String heading(DailyRow row) {
    return row.kind() == DailyRow.Kind.CASE
        ? "Overdue cases of " + row.owner()
        : row.isNotChecked()
            ? "Refunds that could not be checked"
            : row.isWithoutOrder()
                ? "Credits that wait for their order"
                : "Refunds without a credit that agrees";
  }

  /** Rows of a section, the first of them and what they all add up to. */
  private static final class Part {
    private final DailyRow first;
    private final Some<DailyRow> rows;
    private final Findings.Sums sums = new Findings.Sums();

    Part(DailyRow first, PageContext context) {
      this.first = first;
      this.rows = new Some<>(context.most());
    }

    void add(DailyRow row) {
      rows.add(row);
      sums.add(row);
    }

    boolean ofCases() {
      return first.kind() == DailyRow.Kind.CASE;
    }

    String remark() {
      return ofCases()
          ? Sentence.counted(rows.count(), "case")
          : first.isNotChecked()
              ? "nobody knows whether they have their credit"
              : first.isWithoutOrder()
                  ? "recorded as Reveni says; the order is not in commercetools"
                  : "for finance";
    }
  }

  private ReportPage.Section section(String heading, Part part) {
    List<List<Cell>> foot = new ArrayList<>();
    for (Money sum : part.sums.all()) {
      foot.add(
          List.of(
              Cell.of(foot.isEmpty() ? "In all" : ""),
              Cell.of(""),
              Cell.of(""),
              Cell.number(sum.toString()),
              Cell.of("")));
    }
    return ReportPage.Section.of(
        heading,
        part.remark(),
        List.of(
            new Head("What", "what"),
            new Head("Return", "return"),
            new Head(part.ofCases() ? "Was due" : "Completed", "since"),
            new Head("Amount", "amount money"),
            new Head("What to do", "")),
        part.rows,
        this::cells,
        foot);
  }

  private List<Cell> cells(DailyRow row) {
    Money amount = row.amount();
    boolean isCase = row.kind() == DailyRow.Kind.CASE;
    Instant at = isCase ? row.dueAt() : row.completedAt();
    String returnId = row.returnId();
    Cell ofReturn =
        Cell.link(
            Objects.requireNonNullElse(row.rmaNumber(), Objects.requireNonNullElse(returnId, "–")),
            context.returnLink(row.store(), returnId));
    for (String detail :
        Stream.of(
                detail("Order ", row.orderNumber()),
                detail("Refund ", row.refundId()),
                detail("Store ", row.store()))
            .flatMap(Stream::ofNullable)
            .toList()) {
      ofReturn = ofReturn.with("id", detail);
    }
    List<Line> next =
        new ArrayList<>(
            List.of(
                new Line("cause", Plain.line(row.cause()), null),
                new Line("next", Plain.line(row.nextStep()), null)));
    String caseLink = context.caseLink(row.caseId());
    if (caseLink != null) {
      next.add(new Line("open", "Open the case", caseLink));
    }
    return List.of(
        new Cell(
            "",
            List.of(
                new Line(
                    "title",
                    isCase ? context.title(row.finding()) : FindingTexts.of(row.finding()).title(),
                    null),
                new Line("code", row.finding(), null))),
        ofReturn,
        Cell.of(at == null ? "–" : context.day(at)).with("id", age(row, at)),
        Cell.number(amount == null ? "–" : amount.toString())
            .with("id", PageContext.differing(amount, row.actual())),
        new Cell("", next));
  }

  private String age(DailyRow row, @Nullable Instant at) {
    if (row.kind() == DailyRow.Kind.REFUND) {
      return row.namedSince() == null || row.namedSince().equals(report.day())
          ? ""
          : "named since " + context.day(row.namedSince());
    }
    if (at == null) {
      return "";
    }
    Duration late = Duration.between(at, report.asOf());
    return late.toDays() > 0
        ? Sentence.counted((int) late.toDays(), "day") + " late"
        : Sentence.counted((int) late.toHours(), "hour") + " late";
  }

  private static @Nullable String detail(String label, @Nullable String value) {
    return value == null ? null : label + value;
  }

  private static @Nullable String currency(@Nullable Money money) {
    return money == null ? null : money.currencyCode();
  }
}
