package io.returnbridge.sandbox.reveni;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What a shopper fills in to return goods of one order. Items are numbered {@code item-1}, {@code
 * item-2}, … in the order of the calls.
 */
public final class ReturnBuilder {
  private static final AtomicInteger RMA = new AtomicInteger(100_000);

  private final String orderNumber;
  private final List<ObjectNode> items = new ArrayList<>();
  private String id = UUID.randomUUID().toString().replace("-", "");
  private @Nullable String rmaNumber;
  private String status = "in_progress";
  private String currency = "EUR";
  private String email = "shopper@example.com";
  private String locale = "es-ES";
  private boolean instant;

  private ReturnBuilder(String orderNumber) {
    this.orderNumber = orderNumber;
  }

  public static ReturnBuilder ofOrder(String orderNumber) {
    return new ReturnBuilder(orderNumber);
  }

  public ReturnBuilder id(String returnId) {
    id = returnId;
    return this;
  }

  public ReturnBuilder rmaNumber(String number) {
    rmaNumber = number;
    return this;
  }

  /** The shopper has not finished. */
  public ReturnBuilder draft() {
    status = "incomplete";
    return this;
  }

  /** Reveni pays before the goods are back. */
  public ReturnBuilder instant() {
    instant = true;
    return this;
  }

  public ReturnBuilder currency(String code) {
    currency = code;
    return this;
  }

  public ReturnBuilder customer(String mail, String language) {
    email = mail;
    locale = language;
    return this;
  }

  /**
   * Goods to be refunded.
   *
   * @param reason as the shopper's choice is named in Reveni; null when none was chosen
   * @param amount of all units together, four decimal places
   */
  public ReturnBuilder item(String sku, int quantity, @Nullable String reason, String amount) {
    ObjectNode item = JsonNodeFactory.instance.objectNode();
    item.put("id", "item-" + (items.size() + 1));
    item.putNull("line_item_id");
    item.put("sku", sku);
    item.put("quantity", quantity);
    item.put("return_reason", reason);
    item.put("reason_text", "");
    item.put("amount", amount);
    item.put("status", "pending");
    item.putNull("exchange");
    items.add(item);
    return this;
  }

  /** Goods to be exchanged for the same number of units of another variant at the same price. */
  public ReturnBuilder exchange(
      String sku, int quantity, String reason, String amount, String newSku) {
    item(sku, quantity, reason, amount);
    items.get(items.size() - 1).set("exchange", exchangeOf(newSku, quantity, "0.0000"));
    return this;
  }

  /** Names the order line of the item added last. */
  public ReturnBuilder ofLine(String lineItemId) {
    items.get(items.size() - 1).put("line_item_id", lineItemId);
    return this;
  }

  static ObjectNode exchangeOf(String sku, int quantity, String priceDifference) {
    ObjectNode exchange = JsonNodeFactory.instance.objectNode();
    exchange.put("sku", sku);
    exchange.put("quantity", quantity);
    exchange.put("price_difference", priceDifference);
    return exchange;
  }

  ObjectNode build(String now) {
    if (items.isEmpty()) {
      throw new IllegalStateException("a return of order " + orderNumber + " needs an item");
    }
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("id", id);
    json.put("rma_number", rmaNumber == null ? "RMA-" + RMA.incrementAndGet() : rmaNumber);
    json.put("status", status);
    json.put("type", SandboxReturn.typeOf(items));
    json.put("instant", instant);
    json.put("created_at", now);
    json.put("updated_at", now);
    json.put("currency", currency);
    ObjectNode order = json.putObject("order");
    order.put(
        "id",
        UUID.nameUUIDFromBytes(orderNumber.getBytes(StandardCharsets.UTF_8))
            .toString()
            .replace("-", ""));
    order.put("external_id", orderNumber);
    json.putObject("customer").put("email", email).put("locale", locale);
    json.putArray("return_items").addAll(items);
    json.putArray("refunds");
    json.putArray("shipments");
    return json;
  }
}
