package io.returnbridge.steps.accept;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.returnbridge.cases.CaseBook;
import io.returnbridge.cases.CaseTexts;
import io.returnbridge.cases.ExceptionCase;
import io.returnbridge.cases.Origin;
import io.returnbridge.engine.Claim;
import io.returnbridge.engine.Claims;
import io.returnbridge.engine.WorkList;
import io.returnbridge.failure.NeedsDecision;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.model.OrderView;
import io.returnbridge.model.ReturnEvent;
import io.returnbridge.model.Returns;
import io.returnbridge.model.Trouble;
import io.returnbridge.reload.MappingBook;
import io.returnbridge.reveni.ReveniHttp;
import io.returnbridge.store.Database;
import io.returnbridge.store.OutboxRecord;
import io.returnbridge.store.Rehearsal;
import io.returnbridge.store.TestDatabase;
import io.returnbridge.store.WakeUp;
import io.returnbridge.watchdogs.Fulfilment;
import io.returnbridge.watchdogs.OtherTables;
import io.returnbridge.watchdogs.PickUps;
import io.returnbridge.watchdogs.Watchdogs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An order that is not there yet is looked for until it is. */
class AcceptReturnTest {

  /** Years old: a fixture, or a replay. */
  private static final String RETURN =
      """
      {"id": "r1", "rma_number": "RMA-1", "status": "in_progress", "type": "refund",
       "created_at": "2024-01-01T10:00:00Z", "updated_at": "2024-01-02T10:00:00Z", "currency": "EUR",
       "order": {"id": "x", "external_id": "O-1"},
       "return_items": [{"id": "i1", "sku": "TSHIRT", "quantity": 1, "return_reason": "too_small",
         "amount": "10.00", "status": "pending"}],
       "refunds": [], "shipments": []}
      """;

  private ReveniHttp.Answer answer = new ReveniHttp.Answer(200, null, RETURN);
  private int reads;
  private final Accepting world =
      new Accepting(
          (method, url, bearer, body) -> {
            reads++;
            return answer;
          });
  private final Map<String, OrderView> shop = world.shop;
  private final Database database = world.database;
  private final WorkList work = world.work;
  private final Claims claims = TestDatabase.claims(database);
  private final Watchdogs watchdogs = watchdogs(Accepting.MAPPINGS);

  private Watchdogs watchdogs(Mappings mappings) {
    return new Watchdogs(
        database,
        mappings,
        world.cases,
        world.watches,
        new PickUps(database, mappings, new Fulfilment(), world.watches),
        new OtherTables(database, mappings, new MappingBook(database), TestDatabase.work(database)),
        Accepting.settings());
  }

  private void accept(String trigger) {
    world.accept("es/r1", trigger);
  }

  private Instant nextLook() {
    return database
        .find(
            "select due_at from work where step = 'accept-return' and subject = 'es/r1'",
            r -> r.time(1))
        .orElseThrow();
  }

  private void aMinutePasses() {
    database.update("update watch set since = since - interval '61 seconds'");
    watchdogs.look(Claim.none(new WakeUp(Watchdogs.STEP, "all", "test")));
  }

  private List<ExceptionCase> open() {
    return open("ORDER_NOT_FOUND");
  }

  private List<ExceptionCase> open(String code) {
    return new CaseBook(database).list(new CaseBook.Filter("open", null, code, null), null, 10);
  }

  private void answers(String status, String updatedAt) {
    String body =
        RETURN
            .replace("\"status\": \"in_progress\"", "\"status\": \"" + status + "\"")
            .replace("2024-01-02T10:00:00Z", updatedAt);
    answer = new ReveniHttp.Answer(200, null, body);
  }

  private List<String> kept() {
    return database.query(
        """
        select concat_ws(' ', version, reveni_at, document, (select count(*) from outgoing)) from return_state
        """,
        r -> r.text(1));
  }

  @Test
  void a_webhook_that_is_delivered_again_asks_nobody() {
    accept("webhook:1");
    assertThat(reads).isEqualTo(1);

    accept("webhook:1");
    assertThat(reads).isEqualTo(1);

    accept("webhook:2");
    accept("case:7");
    accept("case:7");
    assertThat(reads).isEqualTo(4);
  }

