package io.returnbridge.reasons;

import static io.returnbridge.reasons.ReasonsSentence.counted;
import static io.returnbridge.reasons.ReasonsSentence.percent;

import io.returnbridge.model.Money;
import io.returnbridge.reasons.ReasonsRow.Kind;
import io.returnbridge.reports.Column;
import io.returnbridge.reports.PageContext;
import io.returnbridge.reports.Period;
import io.returnbridge.reports.Report;
import io.returnbridge.reports.ReportPage;
import io.returnbridge.reports.ReportPage.Bar;
import io.returnbridge.reports.ReportPage.Cell;
import io.returnbridge.reports.ReportPage.Chart;
import io.returnbridge.reports.ReportPage.Head;
import io.returnbridge.reports.ReportPage.Section;
import io.returnbridge.reports.ReportPage.Some;
import java.math.BigDecimal;
import java.time.YearMonth;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How return-reasons reads: the table, and the page. */
final class ReasonsPage {

  /** Of a section; the table has all. */
  private static final int MOST = 200;

  private static final int MOST_BARS = 15;

  private static final Comparator<ReasonsRow> MOST_UNITS =
      Comparator.comparing(ReasonsRow::units).reversed();

  private static final DateTimeFormatter MONTH =
      DateTimeFormatter.ofPattern("MMM yyyy", Locale.ENGLISH);

  static final List<Column<ReasonsRow>> COLUMNS =
      List.of(
          new Column<>("kind", r -> r.kind().word()),
          new Column<>("finding", ReasonsRow::finding),
          new Column<>("month", ReasonsRow::month),
          new Column<>("store", ReasonsRow::store),
          new Column<>("channel", ReasonsRow::channel),
          new Column<>("sku", ReasonsRow::sku),
          new Column<>("code", ReasonsRow::code),
          new Column<>("category", ReasonsRow::category),
          new Column<>("reveniReason", ReasonsRow::reveniReason),
          new Column<>("grade", ReasonsRow::grade),
          new Column<>("units", ReasonsRow::units),
          new Column<>("value", ReasonsRow::value),
          new Column<>("currency", r -> r.value() == null ? null : r.value().currencyCode()),
          new Column<>("sold", ReasonsRow::sold),
          new Column<>("returnRate", ReasonsRow::returnRate),
          new Column<>("returnId", ReasonsRow::returnId),
          new Column<>("rmaNumber", ReasonsRow::rmaNumber),
          new Column<>("orderNumber", ReasonsRow::orderNumber),
          new Column<>("week", ReasonsRow::week),
          new Column<>("usual", ReasonsRow::usual),
          new Column<>("text", ReasonsRow::text));

  private ReasonsPage() {}

  static ReportPage of(Report report, PageContext context) {
    ReasonsTotals totals = report.totals(ReasonsTotals.class);
    PageContext bounded = context.atMost(MOST);
    Map<Kind, Some<ReasonsRow>> rows = new EnumMap<>(Kind.class);
    for (Kind kind : Kind.values()) {
      rows.put(kind, new Some<>(bounded.most(), MOST_UNITS));
    }
    report.rowsAs(ReasonsRow.class).each(row -> of(rows, row.kind()).add(row));
    return new ReportPage(
        "Why goods come back, " + context.day(Period.DAY.parse(report.date())),
        report.sentence(),
        null,
        "Returns opened from %s until before %s, and what was sold in these months."
            .formatted(context.time(totals.from()), context.time(totals.until())),
        charts(totals),
        Stream.of(
                spikes(totals, of(rows, Kind.SPIKE)),
                months(totals, bounded),
                reasons(totals, bounded),
                goods(of(rows, Kind.REASON)),
                contradictions(totals, of(rows, Kind.CONTRADICTION), bounded),
                unclassified(of(rows, Kind.UNCLASSIFIED)),
                unapproved(of(rows, Kind.UNAPPROVED)))
            .filter(section -> !section.rows().isEmpty())
            .toList(),
        "Nothing came back.",
        "As of %s. Return rate: units whose return was opened in a month, by units sold in it."
            .formatted(context.time(report.asOf())));
  }

  private static Some<ReasonsRow> of(Map<Kind, Some<ReasonsRow>> rows, Kind kind) {
    return Objects.requireNonNull(rows.get(kind));
  }

  private static List<Chart> charts(ReasonsTotals totals) {
    List<Bar> reasons =
        totals.reasons().stream()
            .limit(MOST_BARS)
            .map(r -> new Bar(r.label(), r.units(), r.units() + ", " + percent(r.share()), false))
            .toList();
    List<Bar> rates =
        totals.months().stream()
            .map(ReasonsPage::rate)
            .filter(Objects::nonNull)
            .map(Objects::requireNonNull)
            .toList();
    return Stream.of(
            new Chart("Units by reason", reasons), new Chart("Return rate by month", rates))
        .filter(chart -> !chart.bars().isEmpty())
        .toList();
  }

  private static @Nullable Bar rate(ReasonsTotals.Month month) {
    BigDecimal rate = month.returnRate();
    return rate == null
        ? null
        : new Bar(month(month.month()), rate.doubleValue(), percent(rate), false);
  }

