package io.returnbridge.decisions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.returnbridge.cases.CaseBook;
import io.returnbridge.cases.Cases;
import io.returnbridge.cases.ExceptionCase;
import io.returnbridge.cases.Origin;
import io.returnbridge.decisions.Decided.Refused;
import io.returnbridge.decisions.Decided.Why;
import io.returnbridge.engine.Claim;
import io.returnbridge.engine.OwnWork;
import io.returnbridge.model.ReturnId;
import io.returnbridge.model.Trouble;
import io.returnbridge.store.Database;
import io.returnbridge.store.TestDatabase;
import io.returnbridge.store.WakeUp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CaseDecisionsTest {

  private static final Person ANA = Deciding.ANA;
  private static final Person FINANCE = new Person("fina", Set.of("finance"));

  private Database database;
  private Cases cases;
  private CaseBook book;
  private CaseDecisions decisions;

  @BeforeEach
  void clean() {
    database = TestDatabase.clean();
    cases = new Cases(database, Deciding.MAPPINGS);
    book = new CaseBook(database);
    decisions = new Deciding(database).cases();
  }

  private static Origin credit(String returnId) {
    return new Origin(
        "link-credit", "es/" + returnId, new ReturnId("es", returnId), "RMA-" + returnId, "ORD-1");
  }

  private static Trouble overRefund(String actual) {
    return Trouble.of("OVER_REFUND", Map.of("actual", actual, "expected", "100.00 EUR"));
  }

  /** An open case of finance. */
  private String opened() {
    cases.settle(credit("r1"), List.of(overRefund("120.00 EUR")));
    return book.list(CaseBook.Filter.NONE, null, 1).get(0).id();
  }

  private ExceptionCase now(String id) {
    return book.find(id).orElseThrow();
  }

  private List<ExceptionCase> all() {
    return book.list(CaseBook.Filter.NONE, null, 200);
  }

  private static ExceptionCase.Entry last(ExceptionCase one) {
    return one.history().get(one.history().size() - 1);
  }

  private static Refused only(Decided decided) {
    assertThat(decided.cases()).isEmpty();
    assertThat(decided.refused()).hasSize(1);
    return decided.refused().get(0);
  }

  @Test
  void a_retry_that_two_people_press_at_once_runs_once() {
    String id = opened();

    List<CompletableFuture<Decided>> presses =
        IntStream.range(0, 8)
            .mapToObj(
                i -> CompletableFuture.supplyAsync(() -> decisions.retry(List.of(id), ANA, null)))
            .toList();
    presses.forEach(p -> assertThat(p.join().cases().get(0).status()).isEqualTo("retrying"));

    List<Claim> claimed = TestDatabase.claims(database).claim(10);
    assertThat(claimed).hasSize(1);
    assertThat(claimed.get(0).wakeUp()).isEqualTo(new WakeUp("link-credit", "es/r1", "case:" + id));
    assertThat(claimed.get(0).generation()).as("woken once, claimed once").isEqualTo(2);
    assertThat(now(id).history())
        .extracting(ExceptionCase.Entry::what)
        .containsExactly("opened", "retried");
  }

  @Test
  void of_a_cancelled_exchange_order_the_step_looks_what_is_agreed_instead() {
    Origin origin =
        new Origin("create-exchange-order", "es/r1", new ReturnId("es", "r1"), "RMA-1", "ORD-1");
    cases.settle(
        origin,
        List.of(Trouble.of("EXCHANGE_TO_CANCEL", Map.of("actual", "EX-RMA-1", "detail", "odd"))));
    String id = book.list(CaseBook.Filter.NONE, null, 1).get(0).id();

    decisions.resolve(List.of(id, opened()), ANA, "Cancelled");

    assertThat(TestDatabase.claims(database).claim(10))
        .extracting(Claim::wakeUp)
        .containsExactly(new WakeUp("create-exchange-order", "es/r1", "case:" + id));
  }

  @Test
  void a_record_that_is_not_to_be_sent_lets_its_step_go_on_with_the_next() {
    cases.settle(
        new Origin("credit-to-erp", "own/credit-to-erp/1001", null, null, null),
        List.of(
            new Trouble(
                OwnWork.FAILED, "finance.credits.v1/0/7", null, Map.of("detail", "answered 422"))));
    String id = book.list(CaseBook.Filter.NONE, null, 1).get(0).id();

    decisions.resolve(List.of(id), ANA, "Booked by hand");

    assertThat(TestDatabase.claims(database).claim(10))
        .extracting(Claim::wakeUp)
        .containsExactly(new WakeUp("credit-to-erp", "own/credit-to-erp/1001", "case:" + id));
  }

  @Test
  void what_a_person_resolved_stays_resolved_while_it_is_the_same() {
    String id = opened();

    ExceptionCase resolved = decisions.resolve(List.of(id), ANA, "Accepted").cases().get(0);
    cases.settle(credit("r1"), List.of(overRefund("120.00 EUR")));
    cases.add(credit("r1"), overRefund("120.00 EUR"));

    assertThat(resolved.status()).isEqualTo("resolved");
    assertThat(last(resolved))
        .extracting("who", "what", "note", "fromStatus", "toStatus")
        .containsExactly("ana", "resolved", "Accepted", "open", "resolved");
    assertThat(all()).hasSize(1);
    assertThat(now(id).status()).isEqualTo("resolved");
    assertThat(now(id).count()).isEqualTo(3);
    assertThat(now(id).history()).hasSize(2);
  }

  @Test
  void what_got_worse_after_a_person_resolved_it_is_a_new_case() {
    String id = opened();
    decisions.resolve(List.of(id), ANA, "Accepted");

    cases.settle(credit("r1"), List.of(overRefund("150.00 EUR")));

    assertThat(all()).extracting(ExceptionCase::status).containsExactly("open", "resolved");
    assertThat(all().get(0).cause()).contains("150.00 EUR");
    assertThat(now(id).status()).isEqualTo("resolved");
  }

  @Test
  void what_had_gone_and_comes_back_after_a_person_resolved_it_is_a_new_case() {
    String id = opened();
    decisions.resolve(List.of(id), ANA, "Accepted");
    cases.settle(credit("r1"), List.of());

    cases.settle(credit("r1"), List.of(overRefund("120.00 EUR")));

    assertThat(all()).extracting(ExceptionCase::status).containsExactly("open", "resolved");
  }

  @Test
  void what_resolved_itself_and_comes_back_is_a_new_case() {
    opened();
    cases.settle(credit("r1"), List.of());

    cases.settle(credit("r1"), List.of(overRefund("120.00 EUR")));

    assertThat(all()).extracting(ExceptionCase::status).containsExactly("open", "resolved");
  }

  @Test
  void a_case_that_is_resolved_while_it_is_retried_is_not_opened_by_the_end_of_the_retry() {
    String id = opened();
    decisions.retry(List.of(id), ANA, null);
    decisions.resolve(List.of(id), ANA, "Dealt with");

    cases.settle(credit("r1"), List.of(overRefund("120.00 EUR")));
    cases.ended(new WakeUp("link-credit", "es/r1", "case:" + id));

    assertThat(all()).extracting(ExceptionCase::status).containsExactly("resolved");
  }

  @Test
  void an_assignment_names_who_looks_after_it_and_changes_nothing_else() {
    String id = opened();
    decisions.assign(List.of(id), ANA, "Marta", null);

    ExceptionCase assigned =
        decisions.assign(List.of(id), ANA, "Luis", "Marta is away").cases().get(0);

    assertThat(assigned.assignedTo()).isEqualTo("Luis");
    assertThat(assigned.status()).isEqualTo("open");
    assertThat(last(assigned))
        .extracting("what", "note", "fromAssignee", "toAssignee", "fromStatus", "toStatus")
        .containsExactly("assigned", "Marta is away", "Marta", "Luis", "open", "open");
  }

  @Test
  void a_snoozed_case_opens_again_by_itself_when_its_time_has_come() {
    String id = opened();
    Instant until = Instant.now().plus(Duration.ofDays(1));

    ExceptionCase snoozed = decisions.snooze(List.of(id), ANA, until, "On Monday").cases().get(0);
    assertThat(cases.endSnoozes()).isZero();
    cases.settle(credit("r1"), List.of(overRefund("120.00 EUR")));
    assertThat(now(id).status()).isEqualTo("snoozed");
    database.update("update exception_case set snoozed_until = now() - interval '1 second'");
    assertThat(cases.endSnoozes()).isEqualTo(1);
    assertThat(cases.endSnoozes()).isZero();

    assertThat(snoozed.status()).isEqualTo("snoozed");
    assertThat(snoozed.snoozedUntil()).isBetween(until.minusMillis(1), until.plusMillis(1));
    assertThat(now(id).status()).isEqualTo("open");
    assertThat(now(id).snoozedUntil()).isNull();
    assertThat(now(id).history())
        .extracting("who", "what", "fromStatus", "toStatus")
        .containsExactly(
            org.assertj.core.api.Assertions.tuple("returnbridge", "opened", null, "open"),
            org.assertj.core.api.Assertions.tuple("ana", "snoozed", "open", "snoozed"),
            org.assertj.core.api.Assertions.tuple("returnbridge", "reopened", "snoozed", "open"));
  }

  @Test
  void a_snoozed_case_whose_trouble_has_gone_is_resolved() {
    String id = opened();
    decisions.snooze(List.of(id), ANA, Instant.now().plus(Duration.ofDays(1)), null);

    cases.settle(credit("r1"), List.of());

    assertThat(now(id).status()).isEqualTo("resolved");
    assertThat(now(id).snoozedUntil()).isNull();
  }

  @Test
  void nothing_is_decided_about_a_closed_case() {
    String id = opened();
    decisions.resolve(List.of(id), ANA, "Dealt with");
    ExceptionCase closed = now(id);

    List<Decided> answers =
        List.of(
            decisions.retry(List.of(id), ANA, null),
            decisions.resolve(List.of(id), ANA, "Again"),
            decisions.assign(List.of(id), ANA, "Luis", null),
            decisions.snooze(List.of(id), ANA, Instant.now().plusSeconds(60), null));

    assertThat(answers).allSatisfy(a -> assertThat(only(a).why()).isEqualTo(Why.CONFLICT));
    assertThat(now(id)).isEqualTo(closed);
    assertThat(TestDatabase.claims(database).claim(1)).isEmpty();
  }

  @Test
  void of_two_people_who_resolve_one_case_the_second_is_told_that_it_is_closed() {
    String id = opened();

    List<Decided> answers =
        Stream.of("ana", "luis", "marta", "olga")
            .map(
                name ->
                    CompletableFuture.supplyAsync(
                        () ->
                            decisions.resolve(
                                List.of(id), new Person(name, Set.of("finance")), "by " + name)))
            .toList()
            .stream()
            .map(CompletableFuture::join)
            .toList();

    assertThat(answers).filteredOn(a -> a.refused().isEmpty()).hasSize(1);
    assertThat(answers).filteredOn(a -> !a.refused().isEmpty()).hasSize(3);
    assertThat(now(id).history()).hasSize(2);
  }

  @Test
  void a_case_is_decided_by_its_owner_by_integration_and_by_the_administrator() {
    String id = opened();

    for (String role : List.of("cx", "warehouse")) {
      Refused refused = only(decisions.retry(List.of(id), new Person("x", Set.of(role)), null));
      assertThat(refused.why()).isEqualTo(Why.FORBIDDEN);
      assertThat(refused.detail()).contains("finance");
    }
    assertThat(only(decisions.retry(List.of(id), new Person("x", Set.of()), null)).why())
        .isEqualTo(Why.FORBIDDEN);
    for (String role : List.of("finance", "integration", "admin")) {
      assertThat(
              decisions
                  .assign(List.of(id), new Person("x", Set.of("cx", role)), role, null)
                  .cases()
                  .get(0)
                  .assignedTo())
          .isEqualTo(role);
    }
    assertThat(now(id).status()).isEqualTo("open");
  }

  @Test
  void in_bulk_each_case_is_decided_on_its_own() {
    String mine = opened();
    cases.add(credit("r2"), Trouble.ofItem("REASON_MISSING", "i1", Map.of()));
    String others =
        all().stream().filter(c -> c.owner().equals("cx")).findFirst().orElseThrow().id();
    cases.add(credit("r3"), overRefund("130.00 EUR"));
    String closed =
        all().stream().filter(c -> "r3".equals(c.returnId())).findFirst().orElseThrow().id();
    decisions.resolve(List.of(closed), ANA, "Dealt with");

    Decided decided =
        decisions.resolve(List.of("no-such-case", mine, others, closed, mine), FINANCE, "Accepted");

    assertThat(decided.cases()).extracting(ExceptionCase::id).containsExactly(mine);
    assertThat(decided.refused())
        .extracting(Refused::id, Refused::why)
        .containsExactly(
            org.assertj.core.api.Assertions.tuple("no-such-case", Why.UNKNOWN),
            org.assertj.core.api.Assertions.tuple(others, Why.FORBIDDEN),
            org.assertj.core.api.Assertions.tuple(closed, Why.CONFLICT));
  }

  @Test
  void many_cases_are_retried_by_as_many_statements_as_one() {
    AtomicInteger statements = new AtomicInteger();
    CaseDecisions counted = new Deciding(TestDatabase.counting(statements)).cases();
    IntStream.range(0, 300).forEach(i -> cases.add(credit("m" + i), overRefund("1.00 EUR")));
    List<String> ids =
        new ArrayList<>(database.query("select id from exception_case", r -> r.text(1)));
    Collections.shuffle(ids);

    counted.retry(List.of(ids.remove(0)), ANA, null);
    int ofOne = statements.getAndSet(0);
    Decided decided = counted.retry(ids, ANA, null);

    assertThat(decided.cases()).hasSize(299).allMatch(c -> c.status().equals("retrying"));
    assertThat(decided.cases()).extracting(ExceptionCase::id).isEqualTo(ids);
    assertThat(statements.get()).isEqualTo(ofOne);
    assertThat(database.query("select 1 from work", r -> 1)).hasSize(300);
  }

  @Test
  void the_audit_can_only_grow() {
    opened();

    for (String change :
        List.of(
            "update case_history set who = 'nobody'",
            "delete from case_history",
            "truncate case_history",
            "truncate exception_case cascade")) {
      assertThatThrownBy(() -> database.update(change))
          .as(change)
          .hasMessageContaining("append-only");
    }
    assertThat(database.query("select who from case_history", r -> r.text(1)))
        .containsExactly("returnbridge");
  }
}
