package io.returnbridge.books;

import static org.assertj.core.api.Assertions.assertThat;

import io.returnbridge.model.ExchangePlan;
import io.returnbridge.model.ReturnSnapshot.Exchange;
import io.returnbridge.model.ReturnSnapshot.Item;
import io.returnbridge.model.ReturnSnapshot.ItemStatus;
import io.returnbridge.model.ReturnSnapshot.Refund;
import io.returnbridge.model.ReturnSnapshot.RefundStatus;
import io.returnbridge.reports.Report;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Months of four currencies against a computation of the test's own: in minor units, with the ends
 * of the months written down, and with what came late in the month in which it came.
 */
class MonthsTieOutTest extends BookedReturns {

  private static final Map<String, Integer> DIGITS = Map.of("EUR", 2, "GBP", 2, "JPY", 0, "KWD", 3);
  private static final List<String> CURRENCIES = List.of("EUR", "GBP", "JPY", "KWD");
  private static final Duration CLOSES = Duration.ofHours(7);

  /** Of these the entries are rows, each its own. */
  private static final List<String> KINDS =
      List.of("credit", "reversal", "fee", "bonus", "exchange");

  /** What was given and taken again before it was taken in has no entry; these stay. */
  private static final List<String> STAY = List.of("credit", "reversal", "fee");

  /** An amount of what a message says, and when that was. */
  private record Amount(String what, long cents, Instant at) {}

  /** What Reveni says at a time, and what it comes to more than before. */
  private record Message(
      Instant saidAt, String store, String currency, Runnable says, List<Amount> amounts) {}

  private final List<Message> messages = new ArrayList<>();
  private List<Instant> ends = List.of();
  private Random random = new Random(0);

  @Test
  void october_with_its_day_of_25_hours() {
    ends =
        List.of(
            Instant.parse("2026-10-31T23:00:00Z"),
            Instant.parse("2026-11-30T23:00:00Z"),
            Instant.parse("2026-12-31T23:00:00Z"),
            Instant.parse("2027-01-31T23:00:00Z"));
    tiesOut(Instant.parse("2026-09-30T22:00:00Z"), LocalDate.of(2026, 10, 1), 20261130);
  }

  @Test
  void march_with_its_day_of_23_hours() {
    ends =
        List.of(
            Instant.parse("2026-03-31T22:00:00Z"),
            Instant.parse("2026-04-30T22:00:00Z"),
            Instant.parse("2026-05-31T22:00:00Z"),
            Instant.parse("2026-06-30T22:00:00Z"));
    tiesOut(Instant.parse("2026-02-28T23:00:00Z"), LocalDate.of(2026, 3, 1), 20260329);
  }

  private void tiesOut(Instant begin, LocalDate first, long seed) {
    random = new Random(seed);
    for (int i = 0; i < 300; i++) {
      refund(i, time(begin, i));
    }
    for (int i = 0; i < 60; i++) {
      exchange(i, time(begin, i));
    }
    messages.sort(Comparator.comparing(Message::saidAt));

    // Month by month: what is said, and what it comes to by the test's word.
    List<Map<String, Long>> mine = new ArrayList<>();
    ends.forEach(end -> mine.add(new TreeMap<>()));
    int[] late = new int[ends.size()];
    List<Report> reports = new ArrayList<>();
    for (Message message : messages) {
      while (!message.saidAt().isBefore(ends.get(reports.size()).plus(CLOSES))) {
        reports.add(close(first, reports.size()));
      }
      message.says().run();
      if (random.nextInt(20) == 0) {
        money.takeIn();
      }
      for (Amount amount : message.amounts()) {
        int own = month(amount.at());
        int booked = Math.max(own, reports.size());
        String key = message.store() + " " + message.currency() + " " + amount.what();
        mine.get(booked).merge(key, amount.cents(), Long::sum);
        late[booked] += booked > own && STAY.contains(amount.what()) ? 1 : 0;
      }
    }
    while (reports.size() < ends.size()) {
      reports.add(close(first, reports.size()));
    }

    Map<String, Long> open = new TreeMap<>();
    for (int month = 0; month < ends.size(); month++) {
      Report report = reports.get(month);
      String of = report.date() + " of seed " + seed;
      assertThat(totals(report)).as(of).isEqualTo(expected(mine.get(month), open));
      assertThat(rows(report)).as("rows of " + of).isEqualTo(kinds(mine.get(month)));
      assertThat(report.rows(MonthRow.class).stream().filter(MonthRow::late))
          .as(of)
          .filteredOn(r -> STAY.contains(r.kind().word()))
          .hasSize(late[month]);
    }
    assertThat(late[1]).isPositive();
  }

