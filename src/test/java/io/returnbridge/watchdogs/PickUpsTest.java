package io.returnbridge.watchdogs;

import static org.assertj.core.api.Assertions.assertThat;

import io.returnbridge.cases.CaseTexts;
import io.returnbridge.model.ExchangePlan;
import io.returnbridge.model.ReturnSnapshot.RefundStatus;
import io.returnbridge.model.ReturnState;
import io.returnbridge.model.Returns;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An exchange order is created, and fulfilment does nothing about it. */
class PickUpsTest extends WatchedReturns {

  private static final String CODE = "EXCHANGE_NOT_PICKED_UP";
  private static final ExchangePlan PLAN =
      new ExchangePlan(
          "EX-RMA-1",
          List.of(new ExchangePlan.Line("i1", "JEANS-34", 1, "web-es", null)),
          "id",
          ExchangePlan.CREATED);

  @BeforeEach
  void created() {
    states.save(agreed().withExchange(PLAN));
  }

  private static ReturnState agreed() {
    return Returns.state(
        Returns.snapshot(
            "in_progress", 1, List.of(Returns.exchanged("i1", "JEANS-32", "JEANS-34")), List.of()),
        Returns.unit("i1", 1, "JEANS-32", "l1"));
  }

  @Test
  void past_its_time_it_is_the_warehouses() {
    late("47 hours");
    look();
    assertThat(fulfilment.asked).as("it has its time").isEmpty();

    late("49 hours");
    look();
    look();

    assertThat(fulfilment.asked).containsExactly("EX-RMA-1");
    assertThat(only(CODE).owner()).isEqualTo("warehouse");
    assertThat(CaseTexts.of(only(CODE)))
        .startsWith("RMA-1: fulfilment has not touched the exchange order EX-RMA-1.");
  }

  @Test
  void it_closes_by_itself_when_it_is_picked_up_late() {
    late("49 hours");
    look();
    fulfilment.pickedUp.add("EX-RMA-1");
    look();
    assertThat(only(CODE).closed()).as("asked again in an hour").isFalse();

    database.update("update watch set looked_at = now() - interval '61 minutes'");
    look();

    resolvedByItself(CODE, "The exchange order is being dealt with, or the exchange was withdrawn");
    states.save(states.find(Returns.ID).orElseThrow().withExchange(PLAN));
    late("9 days");
    look();
    assertThat(fulfilment.asked).as("never again").hasSize(2);
  }

  @Test
  void picked_up_in_time_it_is_no_case() {
    fulfilment.pickedUp.add("EX-RMA-1");
    late("49 hours");
    look();

    assertThat(all()).isEmpty();
  }

  @Test
  void nobody_is_told_before_commercetools_has_answered() {
    fulfilment.away = true;
    late("49 hours");
    look();
    assertThat(open()).doesNotContain(CODE);

    fulfilment.away = false;
    look();
    assertThat(open()).as("one that fails is not asked all the time").doesNotContain(CODE);
    database.update("update watch set looked_at = now() - interval '61 minutes'");
    look();
    assertThat(open()).contains(CODE);
  }

  @Test
  void one_odd_order_keeps_no_watchdog_from_its_work() {
    ReturnState known = states.find(Returns.ID).orElseThrow();
    states.save(
        Returns.state(
                Returns.snapshot(
                    "in_progress",
                    2,
                    known.snapshot().items(),
                    List.of(Returns.refund("rf-1", "20.00", RefundStatus.COMPLETED))),
                known.units().get(0))
            .withExchange(PLAN)
            .withVersion(known.version()));
    late("49 hours");
    fulfilment.odd = true;

    look();

    assertThat(open()).contains("CREDIT_MISSING").doesNotContain(CODE);
  }

  @Test
  void what_a_person_has_closed_is_not_asked_for() {
    late("49 hours");
    look();
    database.update(
        "update exception_case set status = 'resolved', accepted = true, resolved_at = now()");
    database.update("update watch set looked_at = now() - interval '61 minutes'");

    look();

    assertThat(fulfilment.asked).hasSize(1);
  }

  @Test
  void an_order_that_is_to_be_cancelled_is_not_to_be_picked_up() {
    late("49 hours");
    look();
    ReturnState known = states.find(Returns.ID).orElseThrow();

    states.save(known.withExchange(PLAN.withStatus(ExchangePlan.CANCELLED)));

    assertThat(only(CODE).closed()).isTrue();
  }
}
