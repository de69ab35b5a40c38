package io.returnbridge.watchdogs;

import static org.assertj.core.api.Assertions.assertThat;

import io.returnbridge.exceptions.CaseBook;
import io.returnbridge.exceptions.Cases;
import io.returnbridge.exceptions.ExceptionCase;
import io.returnbridge.exceptions.Origin;
import io.returnbridge.failure.Trouble;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.returns.Credit;
import io.returnbridge.returns.Money;
import io.returnbridge.returns.ReturnSnapshot;
import io.returnbridge.returns.ReturnSnapshot.RefundStatus;
import io.returnbridge.returns.ReturnState;
import io.returnbridge.returns.Returns;
import io.returnbridge.returns.Unit;
import io.returnbridge.settings.Settings;
import io.returnbridge.store.Database;
import io.returnbridge.store.KeptWebhooks;
import io.returnbridge.store.ReturnStates;
import io.returnbridge.store.TestDatabase;
import io.returnbridge.store.WakeUp;
import io.returnbridge.store.WorkList;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WatchdogsTest {

  private static final Mappings MAPPINGS = Mappings.load(Path.of("mappings"));
  private static final ReturnSnapshot.Item SHIRT = Returns.item("i1", "TSHIRT", 2, "too_small");
  private static final Settings SETTINGS =
      Settings.read(
          Map.of(
              "CTP_PROJECT_KEY", "p",
              "CTP_CLIENT_ID", "c",
              "CTP_CLIENT_SECRET", "s",
              "CTP_AUTH_URL", "http://127.0.0.1:1",
              "CTP_API_URL", "http://127.0.0.1:1",
              "CTP_SCOPES", "manage_orders",
              "REPORT_TIME_ZONE", "Europe/Madrid"));

  private Database database;
  private Cases cases;
  private CaseBook book;
  private WorkList work;
  private Watches watches;
  private ReturnStates states;
  private Watchdogs watchdogs;

  @BeforeEach
  void clean() {
    database = TestDatabase.clean();
    cases = new Cases(database, MAPPINGS);
    book = new CaseBook(database);
    work = TestDatabase.work(database);
    watches = new Watches(database, cases, MAPPINGS);
    states = new ReturnStates(database, watches);
    watchdogs =
        new Watchdogs(database, MAPPINGS, cases, watches, new KeptWebhooks(database), SETTINGS);
  }

  private void look() {
    watchdogs.look(new WakeUp(Watchdogs.STEP, "all", "test"));
  }

  /** As if what is expected now had been expected for so long. */
  private void late(String interval) {
    database.update("update watch set since = now() - ?::interval", interval);
  }

  private List<ExceptionCase> all() {
    return book.list(CaseBook.Filter.NONE, null, 200);
  }

  private List<String> open() {
    return all().stream().filter(c -> !c.closed()).map(ExceptionCase::code).sorted().toList();
  }

  private ExceptionCase only(String code) {
    List<ExceptionCase> found = all().stream().filter(c -> c.code().equals(code)).toList();
    assertThat(found).hasSize(1);
    return found.get(0);
  }

  private void resolvedByItself(String code, String why) {
    ExceptionCase one = only(code);
    assertThat(one.status()).isEqualTo("resolved");
    ExceptionCase.Entry last = one.history().get(one.history().size() - 1);
    assertThat(last.who()).isEqualTo("returnbridge");
    assertThat(last.note()).isEqualTo(why);
  }

  private List<String> work() {
    return database.query(
        "select step || ' ' || subject || ' ' || trigger from work order by 1",
        r -> r.getString(1));
  }

  private static ReturnState paid() {
    return Returns.state(
        Returns.snapshot(
            "in_progress",
            -2,
            List.of(SHIRT),
            List.of(Returns.refund("rf-1", "20.00", RefundStatus.COMPLETED))));
  }

  private static Credit credit(String linkedOrder) {
    return new Credit(
        "rf-1", "reveni-credit-r1-rf-1", "p1", 1, new Money(2000, "EUR"), null, linkedOrder);
  }

  private static ReturnState received(int units) {
    Unit[] all = new Unit[2];
    for (int n = 1; n <= 2; n++) {
      all[n - 1] =
          Returns.unit("i1", n, "TSHIRT", "line-1")
              .withReceived(n <= units)
              .withLocation(n <= units ? "awaiting-inspection" : null);
    }
    return Returns.state(Returns.snapshot("received", 1, List.of(SHIRT), List.of()), all);
  }

  private void leg(int unit, String state) {
    database.update(
        """
        insert into stock_leg (id, sku, channel, delta, state, store, return_id, item_id, unit, location, kind)
        values (?, 'TSHIRT', 'wh-es-inspection', 1, ?, 'es', 'r1', 'i1', ?, 'awaiting-inspection', 'hold')
        on conflict (id) do update set state = excluded.state
        """,
        "leg-" + unit,
        state,
        unit);
  }

  @Test
  void what_an_outage_makes_late_is_no_case_of_its_own() {
    Origin outage = new Origin("retries", "all", null, null, null);
    cases.open(outage, Trouble.of("COMMERCETOOLS_UNAVAILABLE", Map.of("detail", "503")));
    database.update("update exception_case set opened_at = now() - interval '3 hours'");
    states.save(paid());
    late("2 hours");
    look();
    assertThat(open()).containsExactly("COMMERCETOOLS_UNAVAILABLE");

    cases.resolve(new WakeUp("retries", "all", ""), List.of("COMMERCETOOLS_UNAVAILABLE"), "back");
    look();
    assertThat(open()).as("what has piled up is worked on").isEmpty();

    // It lasted for an hour, and ended 59 minutes ago.
    database.update(
        "update exception_case set opened_at = now() - interval '119 minutes', resolved_at = now() - interval '59 minutes'");
    look();
    assertThat(open()).isEmpty();
    database.update("update exception_case set opened_at = now() - interval '70 minutes'");
    look();
    assertThat(open()).containsExactly("CREDIT_MISSING", "REFUND_NOT_MIRRORED");
  }

  @Test
  void what_is_late_becomes_one_case_and_wakes_its_step_once() {
    states.save(paid());
    late("29 minutes");
    look();
    assertThat(all()).isEmpty();

    late("31 minutes");
    look();
    look();

    assertThat(open()).containsExactly("CREDIT_MISSING", "REFUND_NOT_MIRRORED");
    ExceptionCase one = only("CREDIT_MISSING");
    assertThat(one.owner()).isEqualTo("finance");
    assertThat(one.step()).isEqualTo("link-credit");
    assertThat(one.store()).isEqualTo("es");
    assertThat(one.returnId()).isEqualTo("r1");
    assertThat(one.rmaNumber()).isEqualTo("RMA-1");
    assertThat(one.orderNumber()).isEqualTo("O-1");
    assertThat(one.count()).isEqualTo(1);
    assertThat(one.cause()).contains("rf-1").contains("20.00 EUR");
    assertThat(work())
        .containsExactly(
            "link-credit es/r1 watchdog:CREDIT_MISSING",
            "mirror-status es/r1 watchdog:REFUND_NOT_MIRRORED");
  }

  @Test
  void work_that_is_under_way_already_is_left_as_it_is() {
    states.save(paid());
    work.wake("link-credit", "es/r1", "event:e1");
    late("31 minutes");

    look();

    assertThat(work()).contains("link-credit es/r1 event:e1");
  }

  @Test
  void a_case_closes_when_the_thing_arrives_and_never_because_its_step_ran() {
    ReturnState saved = states.save(paid());
    late("31 minutes");
    look();

    cases.settle(Origin.of("link-credit", saved), List.of());
    assertThat(open()).containsExactly("CREDIT_MISSING", "REFUND_NOT_MIRRORED");

    ReturnState recorded = states.save(saved.withCredit(credit(null)));
    assertThat(open()).containsExactly("REFUND_NOT_MIRRORED");
    resolvedByItself("CREDIT_MISSING", "The credit is recorded");

    states.save(recorded.withCredit(credit("O-1")));
    resolvedByItself("REFUND_NOT_MIRRORED", "The order shows the refund");
    assertThat(database.query("select 1 from watch", r -> 1)).isEmpty();
  }

  @Test
  void an_order_that_shows_the_refund_lacks_only_its_credit() {
    ReturnState saved = states.save(paid());

    watches.met("REFUND_NOT_MIRRORED", Returns.ID);
    late("31 minutes");
    look();
    assertThat(open()).containsExactly("CREDIT_MISSING");

    states.save(saved.withTimeline(new ReturnState.TimelineEntry(Instant.EPOCH, "x", "y")));
    look();
    assertThat(open()).containsExactly("CREDIT_MISSING");
  }

  @Test
  void mirroring_closes_the_case_of_what_was_not_mirrored() {
    states.save(paid());
    late("31 minutes");
    look();

    watches.met("REFUND_NOT_MIRRORED", Returns.ID);

    resolvedByItself("REFUND_NOT_MIRRORED", "The order shows the refund");
  }

  @Test
  void a_case_that_a_person_has_closed_is_not_opened_again() {
    states.save(paid());
    late("31 minutes");
    look();
    database.update("update exception_case set status = 'resolved'");

    look();

    assertThat(open()).isEmpty();
  }

  @Test
  void received_goods_that_are_not_in_stock_wake_the_worker_of_their_entry() {
    states.save(received(1));
    leg(1, "planned");
    late("31 minutes");
    look();

    ExceptionCase one = only("NOT_IN_INSPECTION");
    assertThat(one.step()).isEqualTo("apply-stock-movements");
    assertThat(one.itemId()).isEqualTo("i1");
    assertThat(one.cause()).contains("TSHIRT").contains("RMA-1").contains("received on");
    assertThat(work())
        .containsExactly(
            "apply-stock-movements wh-es-inspection/TSHIRT watchdog:NOT_IN_INSPECTION");

    leg(1, "applied");
    watches.held(List.of(Returns.ID));
    resolvedByItself(
        "NOT_IN_INSPECTION", "The goods are in inspection stock, or have been inspected");
  }

  @Test
  void goods_without_a_leg_wake_the_step_that_plans_it() {
    states.save(received(1));
    late("31 minutes");
    look();

    assertThat(only("NOT_IN_INSPECTION").step()).isEqualTo("hold-for-inspection");
  }

  @Test
  void goods_that_are_in_stock_make_no_case_whoever_put_them_there() {
    ReturnState one = states.save(received(1));
    leg(1, "applied");
    late("31 minutes");
    look();
    assertThat(open()).isEmpty();

    states.save(received(2).withVersion(one.version()));
    late("31 minutes");
    look();
    assertThat(open()).containsExactly("NOT_IN_INSPECTION");
    leg(2, "applied");
    look();
    assertThat(open()).isEmpty();
  }

  @Test
  void inspection_is_overdue_after_days_until_every_unit_has_its_outcome() {
    ReturnState saved = states.save(received(2));
    leg(1, "applied");
    leg(2, "applied");
    late("4 days 23 hours");
    look();
    assertThat(open()).isEmpty();
    late("5 days 1 hour");
    look();
    assertThat(only("INSPECTION_OVERDUE").cause()).containsPattern("since 20\\d\\d-\\d\\d-\\d\\d");

    Unit.Outcome outcome = new Unit.Outcome("w/s", "a", "saleable", "BackInStock", null, null);
    ReturnState half = states.save(saved.mapUnits(u -> u.n() == 1 ? u.withOutcome(outcome) : u));
    assertThat(open()).containsExactly("INSPECTION_OVERDUE");
    states.save(half.mapUnits(u -> u.withOutcome(outcome)));
    resolvedByItself("INSPECTION_OVERDUE", "The goods have been inspected");
  }

  @Test
  void an_exchange_that_has_its_case_already_makes_no_second_one() {
    Origin step = Origin.of("create-exchange-order", exchanged());
    cases.settle(step, List.of(new Trouble("EXCHANGE_OUT_OF_STOCK", "EX-RMA-1", null, Map.of())));
    late("31 minutes");

    look();
    assertThat(open()).containsExactly("EXCHANGE_OUT_OF_STOCK");

    cases.settle(step, List.of());
    look();
    assertThat(open()).containsExactly("EXCHANGE_MISSING");
    assertThat(only("EXCHANGE_MISSING").cause()).contains("JEANS-34").contains("RMA-1");
  }

  private ReturnState exchanged() {
    return states.save(
        Returns.state(
            Returns.snapshot(
                "in_progress",
                1,
                List.of(Returns.exchanged("i2", "JEANS-32", "JEANS-34")),
                List.of())));
  }

  @Test
  void the_step_that_says_why_takes_the_place_of_the_watchdog() {
    Origin step = Origin.of("create-exchange-order", exchanged());
    late("31 minutes");
    look();
    assertThat(open()).containsExactly("EXCHANGE_MISSING");

    cases.settle(step, List.of(new Trouble("EXCHANGE_OUT_OF_STOCK", "EX-RMA-1", null, Map.of())));

    assertThat(open()).containsExactly("EXCHANGE_OUT_OF_STOCK");
    resolvedByItself("EXCHANGE_MISSING", "EXCHANGE_OUT_OF_STOCK says why");
    look();
    assertThat(open()).containsExactly("EXCHANGE_OUT_OF_STOCK");

    cases.settle(step, List.of());
    look();
    assertThat(open()).as("it is still missing").containsExactly("EXCHANGE_MISSING");
  }

  @Test
  void a_failure_of_the_whole_step_says_why_for_all_that_it_should_have_made() {
    states.save(paid());
    late("31 minutes");
    look();

    for (String step : List.of("link-credit", "mirror-status")) {
      cases.add(
          Origin.of(new WakeUp(step, "es/r1", "test")),
          Trouble.of("COMMERCETOOLS_REJECTED", Map.of("detail", "refused")));
    }

    assertThat(open()).containsExactly("COMMERCETOOLS_REJECTED", "COMMERCETOOLS_REJECTED");
    resolvedByItself("CREDIT_MISSING", "COMMERCETOOLS_REJECTED says why");
    resolvedByItself("REFUND_NOT_MIRRORED", "COMMERCETOOLS_REJECTED says why");
  }

  @Test
  void what_is_wrong_with_a_stock_entry_says_why_for_all_goods_that_wait_for_it() {
    states.save(received(1));
    leg(1, "planned");
    late("31 minutes");
    look();
    assertThat(open()).containsExactly("NOT_IN_INSPECTION");

    Origin entry = new Origin("apply-stock-movements", "wh-es-inspection/TSHIRT", null, null, null);
    cases.add(entry, Trouble.of("TYPE_CONFLICT", Map.of("detail", "it has a Type")));
    look();

    assertThat(open()).containsExactly("TYPE_CONFLICT");
    resolvedByItself("NOT_IN_INSPECTION", "TYPE_CONFLICT says why");
  }

  @Test
  void what_says_not_why_hides_nothing() {
    states.save(unknownOrder("O-1", 0));
    cases.settle(
        new Origin("accept-return", "es/r1", Returns.ID, "RMA-1", "O-1"),
        List.of(Trouble.of("STATUS_UNKNOWN", Map.of("detail", "return status \"lost\""))));
    late("61 seconds");
    look();
    assertThat(open()).containsExactly("ORDER_NOT_FOUND", "STATUS_UNKNOWN");

    states.save(received(1).withVersion(1));
    late("5 days 1 hour");
    look();
    assertThat(open())
        .as("of the same work, and about goods that nobody has put anywhere")
        .containsExactly("INSPECTION_OVERDUE", "NOT_IN_INSPECTION", "STATUS_UNKNOWN");
    look();
    assertThat(open()).hasSize(3);
  }

  @Test
  void the_cover_is_told_of_days_before_it_ends() {
    ReturnSnapshot instant = Returns.with(paid().snapshot(), Returns.ID, true, false);
    states.save(Returns.state(instant).withCredit(credit("O-1")));
    late("24 days 23 hours");
    look();
    assertThat(open()).isEmpty();

    late("25 days 1 hour");
    look();

    assertThat(open()).containsExactly("COVER_EXPIRING");
    assertThat(only("COVER_EXPIRING").step()).isEqualTo("accept-return");
  }

  @Test
  void an_unknown_order_is_under_way_until_it_is_a_case_and_then_waits() {
    ReturnState unknown = unknownOrder("O-1", 0);
    ReturnState saved = states.save(unknown);
    work.lookAt("accept-return", "es/r1", "order-awaited", Instant.now().plusSeconds(30));
    look();
    assertThat(open()).isEmpty();
    assertThat(watches.isCase("ORDER_NOT_FOUND", Returns.ID)).isFalse();
    assertThat(isWaiting()).isFalse();

    late("61 seconds");
    look();
    assertThat(open()).containsExactly("ORDER_NOT_FOUND");
    assertThat(watches.isCase("ORDER_NOT_FOUND", Returns.ID)).isTrue();
    assertThat(isWaiting()).isTrue();
    assertThat(only("ORDER_NOT_FOUND").cause()).contains("O-1");

    ReturnState renamed = states.save(unknownOrder("O-2", saved.version()));
    resolvedByItself("ORDER_NOT_FOUND", "Reveni says something else now, which is watched anew");
    states.save(Returns.state(renamed.snapshot()).withVersion(renamed.version()));
    look();
    assertThat(open()).isEmpty();
  }

  private boolean isWaiting() {
    return database.query("select waiting from work", r -> r.getBoolean(1)).get(0);
  }

  private static ReturnState unknownOrder(String number, long version) {
    return new ReturnState(
        Returns.ID,
        "RMA-1",
        number,
        false,
        Returns.snapshot("in_progress", 1, List.of(SHIRT), List.of()),
        List.of(),
        List.of(),
        List.of(),
        Map.of(),
        List.of(),
        version);
  }
}
