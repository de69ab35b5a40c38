package io.returnbridge.sandbox.commercetools;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * {@code /inventory}: one entry a SKU and supply channel; the available quantity is the stock less
 * reservations.
 */
final class InventoryResource extends Resource {
  private static final String RESERVED = "reserved";

  InventoryResource(Project project, CustomFields customFields) {
    super(project, customFields, "inventory", "inventory-entry");
    queryable(
        "sku",
        "supplyChannel",
        "quantityOnStock",
        "availableQuantity",
        "restockableInDays",
        "expectedDelivery");
    customActions("inventory-entry");
    setKeyAction("setKey");
    action("addQuantity", (entry, action) -> move(entry, quantity(action)));
    action("removeQuantity", (entry, action) -> move(entry, -quantity(action)));
    action(
        "changeQuantity",
        (entry, action) ->
            move(entry, action.requiredLong("quantity") - entry.path("quantityOnStock").asLong()));
    action("setSupplyChannel", (entry, action) -> supplyChannel(entry, action));
    action(
        "setRestockableInDays",
        (entry, action) ->
            setLong(entry, "restockableInDays", action.optionalLong("restockableInDays")));
    action(
        "setExpectedDelivery",
        (entry, action) ->
            Draft.set(entry, "expectedDelivery", action.dateTime("expectedDelivery")));
  }

  @Override
  void fill(ObjectNode entry, Draft draft) {
    entry.put("sku", draft.requiredText("sku"));
    Draft.set(entry, "key", draft.key("key"));
    supplyChannel(entry, draft);
    entry.put("quantityOnStock", draft.requiredLong("quantityOnStock"));
    entry.put("availableQuantity", entry.path("quantityOnStock").asLong());
    setLong(entry, "restockableInDays", draft.optionalLong("restockableInDays"));
    setLong(entry, "minCartQuantity", draft.optionalLong("minCartQuantity"));
    setLong(entry, "maxCartQuantity", draft.optionalLong("maxCartQuantity"));
    Draft.set(entry, "expectedDelivery", draft.dateTime("expectedDelivery"));
    customFields.read(draft, entry, "inventory-entry");
  }

  private void supplyChannel(ObjectNode entry, Draft draft) {
    ObjectNode channel = project.channel(draft, "supplyChannel", "InventorySupply");
    Draft.set(
        entry, "supplyChannel", channel == null ? null : Project.reference("channel", channel));
  }

  private static void setLong(ObjectNode entry, String name, @Nullable Long value) {
    if (value == null) {
      entry.remove(name);
    } else {
      entry.put(name, value);
    }
  }

  private static long quantity(Draft action) {
    long quantity = action.requiredLong("quantity");
    if (quantity < 0) {
      throw ApiError.invalidInput("quantity must not be negative: use the opposite action.");
    }
    return quantity;
  }

  private static void move(ObjectNode entry, long by) {
    long onStock = entry.path("quantityOnStock").asLong() + by;
    entry.put("quantityOnStock", onStock);
    entry.put("availableQuantity", onStock - entry.path(RESERVED).asLong());
  }

  /** The unique value of an entry: SKU and supply channel, or no channel. */
  static String stockKey(ObjectNode entry) {
    return stockKey(entry.path("sku").asText(), entry.path("supplyChannel").path("id").asText());
  }

  static String stockKey(String sku, String channelId) {
    return channelId + "|" + sku;
  }

  /**
   * An order took the quantity: reserved with {@code ReserveOnOrder}, taken off the stock with
   * {@code TrackOnly}.
   */
  void take(ObjectNode entry, long quantity, boolean reserve) {
    ObjectNode changed = entry.deepCopy();
    if (reserve) {
      changed.put(RESERVED, changed.path(RESERVED).asLong() + quantity);
      move(changed, 0);
    } else {
      move(changed, -quantity);
    }
    touch(changed, 1);
    documents().put(changed);
  }

  @Override
  ObjectNode view(ObjectNode stored) {
    ObjectNode view = stored.deepCopy();
    view.remove(RESERVED);
    return view;
  }

  @Override
  void checkDeletable(ObjectNode entry) {
    JsonNode reserved = entry.path(RESERVED);
    if (reserved.asLong() > 0) {
      throw ApiError.invalidOperation("The entry has reservations: " + reserved + ".");
    }
  }
}
