package io.returnbridge.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.returnbridge.mappings.Channels;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.mappings.StoreRow;
import io.returnbridge.sandbox.commercetools.CommercetoolsSandbox;
import io.returnbridge.sandbox.commercetools.Seeds;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A small shop in the sandbox's commercetools: Stores, channels, products, stock, customers and a
 * day's orders. To be opened once, before {@code setup}, as a merchant's project is. Stores and
 * channels are those of the mapping tables.
 */
public final class Shop {
  public static final String SHIRT_AND_SCARF = "ORD-2026-000101";
  public static final String DRESS = "ORD-2026-000102";

  /** Has a Type and a field of the merchant's own. */
  public static final String SHIRT_AND_JEANS = "ORD-2026-000103";

  public static final String SNEAKERS_AND_BELT = "ORD-2026-000104";
  public static final String THREE_SHIRTS = "ORD-2026-000105";

  /** Its line has no channel. */
  public static final String JACKET = "ORD-2026-000106";

  public static final String BAG = "ORD-2026-000107";

  /** Two lines of one SKU: one unit, then two. */
  public static final String BELTS = "ORD-2026-000108";

  public static final String BLUE_DRESS = "ORD-2026-000109";

  /** Nobody returns anything of it. */
  public static final String KEPT = "ORD-2026-000110";

  /** Comes back whole, and nobody has inspected it. */
  public static final String PARCEL = "ORD-2026-000111";

  public static final String UNKNOWN = "ORD-2026-999999";

  public static final String MERCHANT_TYPE = "shop-order";
  public static final String MERCHANT_FIELD = "giftMessage";
  public static final String GIFT_MESSAGE = "Feliz cumpleaños";
  public static final String PROVIDER = "adyen";

  /** Units of each SKU that each warehouse starts with. */
  public static final long STOCK = 50;

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final CommercetoolsSandbox commercetools;

  /** Those that it sells in. */
  static final List<String> STORES = List.of("es", "uk");

  private final Mappings mappings;
  private final Seeds seeds;
  private final Map<String, ObjectNode> customers = new LinkedHashMap<>();

  private Shop(CommercetoolsSandbox commercetools, Mappings mappings) {
    this.commercetools = commercetools;
    this.mappings = mappings;
    this.seeds = commercetools.seeds();
  }

  /**
   * Fills an empty project.
   *
   * @throws IllegalArgumentException when the tables lack the stores {@code es} and {@code uk} or
   *     their default channel
   */
  public static Shop open(CommercetoolsSandbox commercetools, Mappings mappings) {
    Shop shop = new Shop(commercetools, mappings);
    STORES.forEach(shop::sell);
    shop.fillCatalogue();
    shop.addMerchantType();
    shop.takeOrders();
    return shop;
  }

  /** The channel that a store's orders are sold by when their lines name none. */
  public String sellingChannel(String store) {
    String channel = row(store).defaultChannel();
    if (channel == null) {
      throw new IllegalArgumentException(
          "the sandbox needs a default_channel for store " + store + " in stores.csv");
    }
    return channel;
  }

