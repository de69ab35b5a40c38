package io.returnbridge.steps.credit;

import static io.returnbridge.model.Returns.item;
import static io.returnbridge.model.Returns.refund;
import static io.returnbridge.model.Returns.snapshot;
import static io.returnbridge.model.Returns.unit;
import static org.assertj.core.api.Assertions.assertThat;

import io.returnbridge.commerce.ExchangeOrders.ExchangeOrder;
import io.returnbridge.model.Cause;
import io.returnbridge.model.ExchangePlan;
import io.returnbridge.model.Money;
import io.returnbridge.model.ReturnId;
import io.returnbridge.model.ReturnSnapshot.Refund;
import io.returnbridge.model.ReturnSnapshot.RefundStatus;
import io.returnbridge.model.ReturnState;
import io.returnbridge.model.Returns;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Order O-1 of 74.85 EUR; one A went back for a B, which came with the free order EX-RMA-1. What is
 * refunded for both is judged by what was paid for O-1.
 */
class RefundsOfExchangedGoodsTest extends CreditedReturn {

  private static final ReturnId SECOND = new ReturnId("es", "r2");

  private void exchanged(Money priceDifference) {
    shop.sandbox.seeds().stock("B", "wh-es", 3);
    ExchangePlan plan =
        new ExchangePlan(
            "EX-RMA-1",
            List.of(new ExchangePlan.Line("i", "B", 1, "wh-es", priceDifference)),
            null,
            ExchangePlan.PLANNED);
    ExchangeOrder order =
        shop.exchangeOrders.create(
            Returns.ID, "O-1", plan, new Cause("create-exchange-order", "es/r1", "event:0"));
    states.save(
        states
            .find(Returns.ID)
            .orElseThrow()
            .withExchange(
                new ExchangePlan("EX-RMA-1", plan.lines(), order.id(), ExchangePlan.CREATED)));
  }

  private void secondSays(Refund... refunds) {
    ReturnState known = states.find(SECOND).orElse(null);
    states.save(
        new ReturnState(
            SECOND,
            "RMA-2",
            "EX-RMA-1",
            true,
            snapshot("in_progress", 1, List.of(item("i", "B", 1, "too_small")), List.of(refunds)),
            List.of(unit("i", 1, "B", "l1")),
            known == null ? List.of() : known.credits(),
            List.of(),
            Map.of(),
            List.of(),
            List.of(),
            known == null ? 0 : known.version()));
    link(shop.payments, SECOND, "event:2");
  }

  @Test
  void a_refund_of_the_goods_that_came_free_is_none_too_much() {
    says(refund("rf", "49.90", RefundStatus.COMPLETED));
    exchanged(null);
    link("event:1");

    secondSays(refund("rf-2", "24.95", RefundStatus.COMPLETED));

    assertThat(cases()).isEmpty();
    assertThat(shop.orders.read("EX-RMA-1").orElseThrow().total().centAmount()).isZero();
  }

  @Test
  void more_than_was_paid_is_too_much_whichever_return_is_the_last() {
    says(refund("rf", "49.90", RefundStatus.COMPLETED));
    exchanged(null);
    link("event:1");
    secondSays(refund("rf-2", "24.96", RefundStatus.COMPLETED));

    assertThat(cases()).containsExactly("OVER_REFUND  open");
    assertThat(cause())
        .contains("refunds of order EX-RMA-1 come to 74.86 EUR, more than the 74.85 EUR");

    says(
        refund("rf", "49.90", RefundStatus.COMPLETED),
        refund("rf-3", "1.00", RefundStatus.COMPLETED));
    link("event:3");

    assertThat(cases()).containsExactly("OVER_REFUND  open", "OVER_REFUND  open");
  }

  @Test
  void what_the_provider_refunded_of_the_original_order_counts_as_well() {
    providerRefunded(7485);
    says();
    exchanged(null);

    secondSays(refund("rf-2", "24.95", RefundStatus.COMPLETED));

    assertThat(cases()).containsExactly("DOUBLE_REFUND  open");
  }

  @Test
  void what_was_paid_on_top_for_dearer_goods_can_be_refunded_as_well() {
    says(refund("rf", "49.90", RefundStatus.COMPLETED));
    exchanged(new Money(1000, "EUR"));
    link("event:1");

    secondSays(refund("rf-2", "34.95", RefundStatus.COMPLETED));
    assertThat(cases()).isEmpty();

    secondSays(
        refund("rf-2", "34.95", RefundStatus.COMPLETED),
        refund("rf-4", "0.01", RefundStatus.COMPLETED));
    assertThat(cases()).containsExactly("OVER_REFUND  open");
  }
}