  @Test
  void a_webhook_that_is_polled_together_with_a_repeat_is_read() {
    shop.put("O-1", Returns.order("O-1", List.of(Returns.line("l1", "TSHIRT", 1))));
    accept("webhook:1");
    work.wakeAll(
        List.of(
            new WakeUp("accept-return", "es/r1", "webhook:1"),
            new WakeUp("accept-return", "es/r1", "webhook:2")));

    accept(claimed().wakeUp().trigger());

    assertThat(reads).isEqualTo(2);
    int read = reads;
    accept("webhook:2");
    assertThat(reads).as("it was taken in").isEqualTo(read);
  }

  @Test
  void a_dry_run_says_what_would_happen_and_keeps_nothing() {
    shop.put("O-1", Returns.order("O-1", List.of(Returns.line("l1", "TSHIRT", 1))));
    Rehearsal dry = new Rehearsal();

    List<OutboxRecord> told =
        database.rehearse(
            dry,
            () -> {
              accept("replay:1");
              return dry.takeTold();
            });

    assertThat(told)
        .extracting(record -> ReturnEvent.typeOf(record.id()))
        .containsExactly("return-opened");
    assertThat(kept()).isEmpty();
    assertThat(
            database.query(
                "select step from work union all select id from outgoing", r -> r.text(1)))
        .isEmpty();
  }

  @Test
  void an_unknown_order_of_an_old_return_is_looked_for_again_soon() {
    accept("webhook:1");

    assertThat(open()).isEmpty();
    assertThat(nextLook()).isBefore(Instant.now().plus(Duration.ofMinutes(2)));

    aMinutePasses();
    assertThat(open())
        .singleElement()
        .extracting(CaseTexts::of)
        .asString()
        .startsWith("RMA-1: order O-1 is not in commercetools for store es.");
  }

  @Test
  void a_return_without_an_order_reads_as_such() {
    answer =
        new ReveniHttp.Answer(200, null, RETURN.replace("\"external_id\": \"O-1\"", "\"y\": 1"));
    accept("webhook:1");
    aMinutePasses();
    answer = new ReveniHttp.Answer(200, null, "[]");
    Trouble unreadable =
        catchThrowableOfType(NeedsDecision.class, () -> accept("webhook:3")).trouble();

    Origin origin = Origin.of(new WakeUp("accept-return", "es/r1", "webhook:2"));
    assertThat(open())
        .singleElement()
        .extracting(CaseTexts::of)
        .asString()
        .startsWith("RMA-1: Reveni names no order for it.");
    assertThat(CaseTexts.of(origin, unreadable)).contains("store es").contains("about return r1");
  }

  @Test
  void a_return_that_is_announced_too_early_is_asked_for_again_and_is_no_case() {
    answer = new ReveniHttp.Answer(404, null, "");
    accept("webhook:1");
    assertThat(nextLook()).isBefore(Instant.now().plus(Duration.ofSeconds(6)));
    assertThat(database.query("select waiting from work", r -> r.flag(1))).containsExactly(true);
    watchdogs.look(Claim.none(new WakeUp(Watchdogs.STEP, "all", "test")));
    assertThat(open("RETURN_NOT_FOUND")).isEmpty();

    answer = new ReveniHttp.Answer(200, null, RETURN);
    accept("also:return-awaited");

    aMinutePasses();
    assertThat(open("RETURN_NOT_FOUND")).isEmpty();
    assertThat(kept()).hasSize(1);
  }

