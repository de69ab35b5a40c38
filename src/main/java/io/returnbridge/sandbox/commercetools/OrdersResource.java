package io.returnbridge.sandbox.commercetools;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code /orders}: orders come from {@code POST /orders/import} only, since the sandbox has no
 * carts.
 */
final class OrdersResource extends Resource {
  static final Set<String> ORDER_STATES = Set.of("Open", "Confirmed", "Complete", "Cancelled");
  static final Set<String> SHIPMENT_STATES =
      Set.of(
          "Shipped",
          "Delivered",
          "Ready",
          "Pending",
          "Delayed",
          "Partial",
          "Backorder",
          "Canceled");
  static final Set<String> PAYMENT_STATES =
      Set.of("BalanceDue", "Failed", "Pending", "CreditOwed", "Paid");

  private final OrderImport imports;

  OrdersResource(Project project, CustomFields customFields, InventoryResource inventory) {
    super(project, customFields, "orders", "order");
    this.imports = new OrderImport(project, customFields, inventory);
    queryable(
        "orderNumber",
        "purchaseOrderNumber",
        "customerId",
        "customerEmail",
        "store",
        "lineItems",
        "customLineItems",
        "totalPrice",
        "shippingAddress",
        "billingAddress",
        "paymentInfo",
        "orderState",
        "shipmentState",
        "paymentState",
        "state",
        "returnInfo",
        "country",
        "origin",
        "completedAt",
        "syncInfo",
        "inventoryMode");
    customActions("order");
    new OrderReturns(project, customFields).register(this);
    action(
        "changeOrderState",
        (order, action) -> order.put("orderState", action.oneOf("orderState", ORDER_STATES)));
    action(
        "changeShipmentState",
        (order, action) ->
            Draft.set(
                order, "shipmentState", action.optionalOneOf("shipmentState", SHIPMENT_STATES)));
    action(
        "changePaymentState",
        (order, action) ->
            Draft.set(order, "paymentState", action.optionalOneOf("paymentState", PAYMENT_STATES)));
    action("transitionState", this::transitionState);
    action("addPayment", this::addPayment);
    action("removePayment", this::removePayment);
    action("setOrderNumber", OrdersResource::setOrderNumber);
    setTextAction("setPurchaseOrderNumber", "purchaseOrderNumber");
    setTextAction("setLocale", "locale");
    action(
        "setCustomerEmail",
        (order, action) -> Draft.set(order, "customerEmail", action.text("email")));
    action("setShippingAddress", (order, action) -> address(order, action, "shippingAddress"));
    action("setBillingAddress", (order, action) -> address(order, action, "billingAddress"));
    action("updateSyncInfo", this::updateSyncInfo);
    action(
        "setLineItemCustomType",
        (order, action) -> customFields.setType(lineItem(order, action), action, "line-item"));
    action(
        "setLineItemCustomField",
        (order, action) -> customFields.setField(lineItem(order, action), action, "line-item"));
  }

  static List<String> paymentIds(ObjectNode order) {
    List<String> ids = new ArrayList<>();
    order
        .path("paymentInfo")
        .path("payments")
        .forEach(payment -> ids.add(payment.path("id").asText()));
    return ids;
  }

  @Override
  void fill(ObjectNode order, Draft draft) {
    throw ApiError.invalidOperation(
        "The sandbox has no carts: create the order with POST /orders/import.");
  }

  /** {@code POST /orders/import}. Nothing is reserved unless the whole order is accepted. */
  ObjectNode importOrder(JsonNode body) {
    Draft draft = Draft.of(body, "");
    ObjectNode order = fresh();
    imports.fill(order, draft);
    draft.end();
    documents().checkUnique(order);
    imports.takeStock(order);
    documents().put(order);
    return order;
  }

  @Override
  @Nullable ObjectNode find(String selector, String value) {
    return selector.equals("order-number")
        ? documents().find("orderNumber", value)
        : super.find(selector, value);
  }

