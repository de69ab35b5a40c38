package io.returnbridge.commercetools;

import com.commercetools.api.models.order.OrderAddPaymentActionBuilder;
import com.commercetools.api.models.order.OrderAddReturnInfoActionBuilder;
import com.commercetools.api.models.order.OrderRemovePaymentActionBuilder;
import com.commercetools.api.models.order.OrderSetCustomFieldActionBuilder;
import com.commercetools.api.models.order.OrderSetCustomTypeActionBuilder;
import com.commercetools.api.models.order.OrderSetReturnItemCustomFieldActionBuilder;
import com.commercetools.api.models.order.OrderSetReturnPaymentStateActionBuilder;
import com.commercetools.api.models.order.OrderSetReturnShipmentStateActionBuilder;
import com.commercetools.api.models.order.OrderTransitionStateActionBuilder;
import com.commercetools.api.models.order.OrderUpdateAction;
import com.commercetools.api.models.order.ReturnItemDraft;
import com.commercetools.api.models.order.ReturnItemDraftBuilder;
import com.commercetools.api.models.order.ReturnPaymentState;
import com.commercetools.api.models.order.ReturnShipmentState;
import io.returnbridge.commerce.OrderChange;
import io.returnbridge.failure.Rejected;
import io.returnbridge.model.FieldValue;
import io.returnbridge.model.OrderView;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Update actions for the changes of an order, in the same order. */
final class OrderActions {

  /** commercetools refuses more than 500 in one update. */
  static final int MOST = 400;

  private OrderActions() {}

  /** The changes in as many updates as they need, the order's fields in the first. */
  static List<List<OrderChange>> parts(List<OrderChange> changes) {
    if (changes.size() <= MOST) {
      return List.of(changes);
    }
    List<OrderChange> fieldsFirst = new ArrayList<>(changes);
    fieldsFirst.sort(Comparator.comparing(change -> !(change instanceof OrderChange.SetField)));
    List<List<OrderChange>> parts = new ArrayList<>();
    for (int from = 0; from < fieldsFirst.size(); from += MOST) {
      parts.add(fieldsFirst.subList(from, Math.min(fieldsFirst.size(), from + MOST)));
    }
    return parts;
  }

  static List<OrderUpdateAction> of(OrderView basis, List<OrderChange> changes) {
    List<OrderUpdateAction> actions = new ArrayList<>(fields(basis, changes));
    for (OrderChange change : changes) {
      if (!(change instanceof OrderChange.SetField)) {
        actions.add(action(change));
      }
    }
    return actions;
  }

  /**
   * The Type of an order is set only where there is none: setting it throws away the fields of the
   * Type before. The version guards against a Type that the merchant sets meanwhile.
   */
  private static List<OrderUpdateAction> fields(OrderView basis, List<OrderChange> changes) {
    List<OrderChange.SetField> sets =
        changes.stream()
            .filter(OrderChange.SetField.class::isInstance)
            .map(OrderChange.SetField.class::cast)
            .toList();
    if (sets.isEmpty()) {
      return List.of();
    }
    return switch (basis.fields()) {
      case CONFLICT ->
          throw new Rejected(
              "Order "
                  + basis.orderNumber()
                  + " has a Type without the field "
                  + sets.get(0).name()
                  + ": run setup --apply, which extends it",
              null);
      case NO_TYPE -> {
        Map<String, FieldValue> values = new LinkedHashMap<>();
        for (OrderChange.SetField set : sets) {
          if (set.value() == null) {
            values.remove(set.name());
          } else {
            values.put(set.name(), set.value());
          }
        }
        yield values.isEmpty()
            ? List.of()
            : List.of(
                OrderSetCustomTypeActionBuilder.of()
                    .type(t -> t.key(OurType.ORDER.key()))
                    .fields(CustomValues.container(values))
                    .build());
      }
      case READY -> {
        List<OrderUpdateAction> actions = new ArrayList<>();
        for (OrderChange.SetField set : sets) {
          FieldValue value = set.value();
          actions.add(
              OrderSetCustomFieldActionBuilder.of()
                  .name(set.name())
                  .value(value == null ? null : CustomValues.write(value))
                  .build());
        }
        yield actions;
      }
    };
  }

