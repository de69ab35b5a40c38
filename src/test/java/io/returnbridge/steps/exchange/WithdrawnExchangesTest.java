package io.returnbridge.steps.exchange;

import static io.returnbridge.model.Returns.exchanged;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.returnbridge.failure.Unavailable;
import io.returnbridge.model.ExchangePlan;
import io.returnbridge.model.Returns;
import io.returnbridge.store.OutboxRecord;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Reveni withdraws or changes an exchange that has its order. */
class WithdrawnExchangesTest extends ExchangedReturn {

  @Test
  void a_return_that_is_rejected_after_its_exchange_order_is_a_case() {
    says("in_progress", exchanged("i", "A", "B"));
    create(SHIPPED, "event:1");

    says("rejected", exchanged("i", "A", "B"));
    create(SHIPPED, "event:2");

    assertThat(cases()).containsExactly("EXCHANGE_TO_CANCEL open");
    assertThat(details()).containsEntry("detail", "the return is rejected");
  }

  @Test
  void another_exchange_after_the_order_is_said_in_the_case() {
    says("in_progress", exchanged("i", "A", "B"));
    create(SHIPPED, "event:1");

    says("in_progress", exchanged("i", "A", "D"));
    create(SHIPPED, "event:2");

    assertThat(details()).containsEntry("detail", "agreed is now 1 × D instead of 1 × B");
  }

  @Test
  void what_is_agreed_instead_gets_its_order_when_the_first_one_is_cancelled() {
    says("in_progress", exchanged("i", "A", "B"));
    create(SHIPPED, "event:1");
    says("in_progress", exchanged("i", "A", "D"));
    create(SHIPPED, "event:2");
    create(SHIPPED, "case:1");
    assertThat(cases()).containsExactly("EXCHANGE_TO_CANCEL open");

    imported.cancel("EX-RMA-1");
    List<OutboxRecord> told = create(SHIPPED, "case:1");

    assertThat(cases()).containsExactly("EXCHANGE_TO_CANCEL resolved");
    assertThat(told).extracting(OutboxRecord::id).contains("exchange:es:EX-RMA-1-2");
    assertThat(plans())
        .extracting(p -> p.orderNumber() + " " + p.status())
        .containsExactly("EX-RMA-1 cancelled", "EX-RMA-1-2 created");
    create(SHIPPED, "event:3");
    assertThat(imported.plans).hasSize(2);
  }

  @Test
  void an_order_that_was_created_in_doubt_and_is_withdrawn_is_told_to_nobody_but_a_person() {
    says("in_progress", exchanged("i", "A", "B"));
    imported.loses = true;
    assertThatThrownBy(() -> create(SHIPPED, "event:1")).isInstanceOf(Unavailable.class);
    imported.loses = false;
    says("cancelled", exchanged("i", "A", "B"));

    assertThat(create(SHIPPED, "event:2")).isEmpty();
    assertThat(create(SHIPPED, "event:3")).isEmpty();

    assertThat(cases()).containsExactly("EXCHANGE_TO_CANCEL open");
    assertThat(plans()).extracting(ExchangePlan::orderId).containsExactly("id-EX-RMA-1");
    assertThat(states.find(Returns.ID).orElseThrow().timeline()).hasSize(1);
  }

  @Test
  void the_first_goods_again_after_their_order_was_cancelled() {
    says("in_progress", exchanged("i", "A", "B"));
    create(SHIPPED, "event:1");
    says("in_progress", exchanged("i", "A", "D"));
    create(SHIPPED, "event:2");
    imported.cancel("EX-RMA-1");
    says("in_progress", exchanged("i", "A", "B"));

    create(SHIPPED, "event:3");

    assertThat(cases()).containsExactly("EXCHANGE_TO_CANCEL resolved");
    assertThat(plans())
        .extracting(p -> p.orderNumber() + " " + p.status())
        .containsExactly("EX-RMA-1 cancelled", "EX-RMA-1-2 created");
  }

  @Test
  void a_deleted_order_of_a_withdrawn_exchange_needs_nobody() {
    says("in_progress", exchanged("i", "A", "B"));
    create(SHIPPED, "event:1");
    imported.orders.clear();
    says("cancelled", exchanged("i", "A", "B"));

    create(SHIPPED, "event:2");

    assertThat(cases()).isEmpty();
    assertThat(plans()).extracting(ExchangePlan::status).containsExactly("cancelled");
  }
}
