package io.returnbridge.reveni;

import static io.returnbridge.mappings.PayloadField.CREATED_AT;
import static io.returnbridge.mappings.PayloadField.CURRENCY;
import static io.returnbridge.mappings.PayloadField.INSTANT;
import static io.returnbridge.mappings.PayloadField.ITEM_QUANTITY;
import static io.returnbridge.mappings.PayloadField.ORDER_NUMBER;
import static io.returnbridge.mappings.PayloadField.RETURN_ID;
import static io.returnbridge.mappings.PayloadField.RETURN_STATUS;
import static io.returnbridge.mappings.PayloadField.RETURN_TYPE;
import static io.returnbridge.mappings.PayloadField.RMA_NUMBER;
import static io.returnbridge.mappings.PayloadField.SHIPMENT_CARRIER;
import static io.returnbridge.mappings.PayloadField.SHIPMENT_STATUS;
import static io.returnbridge.mappings.PayloadField.SHIPMENT_TRACKING_NUMBER;
import static io.returnbridge.mappings.PayloadField.SHIPMENT_TRACKING_URL;
import static io.returnbridge.mappings.PayloadField.UPDATED_AT;

import com.fasterxml.jackson.databind.JsonNode;
import io.returnbridge.failure.Plain;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.mappings.PayloadMap;
import io.returnbridge.mappings.PayloadSection;
import io.returnbridge.mappings.PayloadUnreadable;
import io.returnbridge.mappings.StatusRow;
import io.returnbridge.model.ReturnId;
import io.returnbridge.model.ReturnSnapshot;
import io.returnbridge.model.ReturnSnapshot.Item;
import io.returnbridge.model.ReturnSnapshot.Part;
import io.returnbridge.model.ReturnSnapshot.Refund;
import io.returnbridge.model.ReturnSnapshot.Shipment;
import io.returnbridge.model.ReturnStage;
import io.returnbridge.model.Trouble;
import io.returnbridge.reveni.PartsReader.PartList;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Turns Reveni's JSON into this project's words, by {@code reveni-payload.yaml} and {@code
 * reveni-statuses.csv}. What is wrong with one item, refund or shipment holds back that one; what
 * is wrong with the return itself makes all of the answer unreadable.
 */
final class SnapshotReader {

  /** Shown while nobody has said what Reveni's word means. */
  static final String UNKNOWN = "unknown";

  private static final Duration TOMORROW = Duration.ofDays(1);

  /** Of all items together; each becomes a unit in memory. */
  private static final int MOST_UNITS = 10_000;

  private final Mappings mappings;
  private final PayloadMap map;
  private final Instant now;

  SnapshotReader(Mappings mappings, Instant now) {
    this.mappings = mappings;
    this.map = mappings.payload();
    this.now = now;
  }

  /**
   * @param known the return as it was known before: a status that the tables do not know leaves
   *     return, item or refund at what it was, and so does what cannot be read; null at first sight
   */
  ReveniAnswer read(ReturnId id, JsonNode json, @Nullable ReturnSnapshot known) {
    try {
      if (!map.requiredText(json, RETURN_ID).equals(id.id())) {
        throw map.wrong(RETURN_ID, "the return that was asked for");
      }
      String status = map.requiredText(json, RETURN_STATUS);
      if (map.isDraft(status)) {
        return new ReveniAnswer.Draft();
      }
      return found(id, json, status, known);
    } catch (PayloadUnreadable unreadable) {
      throw ReveniReturns.unreadable(id, String.valueOf(unreadable.getMessage()));
    }
  }

  private ReveniAnswer found(
      ReturnId id, JsonNode json, String status, @Nullable ReturnSnapshot known) {
    List<Trouble> troubles = new ArrayList<>();
    StatusRow row = status(status, known, troubles);
    ReturnStage stage =
        mappings.stage(status).orElse(known == null ? ReturnStage.OPEN : known.stage());
    String currency = map.requiredText(json, CURRENCY).toUpperCase(Locale.ROOT);
    Instant latest = now.plus(TOMORROW);
    PartsReader parts = new PartsReader(id, map, troubles);
    List<Item> items =
        new ItemReader(map, currency, known == null ? List.of() : known.items(), troubles)
            .read(json, parts);
    requireCountable(items);
    List<Refund> refunds =
        new RefundReader(
                map,
                id.store(),
                currency,
                items,
                latest,
                known == null ? List.of() : known.refunds(),
                troubles)
            .read(json, parts);
    List<Shipment> shipments =
        parts.read(
            json,
            new PartList<>(
                Part.SHIPMENT,
                PayloadSection.SHIPMENTS,
                null,
                this::shipment,
                Shipment::trackingNumber),
            known == null ? List.of() : known.shipments());
    boolean delivered = shipments.stream().anyMatch(Shipment::delivered);
    boolean received =
        switch (stage) {
          case RECEIVED -> true;
          case DECIDED, REJECTED -> delivered;
          case OPEN, SHIPPED, CANCELLED -> false;
        };
    Instant updatedAt = map.requiredInstant(json, UPDATED_AT, now.plus(ReveniReturns.AHEAD));
    return new ReveniAnswer.Found(
        new ReturnSnapshot(
            id,
            map.text(json, RMA_NUMBER).orElse(id.id()),
            row.reveniStatus(),
            row.status(),
            stage,
            row.terminal(),
            row.attention(),
            map.text(json, RETURN_TYPE).orElse("refund"),
            map.flag(json, INSTANT).orElse(false),
            map.instant(json, CREATED_AT, latest).orElse(updatedAt),
            updatedAt,
            currency,
            map.text(json, ORDER_NUMBER).orElse(null),
            received,
            items,
            refunds,
            shipments,
            parts.heldBack()),
        List.copyOf(troubles));
  }

  /** Before a unit is made of each. */
  private void requireCountable(List<Item> items) {
    if (items.stream().mapToLong(Item::quantity).sum() > MOST_UNITS) {
      throw map.wrong(ITEM_QUANTITY, "at most %,d for all items together".formatted(MOST_UNITS));
    }
  }

  private StatusRow status(String status, @Nullable ReturnSnapshot known, List<Trouble> troubles) {
    Optional<StatusRow> row = mappings.statuses().find(status);
    if (row.isPresent()) {
      return row.get();
    }
    String word = Plain.word(status);
    troubles.add(
        Trouble.of(
            "STATUS_UNKNOWN", Map.of("detail", "return status \"" + word + "\"", "actual", word)));
    return known == null
        ? new StatusRow(status, UNKNOWN, false, null, mappings.statuses().leastAttention())
        : new StatusRow(
            known.reveniStatus(), known.status(), known.terminal(), null, known.attention());
  }

  private Shipment shipment(JsonNode json) {
    return new Shipment(
        map.text(json, SHIPMENT_CARRIER).orElse(""),
        map.text(json, SHIPMENT_TRACKING_NUMBER).orElse(""),
        map.text(json, SHIPMENT_TRACKING_URL).orElse(null),
        map.text(json, SHIPMENT_STATUS).map(map::isDelivered).orElse(false));
  }
}
