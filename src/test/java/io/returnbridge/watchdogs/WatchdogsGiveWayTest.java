package io.returnbridge.watchdogs;

import static org.assertj.core.api.Assertions.assertThat;

import io.returnbridge.cases.Origin;
import io.returnbridge.model.ReturnState;
import io.returnbridge.model.Returns;
import io.returnbridge.model.Trouble;
import io.returnbridge.store.WakeUp;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Of one trouble there is one case. */
class WatchdogsGiveWayTest extends WatchedReturns {

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
  void work_that_is_under_way_already_is_left_as_it_is() {
    states.save(paid());
    work.wake("link-credit", "es/r1", "event:e1");
    late("31 minutes");

    look();

    assertThat(work()).contains("link-credit es/r1 event:e1");
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
}
