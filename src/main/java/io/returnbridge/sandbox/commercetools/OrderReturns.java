package io.returnbridge.sandbox.commercetools;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;

/**
 * The return actions of an order.
 *
 * <p>A return item starts as {@code Advised} (then {@code NonRefundable} for good) or {@code
 * Returned} (then {@code Initial}). Its shipment state goes from {@code Returned} to {@code
 * BackInStock} or {@code Unusable}, its payment state from {@code Initial} to {@code Refunded} or
 * {@code NotRefunded}; there is no other way. All return items of a line together never exceed the
 * line's quantity.
 */
final class OrderReturns {
  private static final String RESOURCE_TYPE = "order-return-item";
  private final Project project;
  private final CustomFields customFields;

  OrderReturns(Project project, CustomFields customFields) {
    this.project = project;
    this.customFields = customFields;
  }

  void register(Resource orders) {
    orders.action("addReturnInfo", this::addReturnInfo);
    orders.action("setReturnInfo", this::setReturnInfo);
    orders.action("setReturnShipmentState", this::setShipmentState);
    orders.action("setReturnPaymentState", this::setPaymentState);
    orders.action(
        "setReturnItemCustomType",
        (order, action) -> {
          ObjectNode item = item(order, action);
          customFields.setType(item, action, RESOURCE_TYPE);
          touch(item);
        });
    orders.action(
        "setReturnItemCustomField",
        (order, action) -> {
          ObjectNode item = item(order, action);
          ObjectNode before = item.deepCopy();
          customFields.setField(item, action, RESOURCE_TYPE);
          if (!before.equals(item)) {
            touch(item);
          }
        });
  }

  private void addReturnInfo(ObjectNode order, Draft action) {
    order.withArray("returnInfo").addObject().setAll(returnInfo(order, action));
  }

  /** Overwrites every return of the order, whoever wrote it. */
  private void setReturnInfo(ObjectNode order, Draft action) {
    order.putArray("returnInfo");
    for (Draft info : action.objects("items")) {
      addReturnInfo(order, info);
      info.end();
    }
  }

  private ObjectNode returnInfo(ObjectNode order, Draft draft) {
    ObjectNode info = JsonNodeFactory.instance.objectNode();
    ArrayNode items = info.putArray("items");
    for (Draft given : draft.requiredObjects("items")) {
      items.add(returnItem(order, items, given));
      given.end();
    }
    draft.copyText("returnTrackingId", info);
    String returnDate = draft.dateTime("returnDate");
    info.put("returnDate", returnDate == null ? project.now() : returnDate);
    return info;
  }

  private ObjectNode returnItem(ObjectNode order, ArrayNode siblings, Draft draft) {
    ObjectNode item = JsonNodeFactory.instance.objectNode().put("id", project.newId());
    String key = draft.key("key");
    if (key != null) {
      checkKey(order, siblings, key);
      item.put("key", key);
    }
    boolean custom = draft.has("customLineItemId");
    if (custom == draft.has("lineItemId")) {
      throw ApiError.invalidJson(
          draft.field("lineItemId") + ": exactly one of lineItemId and customLineItemId is needed");
    }
    String lineField = custom ? "customLineItemId" : "lineItemId";
    String lineId = draft.requiredText(lineField);
    long quantity = draft.requiredQuantity("quantity");
    item.put("type", custom ? "CustomLineItemReturnItem" : "LineItemReturnItem");
    item.put(lineField, lineId).put("quantity", quantity);
    checkQuantity(order, siblings, lineField, lineId, quantity);
    String shipmentState = draft.oneOf("shipmentState", Set.of("Advised", "Returned"));
    item.put("shipmentState", shipmentState);
    item.put("paymentState", shipmentState.equals("Advised") ? "NonRefundable" : "Initial");
    draft.copyText("comment", item);
    customFields.read(draft, item, RESOURCE_TYPE);
    String now = project.now();
    return item.put("lastModifiedAt", now).put("createdAt", now);
  }

  private static void checkKey(ObjectNode order, ArrayNode siblings, String key) {
    boolean taken = false;
    for (JsonNode sibling : siblings) {
      taken |= sibling.path("key").asText().equals(key);
    }
    for (JsonNode info : order.path("returnInfo")) {
      for (JsonNode item : info.path("items")) {
        taken |= item.path("key").asText().equals(key);
      }
    }
    if (taken) {
      throw ApiError.duplicateField("returnInfo.items.key", key, Project.reference("order", order));
    }
  }

  private static void checkQuantity(
      ObjectNode order, ArrayNode siblings, String lineField, String lineId, long quantity) {
    long bought = -1;
    for (JsonNode line :
        order.path(lineField.equals("lineItemId") ? "lineItems" : "customLineItems")) {
      if (line.path("id").asText().equals(lineId)) {
        bought = line.path("quantity").asLong();
      }
    }
    if (bought < 0) {
      throw ApiError.invalidField(
          lineField, JsonNodeFactory.instance.textNode(lineId), "the order has no such line");
    }
    long returned = quantity + quantityOf(siblings, lineField, lineId);
    for (JsonNode info : order.path("returnInfo")) {
      returned += quantityOf(info.path("items"), lineField, lineId);
    }
    if (returned > bought) {
      throw ApiError.invalidOperation(
          "The line '"
              + lineId
              + "' has quantity "
              + bought
              + ", its returns would have "
              + returned
              + ".");
    }
  }

  private static long quantityOf(JsonNode items, String lineField, String lineId) {
    long sum = 0;
    for (JsonNode item : items) {
      if (item.path(lineField).asText().equals(lineId)) {
        sum += item.path("quantity").asLong();
      }
    }
    return sum;
  }

  private void setShipmentState(ObjectNode order, Draft action) {
    ObjectNode item = item(order, action);
    String target =
        action.oneOf("shipmentState", Set.of("Advised", "Returned", "BackInStock", "Unusable"));
    String current = item.path("shipmentState").asText();
    if (!current.equals("Returned") || !Set.of("BackInStock", "Unusable").contains(target)) {
      throw ApiError.invalidOperation(
          "The shipment state of the return item cannot go from "
              + current
              + " to "
              + target
              + ".");
    }
    item.put("shipmentState", target);
    touch(item);
  }

  private void setPaymentState(ObjectNode order, Draft action) {
    ObjectNode item = item(order, action);
    String target =
        action.oneOf("paymentState", Set.of("NonRefundable", "Initial", "Refunded", "NotRefunded"));
    String current = item.path("paymentState").asText();
    if (!current.equals("Initial") || !Set.of("Refunded", "NotRefunded").contains(target)) {
      throw ApiError.invalidOperation(
          "The payment state of the return item cannot go from " + current + " to " + target + ".");
    }
    item.put("paymentState", target);
    touch(item);
  }

  private void touch(ObjectNode item) {
    item.put("lastModifiedAt", project.now());
  }

  private static ObjectNode item(ObjectNode order, Draft action) {
    String id = action.text("returnItemId");
    String key = action.text("returnItemKey");
    if ((id == null) == (key == null)) {
      throw ApiError.invalidJson("exactly one of returnItemId and returnItemKey is needed");
    }
    for (JsonNode info : order.path("returnInfo")) {
      for (JsonNode item : info.path("items")) {
        boolean found =
            id != null
                ? item.path("id").asText().equals(id)
                : item.path("key").asText().equals(key);
        if (found && item instanceof ObjectNode object) {
          return object;
        }
      }
    }
    throw ApiError.invalidField(
        id != null ? "returnItemId" : "returnItemKey",
        JsonNodeFactory.instance.textNode(id != null ? id : key),
        "the order has no such return item");
  }
}
