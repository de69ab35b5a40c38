package io.returnbridge.steps.exchange;

import io.returnbridge.commerce.ExchangeOrders.ExchangeOrder;
import io.returnbridge.json.Json;
import io.returnbridge.model.ExchangePlan;
import io.returnbridge.model.Money;
import io.returnbridge.model.ReturnState;
import io.returnbridge.store.OutboxRecord;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Tells that an exchange order exists; its id is that of the order, so that a repeat is the same.
 */
record ExchangeNotice(
    String id,
    String type,
    String store,
    String returnId,
    String rmaNumber,
    String orderNumber,
    String exchangeOrderNumber,
    String exchangeOrderId,
    List<Goods> lines) {

  record Goods(
      String itemId,
      String sku,
      int quantity,
      @Nullable String supplyChannel,
      @Nullable Money priceDifference) {}

  static ExchangeNotice of(ReturnState state, ExchangePlan plan, ExchangeOrder order) {
    return new ExchangeNotice(
        "exchange:" + state.id().store() + ":" + plan.orderNumber(),
        "exchange-order-created",
        state.id().store(),
        state.id().id(),
        state.rmaNumber(),
        Objects.requireNonNull(state.orderNumber()),
        plan.orderNumber(),
        order.id(),
        plan.lines().stream()
            .map(
                l ->
                    new Goods(
                        l.itemId(), l.sku(), l.quantity(), l.supplyChannel(), l.priceDifference()))
            .toList());
  }

  OutboxRecord outgoing(String topic) {
    return new OutboxRecord(id, topic, orderNumber, Json.write(this));
  }
}
