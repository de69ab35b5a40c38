package io.returnbridge.sandbox.reveni;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** One return as Reveni keeps it: the JSON that a read answers, and what may be changed in it. */
final class SandboxReturn {
  private final ObjectNode json;

  SandboxReturn(ObjectNode json) {
    this.json = json;
  }

  ObjectNode json() {
    return json;
  }

  String id() {
    return json.get("id").asText();
  }

  String status() {
    return json.get("status").asText();
  }

  void status(String status) {
    json.put("status", status);
  }

  List<ObjectNode> items() {
    List<ObjectNode> items = new ArrayList<>();
    json.get("return_items").forEach(item -> items.add((ObjectNode) item));
    return items;
  }

  ObjectNode item(String itemId) {
    return items().stream()
        .filter(item -> item.get("id").asText().equals(itemId))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("return " + id() + " has no item " + itemId));
  }

  boolean hasItem(String itemId) {
    return items().stream().anyMatch(item -> item.get("id").asText().equals(itemId));
  }

  ArrayNode refunds() {
    return (ArrayNode) json.get("refunds");
  }

  ObjectNode refund(String refundId) {
    for (JsonNode refund : refunds()) {
      if (refund.get("id").asText().equals(refundId)) {
        return (ObjectNode) refund;
      }
    }
    throw new IllegalArgumentException("return " + id() + " has no refund " + refundId);
  }

  ObjectNode addRefund(NewRefund draft) {
    for (JsonNode refund : refunds()) {
      if (refund.get("id").asText().equals(draft.id())) {
        throw new IllegalArgumentException(
            "return " + id() + " already has a refund " + draft.id());
      }
    }
    ObjectNode refund = refunds().addObject();
    refund.put("id", draft.id());
    refund.put("status", "pending");
    refund.put("method", draft.method());
    refund.put("paid_by", draft.paidBy());
    refund.put("amount", draft.amount());
    refund.put("currency", json.get("currency").asText());
    refund.putArray("fees").addObject().put("type", "return_label").put("amount", draft.fee());
    if (draft.bonus() != null) {
      refund.put("bonus", draft.bonus());
    }
    refund.putNull("completed_at");
    return refund;
  }

  ArrayNode shipments() {
    return (ArrayNode) json.get("shipments");
  }

  /** Decides an item, and the return once none of its items is pending. */
  void decide(String itemId, String verdict) {
    item(itemId).put("status", verdict);
    Set<String> verdicts = new TreeSet<>();
    items().forEach(item -> verdicts.add(item.get("status").asText()));
    if (!verdicts.contains("pending")) {
      status(verdicts.size() > 1 ? "partly_accepted" : verdict);
    }
  }

  void retype() {
    json.put("type", typeOf(items()));
  }

  static String typeOf(List<ObjectNode> items) {
    long exchanged = items.stream().filter(item -> item.get("exchange").isObject()).count();
    return exchanged == 0 ? "refund" : exchanged == items.size() ? "exchange" : "mixed";
  }

  /** What the goods are worth together, with four decimal places, as webhooks name it. */
  static String amount(JsonNode json) {
    BigDecimal sum = BigDecimal.ZERO;
    for (JsonNode item : json.path("return_items")) {
      sum = sum.add(new BigDecimal(item.path("amount").asText("0")));
    }
    return sum.setScale(4, RoundingMode.HALF_UP).toPlainString();
  }
}
