package io.returnbridge.books;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.returnbridge.engine.Claim;
import io.returnbridge.model.ExchangePlan;
import io.returnbridge.model.Money;
import io.returnbridge.model.ReturnId;
import io.returnbridge.model.ReturnSnapshot.Exchange;
import io.returnbridge.model.ReturnSnapshot.Item;
import io.returnbridge.model.ReturnSnapshot.ItemStatus;
import io.returnbridge.model.ReturnSnapshot.Refund;
import io.returnbridge.model.ReturnSnapshot.RefundStatus;
import io.returnbridge.reports.Report;
import io.returnbridge.reports.ReportDesk;
import io.returnbridge.store.WakeUp;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class MonthEndTest extends BookedReturns {

  private static final LocalDate OCTOBER = LocalDate.of(2026, 10, 1);
  private static final LocalDate NOVEMBER = LocalDate.of(2026, 11, 1);

  private MonthEnd monthEnd() {
    Clock clock =
        new Clock() {
          @Override
          public Instant instant() {
            return now;
          }

          @Override
          public ZoneId getZone() {
            return ZoneOffset.UTC;
          }

          @Override
          public Clock withZone(ZoneId zone) {
            return this;
          }
        };
    return new MonthEnd(
        money,
        book,
        new ReportDesk(book, database, work, MAPPINGS, settings(), clock),
        database,
        Duration.ofHours(6),
        clock);
  }

  private Report report(LocalDate month) {
    MonthEnd kind = monthEnd();
    String subject = YearMonth.from(month).toString();
    if (kind.ask(month, "api:ana")) {
      kind.run(Claim.none(new WakeUp(MonthEnd.NAME, subject, "api:ana")));
      database.update("delete from work where step = ?", MonthEnd.NAME);
    }
    return book.find(MonthEnd.NAME, month, null).orElseThrow();
  }

  private static MonthTotals.Line line(Report report, String store, String currency) {
    return report.totals(MonthTotals.class).lines().stream()
        .filter(l -> l.store().equals(store) && l.currency().equals(currency))
        .findFirst()
        .orElseThrow();
  }

  private static Money eur(long cents) {
    return new Money(cents, "EUR");
  }

  @Test
  void a_day_of_25_hours_ends_the_month_where_the_zone_says() {
    // Winter time began on 25 October: the month ends at 23:00 UTC. In summer time it were 22:00.
    says("es", "a", Instant.parse("2026-10-31T22:59:59Z"), paid("a", "2026-10-31T22:59:59Z"));
    says("es", "b", Instant.parse("2026-10-31T23:00:00Z"), paid("b", "2026-10-31T23:00:00Z"));
    says("es", "c", Instant.parse("2026-09-30T22:00:00Z"), paid("c", "2026-09-30T22:00:00Z"));
    says("es", "d", Instant.parse("2026-09-30T21:59:59Z"), paid("d", "2026-09-30T21:59:59Z"));

    Report october = report(OCTOBER);

    assertThat(october.rows(MonthRow.class))
        .extracting(MonthRow::refundId)
        .containsExactly("c", "a");
    assertThat(october.totals(MonthTotals.class).until()).isEqualTo("2026-10-31T23:00:00Z");
  }

  private static Refund paid(String id, String at) {
    return refund(id, RefundStatus.COMPLETED, "reveni", "bank_transfer", "10.00", at);
  }

  @Test
  void a_closed_month_never_changes_and_what_comes_late_is_in_the_next_and_says_so() {
    says("es", "a", Instant.parse("2026-10-10T10:00:00Z"), paid("a", "2026-10-10T10:00:00Z"));
    Report october = report(OCTOBER);
    assertThat(october.sentence())
        .isEqualTo(
            "October 2026 is closed. 1 credit (10.00 EUR), no reversals, no exchanges. Owed to Reveni: 10.00 EUR.");

    // Known only now: one of October, and that the first was taken back.
    says("es", "late", Instant.parse("2026-10-31T12:00:00Z"), paid("l", "2026-10-31T12:00:00Z"));
    says(
        "es",
        "a",
        Instant.parse("2026-11-05T10:00:00Z"),
        refund(
            "a",
            RefundStatus.RECOVERED,
            "reveni",
            "bank_transfer",
            "10.00",
            "2026-10-10T10:00:00Z"));
    now = Instant.parse("2026-12-01T07:00:00Z");
    assertThat(all(report(OCTOBER))).isEqualTo(all(october));
    assertThat(book.list(null, 10)).hasSize(1);
    Report november = report(NOVEMBER);

    assertThat(november.rows(MonthRow.class))
        .extracting(r -> r.kind().word() + " " + r.finding() + " " + r.belongsTo())
        .containsExactly("credit LATE 2026-10", "reversal ok 2026-11");
    assertThat(november.sentence()).contains("1 entry came too late for its own month.");
    assertThat(line(november, "es", "EUR").net()).isEqualTo(eur(0));
    assertThatThrownBy(() -> database.update("update money_entry set month = '2026-12-01'"))
        .hasMessageContaining("an entry is not changed");
  }

  private static List<Object> all(Report report) {
    return List.of(report.asOf(), report.sentence(), report.totals(), report.rows().all());
  }

  @Test
  void a_month_is_not_closed_before_its_time_and_says_so() {
    says("es", "a", Instant.parse("2026-10-10T10:00:00Z"), paid("a", "2026-10-10T10:00:00Z"));
    now = Instant.parse("2026-11-01T04:59:59Z");

    Report early = report(OCTOBER);
    assertThat(early.sentence()).startsWith("October 2026 is not closed: this is what is known");
    assertThat(money.lastClosed()).isEmpty();

    now = Instant.parse("2026-11-01T05:00:00Z");
    says("es", "b", Instant.parse("2026-10-11T10:00:00Z"), paid("b", "2026-10-11T10:00:00Z"));
    Report closed = report(OCTOBER);
    assertThat(closed.totals(MonthTotals.class).closed()).isTrue();
    assertThat(line(closed, "es", "EUR").credits()).isEqualTo(2);
    assertThat(closed.totals(MonthTotals.class).late()).isZero();
    assertThat(book.find(MonthEnd.NAME, OCTOBER, early.asOf()).map(MonthEndTest::all))
        .contains(all(early));
  }

  @Test
  void what_is_approved_and_unpaid_and_what_is_open_as_store_credit_go_on_from_month_to_month() {
    says(
        "es",
        "a",
        Instant.parse("2026-10-10T10:00:00Z"),
        refund(
            "a", RefundStatus.APPROVED, "merchant", "original", "30.00", "2026-10-10T10:00:00Z"));
    says(
        "es",
        "s",
        Instant.parse("2026-10-12T10:00:00Z"),
        refund(
            "s",
            RefundStatus.COMPLETED,
            "merchant",
            "store_credit",
            "EUR",
            "20.00",
            "1.50",
            "2.00",
            null,
            Instant.parse("2026-10-12T10:00:00Z")));
    MonthTotals.Line october = line(report(OCTOBER), "es", "EUR");
    assertThat(october.approvedUnpaid()).isEqualTo(eur(3000));
    assertThat(october.storeCreditOpen()).isEqualTo(eur(2000));
    assertThat(october.bonusOpen()).isEqualTo(eur(200));
    assertThat(october.fees()).isEqualTo(eur(150));
    assertThat(october.owedToReveni()).isEqualTo(eur(0));

    says(
        "es",
        "a",
        Instant.parse("2026-12-02T10:00:00Z"),
        refund(
            "a", RefundStatus.COMPLETED, "merchant", "original", "30.00", "2026-12-02T09:00:00Z"));
    says(
        "es",
        "s",
        Instant.parse("2026-11-20T10:00:00Z"),
        refund(
            "s",
            RefundStatus.REVERSED,
            "merchant",
            "store_credit",
            "EUR",
            "20.00",
            "1.50",
            "2.00",
            "5.00",
            Instant.parse("2026-10-12T10:00:00Z")));
    now = Instant.parse("2026-12-05T07:00:00Z");
    Report report = report(NOVEMBER);
    MonthTotals.Line november = line(report, "es", "EUR");
    assertThat(november.approvedUnpaid()).as("it was paid in December").isEqualTo(eur(3000));
    assertThat(november.storeCreditBefore()).isEqualTo(eur(2000));
    assertThat(november.storeCreditOpen()).isEqualTo(eur(1500));
    assertThat(november.bonusOpen()).isEqualTo(eur(200));
    now = Instant.parse("2027-01-01T07:00:00Z");
    assertThat(line(report(LocalDate.of(2026, 12, 1)), "es", "EUR").approvedUnpaid())
        .isEqualTo(eur(0));
  }

  @Test
  void an_exchange_of_an_exchange_is_neutralised_each_time_and_not_when_it_is_cancelled() {
    Item item =
        new Item(
            "i",
            null,
            "A",
            3,
            "too_small",
            new BigDecimal("100.00"),
            ItemStatus.ACCEPTED,
            3,
            new Exchange("B", 1, null));
    ExchangePlan first =
        new ExchangePlan(
            "EX-RMA-a",
            List.of(new ExchangePlan.Line("i", "B", 1, null, null)),
            "id-1",
            ExchangePlan.CREATED);
    save(
        "es",
        "a",
        Instant.parse("2026-10-05T10:00:00Z"),
        "EUR",
        List.of(item),
        List.of(first),
        List.of());
    ExchangePlan second =
        new ExchangePlan(
            "EX-RMA-b",
            List.of(new ExchangePlan.Line("i", "C", 2, null, null)),
            "id-2",
            ExchangePlan.CREATED);
    save(
        "es",
        "b",
        Instant.parse("2026-10-20T10:00:00Z"),
        "EUR",
        List.of(item),
        List.of(second),
        List.of());
    Report october = report(OCTOBER);
    // 100.00 for three: one is 33.33, two are 66.66, and what cannot be divided is left out.
    assertThat(line(october, "es", "EUR").exchanged()).isEqualTo(eur(3333 + 6666));
    assertThat(october.rows(MonthRow.class))
        .extracting(MonthRow::exchangeOrder)
        .containsExactly("EX-RMA-a", "EX-RMA-b");

    save(
        "es",
        "b",
        Instant.parse("2026-11-03T10:00:00Z"),
        "EUR",
        List.of(item),
        List.of(second.withStatus(ExchangePlan.CANCELLED)),
        List.of());
    now = Instant.parse("2026-12-01T07:00:00Z");
    assertThat(line(report(NOVEMBER), "es", "EUR").exchanged()).isEqualTo(eur(-6666));
  }

  /** What happened, as the test tells it and as it adds it up by itself. */
  private record Told(String store, String currency, Instant at, String what, BigDecimal amount) {}

  @Test
  void months_of_three_currencies_with_late_refunds_and_reversals_tie_out_to_the_last_digit() {
    long seed = 20261130;
    Random random = new Random(seed);
    List<Told> told = new ArrayList<>();
    Map<String, Integer> digits = Map.of("EUR", 2, "JPY", 0, "KWD", 3);
    List<String> currencies = List.of("EUR", "JPY", "KWD");
    Instant start = OCTOBER.atStartOfDay(MADRID).toInstant();
    record Later(String store, String id, Instant updated, Refund refund) {}
    List<Later> later = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      String currency = currencies.get(random.nextInt(3));
      String store = random.nextBoolean() ? "es" : "uk";
      Instant at = start.plusSeconds(random.nextInt(61 * 86_400));
      BigDecimal amount = BigDecimal.valueOf(1 + random.nextInt(9_999_999), digits.get(currency));
      boolean reveni = random.nextBoolean();
      String by = reveni ? "reveni" : "merchant";
      Refund refund =
          refund(
              "rf",
              RefundStatus.COMPLETED,
              by,
              "bank_transfer",
              currency,
              amount.toPlainString(),
              "0",
              null,
              null,
              at);
      told.add(new Told(store, currency, at, "credit", amount));
      if (reveni) {
        told.add(new Told(store, currency, at, "owed", amount));
      }
      later.add(new Later(store, "r" + i, at, refund));
      if (i % 5 == 0) {
        Instant back = at.plusSeconds(1 + random.nextInt(20 * 86_400));
        BigDecimal part = i % 2 == 0 ? amount : BigDecimal.valueOf(1, digits.get(currency));
        told.add(new Told(store, currency, back, "reversal", part));
        if (reveni) {
          told.add(new Told(store, currency, back, "owed", part.negate()));
        }
        later.add(
            new Later(
                store,
                "r" + i,
                back,
                refund(
                    "rf",
                    RefundStatus.REVERSED,
                    by,
                    "bank_transfer",
                    currency,
                    amount.toPlainString(),
                    "0",
                    null,
                    part.toPlainString(),
                    at)));
      }
    }
    later.sort(Comparator.comparing(Later::updated));
    // Every seventh is known only in the month after; the rest as it happens, taken in day by day.
    LocalDate day = OCTOBER;
    Map<String, Report> reports = new TreeMap<>();
    Map<String, LocalDate> bookedIn = new HashMap<>();
    List<Later> held = new ArrayList<>();
    for (int n = 0; n < later.size(); n++) {
      Later one = later.get(n);
      LocalDate of = LocalDate.ofInstant(one.updated(), MADRID);
      while (day.isBefore(of)) {
        money.takeIn();
        day = day.plusDays(1);
        if (day.getDayOfMonth() == 1) {
          close(day, reports);
          for (Later late : held) {
            says(late.store(), late.id(), late.updated(), late.refund());
          }
          held.clear();
        }
      }
      boolean known = states.find(new ReturnId(one.store(), one.id())).isPresent();
      if (n % 7 == 0 && !known && one.refund().status() == RefundStatus.COMPLETED) {
        held.add(one);
        bookedIn.put(one.id(), of.withDayOfMonth(1).plusMonths(1));
      } else if (held.stream().anyMatch(h -> h.id().equals(one.id()))) {
        held.add(one);
      } else {
        says(one.store(), one.id(), one.updated(), one.refund());
      }
    }
    held.forEach(late -> says(late.store(), late.id(), late.updated(), late.refund()));
    for (int months = 0; months < 3; months++) {
      day = day.withDayOfMonth(1).plusMonths(1);
      close(day, reports);
    }

    Map<String, BigDecimal> mine = new TreeMap<>();
    told.forEach(t -> mine.merge(t.store() + t.currency() + t.what(), t.amount(), BigDecimal::add));
    Map<String, BigDecimal> theirs = new TreeMap<>();
    Map<String, BigDecimal> rows = new TreeMap<>();
    int late = 0;
    for (Report report : reports.values()) {
      MonthTotals totals = report.totals(MonthTotals.class);
      assertThat(totals.closed()).isTrue();
      late += totals.late();
      for (MonthTotals.Line l : totals.lines()) {
        String key = l.store() + l.currency();
        int scale = digits.get(l.currency());
        theirs.merge(
            key + "credit", BigDecimal.valueOf(l.credited().centAmount(), scale), BigDecimal::add);
        theirs.merge(
            key + "reversal",
            BigDecimal.valueOf(l.reversed().centAmount(), scale),
            BigDecimal::add);
        theirs.merge(
            key + "owed",
            BigDecimal.valueOf(l.owedToReveni().centAmount(), scale),
            BigDecimal::add);
      }
      for (MonthRow r : report.rows(MonthRow.class)) {
        BigDecimal amount =
            BigDecimal.valueOf(r.amount().centAmount(), digits.get(r.amount().currencyCode()));
        rows.merge(
            r.store() + r.amount().currencyCode() + r.kind().word(), amount, BigDecimal::add);
        LocalDate own = LocalDate.ofInstant(r.at(), MADRID).withDayOfMonth(1);
        boolean isLate = !YearMonth.from(own).toString().equals(report.date());
        assertThat(r.late()).as(r.toString()).isEqualTo(isLate);
        assertThat(r.belongsTo()).isEqualTo(YearMonth.from(own).toString());
      }
    }
    mine.forEach(
        (key, sum) ->
            assertThat(theirs.get(key)).as(key + " seed " + seed).isEqualByComparingTo(sum));
    rows.forEach(
        (key, sum) -> assertThat(sum).as("rows " + key).isEqualByComparingTo(mine.get(key)));
    assertThat(late).isPositive();
    // October of those that were known in time, computed anew by the test.
    BigDecimal october =
        later.stream()
            .filter(l -> l.refund().status() == RefundStatus.COMPLETED)
            .filter(l -> l.store().equals("es") && l.refund().currency().equals("KWD"))
            .filter(l -> !bookedIn.containsKey(l.id()))
            .filter(l -> LocalDate.ofInstant(l.updated(), MADRID).getMonthValue() == 10)
            .map(l -> l.refund().amount())
            .reduce(BigDecimal.ZERO, BigDecimal::add);
    assertThat(line(reports.get("2026-10"), "es", "KWD").credited().toString())
        .isEqualTo(october.setScale(3).toPlainString() + " KWD");
  }

  /** The month before that day, hours after it has ended. */
  private void close(LocalDate day, Map<String, Report> reports) {
    now = day.atTime(7, 0).atZone(MADRID).toInstant();
    LocalDate month = day.minusMonths(1);
    Report report = report(month);
    reports.put(report.date(), report);
  }

  @Test
  void a_thousand_returns_are_taken_in_once_however_often_it_is_begun_anew() {
    for (int i = 0; i < 1_001; i++) {
      says("es", "r" + i, Instant.parse("2026-10-10T10:00:00Z"), paid("a", "2026-10-10T10:00:00Z"));
    }
    money.takeIn();
    database.update("delete from reading");
    money.takeIn();
    money.takeIn();

    assertThat(line(report(OCTOBER), "es", "EUR").credited()).isEqualTo(eur(1_001_000));
  }

  @Test
  void the_clock_makes_the_month_before_and_only_once() {
    MonthEnd kind = monthEnd();
    kind.run(Claim.none(new WakeUp(MonthEnd.NAME, "all", "schedule:2026-11-01T06:00:00Z")));
    kind.run(Claim.none(new WakeUp(MonthEnd.NAME, "all", "schedule:2026-11-01T06:00:00Z")));

    assertThat(database.query("select subject || ' ' || generation from work", r -> r.text(1)))
        .containsExactly("2026-10 1");
  }
}
