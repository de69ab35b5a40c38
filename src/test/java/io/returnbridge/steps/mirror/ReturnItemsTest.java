package io.returnbridge.steps.mirror;

import static io.returnbridge.model.Returns.line;
import static io.returnbridge.model.Returns.naming;
import static io.returnbridge.model.Returns.order;
import static io.returnbridge.model.Returns.refund;
import static io.returnbridge.model.Returns.returned;
import static io.returnbridge.model.Returns.snapshot;
import static io.returnbridge.model.Returns.state;
import static io.returnbridge.model.Returns.unit;
import static io.returnbridge.model.Returns.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.returnbridge.commerce.OrderChange;
import io.returnbridge.model.OrderView;
import io.returnbridge.model.ReturnSnapshot.Item;
import io.returnbridge.model.ReturnSnapshot.ItemStatus;
import io.returnbridge.model.ReturnSnapshot.Refund;
import io.returnbridge.model.ReturnSnapshot.RefundItem;
import io.returnbridge.model.ReturnSnapshot.RefundStatus;
import io.returnbridge.model.ReturnState;
import io.returnbridge.model.Trouble;
import io.returnbridge.model.Unit;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReturnItemsTest {

  private final OrderView bare = order("O-1", List.of(line("l1", "A", 2)));
  private final OrderView written =
      order("O-1", List.of(line("l1", "A", 2)), returned("r1_i_1", "l1", "Initial"));

  @Test
  void beforeReceiptNothingIsWritten() {
    assertThat(missing(bare, aReturn("shipped", false, item(), List.of()))).isEmpty();
  }

  @Test
  void onReceiptOneReturnItemAUnitIsWritten() {
    List<OrderChange> changes = missing(bare, aReturn("received", true, item(), List.of()));

    assertThat(changes).hasSize(1);
    OrderChange.AddReturnInfo info = (OrderChange.AddReturnInfo) changes.get(0);
    assertThat(info.trackingId()).isEqualTo("RMA-1");
    assertThat(info.items()).extracting(OrderChange.NewReturnItem::key).containsExactly("r1_i_1");
  }

  @Test
  void aRefundBeforeReceiptIsShownWithTheReturnItem() {
    List<OrderChange> changes =
        missing(
            bare,
            aReturn(
                "received", true, item(), List.of(refund("rf", "10.00", RefundStatus.COMPLETED))));

    assertThat(changes.get(1))
        .isEqualTo(new OrderChange.SetReturnPaymentState("r1_i_1", "Refunded"));
  }

  @Test
  void aPartOfTheMoneyIsNotYetRefunded() {
    assertThat(paymentState(item(), refund("rf", "9.99", RefundStatus.COMPLETED))).isEmpty();
  }

  @Test
  void feesCountTowardsTheRefund() {
    Refund withFee =
        new Refund(
            "rf",
            RefundStatus.COMPLETED,
            "card",
            "psp",
            new java.math.BigDecimal("7.00"),
            "EUR",
            new java.math.BigDecimal("3.00"),
            null,
            null,
            null,
            null,
            List.of());

    assertThat(paymentState(item(), withFee))
        .contains(new OrderChange.SetReturnPaymentState("r1_i_1", "Refunded"));
  }

  @Test
  void rejectedUnitsAreNotRefunded() {
    assertThat(paymentState(with(item(), ItemStatus.REJECTED)))
        .contains(new OrderChange.SetReturnPaymentState("r1_i_1", "NotRefunded"));
  }

  @Test
  void aUnitWithoutReasonIsHeldBack() {
    ReturnState state =
        aReturn("received", true, item(), List.of()).mapUnits(u -> u.withReasonCode(null));

    assertThat(missing(bare, state)).isEmpty();
  }

  @Test
  void aUnitForWhichNothingIsLeftOnItsLineIsHeldBackAndItsSiblingsAreNot() {
    OrderView taken =
        order("O-1", List.of(line("l1", "A", 2)), returned("an-agents-own", "l1", "Initial"));
    ReturnState two =
        state(
            snapshot("received", 1, List.of(item("i", "A", 2, "too_small")), List.of()),
            unit("i", 1, "A", "l1").withReceived(true),
            unit("i", 2, "A", "l1").withReceived(true));

    assertThat(missing(taken, two))
        .singleElement()
        .isInstanceOfSatisfying(
            OrderChange.AddReturnInfo.class,
            info ->
                assertThat(info.items())
                    .extracting(OrderChange.NewReturnItem::key)
                    .containsExactly("r1_i_1"));
    assertThat(ReturnItems.troubles(taken, two, true))
        .singleElement()
        .satisfies(
            t -> {
              assertThat(t.code()).isEqualTo("OVER_RETURN");
              assertThat(t.itemId()).isEqualTo("i");
            });
    assertThat(ReturnItems.troubles(bare, two, true)).isEmpty();
  }

  @Test
  void whatStandsUnderAUnitsKeyOfAnotherReturnOrLineIsLeftAloneAndSaid() {
    OrderView ofNobody =
        order(
            "O-1",
            List.of(line("l1", "A", 2)),
            new OrderView.ReturnItem(
                "ri", "r1_i_1", "l1", 1, "Returned", "Initial", java.util.Map.of()));
    OrderView ofAnotherLine =
        order(
            "O-1",
            List.of(line("l1", "A", 2), line("l2", "A", 1)),
            returned("r1_i_1", "l2", "Initial"));
    ReturnState state =
        aReturn("received", true, item(), List.of(refund("rf", "10.00", RefundStatus.COMPLETED)));

    for (OrderView order : List.of(ofNobody, ofAnotherLine)) {
      assertThat(missing(order, state)).isEmpty();
      assertThat(ReturnItems.troubles(order, state, true))
          .extracting(Trouble::code, Trouble::subject)
          .containsExactly(org.assertj.core.api.Assertions.tuple("KEY_CONFLICT", "r1_i_1"));
    }
    assertThat(ReturnItems.troubles(written, state, true)).isEmpty();
  }

  @Test
  void whatAnotherOrderShowsAsRefundedHasHadItsMoney() {
    ReturnState state =
        state(
            snapshot(
                "received",
                1,
                List.of(item("i", "A", 2, "too_small")),
                List.of(
                    naming(
                        refund("rf", "10.00", RefundStatus.COMPLETED),
                        new RefundItem("i", 1, null)))),
            unit("i", 1, "A", "l1").withReceived(true),
            unit("i", 2, "A", "l2")
                .withAllocation(new Unit.Allocation("EX-1", "l2", false), "web-es")
                .withReceived(true));
    OrderView exchange =
        order("EX-1", List.of(line("l2", "A", 1)), returned("r1_i_2", "l2", "Refunded"));

    assertThat(missing(written, state))
        .contains(new OrderChange.SetReturnPaymentState("r1_i_1", "Refunded"));
    assertThat(ReturnItems.missing(written, n -> Optional.of(exchange), state, true))
        .doesNotHaveAnyElementsOfTypes(OrderChange.SetReturnPaymentState.class);
  }

  private static List<OrderChange> missing(OrderView order, ReturnState state) {
    return ReturnItems.missing(order, n -> Optional.empty(), state, true);
  }

  private List<OrderChange> paymentState(Item item, Refund... refunds) {
    return missing(written, aReturn("received", true, item, List.of(refunds))).stream()
        .filter(OrderChange.SetReturnPaymentState.class::isInstance)
        .toList();
  }

  private static Item item() {
    return item("i", "A", 1, "too_small");
  }

  private static Item item(String id, String sku, int quantity, String reason) {
    return io.returnbridge.model.Returns.item(id, sku, quantity, reason);
  }

  private static ReturnState aReturn(
      String status, boolean received, Item item, List<Refund> refunds) {
    return state(
        snapshot(status, 1, List.of(item), refunds),
        unit("i", 1, "A", "l1").withReceived(received));
  }
}
