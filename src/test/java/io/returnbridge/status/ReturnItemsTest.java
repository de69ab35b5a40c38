package io.returnbridge.status;

import static io.returnbridge.returns.Returns.line;
import static io.returnbridge.returns.Returns.order;
import static io.returnbridge.returns.Returns.refund;
import static io.returnbridge.returns.Returns.returned;
import static io.returnbridge.returns.Returns.snapshot;
import static io.returnbridge.returns.Returns.state;
import static io.returnbridge.returns.Returns.unit;
import static io.returnbridge.returns.Returns.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.returnbridge.commerce.OrderChange;
import io.returnbridge.commerce.OrderView;
import io.returnbridge.returns.ReturnSnapshot.Item;
import io.returnbridge.returns.ReturnSnapshot.ItemStatus;
import io.returnbridge.returns.ReturnSnapshot.Refund;
import io.returnbridge.returns.ReturnSnapshot.RefundStatus;
import io.returnbridge.returns.ReturnState;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReturnItemsTest {

  private final OrderView bare = order("O-1", List.of(line("l1", "A", 2)));
  private final OrderView written =
      order("O-1", List.of(line("l1", "A", 2)), returned("r1_i_1", "l1", "Initial"));

  @Test
  void beforeReceiptNothingIsWritten() {
    assertThat(ReturnItems.missing(bare, aReturn("shipped", false, item(), List.of()))).isEmpty();
  }

  @Test
  void onReceiptOneReturnItemAUnitIsWritten() {
    List<OrderChange> changes =
        ReturnItems.missing(bare, aReturn("received", true, item(), List.of()));

    assertThat(changes).hasSize(1);
    OrderChange.AddReturnInfo info = (OrderChange.AddReturnInfo) changes.get(0);
    assertThat(info.trackingId()).isEqualTo("RMA-1");
    assertThat(info.items()).extracting(OrderChange.NewReturnItem::key).containsExactly("r1_i_1");
  }

  @Test
  void aRefundBeforeReceiptIsShownWithTheReturnItem() {
    List<OrderChange> changes =
        ReturnItems.missing(
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

    assertThat(ReturnItems.missing(bare, state)).isEmpty();
  }

  private List<OrderChange> paymentState(Item item, Refund... refunds) {
    return ReturnItems.missing(written, aReturn("received", true, item, List.of(refunds))).stream()
        .filter(OrderChange.SetReturnPaymentState.class::isInstance)
        .toList();
  }

  private static Item item() {
    return item("i", "A", 1, "too_small");
  }

  private static Item item(String id, String sku, int quantity, String reason) {
    return io.returnbridge.returns.Returns.item(id, sku, quantity, reason);
  }

  private static ReturnState aReturn(
      String status, boolean received, Item item, List<Refund> refunds) {
    return state(
        snapshot(status, 1, List.of(item), refunds),
        unit("i", 1, "A", "l1").withReceived(received));
  }
}
