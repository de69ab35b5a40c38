package io.returnbridge.reasons;

import io.returnbridge.mappings.Mappings;
import io.returnbridge.mappings.ReasonCodes;
import io.returnbridge.mappings.ReasonRow;
import io.returnbridge.model.Money;
import io.returnbridge.reasons.ReasonsRow.Kind;
import io.returnbridge.reasons.ReturnedUnits.Returned;
import io.returnbridge.reasons.SoldUnits.Sold;
import io.returnbridge.reasons.Spikes.Spike;
import io.returnbridge.reasons.Spikes.Thing;
import io.returnbridge.reports.Content;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes return-reasons of units, one after the other. Keeps sums of them only. No I/O. */
final class ReasonSums {

  /**
   * What the report is about.
   *
   * @param first month
   * @param until before; of the last month not more is known, or it is over
   * @param running whether the last month still goes on: what is sold is known as far as what came
   *     back
   */
  record Scope(YearMonth first, Instant from, Instant until, boolean running) {}

  private record Key(
      Kind kind,
      @Nullable YearMonth month,
      String store,
      String channel,
      String sku,
      String code,
      String said,
      String grade,
      String currency,
      String returnId,
      String item) {}

  private static final class Sum {
    private final Returned one;
    private long units;
    private @Nullable Money value;

    Sum(Returned one) {
      this.one = one;
    }

    void add(Returned unit) {
      units++;
      Money more = unit.value();
      if (more != null) {
        value = value == null ? more : value.plus(more);
      }
    }
  }

  private final Scope scope;
  private final Mappings mappings;
  private final ZoneId zone;
  private final Spikes spikes;
  private final Map<Key, Sum> sums = new HashMap<>();

  ReasonSums(Scope scope, Mappings mappings, ZoneId zone, Spikes spikes) {
    this.scope = scope;
    this.mappings = mappings;
    this.zone = zone;
    this.spikes = spikes;
  }

  void add(Returned unit) {
    String code = unit.code();
    if (!unit.sku().isEmpty()) {
      spikes.count(new Thing(Spikes.Of.SKU, unit.sku()), unit.at());
    }
    if (code != null) {
      spikes.count(new Thing(Spikes.Of.REASON, code), unit.at());
    }
    if (unit.at().isBefore(scope.from())) {
      return;
    }
    YearMonth month = YearMonth.from(unit.at().atZone(zone));
    Key goods =
        new Key(
            code == null ? Kind.UNCLASSIFIED : Kind.REASON,
            month,
            unit.store(),
            unit.channel(),
            unit.sku(),
            Objects.requireNonNullElse(code, ""),
            code == null ? unit.said() : "",
            "",
            unit.currency(),
            "",
            "");
    add(goods, unit);
    if (!unit.said().isEmpty() && mappings.reasons().map(unit.said()).isEmpty()) {
      String said = ReasonCodes.normal(unit.said());
      add(new Key(Kind.UNAPPROVED, null, unit.store(), "", "", "", said, "", "", "", ""), unit);
    }
    String grade = unit.grade();
    if (code != null && grade != null && mappings.dispositions().contradict(code, grade)) {
      String id = unit.of().id().id();
      add(
          new Key(
              Kind.CONTRADICTION,
              month,
              unit.store(),
              unit.channel(),
              unit.sku(),
              code,
              "",
              grade,
              unit.currency(),
              id,
              unit.itemId()),
          unit);
    }
  }

  private void add(Key key, Returned unit) {
    // Values of one currency only can be added.
    sums.computeIfAbsent(key, k -> new Sum(unit))
        .add(key.currency().isEmpty() ? withoutValue(unit) : unit);
  }

  private static Returned withoutValue(Returned u) {
    return new Returned(
        u.of(),
        u.itemId(),
        u.at(),
        u.store(),
        u.channel(),
        u.sku(),
        u.code(),
        u.said(),
        u.grade(),
        u.currency(),
        null);
  }

