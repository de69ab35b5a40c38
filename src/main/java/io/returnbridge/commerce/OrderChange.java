package io.returnbridge.commerce;

import io.returnbridge.model.FieldValue;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One change of an order; several go into one versioned update. */
public sealed interface OrderChange {

  /**
   * Sets one of our order fields, or removes it with null. The adapter sets our Type on an order
   * without one.
   */
  record SetField(String name, @Nullable FieldValue value) implements OrderChange {}

  /**
   * @param trackingId the RMA number
   */
  record AddReturnInfo(String trackingId, @Nullable Instant date, List<NewReturnItem> items)
      implements OrderChange {}

  /** Written with shipment state {@code Returned}. */
  record NewReturnItem(
      String key,
      String lineItemId,
      boolean custom,
      long quantity,
      Map<String, FieldValue> fields) {}

  /** Only from {@code Returned} to {@code BackInStock} or {@code Unusable}. */
  record SetReturnShipmentState(String returnItemKey, String state) implements OrderChange {}

  /** Only from {@code Initial} to {@code Refunded} or {@code NotRefunded}. */
  record SetReturnPaymentState(String returnItemKey, String state) implements OrderChange {}

  /** Sets one of our fields of a return item, or removes it with null. */
  record SetReturnItemField(String returnItemKey, String name, @Nullable FieldValue value)
      implements OrderChange {}

  record AddPayment(String paymentId) implements OrderChange {}

  /** A Payment belongs to one order: it is taken off one before it is added to another. */
  record RemovePayment(String paymentId) implements OrderChange {}

  /**
   * @param stateKey key of the State to move to
   */
  record TransitionState(String stateKey) implements OrderChange {}

  /** What the changes set, by the name of the place on the order that they set. */
  static Map<String, Object> values(List<OrderChange> changes) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (OrderChange change : changes) {
      if (change instanceof SetField set) {
        values.put(set.name(), set.value() == null ? "" : set.value());
      } else if (change instanceof AddReturnInfo add) {
        add.items().forEach(item -> values.put("return item " + item.key(), true));
      } else if (change instanceof SetReturnShipmentState set) {
        values.put("shipment state " + set.returnItemKey(), set.state());
      } else if (change instanceof SetReturnPaymentState set) {
        values.put("payment state " + set.returnItemKey(), set.state());
      } else if (change instanceof SetReturnItemField set) {
        values.put(set.name() + " " + set.returnItemKey(), set.value() == null ? "" : set.value());
      } else if (change instanceof TransitionState to) {
        values.put("state", to.stateKey());
      }
    }
    return values;
  }
}
