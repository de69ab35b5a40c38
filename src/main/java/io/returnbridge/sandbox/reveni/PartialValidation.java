package io.returnbridge.sandbox.reveni;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Checks the body of a {@code partial_validate} and applies it: all of it or nothing. An item that
 * is partly rejected becomes {@code rejected}.
 */
final class PartialValidation {
  private static final Set<String> FIELDS =
      Set.of("item_id", "quantity", "status", "reject_reason", "reject_reason_text");

  private PartialValidation() {}

  /** Null when the body may be applied, else the refusal. */
  static @Nullable Answer refusal(SandboxReturn target, @Nullable JsonNode body) {
    if (body == null || !body.path("items").isArray() || body.path("items").isEmpty()) {
      return Answer.refused(400, "items: a list with at least one entry is required");
    }
    if (target.status().equals("incomplete") || target.status().equals("cancelled")) {
      return Answer.refused(409, "a return that is " + target.status() + " cannot be validated");
    }
    Map<String, Integer> quantities = new LinkedHashMap<>();
    int at = 0;
    for (JsonNode entry : body.path("items")) {
      Answer refusal = refusalOf(target, entry, "items[" + at++ + "]");
      if (refusal != null) {
        return refusal;
      }
      String itemId = entry.get("item_id").asText();
      int quantity = quantities.merge(itemId, entry.get("quantity").asInt(), Integer::sum);
      int returned = target.item(itemId).get("quantity").asInt();
      if (quantity > returned) {
        return Answer.refused(
            400,
            "item " + itemId + ": quantity " + quantity + " is more than the returned " + returned);
      }
    }
    return null;
  }

  private static @Nullable Answer refusalOf(SandboxReturn target, JsonNode entry, String where) {
    if (!entry.isObject()) {
      return Answer.refused(400, where + ": an object is required");
    }
    for (String name : (Iterable<String>) entry::fieldNames) {
      if (!FIELDS.contains(name)) {
        return Answer.refused(400, where + "." + name + ": is not a known field");
      }
    }
    if (!entry.path("item_id").isTextual()) {
      return Answer.refused(400, where + ".item_id: a text is required");
    }
    String itemId = entry.get("item_id").asText();
    if (!target.hasItem(itemId)) {
      return Answer.refused(404, where + ".item_id: " + itemId + " is not an item of the return");
    }
    if (!entry.path("quantity").isIntegralNumber() || entry.get("quantity").asLong() < 1) {
      return Answer.refused(400, where + ".quantity: a whole number from 1 is required");
    }
    String status = entry.path("status").asText("");
    if (!status.equals("accepted") && !status.equals("rejected")) {
      return Answer.refused(400, where + ".status: accepted or rejected is required");
    }
    if (status.equals("rejected") && entry.path("reject_reason").asText("").isBlank()) {
      return Answer.refused(400, where + ".reject_reason: is required for rejected");
    }
    String known = target.item(itemId).get("status").asText();
    if (!known.equals("pending")) {
      return Answer.refused(409, "item " + itemId + " is already " + known);
    }
    return null;
  }

  static List<Verdict> apply(String store, SandboxReturn target, JsonNode body) {
    List<Verdict> verdicts = new ArrayList<>();
    Map<String, String> worst = new LinkedHashMap<>();
    for (JsonNode entry : body.get("items")) {
      String itemId = entry.get("item_id").asText();
      String status = entry.get("status").asText();
      String reason = entry.path("reject_reason").asText("");
      worst.merge(itemId, status, (one, other) -> one.equals("rejected") ? one : other);
      verdicts.add(
          new Verdict(
              store,
              target.id(),
              itemId,
              entry.get("quantity").asInt(),
              status,
              reason.isEmpty() ? null : reason));
    }
    worst.forEach(target::decide);
    return verdicts;
  }
}
