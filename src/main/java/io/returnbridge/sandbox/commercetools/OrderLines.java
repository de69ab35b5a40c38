package io.returnbridge.sandbox.commercetools;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The lines, prices and taxes of an imported order. Every amount is in the order's currency. */
final class OrderLines {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final Set<String> LINE_MODES = Set.of("None", "TrackOnly", "ReserveOnOrder");

  private final Project project;
  private final CustomFields customFields;

  OrderLines(Project project, CustomFields customFields) {
    this.project = project;
    this.customFields = customFields;
  }

  ObjectNode lineItem(Draft draft, String currency) {
    ObjectNode line = JSON.objectNode().put("id", project.newId());
    Draft.set(line, "key", draft.key("key"));
    line.set("name", draft.requiredLocalized("name"));
    line.set("variant", variant(line, draft));
    ObjectNode price = price(project, draft.requiredObject("price"));
    sameCurrency(draft.field("price"), price.path("value"), currency);
    line.set("price", price);
    long quantity = draft.requiredQuantity("quantity");
    line.put("quantity", quantity);
    long total = Math.multiplyExact(price.path("value").path("centAmount").asLong(), quantity);
    line.set("totalPrice", Values.money(currency, total));
    tax(line, draft, currency, total);
    channel(line, draft, "distributionChannel", "ProductDistribution");
    channel(line, draft, "supplyChannel", "InventorySupply");
    Draft.set(line, "inventoryMode", draft.optionalOneOf("inventoryMode", LINE_MODES));
    shippingDetails(line, draft, quantity);
    states(line, draft, quantity);
    line.put("priceMode", "Platform").put("lineItemMode", "Standard");
    line.putArray("discountedPricePerQuantity");
    line.putArray("taxedPricePortions");
    line.putArray("perMethodTaxRate");
    customFields.read(draft, line, "line-item");
    draft.end();
    return line;
  }

  /**
   * The variant exists in a product of the project: it is named by its SKU, or by product and id.
   * What the draft does not say of it is the product's.
   */
  private ObjectNode variant(ObjectNode line, Draft draft) {
    Draft given = draft.requiredObject("variant");
    Long id = given.optionalLong("id");
    String sku = given.text("sku");
    String productId = draft.text("productId");
    if (productId != null && id == null) {
      throw ApiError.requiredField(given.field("id"));
    }
    if (productId == null && id != null) {
      throw ApiError.requiredField(draft.field("productId"));
    }
    ObjectNode product = product(given, productId, sku);
    JsonNode known =
        productId == null
            ? ProductsResource.variantOf(product, String.valueOf(sku))
            : ProductsResource.variantOf(product, id == null ? 0 : id);
    if (known == null) {
      throw ApiError.invalidField(
          given.field("id"), given.any("id"), "the product has no such one");
    }
    line.set("productId", product.path("id"));
    line.set("productType", product.path("productType"));
    ObjectNode variant = JSON.objectNode();
    variant.set("id", known.path("id"));
    Draft.set(variant, "sku", sku == null ? known.path("sku").asText(null) : sku);
    ArrayNode prices = JSON.arrayNode();
    given.objects("prices").forEach(price -> prices.add(price(project, price)));
    orElse(variant, "prices", prices, known);
    ArrayNode attributes = JSON.arrayNode();
    for (Draft attribute : given.objects("attributes")) {
      attribute.requiredText("name");
      attributes.add(attribute.raw());
    }
    orElse(variant, "attributes", attributes, known);
    ArrayNode images = JSON.arrayNode();
    for (Draft image : given.objects("images")) {
      image.requiredText("url");
      images.add(image.raw());
    }
    orElse(variant, "images", images, known);
    variant.putArray("assets");
    given.end();
    return variant;
  }

  private ObjectNode product(Draft variant, @Nullable String productId, @Nullable String sku) {
    if (productId == null && sku == null) {
      throw ApiError.requiredField(variant.field("sku"));
    }
    Documents products = project.documents("product");
    ObjectNode product =
        productId != null ? products.get(productId) : products.find("sku", String.valueOf(sku));
    if (product == null) {
      throw productId != null
          ? ApiError.referenceNotFound("product", "id", productId)
          : ApiError.referenceNotFound("product", "sku", String.valueOf(sku));
    }
    return product;
  }