  private static OrderUpdateAction action(OrderChange change) {
    if (change instanceof OrderChange.AddReturnInfo add) {
      return OrderAddReturnInfoActionBuilder.of()
          .returnTrackingId(add.trackingId())
          .returnDate(add.date() == null ? null : zoned(add.date()))
          .items(add.items().stream().map(OrderActions::item).toList())
          .build();
    }
    if (change instanceof OrderChange.SetReturnShipmentState set) {
      return OrderSetReturnShipmentStateActionBuilder.of()
          .returnItemKey(set.returnItemKey())
          .shipmentState(ReturnShipmentState.findEnum(set.state()))
          .build();
    }
    if (change instanceof OrderChange.SetReturnPaymentState set) {
      return OrderSetReturnPaymentStateActionBuilder.of()
          .returnItemKey(set.returnItemKey())
          .paymentState(ReturnPaymentState.findEnum(set.state()))
          .build();
    }
    if (change instanceof OrderChange.SetReturnItemField set) {
      FieldValue value = set.value();
      return OrderSetReturnItemCustomFieldActionBuilder.of()
          .returnItemKey(set.returnItemKey())
          .name(set.name())
          .value(value == null ? null : CustomValues.write(value))
          .build();
    }
    if (change instanceof OrderChange.AddPayment add) {
      return OrderAddPaymentActionBuilder.of().payment(p -> p.id(add.paymentId())).build();
    }
    if (change instanceof OrderChange.RemovePayment remove) {
      return OrderRemovePaymentActionBuilder.of().payment(p -> p.id(remove.paymentId())).build();
    }
    if (change instanceof OrderChange.TransitionState transition) {
      return OrderTransitionStateActionBuilder.of()
          .state(s -> s.key(transition.stateKey()))
          .build();
    }
    throw new IllegalStateException("Unknown kind of change: " + change);
  }

  /** Every return item of ours has our Type, so that its fields can be set later. */
  private static ReturnItemDraft item(OrderChange.NewReturnItem item) {
    ReturnItemDraftBuilder draft =
        ReturnItemDraftBuilder.of()
            .key(item.key())
            .quantity(item.quantity())
            .shipmentState(ReturnShipmentState.RETURNED)
            .custom(CustomValues.draft(OurType.RETURN_ITEM, item.fields()));
    return item.custom()
        ? draft.customLineItemId(item.lineItemId()).build()
        : draft.lineItemId(item.lineItemId()).build();
  }

  static ZonedDateTime zoned(Instant instant) {
    return instant.atZone(ZoneOffset.UTC);
  }

  /** For the record of effects. */
  static String inShort(List<OrderChange> changes) {
    List<String> words = new ArrayList<>();
    for (OrderChange change : changes) {
      if (change instanceof OrderChange.SetField set) {
        words.add(set.name());
      } else if (change instanceof OrderChange.AddReturnInfo add) {
        words.add(
            "return info "
                + add.trackingId()
                + " with "
                + add.items().stream().map(OrderChange.NewReturnItem::key).toList());
      } else if (change instanceof OrderChange.SetReturnShipmentState set) {
        words.add(set.returnItemKey() + " " + set.state());
      } else if (change instanceof OrderChange.SetReturnPaymentState set) {
        words.add(set.returnItemKey() + " " + set.state());
      } else if (change instanceof OrderChange.SetReturnItemField set) {
        words.add(set.returnItemKey() + " " + set.name());
      } else if (change instanceof OrderChange.AddPayment add) {
        words.add("payment " + add.paymentId());
      } else if (change instanceof OrderChange.RemovePayment remove) {
        words.add("without payment " + remove.paymentId());
      } else if (change instanceof OrderChange.TransitionState transition) {
        words.add("state " + transition.stateKey());
      }
    }
    return String.join(", ", words);
  }
}
