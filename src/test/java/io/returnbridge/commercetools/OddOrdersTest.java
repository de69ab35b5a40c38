package io.returnbridge.commercetools;

import static io.returnbridge.commercetools.Shop.CAUSE;
import static io.returnbridge.commercetools.Shop.line;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.returnbridge.commerce.OrderChange;
import io.returnbridge.commerce.WriteOutcomeUnknown;
import io.returnbridge.model.FieldValue;
import io.returnbridge.model.OrderView;
import io.returnbridge.sandbox.commercetools.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers with odd characters, and goods of which there are very many. */
class OddOrdersTest {

  private static final List<OrderChange> STATUS =
      List.of(new OrderChange.SetField("reveniReturnStatus", new FieldValue.Text("received")));

  private Shop shop;

  @BeforeEach
  void start() {
    shop = Shop.ready();
  }

  @AfterEach
  void stop() {
    shop.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "A 1", " A  1 ", "A/1", "A%201", "A%", "A+1", "Ä-ü-1", "A#1", "A?x=1", "A&b=1;c", "A\"1",
        "A\\1", "../A", "订单-1", "A:1@b"
      })
  void an_order_is_found_whatever_characters_its_number_has(String number) {
    OrderView order = shop.order(number, line("TSHIRT", 1));

    assertThat(order.orderNumber()).isEqualTo(number);
    assertThat(shop.orders.update(order, STATUS, CAUSE).version()).isEqualTo(2);
    assertThat(shop.exchangeOrders.find(number)).isPresent();
  }

  @Test
  void many_changes_are_several_updates_and_a_crash_between_them_leaves_the_rest_to_do() {
    OrderView order = shop.order("A-1", line("TSHIRT", 505));
    List<OrderChange.NewReturnItem> items =
        IntStream.rangeClosed(1, 505)
            .mapToObj(
                n ->
                    new OrderChange.NewReturnItem(
                        "r1_item-1_" + n, order.lines().get(0).id(), false, 1, Map.of()))
            .toList();
    OrderView received =
        shop.orders.update(
            order, List.of(new OrderChange.AddReturnInfo("RMA-1", null, items)), CAUSE);
    List<OrderChange> changes = new ArrayList<>();
    items.forEach(i -> changes.add(new OrderChange.SetReturnPaymentState(i.key(), "Refunded")));
    changes.addAll(STATUS);
    shop.sandbox.resetCalls();
    AtomicInteger calls = new AtomicInteger();
    shop.sandbox.faults(call -> calls.incrementAndGet() == 2 ? Fault.refuse(503) : Fault.none());

    assertThatThrownBy(() -> shop.orders.update(received, changes, CAUSE))
        .isInstanceOf(WriteOutcomeUnknown.class);
    OrderView half = shop.orders.read("A-1").orElseThrow();
    assertThat(refunded(half)).isEqualTo(399);
    OrderView after =
        shop.orders.update(half, changes.stream().filter(c -> lacks(half, c)).toList(), CAUSE);

    assertThat(refunded(after)).isEqualTo(505);
    assertThat(after.custom()).containsKey("reveniReturnStatus");
    assertThat(shop.sandbox.calls())
        .extracting(call -> call.actions().size())
        .allSatisfy(size -> assertThat(size).isLessThanOrEqualTo(400))
        .contains(400);
  }

  private static boolean lacks(OrderView order, OrderChange change) {
    return !(change instanceof OrderChange.SetReturnPaymentState set)
        || order.returnItem(set.returnItemKey()).orElseThrow().paymentState().equals("Initial");
  }

  private static long refunded(OrderView order) {
    return order.returnItems().stream().filter(i -> i.paymentState().equals("Refunded")).count();
  }
}
