package io.returnbridge.sandbox.commercetools;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /orders/import}. The customer must exist, a store's lines may use only channels and
 * the country of that store, and with {@code TrackOnly} or {@code ReserveOnOrder} each line needs a
 * supply channel with an inventory entry.
 */
final class OrderImport {
  private static final Set<String> INVENTORY_MODES = Set.of("None", "TrackOnly", "ReserveOnOrder");
  private static final Set<String> ORIGINS =
      Set.of("Customer", "Merchant", "Quote", "RecurringOrder");
  private static final Set<String> ROUNDING_MODES = Set.of("HalfEven", "HalfUp", "HalfDown");

  private final Project project;
  private final CustomFields customFields;
  private final InventoryResource inventory;
  private final OrderLines lines;

  OrderImport(Project project, CustomFields customFields, InventoryResource inventory) {
    this.project = project;
    this.customFields = customFields;
    this.inventory = inventory;
    this.lines = new OrderLines(project, customFields);
  }

  void fill(ObjectNode order, Draft draft) {
    draft.copyText("orderNumber", order);
    if (order.path("orderNumber").asText("-").isEmpty()) {
      throw ApiError.requiredField("orderNumber");
    }
    draft.copyText("purchaseOrderNumber", order);
    String customerId = draft.text("customerId");
    if (customerId != null) {
      if (project.documents("customer").get(customerId) == null) {
        throw ApiError.referenceNotFound("customer", "id", customerId);
      }
      order.put("customerId", customerId);
    }
    draft.copyText("customerEmail", order);
    ObjectNode store = project.referenced(draft, "store", "store");
    if (store != null) {
      order.set("store", Project.keyReference("store", store));
    }
    ObjectNode totalPrice = draft.requiredMoney("totalPrice");
    String currency = totalPrice.path("currencyCode").asText();
    String mode = draft.optionalOneOf("inventoryMode", INVENTORY_MODES);
    order.put("inventoryMode", mode == null ? "None" : mode);
    readLines(order, draft, currency);
    order.set("totalPrice", totalPrice);
    lines.taxedPrice(order, draft, currency);
    order.put("taxMode", "Platform");
    orDefault(
        order,
        "priceRoundingMode",
        draft.optionalOneOf("priceRoundingMode", ROUNDING_MODES),
        "HalfEven");
    orDefault(
        order,
        "taxRoundingMode",
        draft.optionalOneOf("taxRoundingMode", ROUNDING_MODES),
        "HalfEven");
    orDefault(
        order,
        "taxCalculationMode",
        draft.optionalOneOf("taxCalculationMode", Set.of("LineItemLevel", "UnitPriceLevel")),
        "LineItemLevel");
    address(order, draft, "billingAddress");
    address(order, draft, "shippingAddress");
    itemShippingAddresses(order, draft);
    order.put("shippingMode", "Single");
    lines.shippingInfo(order, draft, currency);
    paymentInfo(order, draft);
    orDefault(
        order,
        "orderState",
        draft.optionalOneOf("orderState", OrdersResource.ORDER_STATES),
        "Open");
    Draft.set(
        order,
        "shipmentState",
        draft.optionalOneOf("shipmentState", OrdersResource.SHIPMENT_STATES));
    Draft.set(
        order, "paymentState", draft.optionalOneOf("paymentState", OrdersResource.PAYMENT_STATES));
    ObjectNode state = project.referenced(draft, "state", "state");
    if (state != null) {
      if (!state.path("type").asText().equals("OrderState")) {
        throw ApiError.invalidOperation("The State of an order must be of type OrderState.");
      }
      order.set("state", Project.reference("state", state));
    }
    String country = draft.text("country");
    if (country != null) {
      order.put("country", Values.country(country, "country"));
    }
    orDefault(order, "origin", draft.optionalOneOf("origin", ORIGINS), "Customer");
    Draft.set(order, "completedAt", draft.dateTime("completedAt"));
    customFields.read(draft, order, "order");
    if (store != null) {
      checkStore(order, store);
    }
    order.putArray("syncInfo");
    order.putArray("shipping");
    order.putArray("discountCodes");
    order.putArray("directDiscounts");
    order.putArray("refusedGifts");
    order.put("lastMessageSequenceNumber", 1);
  }

  private static void orDefault(
      ObjectNode order, String name, @Nullable String given, String otherwise) {
    order.put(name, given == null ? otherwise : given);
  }

  private void readLines(ObjectNode order, Draft draft, String currency) {
    ArrayNode lineItems = order.putArray("lineItems");
    for (Draft line : draft.objects("lineItems")) {
      lineItems.add(unique(lines.lineItem(line, currency), lineItems, order));
    }
    ArrayNode customLineItems = order.putArray("customLineItems");
    for (Draft line : draft.objects("customLineItems")) {
      customLineItems.add(unique(lines.customLineItem(line, currency), customLineItems, order));
    }
    if (lineItems.isEmpty() && customLineItems.isEmpty()) {
      throw ApiError.requiredField("lineItems");
    }
  }