  @Test
  void a_return_that_stays_missing_is_a_case_until_it_appears() {
    answer = new ReveniHttp.Answer(404, null, "");
    accept("webhook:1");
    for (int minute = 0; minute < 4; minute++) {
      aMinutePasses();
      accept("return-awaited");
      assertThat(open("RETURN_NOT_FOUND")).isEmpty();
    }
    aMinutePasses();
    accept("return-awaited");
    assertThat(open("RETURN_NOT_FOUND"))
        .singleElement()
        .extracting(CaseTexts::of)
        .asString()
        .startsWith("r1: Reveni does not find it when asked for it in store es.");
    database.update("delete from work");
    accept("return-awaited");
    assertThat(nextLook())
        .as("the more seldom the longer it is missing")
        .isAfter(Instant.now().plus(Duration.ofMinutes(1)));

    answer = new ReveniHttp.Answer(200, null, RETURN);
    accept("return-awaited");
    assertThat(open("RETURN_NOT_FOUND")).isEmpty();

    answer = new ReveniHttp.Answer(404, null, "");
    accept("sweep:1");
    assertThat(database.query("select in_sweep from return_state", r -> r.flag(1)))
        .containsExactly(true);
    for (int minute = 0; minute < 5; minute++) {
      aMinutePasses();
    }
    assertThat(open("RETURN_NOT_FOUND"))
        .as("it is watched anew")
        .singleElement()
        .extracting(CaseTexts::of)
        .asString()
        .startsWith("RMA-1: ");
  }

  @Test
  void a_table_that_does_not_say_how_long_leaves_a_missing_return_five_minutes(@TempDir Path folder)
      throws IOException {
    String shipped = "RETURN_NOT_FOUND,integration,medium,other-system,PT5M,";
    try (var files = Files.list(Path.of("mappings"))) {
      for (Path file : files.toList()) {
        Files.writeString(
            folder.resolve(file.getFileName()),
            Files.readString(file).replace(shipped, shipped.replace("PT5M", "")));
      }
    }
    Watchdogs older = watchdogs(Mappings.load(folder));
    missing("a", "b", "c", "d", "e");
    older.look(Claim.none(new WakeUp(Watchdogs.STEP, "all", "test")));
    database.update("update watch set since = since - interval '290 seconds'");
    older.look(Claim.none(new WakeUp(Watchdogs.STEP, "all", "test")));
    assertThat(open("RETURN_NOT_FOUND")).isEmpty();

    database.update("update watch set since = since - interval '11 seconds'");
    older.look(Claim.none(new WakeUp(Watchdogs.STEP, "all", "test")));
    assertThat(open("RETURN_NOT_FOUND")).hasSize(1);
  }

  private void waits(boolean expected, String trigger) {
    database.update("delete from work");
    accept(trigger);
    assertThat(database.query("select 1 from work where waiting", r -> true))
        .hasSize(expected ? 1 : 0);
  }

  @Test
  void a_missing_return_is_given_up_with_its_case_until_it_is_announced_again() {
    answer = new ReveniHttp.Answer(404, null, "");
    accept("webhook:1");
    fiveMinutesPass();
    waits(true, "return-awaited");

    database.update("update exception_case set status = 'resolved', accepted = true");
    waits(false, "return-awaited");
    waits(false, "sweep:1");

    waits(true, "webhook:2");
    waits(true, "return-awaited");
    assertThat(open("RETURN_NOT_FOUND")).isEmpty();
    fiveMinutesPass();
    assertThat(open("RETURN_NOT_FOUND")).hasSize(1);
  }

  @Test
  void a_missing_return_is_given_up_after_a_month() {
    answer = new ReveniHttp.Answer(404, null, "");
    accept("webhook:1");
    database.update("update watch set since = since - interval '29 days'");
    waits(true, "return-awaited");
    database.update("update watch set since = since - interval '2 days'");
    waits(false, "case:1");
    waits(true, "webhook:2");
    waits(true, "return-awaited");
    database.update("update watch set since = since - interval '31 days'");
    waits(false, "also:sweep:1");
    waits(true, "also:webhook:4");
  }

  private void missing(String... ids) {
    answer = new ReveniHttp.Answer(404, null, "");
    for (String id : ids) {
      world.accept("es/" + id, "webhook:" + id);
    }
  }

  private void fiveMinutesPass() {
    database.update("update watch set since = since - interval '301 seconds'");
    database.update("update reveni_store set found_at = found_at - interval '301 seconds'");
    watchdogs.look(Claim.none(new WakeUp(Watchdogs.STEP, "all", "test")));
  }

