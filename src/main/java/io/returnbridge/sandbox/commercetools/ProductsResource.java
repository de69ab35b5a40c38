package io.returnbridge.sandbox.commercetools;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code /products} and their read-only {@code /product-projections}, as far as an order needs
 * them.
 */
final class ProductsResource extends Resource {
  ProductsResource(Project project, CustomFields customFields) {
    super(project, customFields, "products", "product");
    queryable(
        "masterData", "productType", "name", "slug", "masterVariant", "variants", "published");
    setKeyAction("setKey");
  }

  static List<String> skus(ObjectNode product) {
    List<String> skus = new ArrayList<>();
    JsonNode data = product.path("masterData").path("current");
    if (data.path("masterVariant").has("sku")) {
      skus.add(data.path("masterVariant").path("sku").asText());
    }
    data.path("variants").forEach(variant -> skus.add(variant.path("sku").asText()));
    return skus;
  }

  static List<String> slugs(ObjectNode product) {
    List<String> slugs = new ArrayList<>();
    product
        .path("masterData")
        .path("current")
        .path("slug")
        .properties()
        .forEach(entry -> slugs.add(entry.getKey() + "/" + entry.getValue().asText()));
    return slugs;
  }

  @Override
  void fill(ObjectNode product, Draft draft) {
    Draft.set(product, "key", draft.key("key"));
    ObjectNode productType = project.requiredReference(draft, "productType", "product-type");
    product.set("productType", Project.reference("product-type", productType));
    ObjectNode data = JsonNodeFactory.instance.objectNode();
    data.set("name", draft.requiredLocalized("name"));
    data.set("slug", draft.requiredLocalized("slug"));
    Draft.set(data, "description", draft.localized("description"));
    data.putArray("categories");
    data.putObject("searchKeywords");
    data.putArray("attributes");
    Draft master = draft.object("masterVariant");
    data.set(
        "masterVariant",
        master == null ? JsonNodeFactory.instance.objectNode().put("id", 1) : variant(master, 1));
    ArrayNode variants = data.putArray("variants");
    for (Draft given : draft.objects("variants")) {
      variants.add(variant(given, variants.size() + 2));
    }
    boolean published = Boolean.TRUE.equals(draft.optionalBoolean("publish"));
    ObjectNode masterData = product.putObject("masterData");
    masterData.put("published", published).put("hasStagedChanges", false);
    masterData.set("current", data);
    masterData.set("staged", data.deepCopy());
  }

  private ObjectNode variant(Draft draft, int id) {
    ObjectNode variant = JsonNodeFactory.instance.objectNode().put("id", id);
    draft.copyText("sku", variant);
    Draft.set(variant, "key", draft.key("key"));
    ArrayNode prices = variant.putArray("prices");
    for (Draft given : draft.objects("prices")) {
      prices.add(price(given));
    }
    ArrayNode attributes = variant.putArray("attributes");
    for (Draft given : draft.objects("attributes")) {
      given.requiredText("name");
      attributes.add(given.raw());
    }
    variant.putArray("images");
    variant.putArray("assets");
    draft.end();
    return variant;
  }

  private ObjectNode price(Draft draft) {
    return OrderLines.price(project, draft);
  }

  /** The variant with a SKU, or null. */
  static @Nullable JsonNode variantOf(ObjectNode product, String sku) {
    return variants(product).stream()
        .filter(variant -> variant.path("sku").asText().equals(sku))
        .findFirst()
        .orElse(null);
  }

  /** The variant with an id, or null. */
  static @Nullable JsonNode variantOf(ObjectNode product, long id) {
    return variants(product).stream()
        .filter(variant -> variant.path("id").asLong() == id)
        .findFirst()
        .orElse(null);
  }

  private static List<JsonNode> variants(ObjectNode product) {
    JsonNode data = product.path("masterData").path("current");
    List<JsonNode> variants = new ArrayList<>(List.of(data.path("masterVariant")));
    data.path("variants").forEach(variants::add);
    return variants;
  }

  /**
   * The published view of a product. {@code availability.isOnStock} looks only at the entry without
   * a channel; each supply channel is in {@code availability.channels}.
   */
  ObjectNode projection(ObjectNode product) {
    ObjectNode projection = JsonNodeFactory.instance.objectNode();
    for (String name :
        List.of("id", "version", "createdAt", "lastModifiedAt", "key", "productType")) {
      Draft.set(projection, name, product.get(name));
    }
    JsonNode masterData = product.path("masterData");
    projection.setAll((ObjectNode) masterData.path("current").deepCopy());
    projection.set("published", masterData.path("published"));
    projection.put("hasStagedChanges", false);
    addAvailability(projection.path("masterVariant"));
    projection.path("variants").forEach(this::addAvailability);
    return projection;
  }

  private void addAvailability(JsonNode variant) {
    ObjectNode availability = JsonNodeFactory.instance.objectNode();
    ObjectNode channels = JsonNodeFactory.instance.objectNode();
    for (ObjectNode entry : project.documents("inventory-entry").all()) {
      if (entry.path("sku").equals(variant.path("sku"))) {
        long available = entry.path("availableQuantity").asLong();
        String channelId = entry.path("supplyChannel").path("id").asText();
        ObjectNode target = channelId.isEmpty() ? availability : channels.putObject(channelId);
        target.put("isOnStock", available > 0).put("availableQuantity", available);
        target.set("id", entry.path("id"));
        target.set("version", entry.path("version"));
      }
    }
    if (!channels.isEmpty()) {
      availability.set("channels", channels);
    }
    if (!availability.isEmpty() && variant instanceof ObjectNode target) {
      target.set("availability", availability);
    }
  }
}
