package io.returnbridge.reports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.returnbridge.cases.Cases;
import io.returnbridge.cases.Origin;
import io.returnbridge.engine.Claim;
import io.returnbridge.failure.Unavailable;
import io.returnbridge.json.Json;
import io.returnbridge.model.Credit;
import io.returnbridge.model.Money;
import io.returnbridge.model.ReturnId;
import io.returnbridge.model.ReturnState;
import io.returnbridge.model.Trouble;
import io.returnbridge.reconciliation.Look;
import io.returnbridge.sandbox.commercetools.ApiCall;
import io.returnbridge.sandbox.commercetools.Fault;
import io.returnbridge.sandbox.commercetools.FaultPlan;
import io.returnbridge.store.TestDatabase;
import io.returnbridge.store.WakeUp;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DailyExceptionsTest extends ReportedReturns {

  @Test
  void each_kind_of_trouble_is_named_and_what_agrees_is_counted() {
    says("fine", refund("rf", "completed", "24.9500"));
    credited("fine", "rf", 2495);
    says("missing", refund("rf", "completed", "24.9500"), refund("rf-open", "approved", "1.0000"));
    says("unlinked", refund("rf", "completed", "10.0000"));
    payment("unlinked", "rf", "unlinked", "Success", 1000);
    says("less", refund("rf", "completed", "24.9500"));
    credited("less", "rf", 2000);
    says("failed", refund("rf", "completed", "24.9500"));
    link(payment("failed", "rf", "failed", "Failure", 2495).id());
    says("stolen", refund("rf", "completed", "24.9500"));
    link(payment("stolen", "rf", "another", "Success", 2495).id());
    saysOf("lost", "O-404", refund("rf", "completed", "24.9500"));
    payment("lost", "rf", "lost", "Success", 2495);
    says("taken", refund("rf", "recovered", "24.9500"));
    List.of("fine", "missing", "unlinked", "less", "failed", "stolen", "lost", "taken")
        .forEach(this::known);

    Report report = run();

    assertThat(findings(report))
        .isEqualTo(
            Map.of(
                "missing/rf", "CREDIT_MISSING",
                "unlinked/rf", "CREDIT_UNLINKED",
                "less/rf", "CREDIT_MISMATCH",
                "failed/rf", "CREDIT_MISMATCH",
                "stolen/rf", "CREDIT_MISMATCH",
                "lost/rf", "ORDER_NOT_FOUND"));
    assertThat(report.sentence())
        .isEqualTo(
            "8 refunds were checked: 2 have their credit, 5 do not (109.80 EUR), 1 has a credit that waits for its order (24.95 EUR). No case is overdue.");
    DailyRow less = row(report, "less");
    assertThat(less.cause()).isEqualTo("Reveni says 24.95 EUR; the Payment comes to 20.00 EUR.");
    assertThat(less.actual()).isEqualTo(new Money(2000, "EUR"));
    assertThat(less.paymentKey()).isEqualTo("reveni-credit-less-rf");
    assertThat(row(report, "stolen").cause()).contains("return another (RMA-another), refund rf");
    assertThat(row(report, "missing").completedAt()).isEqualTo("2026-11-05T09:00:00Z");
  }

  @Test
  void a_report_that_is_kept_cannot_be_changed_and_says_by_which_tables_it_was_made() {
    Report report = run();

    assertThat(report.tables()).isEqualTo(MAPPINGS.version()).matches("[0-9a-f]{12}");
    assertThatThrownBy(() -> database.update("update report set sentence = 'All is well.'"))
        .hasMessageContaining("a report is not changed");
    assertThatThrownBy(() -> database.update("delete from report"))
        .hasMessageContaining("a report is not changed");
    assertThat(database.update("update report set mailed_at = now()")).isEqualTo(1);
  }

  @Test
  void of_many_returns_and_cases_each_is_in_the_report_once_and_in_its_place() {
    int many = 1_100;
    database.update(
        "insert into report_run (name, day, as_of) values (?, ?, ?)",
        DailyExceptions.NAME,
        today(),
        now);
    for (int i = 0; i < many; i++) {
      ReturnId id = new ReturnId("es", "r" + i);
      String code = i == many / 2 ? "CREDIT_MISSING" : "CREDIT_MISMATCH";
      Instant completed = now.minusSeconds(i);
      Look.Finding finding =
          new Look.Finding(
              code, "rf", "", new Money(1, "EUR"), null, completed, "Nobody knows why.", null);
      database.update(
          "insert into report_return (name, day, store, return_id, looks, result) values (?, ?, ?, ?, 1, ?::jsonb)",
          DailyExceptions.NAME,
          today(),
          id.store(),
          id.id(),
          Json.write(
              new Look(id, null, "O-1", List.of(), 0, false, false, List.of(finding), List.of())));
      Cases cases = new Cases(database, MAPPINGS);
      cases.add(
          new Origin("mirror-status", "es/c" + i, new ReturnId("es", "c" + i), "RMA-" + i, "O-1"),
          Trouble.of("COMMERCETOOLS_REJECTED", Map.of()));
    }
    database.update("update exception_case set due_at = ?", now.minusSeconds(60));

    Report report = run("api:ana");

    assertThat(report.sentence())
        .isEqualTo(
            "1100 refunds were checked: 1100 do not have a credit that agrees (11.00 EUR). 1100 cases are overdue.");
    List<DailyRow> rows = report.rows(DailyRow.class);
    assertThat(rows).hasSize(2 * many).doesNotHaveDuplicates();
    assertThat(rows.subList(0, many)).allMatch(r -> r.kind() == DailyRow.Kind.REFUND);
    assertThat(rows.get(0).returnId()).isEqualTo("r" + many / 2);
    assertThat(rows.get(1).returnId()).isEqualTo("r" + (many - 1));
  }

  private static DailyRow row(Report report, String returnId) {
    return report.rows(DailyRow.class).stream()
        .filter(r -> returnId.equals(r.returnId()))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void a_credit_that_appears_before_the_second_look_is_not_named() {
    says("r1", refund("rf", "completed", "24.9500"));
    known("r1");
    DailyExceptions daily = daily();
    daily.ask(today(), "api:ana");
    WakeUp part = TestDatabase.claims(database).claim(1).get(0).wakeUp();
    daily.run(Claim.none(part));

    credited("r1", "rf", 2495);
    now = now.plusSeconds(10);
    daily.run(Claim.none(part));
    daily.run(Claim.none(part));

    assertThat(book.find(DailyExceptions.NAME, today(), null).orElseThrow().rows(DailyRow.class))
        .isEmpty();
  }

  @Test
  void what_was_completed_just_now_and_is_worked_on_is_on_its_way() {
    now = Instant.parse("2026-11-05T09:02:00Z");
    says("r1", refund("rf", "completed", "24.9500"));
    known("r1");
    database.update(
        "insert into work (step, subject, due_at, trigger) values ('link-credit', 'es/r1', now() + interval '5 min', 'retry')");

    Report report = run();

    assertThat(report.rows(DailyRow.class)).isEmpty();
    assertThat(report.sentence()).startsWith("1 refund was checked: 1 is on the way.");

    // A person has been asked: it is not on its way, whatever a step still has to do.
    Cases cases = new Cases(database, MAPPINGS);
    cases.add(
        new Origin("link-credit", "es/r1", new ReturnId("es", "r1"), "RMA-r1", "O-1"),
        Trouble.of("COMMERCETOOLS_REJECTED", Map.of()));
    assertThat(findings(run())).containsEntry("r1/rf", "CREDIT_MISSING");
    database.update("update exception_case set status = 'resolved'");
    assertThat(run().rows(DailyRow.class)).isEmpty();

    // Our own records say that it is done: nobody makes it now.
    ReturnState state = states.find(new ReturnId("es", "r1")).orElseThrow();
    states.save(
        state.withCredit(
            new Credit("rf", "reveni-credit-r1-rf", "p1", 1, new Money(2495, "EUR"), null, "O-1")));
    assertThat(findings(run())).containsEntry("r1/rf", "CREDIT_MISSING");
    states.save(
        states
            .find(new ReturnId("es", "r1"))
            .orElseThrow()
            .withCredit(
                new Credit(
                    "rf", "reveni-credit-r1-rf", "p1", 1, new Money(2495, "EUR"), null, null)));
    assertThat(run().rows(DailyRow.class)).isEmpty();

    // Nobody works on it any more: then it is not on its way, however young it is.
    database.update("delete from work where step = 'link-credit'");
    assertThat(findings(run())).containsEntry("r1/rf", "CREDIT_MISSING");
  }

  @Test
  void what_was_never_taken_in_is_looked_at_as_well() {
    says("announced", refund("rf", "completed", "24.9500"));
    wake(new WakeUp("accept-return", "es/announced", "webhook:e1"));
    says("asked-for", refund("rf", "completed", "24.9500"));
    database.update(
        """
        insert into watch (store, return_id, code, subject, expected, step, work_subject, since)
        values ('es', 'asked-for', 'RETURN_NOT_FOUND', '', '', 'accept-return', 'es/asked-for', now())
        """);
    says("spooled", refund("rf", "completed", "24.9500"));
    database.update(
        """
        insert into intake_spool (topic, record_key, headers, body)
        values ('reveni.webhooks.v1', 'spooled', '{"store": "es"}', '')
        """);

    assertThat(findings(run())).containsOnlyKeys("announced/rf", "asked-for/rf", "spooled/rf");
  }

  @Test
  void what_revenis_list_names_is_looked_at_as_well() {
    listPath = "returns?updated_after={since}";
    says("listed", refund("rf", "completed", "24.9500"));
    String since = "returns?updated_after=2026-10-05T22%3A00%3A00Z";
    reveni.put(
        since,
        "{\"results\":[{\"id\":\"listed\",\"updated_at\":\"2026-11-05T09:00:00Z\"}],\"next\":null}");

    Report report = run();

    assertThat(asked).contains(since);
    assertThat(findings(report)).containsEntry("listed/rf", "CREDIT_MISSING");
    assertThat(report.totals(DailyTotals.class).complete()).isTrue();

    reveni.put(since, "503");
    Report again = run();
    assertThat(again.totals(DailyTotals.class).complete()).isFalse();
    assertThat(again.sentence()).contains("not complete: a list of returns could not be read");
    assertThat(findings(again))
        .as("it was named before")
        .containsEntry("listed/rf", "CREDIT_MISSING");
  }

  @Test
  void while_reveni_is_away_nothing_is_called_fine_and_the_report_is_made_once_more() {
    says("r1", refund("rf", "completed", "24.9500"));
    credited("r1", "rf", 2495);
    known("r1");
    says("r2");
    known("r2");
    reveni.put("returns/r1", "503");
    reveni.put("returns/r2", "503");

    Report report = run();

    assertThat(findings(report)).containsExactly(Map.entry("r1/rf", "REVENI_UNAVAILABLE"));
    assertThat(report.totals(DailyTotals.class).complete()).isFalse();
    assertThat(report.sentence())
        .isEqualTo(
            "This report is not complete: 2 returns could not be read from Reveni. No refund was"
                + " checked. 1 refund could not be checked. No case is overdue.");
    assertThat(
            database.query(
                "select subject || ' ' || waiting from work where step = 'daily-exceptions'",
                r -> r.text(1)))
        .containsExactly("2026-11-10 true");

    says("r1", refund("rf", "completed", "24.9500"));
    says("r2");
    database.update("update work set waiting = false");
    now = now.plusSeconds(900);
    runDue(daily());
    Report later =
        book.find(DailyExceptions.NAME, LocalDate.parse("2026-11-10"), null).orElseThrow();
    assertThat(later.sentence())
        .isEqualTo(
            "1 refund was checked: it has its credit. 1 that was named before has its credit now. No case is overdue.");
    assertThat(database.query("select 1 from work where step = 'daily-exceptions'", r -> 1))
        .isEmpty();
  }

  @Test
  void while_commercetools_is_away_there_is_no_report_and_the_run_goes_on_when_it_is_back() {
    says("r1", refund("rf", "completed", "24.9500"));
    known("r1");
    shop.sandbox.faults(call -> Fault.refuse(503));
    DailyExceptions daily = daily();
    daily.ask(today(), "api:ana");
    WakeUp part = TestDatabase.claims(database).claim(1).get(0).wakeUp();
    assertThatThrownBy(() -> daily.run(Claim.none(part))).isInstanceOf(Unavailable.class);
    assertThat(book.list(null, 10)).isEmpty();

    shop.sandbox.faults(FaultPlan.none());
    daily.run(Claim.none(part));
    now = now.plusSeconds(10);
    daily.run(Claim.none(part));
    daily.run(Claim.none(part));
    assertThat(book.list(null, 10)).hasSize(1);
  }

  @Test
  void a_return_that_reveni_does_not_have_any_more_and_an_amount_that_cannot_be_are_named() {
    says("gone", refund("rf", "completed", "24.9500"));
    known("gone");
    reveni.remove("returns/gone");
    says("odd", refund("rf", "completed", "24.95005"));
    known("odd");
    says("below", refund("rf", "completed", "1.0000"));
    known("below");
    says("below", refund("rf", "completed", "-24.9500"));
    says("word", refund("rf", "completed", "1.0000"));
    known("word");
    says("word", refund("rf", "paid_somehow", "24.9500"));
    says("mess", refund("rf", "completed", "24.9500"));
    known("mess");
    reveni.put("returns/mess", "{\"id\":\"another\"}");
    wake(new WakeUp("accept-return", "es/never", "webhook:e1"));

    Report report = run();

    assertThat(findings(report))
        .isEqualTo(
            Map.of(
                "gone/rf", "RETURN_NOT_FOUND",
                "odd/rf", "REFUND_AMOUNT_INEXACT",
                "below/rf", "REFUND_AMOUNT_INVALID",
                "word/rf", "STATUS_UNKNOWN",
                "mess/rf", "EVENT_UNREADABLE"));
    assertThat(report.sentence()).contains("5 refunds could not be checked.");
  }

  @Test
  void the_order_that_a_person_has_named_counts() {
    saysOf("r1", "O-404", refund("rf", "completed", "24.9500"));
    known("r1");
    credited("r1", "rf", 2495);
    states.save(states.find(new ReturnId("es", "r1")).orElseThrow().withOrder("O-1"));

    assertThat(run().rows(DailyRow.class)).isEmpty();
  }

  @Test
  void old_ones_are_left_out_unless_they_were_named_before() {
    says("old", refund("rf", "completed", "24.9500"));
    known("old");
    now = Instant.parse("2026-12-01T08:00:00Z");
    assertThat(findings(run())).containsKey("old/rf");

    database.update("update return_state set in_sweep = false");
    now = Instant.parse("2027-03-01T08:00:00Z");
    Report later = run();
    assertThat(findings(later)).containsKey("old/rf");
    assertThat(row(later, "old").namedSince()).isEqualTo("2026-12-01");

    credited("old", "rf", 2495);
    assertThat(run().sentence())
        .isEqualTo(
            "1 refund was checked: it has its credit. 1 that was named before has its credit now. No case is overdue.");
    asked.clear();
    assertThat(run().sentence()).startsWith("No refund was checked.");
    assertThat(asked).isEmpty();
  }

  @Test
  void overdue_cases_are_named_by_owner_with_their_money_and_lead_a_refund_to_its_case() {
    says("r1", refund("rf", "completed", "24.9500"));
    known("r1");
    Cases cases = new Cases(database, MAPPINGS);
    cases.add(
        new Origin("link-credit", "es/r1", new ReturnId("es", "r1"), "RMA-r1", "O-1"),
        new Trouble(
            "CREDIT_MISMATCH", "rf", null, Map.of("refundId", "rf", "amount", "24.95 EUR")));
    cases.add(
        new Origin("accept-return", "es/r2", new ReturnId("es", "r2"), null, null),
        Trouble.of("REASON_MISSING", Map.of()));
    cases.add(
        new Origin("link-credit", "es/r1", new ReturnId("es", "r1"), "RMA-r1", "O-1"),
        new Trouble("COMMERCETOOLS_REJECTED", "rf", null, Map.of("refundId", "rf")));
    database.update("update exception_case set due_at = ?", now.minusSeconds(90_000));
    saysOf("lost", "O-404", refund("rf", "completed", "5.0000"));
    known("lost");
    payment("lost", "rf", "lost", "Success", 500);
    cases.add(
        new Origin("accept-return", "es/lost", new ReturnId("es", "lost"), null, "O-404"),
        Trouble.of("ORDER_NOT_FOUND", Map.of()));

    Report report = run();

    assertThat(report.sentence()).endsWith("3 cases are overdue.");
    assertThat(report.totals(DailyTotals.class).overdueByOwner())
        .isEqualTo(Map.of("cx", 1, "finance", 1, "integration", 1));
    assertThat(report.totals(DailyTotals.class).overdueAmount())
        .containsExactly(new Money(2495, "EUR"));
    assertThat(report.rows(DailyRow.class))
        .filteredOn(r -> "r1".equals(r.returnId()))
        .extracting(DailyRow::amount)
        .containsOnly(new Money(2495, "EUR"));
    assertThat(report.rows(DailyRow.class))
        .extracting(r -> r.kind().word() + " " + r.owner() + " " + r.finding())
        .containsExactly(
            "refund finance CREDIT_MISSING",
            "refund cx ORDER_NOT_FOUND",
            "case cx REASON_MISSING",
            "case finance CREDIT_MISMATCH",
            "case integration COMMERCETOOLS_REJECTED");
    assertThat(report.rows(DailyRow.class).get(0).caseId())
        .isEqualTo(report.rows(DailyRow.class).get(3).caseId());
    assertThat(report.rows(DailyRow.class).get(1).nextStep()).contains("press Name the order");
    assertThat(report.rows(DailyRow.class).get(0).nextStep())
        .startsWith("Find out which side is right");

    database.update("update exception_case set status = 'snoozed'");
    assertThat(run().sentence()).endsWith("No case is overdue.");
  }

  @Test
  void a_credit_without_an_order_is_recorded_and_leads_to_its_case_also_when_that_was_closed() {
    // Given
    saysOf("lost", "O-404", refund("rf", "completed", "5.0000"));
    known("lost");
    payment("lost", "rf", "lost", "Success", 500);
    assertThat(row(run(), "lost"))
        .returns("cx", DailyRow::owner)
        .returns(null, DailyRow::caseId)
        .satisfies(r -> assertThat(r.cause()).startsWith("The credit is recorded."));
    new Cases(database, MAPPINGS)
        .add(
            new Origin("accept-return", "es/lost", new ReturnId("es", "lost"), null, "O-404"),
            Trouble.of("ORDER_NOT_FOUND", Map.of()));
    String id = database.find("select id from exception_case", r -> r.text(1)).orElseThrow();
    new Cases(database, MAPPINGS)
        .add(
            new Origin("check-invoice", "installation", new ReturnId("es", "lost"), null, "O-404"),
            new Trouble("INVOICE_MISMATCH", "rf", null, Map.of("refundId", "rf")));

    // When
    database.update("update exception_case set status = 'resolved', accepted = true");
    Report report = run();

    // Then
    assertThat(report.sentence())
        .isEqualTo(
            "1 refund was checked: 1 has a credit that waits for its order (5.00 EUR). No case is overdue.");
    assertThat(report.totals(DailyTotals.class).findings()).isZero();
    assertThat(row(report, "lost"))
        .returns("cx", DailyRow::owner)
        .returns(id, DailyRow::caseId)
        .satisfies(r -> assertThat(r.nextStep()).startsWith("Somebody has closed its case"));

    // When
    database.update("update exception_case set accepted = false");

    // Then
    assertThat(row(run(), "lost").caseId()).isNull();
  }

  @Test
  void a_hundred_returns_cost_a_request_each_and_few_of_commercetools() {
    for (int i = 0; i < 120; i++) {
      says("r" + i, refund("rf", "completed", "1.0000"));
      known("r" + i);
    }
    for (int i = 0; i < 120; i++) {
      payment("r" + i, "rf", "r" + i, "Success", 100);
    }
    asked.clear();
    shop.sandbox.resetCalls();
    database.update("update return_state set in_sweep = false");

    Report report = run();

    assertThat(report.totals(DailyTotals.class).findings())
        .as("none is on the order")
        .isEqualTo(120);
    assertThat(asked).as("two looks").hasSize(240);
    List<ApiCall> calls = shop.sandbox.calls();
    assertThat(calls)
        .as("two parts, two looks, payments (one part of them in two) and orders")
        .hasSize(8);
    assertThat(calls).noneMatch(ApiCall::writes);
  }

  @Test
  void two_who_ask_get_one_run_and_a_past_day_leaves_out_what_came_later() {
    says("r1", refund("rf", "completed", "24.9500"));
    known("r1");
    DailyExceptions daily = daily();
    assertThat(daily.ask(today(), "api:ana")).isTrue();
    assertThat(daily.ask(today(), "api:bo")).as("about to be made").isFalse();
    daily.run(TestDatabase.claims(database).claim(1).get(0));
    assertThat(daily.ask(today(), "api:bo")).as("under way").isFalse();
    database.update("delete from work");
    assertThat(daily.ask(today(), "api:bo")).as("nobody works on it").isTrue();
    runDue(daily);
    assertThat(book.list(null, 10)).hasSize(1);

    daily.ask(LocalDate.parse("2026-11-04"), "api:ana");
    runDue(daily);
    assertThat(
            book.find(DailyExceptions.NAME, LocalDate.parse("2026-11-04"), null)
                .orElseThrow()
                .sentence())
        .startsWith("No refund was checked.");
    assertThat(row(run(), "r1").namedSince()).as("by the days before").isEqualTo("2026-11-10");
  }

  @Test
  void a_crash_after_the_report_is_stored_makes_no_second_one_and_who_asks_then_gets_one() {
    says("r1", refund("rf", "completed", "24.9500"));
    known("r1");
    run();
    wake(new WakeUp(DailyExceptions.NAME, "2026-11-10", "api:ana"));
    runDue(daily());
    assertThat(database.query("select 1 from work where step = 'daily-exceptions'", r -> 1))
        .as("nothing is begun")
        .isEmpty();
    assertThat(book.list(null, 10)).hasSize(1);
    assertThat(database.query("select 1 from report_return", r -> 1)).isEmpty();

    wake(new WakeUp(DailyExceptions.NAME, "2026-11-10", "api:ana"));
    run();
    assertThat(book.list(null, 10)).as("its row is left, and somebody asks").hasSize(2);
  }

  @Test
  void a_past_day_leaves_out_what_came_later_also_while_reveni_is_away() {
    says("r1", refund("rf", "completed", "24.9500"));
    known("r1");
    reveni.put("returns/r1", "503");
    DailyExceptions daily = daily();
    for (String day : List.of("2026-11-04", "2026-11-05")) {
      daily.ask(LocalDate.parse(day), "api:ana");
      runDue(daily);
    }
    assertThat(reportOf("2026-11-04").rows(DailyRow.class)).isEmpty();
    assertThat(reportOf("2026-11-04").totals(DailyTotals.class).complete()).isFalse();
    assertThat(reportOf("2026-11-05").rows(DailyRow.class)).hasSize(1);
  }

  private Report reportOf(String day) {
    return book.find(DailyExceptions.NAME, LocalDate.parse(day), null).orElseThrow();
  }

  @Test
  void a_tick_that_comes_twice_makes_one_report() {
    WakeUp tick = new WakeUp(DailyExceptions.NAME, "all", "schedule:2026-11-10T05:00:00Z");
    for (int i = 0; i < 2; i++) {
      daily().run(Claim.none(tick));
      runDue(daily());
    }
    assertThat(book.list(null, 10)).hasSize(1);
  }

  @Test
  void a_return_of_which_reveni_says_what_nobody_understands_is_named() {
    says("odd");
    known("odd");
    reveni.put("returns/odd", "422");
    wake(new WakeUp("accept-return", "es/unknown", "event:1"));
    reveni.put("returns/unknown", "422");
    assertThat(findings(run()))
        .containsOnly(
            Map.entry("odd/null", "EVENT_UNREADABLE"),
            Map.entry("unknown/null", "EVENT_UNREADABLE"));
  }

  @Test
  void the_clocks_tick_is_of_the_day_that_it_was_due_on_in_the_zone_of_reports() {
    zone = "Pacific/Auckland";
    DailyExceptions daily = daily();
    daily.run(Claim.none(new WakeUp("daily-exceptions", "all", "schedule:2026-11-08T17:00:00Z")));
    daily.run(
        Claim.none(new WakeUp("daily-exceptions", "all", "also:schedule:2026-11-09T17:00:00Z")));
    runDue(daily);
    assertThat(book.list(null, 10))
        .extracting(Report.Listed::date)
        .containsExactlyInAnyOrder("2026-11-09", "2026-11-10");
  }
}