  private Report close(LocalDate first, int month) {
    now = ends.get(month).plus(CLOSES);
    return report(first.plusMonths(month));
  }

  private int month(Instant at) {
    int month = 0;
    while (!at.isBefore(ends.get(month))) {
      month++;
    }
    return month;
  }

  /** Of the first two months; now and then the very first or last second of one. */
  private Instant time(Instant begin, int i) {
    Instant end = ends.get(i % 2);
    return switch (i % 10) {
      case 0 -> end;
      case 1 -> end.minusSeconds(1);
      case 2 -> begin;
      default ->
          begin.plusSeconds(
              (long) (random.nextDouble() * Duration.between(begin, ends.get(1)).toSeconds()));
    };
  }

  private String store() {
    return random.nextBoolean() ? "es" : "uk";
  }

  private String currency() {
    return CURRENCIES.get(random.nextInt(CURRENCIES.size()));
  }

  private static BigDecimal amount(long cents, String currency) {
    return BigDecimal.valueOf(cents, DIGITS.get(currency));
  }

  private void refund(int i, Instant at) {
    String store = store();
    String currency = currency();
    long cents = 2 + random.nextInt(9_999_999);
    long fee = i % 4 == 0 ? random.nextInt(500) : 0;
    boolean reveni = random.nextBoolean();
    boolean storeCredit = i % 3 == 0;
    long bonus = storeCredit ? random.nextInt(1_000) : 0;
    // Every seventh is known only when its month is closed.
    Instant saidAt = i % 7 == 0 ? ends.get(month(at)).plus(CLOSES).plusSeconds(i) : at;
    List<Amount> amounts = new ArrayList<>();
    amounts.add(new Amount("credit", cents, at));
    add(amounts, "owed", reveni ? cents : 0, at);
    add(amounts, "storeCredit", storeCredit ? cents : 0, at);
    add(amounts, "fee", fee, at);
    add(amounts, "bonus", bonus, at);
    Refund paid =
        refund(
            "rf",
            RefundStatus.COMPLETED,
            reveni ? "reveni" : "merchant",
            storeCredit ? "store_credit" : "bank_transfer",
            currency,
            amount(cents, currency).toPlainString(),
            amount(fee, currency).toPlainString(),
            storeCredit ? amount(bonus, currency).toPlainString() : null,
            null,
            at);
    message(saidAt, store, currency, () -> says(store, "r" + i, at, paid), amounts);
    if (i % 5 == 0) {
      Instant back = saidAt.plusSeconds(1 + random.nextInt(20 * 86_400));
      long part = i % 2 == 0 ? cents : 1;
      List<Amount> taken = new ArrayList<>();
      taken.add(new Amount("reversal", part, back));
      add(taken, "owed", reveni ? -part : 0, back);
      add(taken, "storeCredit", storeCredit ? -part : 0, back);
      add(taken, "bonus", part == cents ? -bonus : 0, back);
      Refund reversed =
          refund(
              "rf",
              RefundStatus.REVERSED,
              paid.paidBy(),
              paid.method(),
              currency,
              amount(cents, currency).toPlainString(),
              amount(fee, currency).toPlainString(),
              storeCredit ? amount(bonus, currency).toPlainString() : null,
              amount(part, currency).toPlainString(),
              at);
      message(back, store, currency, () -> says(store, "r" + i, back, reversed), taken);
    }
  }

  private static void add(List<Amount> amounts, String what, long cents, Instant at) {
    if (cents != 0) {
      amounts.add(new Amount(what, cents, at));
    }
  }

  /** Goods that were sent for others come back and are exchanged again; some never leave. */
  private void exchange(int i, Instant at) {
    String store = store();
    String currency = currency();
    String order = exchanged("O-" + i, "x" + i, store, currency, at, i % 6 == 0);
    exchanged(order, "y" + i, store, currency, at.plusSeconds(3_600), i % 4 == 0);
  }

