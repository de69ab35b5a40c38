package io.returnbridge.books;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.returnbridge.engine.Claim;
import io.returnbridge.model.ExchangePlan;
import io.returnbridge.model.Money;
import io.returnbridge.model.ReturnSnapshot.Exchange;
import io.returnbridge.model.ReturnSnapshot.Item;
import io.returnbridge.model.ReturnSnapshot.ItemStatus;
import io.returnbridge.model.ReturnSnapshot.Refund;
import io.returnbridge.model.ReturnSnapshot.RefundStatus;
import io.returnbridge.reports.PageContext;
import io.returnbridge.reports.Report;
import io.returnbridge.reports.ReportPage;
import io.returnbridge.store.WakeUp;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class MonthEndTest extends BookedReturns {

  private static final LocalDate OCTOBER = LocalDate.of(2026, 10, 1);
  private static final LocalDate NOVEMBER = LocalDate.of(2026, 11, 1);

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
  void what_cannot_be_booked_leads_to_its_cases() {
    says("es", "a", Instant.parse("2026-10-10T10:00:00Z"), paid("a", "2026-10-10T10:00:00Z"));
    now = Instant.parse("2026-10-20T10:00:00Z");
    PageContext here = new PageContext("", ZoneOffset.UTC, 10, Locale.ENGLISH);
    assertThat(headings(here)).doesNotContain("Not booked");

    database.update(
        """
        insert into exception_case (id, step, code, subject, work_subject, owner, severity, verdict, status, cause, next_step)
        values ('c1', 'link-credit', 'REFUND_AMOUNT_INEXACT', 'rf-1', 'es/r1', 'finance', 'high', 'process', 'open', '', '')
        """);

    now = Instant.parse("2026-10-20T11:00:00Z");
    Report report = report(OCTOBER);
    assertThat(report.sentence()).endsWith("1 refund cannot be booked: see its case.");
    assertThat(monthEnd().page(report, here).sections())
        .filteredOn(s -> s.heading().equals("Not booked"))
        .flatExtracting(ReportPage.Section::rows)
        .flatExtracting(cells -> cells.get(1).lines())
        .extracting(ReportPage.Line::link)
        .containsExactly(
            "/console/cases?code=REFUND_AMOUNT_INEXACT",
            "/console/cases?code=REFUND_AMOUNT_INVALID");
  }

  private List<String> headings(PageContext context) {
    return monthEnd().page(report(OCTOBER), context).sections().stream()
        .map(ReportPage.Section::heading)
        .toList();
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
    says(
        "es",
        "s",
        Instant.parse("2026-12-20T10:00:00Z"),
        refund(
            "s",
            RefundStatus.REVERSED,
            "merchant",
            "store_credit",
            "EUR",
            "20.00",
            "1.50",
            "2.00",
            "20.00",
            Instant.parse("2026-10-12T10:00:00Z")));
    now = Instant.parse("2027-01-01T07:00:00Z");
    Report december = report(LocalDate.of(2026, 12, 1));
    assertThat(line(december, "es", "EUR").approvedUnpaid()).isEqualTo(eur(0));
    assertThat(line(december, "es", "EUR").storeCreditOpen()).isEqualTo(eur(0));
    assertThat(line(december, "es", "EUR").bonusOpen()).isEqualTo(eur(0));
    assertThat(december.rows(MonthRow.class))
        .as("the bonus is gone when all is taken back, not when it was given")
        .filteredOn(r -> r.kind() == MoneyFact.Kind.BONUS)
        .extracting(r -> r.amount() + " " + r.finding())
        .containsExactly("-2.00 EUR ok");
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