  private void transitionState(ObjectNode order, Draft action) {
    ObjectNode target = project.requiredReference(action, "state", "state");
    boolean force = Boolean.TRUE.equals(action.optionalBoolean("force"));
    if (!target.path("type").asText().equals("OrderState")) {
      throw ApiError.invalidOperation(
          "The State '" + target.path("key").asText() + "' is not an OrderState.");
    }
    String currentId = order.path("state").path("id").asText();
    if (!force && !currentId.equals(target.path("id").asText())) {
      checkTransition(currentId, target);
    }
    order.set("state", Project.reference("state", target));
  }

  private void checkTransition(String currentId, ObjectNode target) {
    String targetKey = target.path("key").asText();
    ObjectNode current = currentId.isEmpty() ? null : documents("state").get(currentId);
    if (current == null) {
      if (!target.path("initial").asBoolean()) {
        throw ApiError.invalidOperation("The State '" + targetKey + "' is not an initial one.");
      }
      return;
    }
    if (!current.has("transitions")) {
      return;
    }
    for (JsonNode allowed : current.path("transitions")) {
      if (allowed.path("id").equals(target.path("id"))) {
        return;
      }
    }
    throw ApiError.invalidOperation(
        "The State '"
            + current.path("key").asText()
            + "' has no transition to '"
            + targetKey
            + "'.");
  }

  private Documents documents(String typeId) {
    return project.documents(typeId);
  }

  private void addPayment(ObjectNode order, Draft action) {
    ObjectNode payment = project.requiredReference(action, "payment", "payment");
    String id = payment.path("id").asText();
    ObjectNode holder = documents().find("paymentInfo", id);
    if (holder != null || paymentIds(order).contains(id)) {
      throw ApiError.invalidOperation("The payment '" + id + "' belongs to an order already.");
    }
    order
        .withObject("/paymentInfo")
        .withArray("payments")
        .add(Project.reference("payment", payment));
  }

  private void removePayment(ObjectNode order, Draft action) {
    ObjectNode payment = project.requiredReference(action, "payment", "payment");
    String id = payment.path("id").asText();
    if (!paymentIds(order).contains(id)) {
      throw ApiError.invalidOperation("The payment '" + id + "' is not on the order.");
    }
    ArrayNode kept = JsonNodeFactory.instance.arrayNode();
    for (JsonNode reference : order.path("paymentInfo").path("payments")) {
      if (!reference.path("id").asText().equals(id)) {
        kept.add(reference);
      }
    }
    if (kept.isEmpty()) {
      order.remove("paymentInfo");
    } else {
      order.withObject("/paymentInfo").set("payments", kept);
    }
  }

  private static void setOrderNumber(ObjectNode order, Draft action) {
    String number = action.requiredText("orderNumber");
    if (order.has("orderNumber") && !order.path("orderNumber").asText().equals(number)) {
      throw ApiError.invalidOperation("The orderNumber is set already and cannot be changed.");
    }
    order.put("orderNumber", number);
  }

  private static void address(ObjectNode order, Draft action, String field) {
    Draft address = action.object("address");
    Draft.set(order, field, address == null ? null : Values.address(address));
  }

  private void updateSyncInfo(ObjectNode order, Draft action) {
    ObjectNode channel = project.requiredReference(action, "channel", "channel");
    Project.requireRole(channel, "OrderExport");
    ObjectNode info = JsonNodeFactory.instance.objectNode();
    info.set("channel", Project.reference("channel", channel));
    action.copyText("externalId", info);
    String syncedAt = action.dateTime("syncedAt");
    info.put("syncedAt", syncedAt == null ? project.now() : syncedAt);
    order.withArray("syncInfo").add(info);
  }

  private static ObjectNode lineItem(ObjectNode order, Draft action) {
    String id = action.requiredText("lineItemId");
    for (JsonNode line : order.path("lineItems")) {
      if (line.path("id").asText().equals(id) && line instanceof ObjectNode found) {
        return found;
      }
    }
    throw ApiError.invalidField(
        "lineItemId", JsonNodeFactory.instance.textNode(id), "the order has no such line item");
  }
}