  private Claim claimed() {
    database.update("delete from work where step <> 'accept-return'");
    database.update("update work set due_at = now() where token is null");
    return claims.claim(10).get(0);
  }

  /** As the route does: claimed, done, and what came meanwhile stays. */
  private void acceptClaimed() {
    Claim claimed = claimed();
    accept(claimed.wakeUp().trigger());
    assertThat(claims.done(claimed)).isFalse();
  }

  private void isPulledForward() {
    database.update("delete from work where step <> 'accept-return'");
    assertThat(nextLook()).isAfter(Instant.now().plus(Duration.ofSeconds(3)));
    assertThat(work.retryNow()).isEqualTo(1);
    assertThat(nextLook()).isBefore(Instant.now().plus(Duration.ofSeconds(1)));
  }

  @Test
  void after_a_retry_a_missing_return_is_pulled_forward_as_before() {
    answer = new ReveniHttp.Answer(404, null, "");
    accept("webhook:1");
    isPulledForward();

    work.wake("accept-return", "es/r1", "case:7");
    acceptClaimed();
    isPulledForward();

    work.wake("accept-return", "es/r1", "sweep:7");
    acceptClaimed();
    isPulledForward();
  }

  @Test
  void after_a_retry_a_return_whose_order_is_missing_is_pulled_forward_as_before() {
    accept("webhook:1");
    aMinutePasses();
    assertThat(open()).hasSize(1);
    work.wake("accept-return", "es/r1", "case:7");
    acceptClaimed();
    assertThat(
            database.query("select waiting from work where step = 'accept-return'", r -> r.flag(1)))
        .containsExactly(true);
    isPulledForward();
  }

  @Test
  void a_retry_of_a_missing_return_that_is_pressed_while_it_is_looked_for_is_not_lost() {
    answer = new ReveniHttp.Answer(404, null, "");
    accept("webhook:1");
    Claim claimed = claimed();
    accept(claimed.wakeUp().trigger());
    work.wake("accept-return", "es/r1", "case:7");
    assertThat(claims.done(claimed)).isFalse();

    assertThat(claims.claim(10))
        .singleElement()
        .satisfies(c -> assertThat(c.wakeUp().trigger()).isEqualTo("case:7"));
  }

  @Test
  void after_a_retry_a_missing_return_is_asked_for_at_once_when_its_store_is_found() {
    missing("a", "b", "c", "d", "e");
    fiveMinutesPass();
    assertThat(open("RETURN_NOT_FOUND"))
        .singleElement()
        .satisfies(c -> assertThat(c.returnId()).isNull());
    database.update("delete from work where subject <> 'es/a'");
    work.wake("accept-return", "es/a", "case:7");
    Claim retried = claimed();
    world.accept("es/a", retried.wakeUp().trigger());
    assertThat(claims.done(retried)).isFalse();

    answer = new ReveniHttp.Answer(200, null, RETURN);
    accept("webhook:1");
    watchdogs.look(Claim.none(new WakeUp(Watchdogs.STEP, "all", "test")));
    assertThat(
            database.query(
                "select subject from work where step = 'accept-return' and due_at <= now()",
                r -> r.text(1)))
        .contains("es/a");
  }

  @Test
  void five_returns_of_a_store_and_none_found_are_one_case_of_the_store() {
    missing("a", "b", "c", "d");
    fiveMinutesPass();
    assertThat(open("RETURN_NOT_FOUND")).hasSize(4);

    missing("a", "e", "f");
    watchdogs.look(Claim.none(new WakeUp(Watchdogs.STEP, "all", "test")));
    assertThat(open("RETURN_NOT_FOUND"))
        .singleElement()
        .satisfies(
            c -> {
              assertThat(c.store()).isEqualTo("es");
              assertThat(c.returnId()).isNull();
              assertThat(c.cause()).contains("check REVENI_ES_STORE_ID");
            });
    missing("g");
    fiveMinutesPass();
    assertThat(open("RETURN_NOT_FOUND")).hasSize(1);

    answer = new ReveniHttp.Answer(200, null, RETURN);
    accept("webhook:1");
    watchdogs.look(Claim.none(new WakeUp(Watchdogs.STEP, "all", "test")));
    assertThat(open("RETURN_NOT_FOUND"))
        .as("those that are missing all the same")
        .hasSize(7)
        .allMatch(c -> c.returnId() != null);
    assertThat(
            database.query(
                "select subject from work where step = 'accept-return' and due_at <= now()",
                r -> r.text(1)))
        .contains("es/a", "es/g");
  }