  /**
   * @param sold in these months
   * @param firstSold month of each SKU
   */
  Content content(Map<Sold, Long> sold, Map<String, LocalDate> firstSold) {
    // Nobody knows on which day of that month.
    firstSold.forEach(
        (sku, month) -> spikes.known(new Thing(Spikes.Of.SKU, sku), month.plusMonths(1)));
    Spikes.Found found = spikes.found();
    List<ReasonsRow> rows =
        Stream.concat(
                found.spikes().stream().map(s -> spike(s, found.compared())),
                sums.entrySet().stream()
                    .map(e -> row(e.getKey(), e.getValue(), sold))
                    .sorted(ORDER))
            .toList();
    ReasonsTotals totals = totals(rows, sold, found);
    return new Content(true, ReasonsSentence.of(totals, rows), totals, rows);
  }

  private static final Comparator<String> TEXT = Comparator.nullsFirst(Comparator.naturalOrder());

  private static final Comparator<ReasonsRow> ORDER =
      Comparator.comparing(ReasonsRow::kind, Comparator.reverseOrder())
          .thenComparing(ReasonsRow::month, TEXT)
          .thenComparing(ReasonsRow::units, Comparator.reverseOrder())
          .thenComparing(ReasonsRow::store, TEXT)
          .thenComparing(ReasonsRow::sku, TEXT)
          .thenComparing(ReasonsRow::channel, TEXT)
          .thenComparing(ReasonsRow::code, TEXT)
          .thenComparing(ReasonsRow::reveniReason, TEXT)
          .thenComparing(ReasonsRow::returnId, TEXT)
          .thenComparing(ReasonsRow::text);

  private ReasonsRow row(Key key, Sum sum, Map<Sold, Long> sold) {
    Returned one = sum.one;
    boolean ofReturn = key.kind() == Kind.CONTRADICTION;
    boolean ofGoods = key.kind() == Kind.REASON || key.kind() == Kind.UNCLASSIFIED;
    YearMonth month = key.month();
    Long units =
        month == null || !ofGoods
            ? null
            : sold.get(new Sold(month.atDay(1), key.channel(), key.sku()));
    return new ReasonsRow(
        key.kind(),
        finding(key),
        false,
        month == null ? null : month.toString(),
        key.store(),
        month == null ? null : key.channel(),
        month == null ? null : key.sku(),
        key.code().isEmpty() ? null : key.code(),
        key.code().isEmpty() ? null : category(key.code()),
        key.said().isEmpty() ? null : one.said(),
        key.grade().isEmpty() ? null : key.grade(),
        sum.units,
        sum.value,
        units,
        month == null ? null : rate(month, sum.units, units),
        ofReturn ? key.returnId() : null,
        ofReturn ? one.of().rmaNumber() : null,
        ofReturn ? one.of().orderNumber() : null,
        null,
        null,
        text(key));
  }

  private static String finding(Key key) {
    return switch (key.kind()) {
      case REASON -> ReasonsRow.OK;
      case UNCLASSIFIED -> key.said().isEmpty() ? "REASON_MISSING" : "REASON_UNMAPPED";
      case UNAPPROVED -> "REASON_UNMAPPED";
      case CONTRADICTION -> ReasonsRow.CONTRADICTS;
      case SPIKE -> SpikeCases.CODE;
    };
  }

  private String text(Key key) {
    return switch (key.kind()) {
      case REASON -> label(key.code());
      case UNCLASSIFIED -> key.said().isEmpty() ? "No reason" : "No approved reason";
      case UNAPPROVED -> "No row of mappings/reason-codes.csv approves it";
      case CONTRADICTION ->
          "%s, but the goods were graded %s, which %s"
              .formatted(
                  label(key.code()),
                  key.grade(),
                  mappings.dispositions().isFault(key.code())
                      ? "is sold again as new"
                      : "cannot be sold again");
      case SPIKE -> throw new IllegalArgumentException("A spike has its own text");
    };
  }

  private String label(String code) {
    return mappings.reasons().byCode(code).map(ReasonRow::labelEn).orElse(code);
  }

  private String category(String code) {
    return mappings.reasons().byCode(code).map(ReasonRow::category).orElse("");
  }

