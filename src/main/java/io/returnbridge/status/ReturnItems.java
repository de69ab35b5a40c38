package io.returnbridge.status;

import io.returnbridge.commerce.FieldValue;
import io.returnbridge.commerce.OrderChange;
import io.returnbridge.commerce.OrderView;
import io.returnbridge.returns.ReturnState;
import io.returnbridge.returns.Unit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The ReturnInfo of an order: one return item a received unit, and its payment state. A unit
 * without an approved reason is held back, its siblings are not. What is written is never removed.
 */
public final class ReturnItems {

  /** Field that says how the unit was when it was inspected. */
  static final String GRADE = "reveniGrade";

  private ReturnItems() {}

  /** What the order lacks for the units of this return that are allocated to it. */
  public static List<OrderChange> missing(OrderView order, ReturnState state) {
    List<OrderChange> changes = new ArrayList<>();
    List<OrderChange.NewReturnItem> items = new ArrayList<>();
    List<OrderChange> paymentStates = new ArrayList<>();
    RefundProgress refunds = new RefundProgress(state);
    for (Unit unit : state.units()) {
      Unit.Allocation allocation = unit.allocation();
      String reason = unit.reasonCode();
      if (allocation == null || !allocation.orderNumber().equals(order.orderNumber())) {
        continue;
      }
      String key = unit.key(state.id());
      Optional<OrderView.ReturnItem> written = order.returnItem(key);
      boolean toWrite = written.isEmpty() && unit.received() && !unit.released() && reason != null;
      if (toWrite && reason != null) {
        items.add(item(state, unit, allocation, key, reason));
      }
      if (toWrite || written.filter(w -> w.paymentState().equals("Initial")).isPresent()) {
        refunds
            .paymentState(unit)
            .ifPresent(s -> paymentStates.add(new OrderChange.SetReturnPaymentState(key, s)));
      }
      if (written.isPresent() && reason != null) {
        FieldValue wanted = new FieldValue.Text(reason);
        if (!wanted.equals(written.get().custom().get("reveniReason"))) {
          changes.add(new OrderChange.SetReturnItemField(key, "reveniReason", wanted));
        }
      }
    }
    if (!items.isEmpty()) {
      changes.add(
          new OrderChange.AddReturnInfo(state.rmaNumber(), state.snapshot().updatedAt(), items));
    }
    changes.addAll(paymentStates);
    return changes;
  }

  private static OrderChange.NewReturnItem item(
      ReturnState state, Unit unit, Unit.Allocation allocation, String key, String reason) {
    Map<String, FieldValue> fields = new LinkedHashMap<>();
    fields.put("reveniReturnId", new FieldValue.Text(state.id().id()));
    fields.put("reveniItemId", new FieldValue.Text(unit.itemId()));
    fields.put("reveniReason", new FieldValue.Text(reason));
    return new OrderChange.NewReturnItem(
        key, allocation.lineItemId(), allocation.custom(), 1, fields);
  }
}
