package io.returnbridge.reveni;

import static io.returnbridge.mappings.PayloadField.EXCHANGE_PRICE_DIFFERENCE;
import static io.returnbridge.mappings.PayloadField.EXCHANGE_QUANTITY;
import static io.returnbridge.mappings.PayloadField.EXCHANGE_SKU;
import static io.returnbridge.mappings.PayloadField.ITEM_AMOUNT;
import static io.returnbridge.mappings.PayloadField.ITEM_ID;
import static io.returnbridge.mappings.PayloadField.ITEM_LINE_ITEM_ID;
import static io.returnbridge.mappings.PayloadField.ITEM_QUANTITY;
import static io.returnbridge.mappings.PayloadField.ITEM_REASON;
import static io.returnbridge.mappings.PayloadField.ITEM_RECEIVED_QUANTITY;
import static io.returnbridge.mappings.PayloadField.ITEM_SKU;
import static io.returnbridge.mappings.PayloadField.ITEM_STATUS;

import com.fasterxml.jackson.databind.JsonNode;
import io.returnbridge.failure.Plain;
import io.returnbridge.mappings.PayloadMap;
import io.returnbridge.mappings.PayloadSection;
import io.returnbridge.model.RefundBounds;
import io.returnbridge.model.ReturnSnapshot.Exchange;
import io.returnbridge.model.ReturnSnapshot.Item;
import io.returnbridge.model.ReturnSnapshot.ItemStatus;
import io.returnbridge.model.ReturnSnapshot.Part;
import io.returnbridge.model.Trouble;
import io.returnbridge.reveni.PartsReader.PartList;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the items of a return. */
final class ItemReader {

  private final PayloadMap map;
  private final String currency;
  private final List<Item> known;
  private final List<Trouble> troubles;

  /**
   * @param known as they were before
   * @param troubles receives {@code STATUS_UNKNOWN}
   */
  ItemReader(PayloadMap map, String currency, List<Item> known, List<Trouble> troubles) {
    this.map = map;
    this.currency = currency;
    this.known = known;
    this.troubles = troubles;
  }

  List<Item> read(JsonNode json, PartsReader parts) {
    return parts.read(
        json,
        new PartList<>(Part.ITEM, PayloadSection.ITEMS, ITEM_ID, this::item, Item::itemId),
        known);
  }

  private Item item(JsonNode json) {
    String itemId = map.requiredText(json, ITEM_ID);
    String line = map.text(json, ITEM_LINE_ITEM_ID).orElse(null);
    int quantity = map.requiredQuantity(json, ITEM_QUANTITY);
    Item item =
        new Item(
            itemId,
            line,
            line == null ? map.requiredText(json, ITEM_SKU) : map.text(json, ITEM_SKU).orElse(""),
            quantity,
            map.text(json, ITEM_REASON).orElse(null),
            amount(json),
            ItemStatus.PENDING,
            map.quantity(json, ITEM_RECEIVED_QUANTITY).orElse(null),
            map.text(json, EXCHANGE_SKU).map(sku -> exchange(json, sku, quantity)).orElse(null));
    return item.withStatus(status(itemId, map.text(json, ITEM_STATUS).orElse("pending")));
  }

  private @Nullable BigDecimal amount(JsonNode json) {
    BigDecimal amount = map.decimal(json, ITEM_AMOUNT).orElse(null);
    if (amount != null && !RefundBounds.hold(amount, currency)) {
      throw map.wrong(ITEM_AMOUNT, "an amount that goods can have");
    }
    return amount;
  }

  private Exchange exchange(JsonNode json, String sku, int all) {
    BigDecimal difference = map.decimal(json, EXCHANGE_PRICE_DIFFERENCE).orElse(null);
    if (difference != null && !RefundBounds.holdDifference(difference, currency)) {
      throw map.wrong(EXCHANGE_PRICE_DIFFERENCE, "a difference that prices can have");
    }
    return new Exchange(sku, map.quantity(json, EXCHANGE_QUANTITY).orElse(all), difference);
  }

  private ItemStatus status(String itemId, String said) {
    return map.itemState(said)
        .map(s -> ItemStatus.valueOf(s.name()))
        .orElseGet(
            () -> {
              troubles.add(
                  Trouble.ofItem(
                      "STATUS_UNKNOWN",
                      itemId,
                      Map.of(
                          "detail",
                          "status \"" + Plain.word(said) + "\" of item " + itemId,
                          "actual",
                          Plain.word(said))));
              return known.stream()
                  .filter(i -> i.itemId().equals(itemId))
                  .map(Item::status)
                  .findFirst()
                  .orElse(ItemStatus.PENDING);
            });
  }
}