  private ReasonsRow spike(Spike spike, int compared) {
    boolean sku = spike.of().of() == Spikes.Of.SKU;
    String name = spike.of().name();
    return new ReasonsRow(
        Kind.SPIKE,
        SpikeCases.CODE,
        false,
        null,
        null,
        null,
        sku ? name : null,
        sku ? null : name,
        sku ? null : category(name),
        null,
        null,
        spike.units(),
        null,
        null,
        null,
        null,
        null,
        null,
        spikes.week(),
        spike.usual(),
        (sku ? "" : label(name) + ". ") + spike.odds(compared));
  }

  /** Of a month of which the report has a part, and which is over, nobody knows what was sold. */
  private @Nullable BigDecimal rate(YearMonth month, long units, @Nullable Long sold) {
    boolean whole =
        scope.running()
            || !month.plusMonths(1).atDay(1).atStartOfDay(zone).toInstant().isAfter(scope.until());
    return sold == null || sold <= 0 || !whole ? null : share(units, sold);
  }

  private static BigDecimal share(long units, long of) {
    return BigDecimal.valueOf(units).divide(BigDecimal.valueOf(of), 4, RoundingMode.HALF_UP);
  }

  private ReasonsTotals totals(List<ReasonsRow> rows, Map<Sold, Long> sold, Spikes.Found found) {
    List<ReasonsRow> goods =
        rows.stream().filter(r -> r.is(Kind.REASON) || r.is(Kind.UNCLASSIFIED)).toList();
    List<ReasonsTotals.Month> months = new ArrayList<>();
    YearMonth last = YearMonth.from(scope.until().minusMillis(1).atZone(zone));
    for (YearMonth m = scope.first(); !m.isAfter(last); m = m.plusMonths(1)) {
      YearMonth month = m;
      long units = units(goods.stream().filter(r -> month.toString().equals(r.month())));
      long all =
          sold.entrySet().stream()
              .filter(e -> e.getKey().month().equals(month.atDay(1)))
              .mapToLong(Map.Entry::getValue)
              .sum();
      months.add(new ReasonsTotals.Month(month.toString(), units, all, rate(month, units, all)));
    }
    long classified = units(rows.stream().filter(r -> r.is(Kind.REASON)));
    return new ReasonsTotals(
        scope.from(),
        scope.until(),
        units(goods.stream()),
        classified,
        units(rows.stream().filter(r -> r.is(Kind.UNCLASSIFIED))),
        units(rows.stream().filter(r -> r.is(Kind.CONTRADICTION))),
        (int) rows.stream().filter(r -> r.is(Kind.UNAPPROVED)).count(),
        found.spikes().size(),
        spikes.week(),
        found.compared(),
        values(goods),
        months,
        reasons(rows, classified));
  }

  private List<ReasonsTotals.Reason> reasons(List<ReasonsRow> rows, long classified) {
    Map<String, List<ReasonsRow>> byCode = new TreeMap<>();
    for (ReasonsRow row : rows) {
      String code = row.code();
      if (row.is(Kind.REASON) && code != null) {
        byCode.computeIfAbsent(code, c -> new ArrayList<>()).add(row);
      }
    }
    return byCode.entrySet().stream()
        .map(
            e -> {
              long units = units(e.getValue().stream());
              return new ReasonsTotals.Reason(
                  e.getKey(),
                  category(e.getKey()),
                  label(e.getKey()),
                  units,
                  share(units, classified),
                  values(e.getValue()));
            })
        .sorted(
            Comparator.comparing(ReasonsTotals.Reason::units)
                .reversed()
                .thenComparing(ReasonsTotals.Reason::code))
        .toList();
  }

  private static long units(Stream<ReasonsRow> rows) {
    return rows.mapToLong(ReasonsRow::units).sum();
  }

  private static List<Money> values(List<ReasonsRow> rows) {
    TreeMap<String, Money> values = new TreeMap<>();
    for (ReasonsRow row : rows) {
      Money value = row.value();
      if (value != null) {
        values.merge(value.currencyCode(), value, Money::plus);
      }
    }
    return List.copyOf(values.values());
  }
}
