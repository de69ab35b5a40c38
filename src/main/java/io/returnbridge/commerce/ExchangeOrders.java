package io.returnbridge.commerce;

import io.returnbridge.model.Cause;
import io.returnbridge.model.ExchangePlan;
import io.returnbridge.model.ReturnId;
import java.util.List;
import java.util.Optional;

/** Zero-value orders for exchanged goods. Failures as in {@link Orders}. */
public interface ExchangeOrders {

  /** By order number, which is the natural key. */
  Optional<ExchangeOrder> find(String orderNumber);

  /** The trouble of an order that has nobody or no place to deliver to. */
  String NO_ADDRESS = "EXCHANGE_ADDRESS_MISSING";

  /**
   * Imports the planned order with the customer, Store and billing address of the original, zero
   * prices, the reserving inventory mode and the plan's supply channels; it carries {@code
   * reveniReturnIds}. Where it goes, its tax rates and selling channels are those of the lines that
   * come back. A customer that was deleted is a guest with the e-mail of the original. {@link
   * Refused} with code {@code OutOfStock} names the SKUs; with {@code DuplicateField} of {@code
   * orderNumber} it exists already. {@link io.returnbridge.failure.NeedsDecision} with {@link
   * #NO_ADDRESS} or {@code ORDER_NOT_FOUND}: nothing was sent.
   */
  ExchangeOrder create(
      ReturnId returnId, String originalOrderNumber, ExchangePlan plan, Cause cause);

  /**
   * Whether anybody has begun to deal with the order: its state, shipment, lines or synchronisation
   * are not as they were created. True as well when it is gone.
   */
  boolean isPickedUp(String orderNumber);

  /**
   * @param returnIds its field {@code reveniReturnIds}, which tells whether it is ours
   */
  record ExchangeOrder(
      String id, String orderNumber, List<String> returnIds, List<Line> lines, String orderState) {
    public record Line(String sku, long quantity) {}

    public boolean isCancelled() {
      return orderState.equals("Cancelled");
    }
  }
}
