package io.returnbridge.steps.mirror;

import io.returnbridge.commerce.OrderChange;
import io.returnbridge.model.FieldValue;
import io.returnbridge.model.MeantUnits;
import io.returnbridge.model.OrderView;
import io.returnbridge.model.ReturnState;
import io.returnbridge.model.Trouble;
import io.returnbridge.model.Unit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The ReturnInfo of an order: one return item a received unit, and its payment state. A unit
 * without an approved reason, and one for which its line has nothing left to return, is held back;
 * its siblings are not. What is written is never removed. What stands under a unit's key and is
 * another's is left alone.
 */
public final class ReturnItems {

  /** Field that says how the unit was when it was inspected. */
  static final String GRADE = "reveniGrade";

  private final OrderView order;
  private final ReturnState state;

  private ReturnItems(OrderView order, ReturnState state) {
    this.order = order;
    this.state = state;
  }

  /**
   * What the order lacks for the units of this return that are allocated to it.
   *
   * @param others the other orders of the return's units, as last seen
   * @param more whether return items may be added
   */
  static List<OrderChange> missing(
      OrderView order,
      Function<String, Optional<OrderView>> others,
      ReturnState state,
      boolean more) {
    return new ReturnItems(order, state).missing(meant(order, others, state), more);
  }

  /** Which units are meant, by what the orders show of them. */
  static MeantUnits meant(
      OrderView order, Function<String, Optional<OrderView>> others, ReturnState state) {
    return new MeantUnits(
        state,
        MeantUnits.shownOn(
            state.id(), n -> n.equals(order.orderNumber()) ? Optional.of(order) : others.apply(n)));
  }

  /**
   * What keeps units off the order.
   *
   * @param more whether return items may be added
   */
  static List<Trouble> troubles(OrderView order, ReturnState state, boolean more) {
    return new ReturnItems(order, state).troubles(more);
  }

  private List<OrderChange> missing(MeantUnits meant, boolean more) {
    List<OrderChange> changes = new ArrayList<>();
    List<OrderChange.NewReturnItem> items = new ArrayList<>();
    List<OrderChange> paymentStates = new ArrayList<>();
    Map<String, Long> free = free();
    for (Unit unit : state.units()) {
      Unit.Allocation allocation = unit.allocation();
      String reason = unit.reasonCode();
      if (allocation == null || !allocation.orderNumber().equals(order.orderNumber())) {
        continue;
      }
      String key = unit.key(state.id());
      boolean toWrite = more && isToBeWritten(unit) && fits(allocation, free);
      if (toWrite && reason != null) {
        items.add(item(unit, allocation, key, reason));
      }
      Optional<OrderView.ReturnItem> written = ours(unit);
      if (toWrite || written.filter(w -> w.paymentState().equals("Initial")).isPresent()) {
        meant
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

  private List<Trouble> troubles(boolean more) {
    List<Trouble> troubles = new ArrayList<>();
    Map<String, Long> free = free();
    Map<String, Integer> surplus = new LinkedHashMap<>();
    for (Unit unit : state.units()) {
      Unit.Allocation allocation = unit.allocation();
      if (allocation == null || !allocation.orderNumber().equals(order.orderNumber())) {
        continue;
      }
      String key = unit.key(state.id());
      order
          .returnItem(key)
          .filter(found -> !unit.isShownBy(found, state.id()))
          .ifPresent(found -> troubles.add(conflict(unit, key, found)));
      // For a line that the order has not, accept-return looks for another one.
      if (isToBeWritten(unit)
          && !unit.hasLostItsLine(order, state.id())
          && !(more && fits(allocation, free))) {
        surplus.merge(unit.itemId(), 1, Integer::sum);
      }
    }
    surplus.forEach((itemId, count) -> troubles.add(overReturn(itemId, count)));
    return troubles;
  }

  private boolean isToBeWritten(Unit unit) {
    return unit.received()
        && !unit.released()
        && unit.reasonCode() != null
        && order.returnItem(unit.key(state.id())).isEmpty();
  }

  private Optional<OrderView.ReturnItem> ours(Unit unit) {
    return order.returnItem(unit.key(state.id())).filter(item -> unit.isShownBy(item, state.id()));
  }

  /** Line id to how many of it are in no ReturnInfo yet, whoever wrote them. */
  private Map<String, Long> free() {
    Map<String, Long> free = new HashMap<>();
    order.lines().forEach(l -> free.put(l.id(), l.quantity()));
    order.returnItems().forEach(r -> free.merge(r.lineItemId(), -r.quantity(), Long::sum));
    return free;
  }

  private static boolean fits(Unit.Allocation allocation, Map<String, Long> free) {
    return free.merge(allocation.lineItemId(), -1L, Long::sum) >= 0;
  }

  private OrderChange.NewReturnItem item(
      Unit unit, Unit.Allocation allocation, String key, String reason) {
    Map<String, FieldValue> fields = new LinkedHashMap<>();
    fields.put("reveniReturnId", new FieldValue.Text(state.id().id()));
    fields.put("reveniItemId", new FieldValue.Text(unit.itemId()));
    fields.put("reveniReason", new FieldValue.Text(reason));
    return new OrderChange.NewReturnItem(
        key, allocation.lineItemId(), allocation.custom(), 1, fields);
  }

  private Trouble overReturn(String itemId, int count) {
    Unit unit =
        state.units().stream().filter(u -> u.itemId().equals(itemId)).findFirst().orElseThrow();
    long written =
        state.units().stream()
            .filter(u -> u.itemId().equals(itemId) && ours(u).isPresent())
            .count();
    return Trouble.ofItem(
        "OVER_RETURN",
        itemId,
        Map.of(
            "sku", unit.sku(),
            "orderNumber", order.orderNumber(),
            "actual", Long.toString(written + count),
            "expected", Long.toString(written),
            "detail", "another ReturnInfo of the order has taken the quantity"));
  }

  private Trouble conflict(Unit unit, String key, OrderView.ReturnItem found) {
    return new Trouble(
        "KEY_CONFLICT",
        key,
        unit.itemId(),
        Map.of(
            "sku",
            unit.sku(),
            "orderNumber",
            order.orderNumber(),
            "expected",
            key,
            "detail",
            "a return item of line "
                + found.lineItemId()
                + (found.custom().get("reveniReturnId") instanceof FieldValue.Text text
                    ? " and return " + text.value()
                    : " that is not ours")));
  }
}