  /** The stock channel where a store's goods are kept in one of the locations. */
  public String stockChannel(String store, String location) {
    return mappings
        .channels()
        .find(sellingChannel(store), location)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "the sandbox needs a location " + location + " for store " + store))
        .stockChannel();
  }

  /** The stock channel that a store's goods are sold from. */
  public String saleable(String store) {
    return stockChannel(store, Channels.SALEABLE);
  }

  /** Where a store's returned goods wait. */
  public String inspection(String store) {
    return stockChannel(store, Channels.AWAITING_INSPECTION);
  }

  /** Units in all saleable stocks together before the day. */
  static long openingStock() {
    return 2 * STOCK * Catalogue.skus().size();
  }

  private StoreRow row(String store) {
    return mappings
        .stores()
        .find(store)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "the sandbox needs store " + store + " in stores.csv"));
  }

  private void sell(String store) {
    seeds.channel(sellingChannel(store), "ProductDistribution");
    seeds.channel(saleable(store), "InventorySupply");
    seeds.store(
        storeKey(store),
        List.of(sellingChannel(store)),
        List.of(saleable(store)),
        row(store).country());
    boolean spain = store.equals("es");
    ObjectNode address =
        spain
            ? seeds.address("Ana", "García", "Calle Mayor", "Madrid", row(store).country())
            : seeds.address("Olivia", "Smith", "High Street", "London", row(store).country());
    address.put("streetNumber", "7").put("postalCode", spain ? "28013" : "SW1A 1AA");
    customers.put(
        store,
        seeds.customer(
            spain ? "ana@example.com" : "olivia@example.com",
            address.get("firstName").asText(),
            address.get("lastName").asText(),
            address));
  }

  private String storeKey(String store) {
    String named = row(store).commercetoolsStore();
    return named == null ? store : named;
  }

  private void fillCatalogue() {
    commercetools.create(
        "product-types",
        JSON.objectNode()
            .put("key", "clothing")
            .put("name", "Clothing")
            .put("description", "What one wears"));
    for (Catalogue.Article article : Catalogue.ARTICLES) {
      ObjectNode draft = JSON.objectNode().put("key", article.key()).put("publish", true);
      draft.putObject("productType").put("typeId", "product-type").put("key", "clothing");
      draft.putObject("name").put("en", article.nameEn()).put("es", article.nameEs());
      draft.putObject("description").put("en", article.textEn()).put("es", article.textEs());
      draft.putObject("slug").put("en", article.key()).put("es", article.key() + "-es");
      draft.set("masterVariant", variant(article, article.skus().get(0)));
      ArrayNode variants = draft.putArray("variants");
      article.skus().stream().skip(1).forEach(sku -> variants.add(variant(article, sku)));
      commercetools.create("products", draft);
    }
    for (String sku : Catalogue.skus()) {
      seeds.stock(sku, saleable("es"), STOCK);
      seeds.stock(sku, saleable("uk"), STOCK);
    }
  }

  private ObjectNode variant(Catalogue.Article article, String sku) {
    ObjectNode variant = JSON.objectNode().put("sku", sku);
    ArrayNode prices = variant.putArray("prices");
    for (String store : customers.keySet()) {
      prices.addObject().set("value", money(row(store).currency(), article.cents()));
    }
    return variant;
  }

  private void addMerchantType() {
    commercetools.create(
        "types",
        """
        {"key": "%s", "name": {"en": "Order of the shop"}, "resourceTypeIds": ["order"],
         "fieldDefinitions": [{"name": "%s", "label": {"en": "Gift message"}, "required": false,
                               "type": {"name": "String"}}]}
        """
            .formatted(MERCHANT_TYPE, MERCHANT_FIELD));
  }

  private void takeOrders() {
    order(
        SHIRT_AND_SCARF,
        "es",
        true,
        supplied("es", "TSHIRT-RED-M", 1),
        supplied("es", "SCARF-WOOL", 1));
    order(DRESS, "es", true, distributed("es", "DRESS-BLUE-S", 1));
    ObjectNode gift =
        draft(
            SHIRT_AND_JEANS,
            "es",
            supplied("es", "TSHIRT-RED-M", 1),
            supplied("es", "JEANS-32", 1));
    ObjectNode custom = gift.putObject("custom");
    custom.putObject("type").put("typeId", "type").put("key", MERCHANT_TYPE);
    custom.putObject("fields").put(MERCHANT_FIELD, GIFT_MESSAGE);
    seeds.importOrder(gift);
    order(
        SNEAKERS_AND_BELT,
        "es",
        true,
        supplied("es", "SNEAKERS-41", 1),
        distributed("es", "BELT-BROWN-85", 1));
    order(THREE_SHIRTS, "uk", true, supplied("uk", "TSHIRT-RED-L", 3));
    order(JACKET, "uk", true, line("JACKET-RAIN-M", 1, null, null));
    order(BAG, "es", false, supplied("es", "BAG-LEATHER", 1));
    order(
        BELTS, "es", false, supplied("es", "BELT-BROWN-95", 1), supplied("es", "BELT-BROWN-95", 2));
    order(BLUE_DRESS, "uk", false, distributed("uk", "DRESS-BLUE-M", 1));
    order(KEPT, "uk", false, supplied("uk", "SCARF-WOOL", 2));
    order(
        PARCEL,
        "es",
        true,
        supplied("es", "TSHIRT-RED-S", 2),
        supplied("es", "JEANS-34", 1),
        supplied("es", "SNEAKERS-42", 1),
        supplied("es", "SCARF-WOOL", 1));
  }

  private void order(String number, String store, boolean paid, Seeds.Line... lines) {
    ObjectNode draft = draft(number, store, lines);
    if (paid) {
      ObjectNode payment =
          commercetools.create("payments", payment(number, draft.get("totalPrice")));
      ObjectNode reference = JSON.objectNode().put("typeId", "payment");
      reference.set("id", payment.get("id"));
      draft.putObject("paymentInfo").putArray("payments").add(reference);
      draft.put("paymentState", "Paid");
    }
    seeds.importOrder(draft);
  }

  private ObjectNode draft(String number, String store, Seeds.Line... lines) {
    StoreRow row = row(store);
    ObjectNode draft = seeds.orderDraft(number, storeKey(store), row.currency(), List.of(lines));
    ObjectNode customer = customer(store);
    JsonNode address = customer.path("addresses").path(0);
    draft.put("customerId", customer.path("id").asText());
    draft.put("customerEmail", customer.path("email").asText());
    draft.put("country", row.country());
    draft.set("shippingAddress", address.deepCopy());
    draft.set("billingAddress", address.deepCopy());
    draft.put("orderState", "Confirmed").put("shipmentState", "Shipped");
    for (JsonNode line : draft.path("lineItems")) {
      ((ObjectNode) line)
          .putObject("taxRate")
          .put("name", store.equals("es") ? "IVA" : "VAT")
          .put("amount", store.equals("es") ? 0.21 : 0.20)
          .put("includedInPrice", true)
          .put("country", row.country());
    }
    return draft;
  }

  private ObjectNode customer(String store) {
    ObjectNode customer = customers.get(store);
    if (customer == null) {
      throw new IllegalArgumentException("the shop does not sell to store " + store);
    }
    return customer;
  }

  private static ObjectNode payment(String number, JsonNode total) {
    String reference = PROVIDER + "-" + number.toLowerCase(Locale.ROOT);
    ObjectNode draft = JSON.objectNode().put("key", reference).put("interfaceId", reference);
    draft.set("amountPlanned", total.deepCopy());
    draft.putObject("paymentMethodInfo").put("paymentInterface", PROVIDER).put("method", "card");
    ObjectNode charge = draft.putArray("transactions").addObject();
    charge
        .put("type", "Charge")
        .put("state", "Success")
        .put("interactionId", reference + "-charge");
    charge.set("amount", total.deepCopy());
    return draft;
  }

  private static ObjectNode money(String currency, long cents) {
    return JSON.objectNode().put("currencyCode", currency).put("centAmount", cents);
  }

  private Seeds.Line supplied(String store, String sku, long quantity) {
    return line(sku, quantity, saleable(store), sellingChannel(store));
  }

  private Seeds.Line distributed(String store, String sku, long quantity) {
    return line(sku, quantity, null, sellingChannel(store));
  }

  private static Seeds.Line line(
      String sku, long quantity, @Nullable String supply, @Nullable String distribution) {
    Catalogue.Article article = Catalogue.of(sku);
    return new Seeds.Line(
        sku, article.nameEn(), article.nameEs(), quantity, article.cents(), supply, distribution);
  }

  /** All order numbers, oldest first. */
  public static List<String> orderNumbers() {
    return new ArrayList<>(
        List.of(
            SHIRT_AND_SCARF,
            DRESS,
            SHIRT_AND_JEANS,
            SNEAKERS_AND_BELT,
            THREE_SHIRTS,
            JACKET,
            BAG,
            BELTS,
            BLUE_DRESS,
            KEPT,
            PARCEL));
  }
}
