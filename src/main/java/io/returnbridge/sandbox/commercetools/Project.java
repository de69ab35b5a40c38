package io.returnbridge.sandbox.commercetools;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the project holds, and how one resource refers to another. Guarded by one lock, held by
 * {@link Api}.
 */
final class Project {
  private final String key;
  private final String clientId;
  private final Map<String, Documents> documents = new LinkedHashMap<>();
  private final Instant createdAt = Instant.now();

  /**
   * @param clientId who is said to have written everything
   */
  Project(String key, String clientId) {
    this.key = key;
    this.clientId = clientId;
    add(new Documents("channel"));
    add(new Documents("store"));
    add(new Documents("customer"));
    add(new Documents("state"));
    add(new Documents("type"));
    add(new Documents("product-type"));
    add(new Documents("product"));
    add(new Documents("inventory-entry"));
    add(new Documents("payment"));
    add(new Documents("order"));
    documents("customer")
        .unique(
            "email",
            node -> List.of(node.path("email").asText().toLowerCase(java.util.Locale.ROOT)))
        .unique("customerNumber", node -> text(node, "customerNumber"));
    documents("product")
        .unique("sku", ProductsResource::skus)
        .unique("slug", ProductsResource::slugs);
    documents("inventory-entry")
        .unique("supplyChannel", node -> List.of(InventoryResource.stockKey(node)));
    documents("payment").unique("interfaceId", PaymentsResource::interfaceKey);
    documents("order")
        .unique("orderNumber", node -> text(node, "orderNumber"))
        .unique("paymentInfo", OrdersResource::paymentIds);
  }

  private static List<String> text(ObjectNode node, String field) {
    return node.has(field) ? List.of(node.path(field).asText()) : List.of();
  }

  private void add(Documents resources) {
    documents.put(resources.typeId(), resources);
  }

  String key() {
    return key;
  }

  Documents documents(String typeId) {
    Documents found = documents.get(typeId);
    if (found == null) {
      throw new IllegalArgumentException("no resource type " + typeId);
    }
    return found;
  }

  String clientId() {
    return clientId;
  }

  String now() {
    return Values.time(Instant.now());
  }

  String newId() {
    return UUID.randomUUID().toString();
  }

  /**
   * Resolves a resource identifier {@code {typeId, id | key}}.
   *
   * @return null when the field is absent
   */
  @Nullable ObjectNode referenced(Draft holder, String name, String typeId) {
    Draft identifier = holder.object(name);
    return identifier == null ? null : resolve(identifier, typeId);
  }

  ObjectNode requiredReference(Draft holder, String name, String typeId) {
    return resolve(holder.requiredObject(name), typeId);
  }

  ObjectNode resolve(Draft identifier, String typeId) {
    String given = identifier.text("typeId");
    String id = identifier.text("id");
    String byKey = identifier.text("key");
    identifier.any("obj");
    identifier.end();
    if (given != null && !given.equals(typeId)) {
      throw ApiError.invalidField(
          identifier.field("typeId"),
          JsonNodeFactory.instance.textNode(given),
          "expected " + typeId);
    }
    if ((id == null) == (byKey == null)) {
      throw ApiError.invalidJson(identifier.field("id") + ": exactly one of id and key is needed");
    }
    Documents all = documents(typeId);
    ObjectNode found = null;
    if (id != null) {
      found = all.get(id);
    } else if (byKey != null) {
      found = all.find("key", byKey);
    }
    if (found == null) {
      throw ApiError.referenceNotFound(
          typeId, id != null ? "id" : "key", id != null ? id : String.valueOf(byKey));
    }
    return found;
  }

  /** Resolves a channel and refuses one without the role. */
  @Nullable ObjectNode channel(Draft holder, String name, String role) {
    ObjectNode channel = referenced(holder, name, "channel");
    if (channel != null) {
      requireRole(channel, role);
    }
    return channel;
  }

  static void requireRole(ObjectNode channel, String role) {
    for (var given : channel.path("roles")) {
      if (given.asText().equals(role)) {
        return;
      }
    }
    throw ApiError.missingRole(channel, role);
  }

  static ObjectNode reference(String typeId, ObjectNode resource) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("typeId", typeId)
        .put("id", resource.path("id").asText());
  }

  static ObjectNode keyReference(String typeId, ObjectNode resource) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("typeId", typeId)
        .put("key", resource.path("key").asText());
  }

  /** What {@code GET /{projectKey}} answers. */
  ObjectNode info() {
    ObjectNode info =
        JsonNodeFactory.instance
            .objectNode()
            .put("version", 1)
            .put("key", key)
            .put("name", key)
            .put("createdAt", Values.time(createdAt));
    info.putArray("countries").add("ES").add("DE").add("GB");
    info.putArray("currencies").add("EUR").add("GBP");
    info.putArray("languages").add("en").add("es");
    info.putObject("messages").put("enabled", true).put("deleteDaysAfterCreation", 15);
    info.putObject("carts")
        .put("deleteDaysAfterLastModification", 90)
        .put("countryTaxRateFallbackEnabled", false);
    info.putObject("inventory").put("releaseExpiredReservations", false);
    info.putObject("discounts").put("discountCombinationMode", "Stacking");
    return info;
  }
}