  private static void orElse(ObjectNode variant, String name, ArrayNode given, JsonNode known) {
    variant.set(name, given.isEmpty() ? known.path(name).deepCopy() : given);
  }

  ObjectNode customLineItem(Draft draft, String currency) {
    ObjectNode line = JSON.objectNode().put("id", project.newId());
    Draft.set(line, "key", draft.key("key"));
    line.set("name", draft.requiredLocalized("name"));
    line.put("slug", draft.requiredText("slug"));
    ObjectNode money = draft.requiredMoney("money");
    sameCurrency(draft.field("money"), money, currency);
    line.set("money", money);
    long quantity = draft.requiredQuantity("quantity");
    line.put("quantity", quantity);
    long total = Math.multiplyExact(money.path("centAmount").asLong(), quantity);
    line.set("totalPrice", Values.money(currency, total));
    tax(line, draft, currency, total);
    states(line, draft, quantity);
    String mode = draft.optionalOneOf("priceMode", Set.of("Standard", "External"));
    line.put("priceMode", mode == null ? "Standard" : mode);
    line.putArray("discountedPricePerQuantity");
    line.putArray("taxedPricePortions");
    line.putArray("perMethodTaxRate");
    customFields.read(draft, line, "custom-line-item");
    draft.end();
    return line;
  }

  static ObjectNode price(Project project, Draft draft) {
    ObjectNode price = JSON.objectNode().put("id", project.newId());
    Draft.set(price, "key", draft.key("key"));
    price.set("value", draft.requiredMoney("value"));
    String country = draft.text("country");
    if (country != null) {
      price.put("country", Values.country(country, draft.field("country")));
    }
    ObjectNode channel = project.channel(draft, "channel", "ProductDistribution");
    if (channel != null) {
      price.set("channel", Project.reference("channel", channel));
    }
    Draft.set(price, "validFrom", draft.dateTime("validFrom"));
    Draft.set(price, "validUntil", draft.dateTime("validUntil"));
    draft.end();
    return price;
  }

  private static void sameCurrency(String field, JsonNode money, String currency) {
    if (!money.path("currencyCode").asText().equals(currency)) {
      throw ApiError.invalidField(field, money, "the order is in " + currency);
    }
  }

  private void channel(ObjectNode line, Draft draft, String name, String role) {
    ObjectNode channel = project.channel(draft, name, role);
    if (channel != null) {
      line.set(name, Project.reference("channel", channel));
    }
  }

  private static void shippingDetails(ObjectNode line, Draft draft, long quantity) {
    Draft given = draft.object("shippingDetails");
    if (given == null) {
      return;
    }
    ObjectNode details = line.putObject("shippingDetails");
    ArrayNode targets = details.putArray("targets");
    long sum = 0;
    for (Draft target : given.requiredObjects("targets")) {
      long part = target.requiredQuantity("quantity");
      sum += part;
      ObjectNode stored = targets.addObject().put("addressKey", target.requiredText("addressKey"));
      stored.put("quantity", part);
      target.copyText("shippingMethodKey", stored);
      target.end();
    }
    given.end();
    details.put("valid", sum == quantity);
  }

  private void states(ObjectNode line, Draft draft, long quantity) {
    ArrayNode states = line.putArray("state");
    long sum = 0;
    for (Draft given : draft.objects("state")) {
      long part = given.requiredQuantity("quantity");
      sum += part;
      ObjectNode state = project.requiredReference(given, "state", "state");
      given.end();
      states.addObject().put("quantity", part).set("state", Project.reference("state", state));
    }
    if (states.isEmpty()) {
      ObjectNode initial = project.documents("state").find("key", "Initial");
      ObjectNode entry = states.addObject().put("quantity", quantity);
      if (initial != null) {
        entry.set("state", Project.reference("state", initial));
      }
    } else if (sum != quantity) {
      throw ApiError.invalidOperation("The states of a line must add up to its quantity.");
    }
  }