  /**
   * @return the exchange order
   */
  private String exchanged(
      String order, String id, String store, String currency, Instant at, boolean cancelled) {
    int quantity = 1 + random.nextInt(3);
    int exchanged = 1 + random.nextInt(quantity);
    long cents = 100 + random.nextInt(100_000);
    long worth = cents * exchanged / quantity;
    Item item =
        new Item(
            "i",
            null,
            "A",
            quantity,
            "too_small",
            amount(cents, currency),
            ItemStatus.ACCEPTED,
            quantity,
            new Exchange("B", exchanged, null));
    ExchangePlan plan =
        new ExchangePlan(
            "EX-RMA-" + id,
            List.of(new ExchangePlan.Line("i", "B", exchanged, null, null)),
            "id-" + id,
            ExchangePlan.CREATED);
    message(
        at,
        store,
        currency,
        () -> saveOf(order, store, id, at, currency, List.of(item), List.of(plan), List.of()),
        List.of(new Amount("exchange", worth, at)));
    if (cancelled) {
      Instant over = at.plusSeconds(7_200 + random.nextInt(20 * 86_400));
      ExchangePlan gone = plan.withStatus(ExchangePlan.CANCELLED);
      message(
          over,
          store,
          currency,
          () -> saveOf(order, store, id, over, currency, List.of(item), List.of(gone), List.of()),
          List.of(new Amount("exchange", -worth, over)));
    }
    return plan.orderNumber();
  }

  private void message(
      Instant saidAt, String store, String currency, Runnable says, List<Amount> amounts) {
    messages.add(new Message(saidAt, store, currency, says, amounts));
  }

  private static Map<String, Long> totals(Report report) {
    Map<String, Long> totals = new TreeMap<>();
    for (MonthTotals.Line line : report.totals(MonthTotals.class).lines()) {
      String key = line.store() + " " + line.currency() + " ";
      totals.put(key + "credit", line.credited().centAmount());
      totals.put(key + "reversal", line.reversed().centAmount());
      totals.put(key + "net", line.net().centAmount());
      totals.put(key + "owed", line.owedToReveni().centAmount());
      totals.put(key + "fee", line.fees().centAmount());
      totals.put(key + "exchange", line.exchanged().centAmount());
      totals.put(key + "storeCredit", line.storeCreditOpen().centAmount());
      totals.put(key + "bonus", line.bonusOpen().centAmount());
    }
    totals.values().removeIf(cents -> cents == 0);
    return totals;
  }

  /**
   * @param open store credit and bonus at the end of the month before; of this one when it returns
   */
  private static Map<String, Long> expected(Map<String, Long> mine, Map<String, Long> open) {
    Map<String, Long> expected = new TreeMap<>();
    mine.forEach(
        (key, cents) -> {
          String of = key.substring(0, key.lastIndexOf(' '));
          switch (key.substring(of.length() + 1)) {
            case "storeCredit", "bonus" -> open.merge(key, cents, Long::sum);
            case "credit" -> {
              expected.put(key, cents);
              expected.merge(of + " net", cents, Long::sum);
            }
            case "reversal" -> {
              expected.put(key, cents);
              expected.merge(of + " net", -cents, Long::sum);
            }
            default -> expected.put(key, cents);
          }
        });
    expected.putAll(open);
    expected.values().removeIf(cents -> cents == 0);
    return expected;
  }

  private static Map<String, Long> rows(Report report) {
    Map<String, Long> rows = new TreeMap<>();
    report
        .rows(MonthRow.class)
        .forEach(
            r ->
                rows.merge(
                    r.store() + " " + r.amount().currencyCode() + " " + r.kind().word(),
                    r.amount().centAmount(),
                    Long::sum));
    rows.values().removeIf(cents -> cents == 0);
    return rows;
  }

  private static Map<String, Long> kinds(Map<String, Long> mine) {
    Map<String, Long> kinds = new TreeMap<>(mine);
    kinds.keySet().removeIf(key -> !KINDS.contains(key.substring(key.lastIndexOf(' ') + 1)));
    kinds.values().removeIf(cents -> cents == 0);
    return kinds;
  }
}
