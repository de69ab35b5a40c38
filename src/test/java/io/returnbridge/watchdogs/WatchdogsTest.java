package io.returnbridge.watchdogs;

import static org.assertj.core.api.Assertions.assertThat;

import io.returnbridge.cases.ExceptionCase;
import io.returnbridge.cases.Origin;
import io.returnbridge.model.ReturnSnapshot;
import io.returnbridge.model.ReturnState;
import io.returnbridge.model.Returns;
import io.returnbridge.model.Unit;
import io.returnbridge.outage.Progress;
import io.returnbridge.store.WakeUp;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WatchdogsTest extends WatchedReturns {

  @Test
  void what_was_over_its_time_when_it_was_noticed_has_a_minute() {
    states.save(paid());
    database.update("update watch set since = now() - interval '3 days'");
    look();
    assertThat(all()).as("the step has not had time to do it").isEmpty();

    database.update("update watch set noticed_at = now() - interval '61 seconds'");
    look();
    assertThat(open()).containsExactly("CREDIT_MISSING", "REFUND_NOT_MIRRORED");
  }

  @Test
  void what_a_person_has_to_do_is_told_at_once_however_late_it_is_noticed() {
    states.save(received(1));
    leg(1, "applied");
    database.update("update watch set since = now() - interval '6 days'");

    look();

    assertThat(open()).containsExactly("INSPECTION_OVERDUE");
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
  void a_look_that_opens_many_cases_gives_signs_of_life() {
    states.save(paid());
    database.update(
        """
        insert into watch (store, return_id, code, subject, expected, step, work_subject, since, details)
        select store, return_id, code, 'rf-' || n, expected, step, work_subject, since, details
        from watch, generate_series(2, 151) n where code = 'CREDIT_MISSING'
        """);
    late("31 minutes");
    AtomicInteger signs = new AtomicInteger();
    Progress.toldTo(signs::incrementAndGet);

    look();

    Progress.toldTo(null);
    assertThat(open()).hasSize(152);
    assertThat(signs).as("pages of 100").hasValue(2);
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
  void the_cover_is_told_of_days_before_it_ends() {
    ReturnSnapshot instant = Returns.with(paid().snapshot(), Returns.ID, true, false);
    states.save(Returns.state(instant).withCredit(credit("O-1")));
    late("24 days 23 hours");
    look();
    assertThat(open()).isEmpty();

    late("25 days 1 hour");
    look();

    assertThat(open()).containsExactly("COVER_EXPIRING");
    ExceptionCase ends = only("COVER_EXPIRING");
    assertThat(ends.step()).isEqualTo("accept-return");
    // Paid 25 days and an hour ago, and covered for 30.
    assertThat(ends.cause())
        .contains(
            "on "
                + LocalDate.ofInstant(
                    Instant.now().plus(Duration.ofHours(5 * 24 - 1)), ZoneOffset.UTC));
  }

  @Test
  void an_unknown_order_is_under_way_until_it_is_a_case_and_then_waits() {
    ReturnState unknown = unknownOrder("O-1", 0);
    ReturnState saved = states.save(unknown);
    work.lookAt(
        new WakeUp("accept-return", "es/r1", "webhook:1"),
        "order-awaited",
        Instant.now().plusSeconds(30));
    look();
    assertThat(open()).isEmpty();
    assertThat(watches.find("ORDER_NOT_FOUND", Returns.ID))
        .hasValueSatisfying(w -> assertThat(w.isCase()).isFalse());
    assertThat(isWaiting()).isFalse();

    late("61 seconds");
    look();
    assertThat(open()).containsExactly("ORDER_NOT_FOUND");
    assertThat(watches.find("ORDER_NOT_FOUND", Returns.ID))
        .hasValueSatisfying(w -> assertThat(w.isCase()).isTrue());
    assertThat(isWaiting()).isTrue();
    assertThat(only("ORDER_NOT_FOUND").cause()).contains("O-1");

    ReturnState renamed = states.save(unknownOrder("O-2", saved.version()));
    resolvedByItself("ORDER_NOT_FOUND", "Reveni says something else now, which is watched anew");
    states.save(Returns.state(renamed.snapshot()).withVersion(renamed.version()));
    look();
    assertThat(open()).isEmpty();
  }

  private boolean isWaiting() {
    return database.query("select waiting from work", r -> r.flag(1)).get(0);
  }
}
