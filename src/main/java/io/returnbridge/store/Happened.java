package io.returnbridge.store;

import com.fasterxml.jackson.databind.JsonNode;
import io.returnbridge.json.Json;
import io.returnbridge.model.Cause;
import io.returnbridge.model.ReturnId;
import io.returnbridge.model.Scan;
import io.returnbridge.model.Subject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One thing that has happened, as it stands in the log and is counted: without personal data.
 *
 * @param what the type of an event, the resource of an effect, what became of a case
 * @param step that did it, or met it
 * @param more by name, in the order of the line
 */
public record Happened(
    Kind kind,
    String what,
    @Nullable String store,
    @Nullable String returnId,
    @Nullable String rmaNumber,
    @Nullable String orderNumber,
    String step,
    Map<String, String> more) {

  /** The first word of its line. */
  public enum Kind {
    EVENT,
    EFFECT,
    CASE,
    /** Of a person about a case. */
    DECISION
  }

  public static final String WEBHOOK_ACCEPTED = "webhook-accepted";
  public static final String SCAN_ACCEPTED = "scan-accepted";
  public static final String CREDIT_LINKED = "credit-linked";
  public static final String STOCK_MOVED = "stock-moved";

  /** What a record's fields tell of it, besides which return it is. */
  private static final List<String> TOLD =
      List.of(
          "subject",
          "itemId",
          "refundId",
          "paymentKey",
          "exchangeOrderNumber",
          "sku",
          "channel",
          "delta",
          "location");

  /** Something that is told to others by a record of Kafka. */
  static Happened told(String step, OutboxRecord record) {
    JsonNode json = Json.read(record.payload(), JsonNode.class);
    Map<String, String> more = new LinkedHashMap<>();
    TOLD.forEach(name -> put(more, name, text(json, name)));
    String type = text(json, "type");
    // Only records about credits and stock have no type of their own.
    String without = json.has("paymentKey") ? CREDIT_LINKED : STOCK_MOVED;
    return new Happened(
        Kind.EVENT,
        type == null ? without : type,
        text(json, "store"),
        text(json, "returnId"),
        text(json, "rmaNumber"),
        text(json, "orderNumber"),
        step,
        more);
  }

  /** A warehouse's scan. */
  static Happened accepted(Scan scan, @Nullable String store, @Nullable String returnId) {
    Map<String, String> more = new LinkedHashMap<>();
    put(more, "id", scan.source() + "/" + scan.scanId());
    put(more, "sku", scan.sku());
    put(more, "quantity", Integer.toString(scan.quantity()));
    put(more, "grade", scan.grade());
    put(more, "corrects", scan.corrects());
    return new Happened(
        Kind.EVENT, SCAN_ACCEPTED, store, returnId, scan.rmaNumber(), null, "receive-scan", more);
  }

  /** A webhook that was answered 202. */
  public static Happened accepted(String store, String returnId, String eventId, String keptIn) {
    Map<String, String> more = new LinkedHashMap<>();
    put(more, "id", eventId);
    put(more, "kept-in", keptIn);
    return new Happened(
        Kind.EVENT, WEBHOOK_ACCEPTED, store, returnId, null, null, "receive-webhook", more);
  }

  /** A write to another system, as {@link Effects} names it. */
  public static Happened effect(
      String resource,
      String resourceKey,
      @Nullable String version,
      Cause cause,
      @Nullable String rmaNumber,
      String did) {
    Subject about = new WakeUp(cause.step(), cause.subject(), "").about();
    ReturnId id = about instanceof Subject.OfReturn of ? of.id() : null;
    Map<String, String> more = new LinkedHashMap<>();
    put(more, "key", resourceKey);
    put(more, "version", version);
    put(more, "why", cause.trigger());
    put(more, "did", did);
    return new Happened(
        Kind.EFFECT,
        resource,
        id == null ? null : id.store(),
        id == null ? null : id.id(),
        rmaNumber,
        null,
        cause.step(),
        more);
  }

  private static @Nullable String text(JsonNode json, String name) {
    JsonNode value = json.path(name);
    return value.isValueNode() && !value.isNull() ? value.asText() : null;
  }

  private static void put(Map<String, String> more, String name, @Nullable String value) {
    if (value != null && !value.isEmpty()) {
      more.put(name, value);
    }
  }
}