  private @Nullable ObjectNode taxRate(Draft draft) {
    Draft given = draft.object("taxRate");
    if (given == null) {
      return null;
    }
    ObjectNode rate = JSON.objectNode();
    String id = given.text("id");
    rate.put("id", id == null ? project.newId().substring(0, 8) : id);
    Draft.set(rate, "key", given.key("key"));
    rate.put("name", given.requiredText("name"));
    Double amount = given.optionalDouble("amount");
    if (amount == null) {
      throw ApiError.requiredField(given.field("amount"));
    }
    if (amount < 0 || amount > 1) {
      throw ApiError.invalidField(
          given.field("amount"), given.any("amount"), "a tax rate is between 0 and 1");
    }
    rate.put("amount", amount);
    Boolean included = given.optionalBoolean("includedInPrice");
    if (included == null) {
      throw ApiError.requiredField(given.field("includedInPrice"));
    }
    rate.put("includedInPrice", included);
    rate.put("country", Values.country(given.requiredText("country"), given.field("country")));
    given.copyText("state", rate);
    ArrayNode subRates = rate.putArray("subRates");
    given.objects("subRates").forEach(subRate -> subRates.add(subRate.raw()));
    given.end();
    return rate;
  }

  private void tax(ObjectNode line, Draft draft, String currency, long total) {
    ObjectNode rate = taxRate(draft);
    if (rate == null) {
      return;
    }
    line.set("taxRate", rate);
    BigDecimal factor = BigDecimal.ONE.add(rate.path("amount").decimalValue());
    BigDecimal amount = BigDecimal.valueOf(total);
    long net = total;
    long gross = total;
    if (rate.path("includedInPrice").asBoolean()) {
      net = amount.divide(factor, 0, RoundingMode.HALF_EVEN).longValueExact();
    } else {
      gross = amount.multiply(factor).setScale(0, RoundingMode.HALF_EVEN).longValueExact();
    }
    ObjectNode taxed = line.putObject("taxedPrice");
    taxed.set("totalNet", Values.money(currency, net));
    taxed.set("totalGross", Values.money(currency, gross));
    taxed.set("totalTax", Values.money(currency, gross - net));
    ObjectNode portion = taxed.putArray("taxPortions").addObject();
    portion.set("rate", rate.path("amount"));
    portion.set("name", rate.path("name"));
    portion.set("amount", Values.money(currency, gross - net));
  }

  void taxedPrice(ObjectNode order, Draft draft, String currency) {
    Draft given = draft.object("taxedPrice");
    if (given == null) {
      return;
    }
    ObjectNode taxed = order.putObject("taxedPrice");
    for (String name : new String[] {"totalNet", "totalGross"}) {
      ObjectNode money = given.requiredMoney(name);
      sameCurrency(given.field(name), money, currency);
      taxed.set(name, money);
    }
    ArrayNode portions = taxed.putArray("taxPortions");
    for (Draft part : given.objects("taxPortions")) {
      ObjectNode portion = portions.addObject();
      part.copyText("name", portion);
      Double rate = part.optionalDouble("rate");
      if (rate == null) {
        throw ApiError.requiredField(part.field("rate"));
      }
      portion.put("rate", rate);
      portion.set("amount", part.requiredMoney("amount"));
      part.end();
    }
    ObjectNode totalTax = given.money("totalTax");
    Draft.set(taxed, "totalTax", totalTax);
    given.end();
  }

  void shippingInfo(ObjectNode order, Draft draft, String currency) {
    Draft given = draft.object("shippingInfo");
    if (given == null) {
      return;
    }
    ObjectNode info = order.putObject("shippingInfo");
    info.put("shippingMethodName", given.requiredText("shippingMethodName"));
    ObjectNode price = given.requiredMoney("price");
    sameCurrency(given.field("price"), price, currency);
    info.set("price", price);
    Draft rate = given.requiredObject("shippingRate");
    ObjectNode stored = info.putObject("shippingRate");
    stored.set("price", rate.requiredMoney("price"));
    Draft.set(stored, "freeAbove", rate.money("freeAbove"));
    rate.objects("tiers");
    rate.end();
    stored.putArray("tiers");
    tax(info, given, currency, price.path("centAmount").asLong());
    info.putArray("deliveries");
    String state =
        given.optionalOneOf("shippingMethodState", Set.of("DoesNotMatchCart", "MatchesCart"));
    info.put("shippingMethodState", state == null ? "MatchesCart" : state);
    given.end();
  }
}