  private static Section spikes(ReasonsTotals totals, Some<ReasonsRow> rows) {
    return Section.of(
        "More often than before",
        "week %s against the eight before".formatted(totals.week()),
        List.of(
            new Head("What", "return"),
            new Head("Units", "amount since"),
            new Head("Usual", "amount since"),
            new Head("By chance", "")),
        rows,
        r ->
            List.of(
                Cell.of(ReasonsSentence.name(r)),
                Cell.number(Long.toString(r.units())),
                Cell.number(String.valueOf(r.usual())),
                Cell.of(r.text())),
        List.of());
  }

  private static Section months(ReasonsTotals totals, PageContext context) {
    return Section.of(
        "By month",
        "units",
        List.of(
            new Head("Month", ""),
            new Head("Came back", "amount"),
            new Head("Sold", "amount"),
            new Head("Return rate", "amount")),
        totals.months(),
        m ->
            List.of(
                Cell.of(month(m.month())),
                Cell.number(Long.toString(m.returned())),
                Cell.number(Long.toString(m.sold())),
                Cell.number(rate(m.returnRate()))),
        List.of(),
        context);
  }

  private static Section reasons(ReasonsTotals totals, PageContext context) {
    return Section.of(
        "By reason",
        "with an approved reason",
        List.of(
            new Head("Reason", "return"),
            new Head("Category", ""),
            new Head("Units", "amount"),
            new Head("Share", "amount"),
            new Head("Value", "amount money")),
        totals.reasons(),
        r ->
            List.of(
                Cell.of(r.label()).with("code", r.code()),
                Cell.of(r.category()),
                Cell.number(Long.toString(r.units())),
                Cell.number(percent(r.share())),
                values(r.value())),
        List.of(
            List.of(
                Cell.of("All"),
                Cell.of(""),
                Cell.number(Long.toString(totals.classified())),
                Cell.of(""),
                Cell.of(""))),
        context);
  }

  /** Each currency below the other. */
  private static Cell values(List<Money> value) {
    return new Cell(
        "amount", value.stream().map(v -> new ReportPage.Line("", v.toString(), null)).toList());
  }

  private static Section goods(Some<ReasonsRow> rows) {
    return Section.of(
        "What comes back most",
        "by SKU, channel, reason and month",
        List.of(
            new Head("SKU", "return"),
            new Head("Reason", "return"),
            new Head("Month", ""),
            new Head("Units", "amount"),
            new Head("Sold", "amount"),
            new Head("Rate", "amount"),
            new Head("Value", "amount money")),
        rows,
        r ->
            List.of(
                goods(r),
                Cell.of(r.text()),
                Cell.of(month(r.month())),
                Cell.number(Long.toString(r.units())),
                Cell.number(r.sold() == null ? "–" : r.sold().toString()),
                Cell.number(rate(r.returnRate())),
                Cell.number(r.value() == null ? "–" : r.value().toString())),
        List.of());
  }

  private static Section contradictions(
      ReasonsTotals totals, Some<ReasonsRow> rows, PageContext context) {
    return Section.of(
        "Grades that do not fit the reason",
        counted(totals.contradictions(), "unit"),
        List.of(
            new Head("Return", "return"),
            new Head("SKU", "return"),
            new Head("Units", "amount since"),
            new Head("Why", "")),
        rows,
        r ->
            List.of(
                Cell.link(
                        Objects.requireNonNullElse(r.rmaNumber(), "–"),
                        context.returnLink(r.store(), r.returnId()))
                    .with("id", r.orderNumber() == null ? "" : "Order " + r.orderNumber()),
                goods(r),
                Cell.number(Long.toString(r.units())),
                Cell.of(r.text())),
        List.of());
  }

  private static Section unclassified(Some<ReasonsRow> rows) {
    return plain(
        "Without an approved reason",
        "each has a case",
        new Head("SKU", "return"),
        ReasonsPage::goods,
        rows);
  }

  private static Section unapproved(Some<ReasonsRow> rows) {
    return plain(
        "Reasons that no table approves",
        "correct them in the store's front end (GET /api/reason-codes), or add a row to reason-codes.csv",
        new Head("Store", "return"),
        r -> Cell.of(Objects.requireNonNullElse(r.store(), "")),
        rows);
  }

  private static Section plain(
      String heading,
      String remark,
      Head first,
      Function<ReasonsRow, Cell> what,
      Some<ReasonsRow> rows) {
    return Section.of(
        heading,
        remark,
        List.of(
            first, new Head("Reveni says", ""), new Head("Month", ""), new Head("Units", "amount")),
        rows,
        r ->
            List.of(
                what.apply(r),
                Cell.of(r.reveniReason() == null ? "nothing" : r.reveniReason()),
                Cell.of(month(r.month())),
                Cell.number(Long.toString(r.units()))),
        List.of());
  }

  private static Cell goods(ReasonsRow row) {
    String sku = row.sku();
    String channel = row.channel();
    return Cell.of(sku == null || sku.isEmpty() ? "–" : sku)
        .with("id", channel == null || channel.isEmpty() ? "no channel" : channel);
  }

  private static String rate(@Nullable BigDecimal rate) {
    return rate == null ? "–" : percent(rate);
  }

  private static String month(@Nullable String month) {
    return month == null ? "all" : YearMonth.parse(month).format(MONTH);
  }
}
