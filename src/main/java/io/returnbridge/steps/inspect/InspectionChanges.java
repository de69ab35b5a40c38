package io.returnbridge.steps.inspect;

import io.returnbridge.commerce.OrderChange;
import io.returnbridge.model.FieldValue;
import io.returnbridge.model.OrderView;
import io.returnbridge.model.OrderView.ReturnItem;
import io.returnbridge.model.ReturnState;
import io.returnbridge.model.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What an order does not yet show of the inspection of a return's units. */
public final class InspectionChanges {

  public static final String GRADE = "reveniGrade";
  public static final String DISPOSITION = "reveniDisposition";

  private static final String RETURNED = "Returned";

  private InspectionChanges() {}

  /**
   * Grade, disposition and shipment state of the units whose goods have arrived where the
   * disposition puts them and whose return item is on the order; and what is shown of an inspection
   * that was taken back. A return item keeps its first final shipment state. Empty when nothing is
   * missing.
   */
  public static List<OrderChange> missing(OrderView order, ReturnState state) {
    List<OrderChange> changes = new ArrayList<>();
    for (Unit unit : state.units()) {
      Unit.Outcome outcome = unit.outcome();
      if (outcome != null && !isSettled(unit)) {
        continue;
      }
      String key = unit.key(state.id());
      order
          .returnItem(key)
          .filter(item -> unit.isShownBy(item, state.id()))
          .ifPresent(
              item -> {
                field(changes, item, key, GRADE, outcome == null ? null : outcome.grade());
                field(changes, item, key, DISPOSITION, outcome == null ? null : outcome.location());
                String shipmentState = outcome == null ? null : outcome.shipmentState();
                if (shipmentState != null && item.shipmentState().equals(RETURNED)) {
                  changes.add(new OrderChange.SetReturnShipmentState(key, shipmentState));
                }
              });
    }
    return List.copyOf(changes);
  }

  /** Whether the unit is where its outcome says; goods without stock are at once. */
  public static boolean isSettled(Unit unit) {
    Unit.Outcome outcome = unit.outcome();
    return outcome != null
        && (unit.isCustom()
            || outcome.location().equals(unit.location())
            || (unit.neverCame() && unit.location() == null));
  }

  private static void field(
      List<OrderChange> changes, ReturnItem item, String key, String name, @Nullable String value) {
    FieldValue wanted = value == null ? null : new FieldValue.Text(value);
    if (!Objects.equals(wanted, item.custom().get(name))) {
      changes.add(new OrderChange.SetReturnItemField(key, name, wanted));
    }
  }
}