  private static ObjectNode unique(ObjectNode line, ArrayNode siblings, ObjectNode order) {
    for (JsonNode sibling : siblings) {
      if (line.has("key") && sibling.path("key").equals(line.path("key"))) {
        throw ApiError.duplicateField(
            "lineItems.key", line.path("key").asText(), Project.reference("order", order));
      }
    }
    return line;
  }

  private void address(ObjectNode order, Draft draft, String name) {
    Draft address = draft.object(name);
    if (address != null) {
      order.set(name, address(address));
    }
  }

  private ObjectNode address(Draft draft) {
    ObjectNode custom = JsonNodeFactory.instance.objectNode();
    customFields.read(draft, custom, "address");
    ObjectNode address = Values.address(draft);
    address.setAll(custom);
    return address;
  }

  /** What lines name as their targets has to be there. */
  private void itemShippingAddresses(ObjectNode order, Draft draft) {
    ArrayNode addresses = order.putArray("itemShippingAddresses");
    Set<String> keys = new HashSet<>();
    for (Draft address : draft.objects("itemShippingAddresses")) {
      if (!keys.add(address.requiredText("key"))) {
        throw ApiError.invalidOperation("The keys of itemShippingAddresses must be unique.");
      }
      addresses.add(address(address));
    }
    for (JsonNode line : order.path("lineItems")) {
      for (JsonNode target : line.at("/shippingDetails/targets")) {
        if (!keys.contains(target.path("addressKey").asText())) {
          throw ApiError.invalidOperation(
              "The order has no item shipping address with the key "
                  + target.path("addressKey")
                  + ".");
        }
      }
    }
  }

  private void paymentInfo(ObjectNode order, Draft draft) {
    Draft info = draft.object("paymentInfo");
    if (info == null) {
      return;
    }
    ArrayNode payments = JsonNodeFactory.instance.arrayNode();
    for (Draft identifier : info.objects("payments")) {
      ObjectNode payment = project.resolve(identifier, "payment");
      if (project.documents("order").find("paymentInfo", payment.path("id").asText()) != null) {
        throw ApiError.invalidOperation("The payment belongs to another order already.");
      }
      payments.add(Project.reference("payment", payment));
    }
    info.end();
    if (!payments.isEmpty()) {
      order.putObject("paymentInfo").set("payments", payments);
    }
  }

  /**
   * A line of a store's order may use only the channels of the store, and the order only one of its
   * countries, if it names any.
   */
  private static void checkStore(ObjectNode order, ObjectNode store) {
    for (JsonNode line : order.path("lineItems")) {
      for (String one : List.of("distributionChannel", "supplyChannel")) {
        String id = line.path(one).path("id").asText();
        if (!id.isEmpty() && !StoresResource.contains(store, one + "s", id)) {
          throw ApiError.invalidOperation(
              "The "
                  + one
                  + " '"
                  + id
                  + "' is not defined for the store '"
                  + store.path("key").asText()
                  + "'.");
        }
      }
    }
    if (order.has("country") && !store.path("countries").isEmpty()) {
      boolean known = false;
      for (JsonNode country : store.path("countries")) {
        known |= country.path("code").equals(order.path("country"));
      }
      if (!known) {
        throw ApiError.invalidOperation(
            "The country is not defined for the store '" + store.path("key").asText() + "'.");
      }
    }
  }

  /**
   * Reserves or tracks what the lines take, by each line's mode, else the order's. All lines are
   * checked before the first entry changes.
   */
  void takeStock(ObjectNode order) {
    Map<String, Long> reserved = new LinkedHashMap<>();
    Map<String, Long> tracked = new LinkedHashMap<>();
    ArrayNode lineIds = JsonNodeFactory.instance.arrayNode();
    ArrayNode skus = JsonNodeFactory.instance.arrayNode();
    for (JsonNode line : order.path("lineItems")) {
      String mode = line.path("inventoryMode").asText(order.path("inventoryMode").asText());
      if (mode.equals("None")) {
        continue;
      }
      String sku = line.path("variant").path("sku").asText();
      String channelId = line.path("supplyChannel").path("id").asText();
      ObjectNode entry =
          channelId.isEmpty()
              ? null
              : inventory
                  .documents()
                  .find("supplyChannel", InventoryResource.stockKey(sku, channelId));
      long quantity = line.path("quantity").asLong();
      boolean missing = entry == null;
      if (entry != null) {
        String entryId = entry.path("id").asText();
        if (mode.equals("ReserveOnOrder")) {
          long wanted = reserved.merge(entryId, quantity, Long::sum);
          missing = entry.path("availableQuantity").asLong() < wanted;
        } else {
          tracked.merge(entryId, quantity, Long::sum);
        }
      }
      if (missing) {
        lineIds.add(line.path("id"));
        skus.add(sku);
      }
    }
    if (!lineIds.isEmpty()) {
      throw ApiError.outOfStock(lineIds, skus);
    }
    reserved.forEach((id, quantity) -> take(id, quantity, true));
    tracked.forEach((id, quantity) -> take(id, quantity, false));
  }

  private void take(String entryId, long quantity, boolean reserve) {
    ObjectNode entry = inventory.documents().get(entryId);
    if (entry != null) {
      inventory.take(entry, quantity, reserve);
    }
  }
}
