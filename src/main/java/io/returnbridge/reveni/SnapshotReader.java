package io.returnbridge.reveni;

import static io.returnbridge.mappings.PayloadField.*;

import com.fasterxml.jackson.databind.JsonNode;
import io.returnbridge.failure.Trouble;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.mappings.PayloadMap;
import io.returnbridge.mappings.PayloadSection;
import io.returnbridge.mappings.PayloadUnreadable;
import io.returnbridge.mappings.ReturnStage;
import io.returnbridge.mappings.StatusRow;
import io.returnbridge.returns.ReturnId;
import io.returnbridge.returns.ReturnSnapshot;
import io.returnbridge.returns.ReturnSnapshot.Exchange;
import io.returnbridge.returns.ReturnSnapshot.Item;
import io.returnbridge.returns.ReturnSnapshot.ItemStatus;
import io.returnbridge.returns.ReturnSnapshot.Refund;
import io.returnbridge.returns.ReturnSnapshot.RefundItem;
import io.returnbridge.returns.ReturnSnapshot.RefundStatus;
import io.returnbridge.returns.ReturnSnapshot.Shipment;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Turns Reveni's JSON into this project's words, by {@code reveni-payload.yaml} and {@code
 * reveni-statuses.csv}.
 */
final class SnapshotReader {

  /** Shown while nobody has said what Reveni's word means. */
  static final String UNKNOWN = "unknown";

  private final Mappings mappings;
  private final PayloadMap map;

  SnapshotReader(Mappings mappings) {
    this.mappings = mappings;
    this.map = mappings.payload();
  }

  /**
   * @param known the return as it was known before: a status that the tables do not know leaves
   *     return, item or refund at what it was; null at first sight
   */
  Reading read(ReturnId id, JsonNode json, @Nullable ReturnSnapshot known) {
    try {
      String status = map.requiredText(json, RETURN_STATUS);
      if (map.isDraft(status)) {
        return new Reading.Draft();
      }
      return found(id, json, status, known);
    } catch (PayloadUnreadable unreadable) {
      throw ReveniReturns.unreadable(id, String.valueOf(unreadable.getMessage()));
    }
  }

