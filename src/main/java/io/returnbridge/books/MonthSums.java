package io.returnbridge.books;

import io.returnbridge.books.MoneyFact.Kind;
import io.returnbridge.model.Money;
import io.returnbridge.reports.Content;
import java.time.Instant;
import java.time.YearMonth;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Makes month-end of its entries: sums by store and currency, and the sentence. No I/O. */
final class MonthSums {

  /**
   * @param entries of the month
   * @param approved refunds that are approved and unpaid at its end
   * @param before what was open at its beginning
   */
  record Booked(
      YearMonth month,
      Instant from,
      Instant until,
      boolean closed,
      List<MoneyEntry> entries,
      List<MoneyEntry> approved,
      List<MoneyBook.Open> before,
      int notBooked) {}

  private MonthSums() {}

  static Content of(Booked booked) {
    // What was approved and paid within the month is a credit; what is left is listed as it stands.
    List<MonthRow> rows =
        Stream.concat(
                booked.entries().stream().filter(e -> e.of().kind() != Kind.APPROVED),
                booked.approved().stream())
            .map(MonthSums::row)
            .toList();
    TreeSet<String> keys = new TreeSet<>();
    rows.forEach(r -> keys.add(r.store() + "/" + r.amount().currencyCode()));
    booked.before().stream()
        .filter(o -> o.storeCredit() != 0 || o.bonus() != 0)
        .forEach(o -> keys.add(o.store() + "/" + o.currency()));
    List<MonthTotals.Line> lines = keys.stream().map(key -> line(key, rows, booked)).toList();
    int late = (int) rows.stream().filter(MonthRow::late).count();
    MonthTotals totals =
        new MonthTotals(
            booked.from(), booked.until(), booked.closed(), late, booked.notBooked(), lines);
    return new Content(booked.closed(), sentence(booked, totals), totals, rows);
  }

  private static MonthRow row(MoneyEntry e) {
    boolean exchange = e.of().kind() == Kind.EXCHANGE;
    return new MonthRow(
        e.of().kind(),
        e.late() ? MonthRow.LATE : "ok",
        false,
        e.store(),
        e.amount(),
        exchange ? null : e.of().subject(),
        e.rmaNumber(),
        e.returnId(),
        e.orderNumber(),
        exchange ? e.of().subject() : null,
        e.of().paidBy(),
        e.of().byReveni() && (e.of().kind() == Kind.CREDIT || e.of().kind() == Kind.REVERSAL),
        e.of().storeCredit(),
        e.at(),
        YearMonth.from(e.belongsTo()).toString());
  }

  private static MonthTotals.Line line(String key, List<MonthRow> all, Booked booked) {
    String store = key.substring(0, key.indexOf('/'));
    String currency = key.substring(store.length() + 1);
    List<MonthRow> rows =
        all.stream()
            .filter(r -> r.store().equals(store) && r.amount().currencyCode().equals(currency))
            .toList();
    Optional<MoneyBook.Open> before =
        booked.before().stream()
            .filter(o -> o.store().equals(store) && o.currency().equals(currency))
            .findFirst();
    Money credited = sum(rows, currency, r -> r.kind() == Kind.CREDIT);
    Money reversed = sum(rows, currency, r -> r.kind() == Kind.REVERSAL);
    Money creditBefore = new Money(before.map(MoneyBook.Open::storeCredit).orElse(0L), currency);
    Money bonusBefore = new Money(before.map(MoneyBook.Open::bonus).orElse(0L), currency);
    return new MonthTotals.Line(
        store,
        currency,
        count(rows, Kind.CREDIT),
        credited,
        count(rows, Kind.REVERSAL),
        reversed,
        less(credited, reversed),
        less(
            sum(rows, currency, r -> r.kind() == Kind.CREDIT && r.owedToReveni()),
            sum(rows, currency, r -> r.kind() == Kind.REVERSAL && r.owedToReveni())),
        sum(rows, currency, r -> r.kind() == Kind.FEE),
        count(rows, Kind.APPROVED),
        sum(rows, currency, r -> r.kind() == Kind.APPROVED),
        creditBefore,
        creditBefore.plus(
            less(
                sum(rows, currency, r -> r.kind() == Kind.CREDIT && r.storeCredit()),
                sum(rows, currency, r -> r.kind() == Kind.REVERSAL && r.storeCredit()))),
        bonusBefore,
        bonusBefore.plus(sum(rows, currency, r -> r.kind() == Kind.BONUS)),
        count(rows, Kind.EXCHANGE),
        sum(rows, currency, r -> r.kind() == Kind.EXCHANGE));
  }

  private static Money sum(List<MonthRow> rows, String currency, Predicate<MonthRow> which) {
    return rows.stream()
        .filter(which)
        .map(MonthRow::amount)
        .reduce(Money.zero(currency), Money::plus);
  }

  private static int count(List<MonthRow> rows, Kind kind) {
    return (int) rows.stream().filter(r -> r.kind() == kind).count();
  }

  private static Money less(Money a, Money b) {
    return new Money(Math.subtractExact(a.centAmount(), b.centAmount()), a.currencyCode());
  }

  private static String sentence(Booked booked, MonthTotals totals) {
    String month = booked.month().format(DateTimeFormatter.ofPattern("MMMM yyyy", Locale.ENGLISH));
    List<String> parts = new ArrayList<>();
    parts.add(
        booked.closed()
            ? month + " is closed."
            : month + " is not closed: this is what is known so far.");
    if (totals.lines().isEmpty()) {
      parts.add("No money moved.");
    } else {
      parts.add(
          "%s, %s, %s."
              .formatted(
                  part(totals, "credit", MonthTotals.Line::credits, MonthTotals.Line::credited),
                  part(totals, "reversal", MonthTotals.Line::reversals, MonthTotals.Line::reversed),
                  part(
                      totals,
                      "exchange",
                      MonthTotals.Line::exchanges,
                      MonthTotals.Line::exchanged)));
    }
    String owed = amounts(totals, MonthTotals.Line::owedToReveni);
    if (!owed.isEmpty()) {
      parts.add("Owed to Reveni: " + owed + ".");
    }
    if (totals.late() > 0) {
      parts.add(
          totals.late() == 1
              ? "1 entry came too late for its own month."
              : totals.late() + " entries came too late for their own month.");
    }
    if (totals.notBooked() > 0) {
      parts.add(
          totals.notBooked() == 1
              ? "1 refund cannot be booked: see its case."
              : totals.notBooked() + " refunds cannot be booked: see their cases.");
    }
    return String.join(" ", parts);
  }

  private static String part(
      MonthTotals totals,
      String noun,
      Function<MonthTotals.Line, Integer> count,
      Function<MonthTotals.Line, Money> amount) {
    int all = totals.lines().stream().mapToInt(count::apply).sum();
    String amounts = amounts(totals, amount);
    return (all == 0 ? "no" : Integer.toString(all))
        + " "
        + noun
        + (all == 1 ? "" : "s")
        + (amounts.isEmpty() ? "" : " (" + amounts + ")");
  }

  /** One for each currency. */
  private static String amounts(MonthTotals totals, Function<MonthTotals.Line, Money> amount) {
    return totals.lines().stream()
        .map(amount)
        .collect(Collectors.toMap(Money::currencyCode, m -> m, Money::plus, java.util.TreeMap::new))
        .values()
        .stream()
        .filter(m -> m.centAmount() != 0)
        .map(Money::toString)
        .collect(Collectors.joining(", "));
  }
}