  @Test
  void returns_that_are_missing_while_others_are_found_are_cases_of_their_own() {
    missing("a", "b", "c");
    answer = new ReveniHttp.Answer(200, null, RETURN);
    accept("webhook:1");
    missing("d", "e");
    fiveMinutesPass();

    assertThat(open("RETURN_NOT_FOUND")).hasSize(5).allMatch(c -> c.returnId() != null);
  }

  @Test
  void an_older_snapshot_settles_no_case_and_changes_nothing() {
    answers("at_the_moon", "2024-01-02T10:00:00Z");
    accept("webhook:1");
    assertThat(open("STATUS_UNKNOWN")).hasSize(1);
    List<String> kept = kept();

    answers("in_progress", "2024-01-02T09:59:59Z");
    accept("webhook:2");
    accept("retry:1");

    assertThat(open("STATUS_UNKNOWN")).hasSize(1);
    assertThat(kept()).isEqualTo(kept);

    answers("in_progress", "2024-01-02T10:00:01Z");
    accept("webhook:3");

    assertThat(open("STATUS_UNKNOWN")).isEmpty();
  }

  @Test
  void an_older_snapshot_keeps_nobody_from_the_order_that_has_appeared() {
    accept("webhook:1");
    shop.put("O-1", Returns.order("O-1", List.of()));
    answers("in_progress", "2024-01-02T09:59:59Z");

    accept("order-awaited");

    assertThat(open("LINE_NOT_FOUND")).hasSize(1);
    assertThat(database.query("select 1 from watch where code = 'ORDER_NOT_FOUND'", r -> 1))
        .isEmpty();
  }

  @Test
  void the_longer_it_takes_the_more_seldom_it_is_looked_for() {
    Duration soon = pauseAfter(Duration.ZERO);
    Duration later = pauseAfter(Duration.ofMinutes(20));
    Duration last = pauseAfter(Duration.ofDays(3));

    assertThat(soon).isBetween(Duration.ofSeconds(20), Duration.ofSeconds(30));
    assertThat(later).isBetween(Duration.ofSeconds(290), Duration.ofSeconds(310));
    assertThat(last).isBetween(Duration.ofSeconds(890), Duration.ofSeconds(900));
  }

  private Duration pauseAfter(Duration missed) {
    accept("webhook:1");
    database.update("update watch set since = now() - ?::interval", missed.toString());
    database.update("delete from work");
    accept("order-awaited");
    return Duration.between(Instant.now(), nextLook());
  }

  @Test
  void the_job_retries_looks_now_and_a_found_order_closes_the_case() {
    accept("webhook:1");
    aMinutePasses();
    accept("retry:1");
    assertThat(open()).hasSize(1);
    shop.put("O-1", Returns.order("O-1", List.of(Returns.line("l1", "TSHIRT", 1))));
    List<Claim> others = claims.claim(10);
    assertThat(others).noneMatch(c -> c.wakeUp().step().equals("accept-return"));
    others.forEach(claims::done);

    assertThat(work.retryNow()).isPositive();
    Claim look =
        claims.claim(10).stream()
            .filter(c -> c.wakeUp().step().equals("accept-return"))
            .findFirst()
            .orElseThrow();
    accept(look.wakeUp().trigger());
    claims.done(look);

    assertThat(open()).isEmpty();
    assertThat(database.query("select 1 from watch where code = 'ORDER_NOT_FOUND'", r -> 1))
        .isEmpty();
    assertThat(database.query("select 1 from work where step = 'accept-return'", r -> 1)).isEmpty();
  }
}
