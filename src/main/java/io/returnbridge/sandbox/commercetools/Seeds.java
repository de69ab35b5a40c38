package io.returnbridge.sandbox.commercetools;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Short ways to fill a project; each goes through the rules of the API and answers the new
 * resource.
 */
public final class Seeds {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private final CommercetoolsSandbox sandbox;

  Seeds(CommercetoolsSandbox sandbox) {
    this.sandbox = sandbox;
  }

  /**
   * A line of an order to import.
   *
   * @param centAmount price of one unit
   * @param supplyChannel key, or null for none
   * @param distributionChannel key, or null for none
   */
  public record Line(
      String sku,
      String nameEn,
      String nameEs,
      long quantity,
      long centAmount,
      @Nullable String supplyChannel,
      @Nullable String distributionChannel) {}

  /** A channel with the name of its key. */
  public ObjectNode channel(String key, String... roles) {
    ObjectNode draft = JSON.objectNode().put("key", key);
    draft.putObject("name").put("en", key);
    ArrayNode all = draft.putArray("roles");
    for (String role : roles) {
      all.add(role);
    }
    return sandbox.create("channels", draft);
  }

  /** A store with the channels of those keys. */
  public ObjectNode store(
      String key,
      List<String> distributionChannels,
      List<String> supplyChannels,
      String... countries) {
    ObjectNode draft = JSON.objectNode().put("key", key);
    draft.putObject("name").put("en", key);
    ArrayNode distribution = draft.putArray("distributionChannels");
    distributionChannels.forEach(channel -> distribution.add(reference("channel", channel)));
    ArrayNode supply = draft.putArray("supplyChannels");
    supplyChannels.forEach(channel -> supply.add(reference("channel", channel)));
    ArrayNode all = draft.putArray("countries");
    for (String country : countries) {
      all.addObject().put("code", country);
    }
    return sandbox.create("stores", draft);
  }

  /** A published product with one variant; the product type is made when there is none. */
  public ObjectNode product(
      String sku, String nameEn, String nameEs, long centAmount, String currency) {
    if (sandbox.all("product-types").isEmpty()) {
      sandbox.create(
          "product-types",
          JSON.objectNode()
              .put("key", "article")
              .put("name", "Article")
              .put("description", "Any article"));
    }
    ObjectNode draft = JSON.objectNode();
    ObjectNode type = sandbox.all("product-types").get(0);
    draft.putObject("productType").put("typeId", "product-type").set("id", type.path("id"));
    draft.putObject("name").put("en", nameEn).put("es", nameEs);
    draft.putObject("slug").put("en", sku.toLowerCase(Locale.ROOT));
    draft.put("publish", true);
    ObjectNode variant = draft.putObject("masterVariant").put("sku", sku);
    variant.putArray("prices").addObject().set("value", money(currency, centAmount));
    return sandbox.create("products", draft);
  }

  public ObjectNode customer(String email, String firstName, String lastName, ObjectNode address) {
    ObjectNode draft =
        JSON.objectNode()
            .put("email", email)
            .put("authenticationMode", "ExternalAuth")
            .put("firstName", firstName)
            .put("lastName", lastName);
    draft.putArray("addresses").add(address);
    return sandbox.create("customers", draft);
  }

  /** An address with what an address needs. */
  public ObjectNode address(
      String firstName, String lastName, String street, String city, String country) {
    return JSON.objectNode()
        .put("firstName", firstName)
        .put("lastName", lastName)
        .put("streetName", street)
        .put("city", city)
        .put("country", country);
  }

  private void ofProduct(String sku, String en, String es, long centAmount, String currency) {
    if (!sku.isEmpty() && !sandbox.hasSku(sku)) {
      product(sku, en, es, centAmount, currency);
    }
  }

  /**
   * An inventory entry; a null key is the entry without a channel. A SKU that no product has yet is
   * given one.
   */
  public ObjectNode stock(String sku, @Nullable String channelKey, long quantity) {
    ofProduct(sku, sku, sku, 0, "EUR");
    ObjectNode draft = JSON.objectNode().put("sku", sku).put("quantityOnStock", quantity);
    if (channelKey != null) {
      draft.set("supplyChannel", reference("channel", channelKey));
    }
    return sandbox.create("inventory", draft);
  }

  /**
   * An order draft with the total of its lines, to be completed and given to {@link #importOrder}.
   */
  public ObjectNode orderDraft(
      String orderNumber, @Nullable String storeKey, String currency, List<Line> lines) {
    ObjectNode draft = JSON.objectNode().put("orderNumber", orderNumber);
    if (storeKey != null) {
      draft.set("store", reference("store", storeKey));
    }
    ArrayNode items = draft.putArray("lineItems");
    long total = 0;
    for (Line line : lines) {
      ObjectNode item = items.addObject();
      item.putObject("name").put("en", line.nameEn()).put("es", line.nameEs());
      item.putObject("variant").put("sku", line.sku());
      item.put("quantity", line.quantity());
      item.putObject("price").set("value", money(currency, line.centAmount()));
      String supply = line.supplyChannel();
      if (supply != null) {
        item.set("supplyChannel", reference("channel", supply));
      }
      String distribution = line.distributionChannel();
      if (distribution != null) {
        item.set("distributionChannel", reference("channel", distribution));
      }
      total += line.centAmount() * line.quantity();
    }
    draft.set("totalPrice", money(currency, total));
    return draft;
  }

  /** Imports an order; a SKU that no product has yet is given one. */
  public ObjectNode importOrder(ObjectNode draft) {
    for (JsonNode line : draft.path("lineItems")) {
      String sku = line.path("variant").path("sku").asText();
      JsonNode price = line.path("price").path("value");
      String name = line.path("name").path("en").asText(sku);
      ofProduct(
          sku,
          name,
          line.path("name").path("es").asText(name),
          price.path("centAmount").asLong(),
          price.path("currencyCode").asText());
    }
    return sandbox.create("orders/import", draft);
  }

  /** Delivered to an address in Madrid. */
  public ObjectNode order(
      String orderNumber, @Nullable String storeKey, String currency, List<Line> lines) {
    ObjectNode draft = orderDraft(orderNumber, storeKey, currency, lines);
    draft.set("shippingAddress", address("Ana", "Gil", "Calle Mayor 1", "Madrid", "ES"));
    return importOrder(draft);
  }

  /**
   * A State of type OrderState; the states that it leads to must exist.
   *
   * @param transitions keys, or null for any
   */
  public ObjectNode orderState(String key, boolean initial, @Nullable List<String> transitions) {
    ObjectNode draft =
        JSON.objectNode().put("key", key).put("type", "OrderState").put("initial", initial);
    if (transitions != null) {
      ArrayNode all = draft.putArray("transitions");
      transitions.forEach(target -> all.add(reference("state", target)));
    }
    return sandbox.create("states", draft);
  }

  private static ObjectNode reference(String typeId, String key) {
    return JSON.objectNode().put("typeId", typeId).put("key", key);
  }

  private static ObjectNode money(String currency, long centAmount) {
    return JSON.objectNode().put("currencyCode", currency).put("centAmount", centAmount);
  }
}