  private Reading found(ReturnId id, JsonNode json, String status, @Nullable ReturnSnapshot known) {
    List<Trouble> troubles = new ArrayList<>();
    StatusRow row = status(status, known, troubles);
    ReturnStage stage =
        mappings.stage(status).orElse(known == null ? ReturnStage.OPEN : known.stage());
    String currency = map.requiredText(json, CURRENCY).toUpperCase(Locale.ROOT);
    List<Item> items =
        map.list(json, PayloadSection.ITEMS).stream().map(i -> item(i, known, troubles)).toList();
    List<Refund> refunds =
        map.list(json, PayloadSection.REFUNDS).stream()
            .map(r -> refund(r, currency, items, known, troubles))
            .toList();
    once("item", items.stream().map(Item::itemId));
    once("refund", refunds.stream().map(Refund::refundId));
    List<Shipment> shipments =
        map.list(json, PayloadSection.SHIPMENTS).stream().map(this::shipment).toList();
    boolean delivered = shipments.stream().anyMatch(Shipment::delivered);
    boolean received =
        switch (stage) {
          case RECEIVED -> true;
          case DECIDED, REJECTED -> delivered;
          case OPEN, SHIPPED, CANCELLED -> false;
        };
    Instant updatedAt = map.requiredInstant(json, UPDATED_AT);
    return new Reading.Found(
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
            map.instant(json, CREATED_AT).orElse(updatedAt),
            updatedAt,
            currency,
            map.text(json, ORDER_NUMBER).orElse(null),
            received,
            items,
            refunds,
            shipments),
        List.copyOf(troubles));
  }

  /** Which of two that have the same id is meant, nobody knows. */
  private static void once(String what, Stream<String> ids) {
    Set<String> seen = new HashSet<>();
    ids.filter(id -> !seen.add(id))
        .findFirst()
        .ifPresent(
            id -> {
              throw new PayloadUnreadable("it has two " + what + "s \"" + id + "\"");
            });
  }

  private StatusRow status(String status, @Nullable ReturnSnapshot known, List<Trouble> troubles) {
    Optional<StatusRow> row = mappings.statuses().find(status);
    if (row.isPresent()) {
      return row.get();
    }
    troubles.add(
        Trouble.of(
            "STATUS_UNKNOWN",
            Map.of("detail", "return status \"" + status + "\"", "actual", status)));
    return known == null
        ? new StatusRow(status, UNKNOWN, false, null, mappings.statuses().leastAttention())
        : new StatusRow(
            known.reveniStatus(), known.status(), known.terminal(), null, known.attention());
  }

  private Item item(JsonNode json, @Nullable ReturnSnapshot known, List<Trouble> troubles) {
    String itemId = map.requiredText(json, ITEM_ID);
    String status = map.text(json, ITEM_STATUS).orElse("pending");
    ItemStatus meant =
        map.itemState(status)
            .map(s -> ItemStatus.valueOf(s.name()))
            .orElseGet(
                () -> {
                  troubles.add(
                      Trouble.ofItem(
                          "STATUS_UNKNOWN",
                          itemId,
                          Map.of(
                              "detail",
                              "status \"" + status + "\" of item " + itemId,
                              "actual",
                              status)));
                  return before(known, s -> s.items().stream(), i -> i.itemId().equals(itemId))
                      .map(Item::status)
                      .orElse(ItemStatus.PENDING);
                });
    int quantity = map.requiredQuantity(json, ITEM_QUANTITY);
    Exchange exchange =
        map.text(json, EXCHANGE_SKU)
            .map(
                sku ->
                    new Exchange(
                        sku,
                        map.quantity(json, EXCHANGE_QUANTITY).orElse(quantity),
                        map.decimal(json, EXCHANGE_PRICE_DIFFERENCE).orElse(null)))
            .orElse(null);
    String line = map.text(json, ITEM_LINE_ITEM_ID).orElse(null);
    return new Item(
        itemId,
        line,
        line == null ? map.requiredText(json, ITEM_SKU) : map.text(json, ITEM_SKU).orElse(""),
        quantity,
        map.text(json, ITEM_REASON).orElse(null),
        map.decimal(json, ITEM_AMOUNT).orElse(null),
        meant,
        map.quantity(json, ITEM_RECEIVED_QUANTITY).orElse(null),
        exchange);
  }

  private Refund refund(
      JsonNode json,
      String returnCurrency,
      List<Item> items,
      @Nullable ReturnSnapshot known,
      List<Trouble> troubles) {
    String refundId = map.requiredText(json, REFUND_ID);
    String status = map.text(json, REFUND_STATUS).orElse("pending");
    RefundStatus meant =
        map.refundState(status)
            .map(s -> RefundStatus.valueOf(s.name()))
            .orElseGet(
                () -> {
                  troubles.add(
                      new Trouble(
                          "STATUS_UNKNOWN",
                          refundId,
                          null,
                          Map.of(
                              "detail",
                              "status \"" + status + "\" of refund " + refundId,
                              "refundId",
                              refundId,
                              "actual",
                              status)));
                  return before(
                          known, s -> s.refunds().stream(), r -> r.refundId().equals(refundId))
                      .map(Refund::status)
                      .orElse(RefundStatus.PENDING);
                });
    BigDecimal fees =
        map.list(json, PayloadSection.REFUND_FEES).stream()
            .map(f -> map.decimal(f, FEE_AMOUNT).orElse(BigDecimal.ZERO))
            .reduce(BigDecimal.ZERO, BigDecimal::add);
    return new Refund(
        refundId,
        meant,
        map.text(json, REFUND_METHOD).orElse("unknown"),
        map.text(json, REFUND_PAID_BY).orElse("unknown"),
        map.requiredDecimal(json, REFUND_AMOUNT),
        map.text(json, REFUND_CURRENCY).map(c -> c.toUpperCase(Locale.ROOT)).orElse(returnCurrency),
        fees,
        map.decimal(json, REFUND_BONUS).orElse(null),
        map.decimal(json, REFUND_REVERSED_AMOUNT).orElse(null),
        map.instant(json, REFUND_COMPLETED_AT).orElse(null),
        map.list(json, PayloadSection.REFUND_ITEMS).stream()
            .map(
                i ->
                    new RefundItem(
                        map.requiredText(i, REFUND_ITEM_ID),
                        map.quantity(i, REFUND_ITEM_QUANTITY).orElse(all(items, i)),
                        map.decimal(i, REFUND_ITEM_AMOUNT).orElse(null)))
            .toList());
  }

  /** An item that a refund names without a quantity is all of it. */
  private int all(List<Item> items, JsonNode named) {
    return map.text(named, REFUND_ITEM_ID)
        .flatMap(id -> items.stream().filter(i -> i.itemId().equals(id)).findFirst())
        .map(Item::quantity)
        .orElse(1);
  }

  private static <T> Optional<T> before(
      @Nullable ReturnSnapshot known, Function<ReturnSnapshot, Stream<T>> of, Predicate<T> same) {
    return known == null ? Optional.empty() : of.apply(known).filter(same).findFirst();
  }

  private Shipment shipment(JsonNode json) {
    return new Shipment(
        map.text(json, SHIPMENT_CARRIER).orElse(""),
        map.text(json, SHIPMENT_TRACKING_NUMBER).orElse(""),
        map.text(json, SHIPMENT_TRACKING_URL).orElse(null),
        map.text(json, SHIPMENT_STATUS).map(map::isDelivered).orElse(false));
  }
}
