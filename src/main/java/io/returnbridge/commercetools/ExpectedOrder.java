package io.returnbridge.commercetools;

import io.returnbridge.commerce.OrderChange;
import io.returnbridge.commerce.Refused;
import io.returnbridge.model.FieldValue;
import io.returnbridge.model.OrderView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The order that an update would lead to, for what follows in a dry run. It keeps its version,
 * since commercetools keeps it as well; a new return item's id is its key.
 */
final class ExpectedOrder {

  private final Function<String, Optional<String>> stateIds;
  private final Map<String, FieldValue> custom;
  private final Set<String> payments;
  private OrderView.Fields fields;
  private List<OrderView.ReturnItem> items;
  private @Nullable String stateId;

  private ExpectedOrder(OrderView basis, Function<String, Optional<String>> stateIds) {
    this.stateIds = stateIds;
    this.custom = new HashMap<>(basis.custom());
    this.payments = new LinkedHashSet<>(basis.paymentIds());
    this.fields = basis.fields();
    this.items = new ArrayList<>(basis.returnItems());
    this.stateId = basis.stateId();
  }

  /**
   * @param stateIds the id of a State by its key
   */
  static OrderView after(
      OrderView basis, List<OrderChange> changes, Function<String, Optional<String>> stateIds) {
    ExpectedOrder expected = new ExpectedOrder(basis, stateIds);
    changes.forEach(expected::take);
    return new OrderView(
        basis.id(),
        basis.version(),
        basis.orderNumber(),
        basis.store(),
        basis.total(),
        basis.lines(),
        List.copyOf(expected.items),
        expected.fields,
        Map.copyOf(expected.custom),
        expected.payments,
        expected.stateId,
        basis.orderState(),
        basis.shipmentState());
  }

  private void take(OrderChange change) {
    if (change instanceof OrderChange.SetField set) {
      FieldValue value = set.value();
      if (value == null) {
        custom.remove(set.name());
      } else {
        custom.put(set.name(), value);
        fields = OrderView.Fields.READY;
      }
    } else if (change instanceof OrderChange.AddReturnInfo add) {
      add.items()
          .forEach(
              i ->
                  items.add(
                      new OrderView.ReturnItem(
                          i.key(),
                          i.key(),
                          i.lineItemId(),
                          i.quantity(),
                          "Returned",
                          "Initial",
                          i.fields())));
    } else if (change instanceof OrderChange.SetReturnShipmentState set) {
      replace(set.returnItemKey(), i -> item(i, set.state(), i.paymentState(), i.custom()));
    } else if (change instanceof OrderChange.SetReturnPaymentState set) {
      replace(set.returnItemKey(), i -> item(i, i.shipmentState(), set.state(), i.custom()));
    } else if (change instanceof OrderChange.SetReturnItemField set) {
      replace(
          set.returnItemKey(),
          i -> {
            Map<String, FieldValue> values = new HashMap<>(i.custom());
            values.put(set.name(), set.value());
            return item(i, i.shipmentState(), i.paymentState(), Map.copyOf(values));
          });
    } else if (change instanceof OrderChange.AddPayment add) {
      payments.add(add.paymentId());
    } else if (change instanceof OrderChange.RemovePayment remove) {
      payments.remove(remove.paymentId());
    } else if (change instanceof OrderChange.TransitionState transition) {
      stateId = stateIds.apply(transition.stateKey()).orElseThrow(() -> noSuch(transition));
    }
  }

  private static Refused noSuch(OrderChange.TransitionState transition) {
    return new Refused(
        "ReferencedResourceNotFound",
        null,
        "There is no State " + transition.stateKey(),
        List.of());
  }

  private void replace(String key, UnaryOperator<OrderView.ReturnItem> change) {
    items = items.stream().map(i -> key.equals(i.key()) ? change.apply(i) : i).toList();
    items = new ArrayList<>(items);
  }

  private static OrderView.ReturnItem item(
      OrderView.ReturnItem item,
      String shipmentState,
      String paymentState,
      Map<String, FieldValue> custom) {
    return new OrderView.ReturnItem(
        item.id(),
        item.key(),
        item.lineItemId(),
        item.quantity(),
        shipmentState,
        paymentState,
        custom);
  }
}
