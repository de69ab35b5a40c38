package io.returnbridge.reveni;

import static io.returnbridge.mappings.PayloadField.FEE_AMOUNT;
import static io.returnbridge.mappings.PayloadField.REFUND_AMOUNT;
import static io.returnbridge.mappings.PayloadField.REFUND_BONUS;
import static io.returnbridge.mappings.PayloadField.REFUND_COMPLETED_AT;
import static io.returnbridge.mappings.PayloadField.REFUND_CURRENCY;
import static io.returnbridge.mappings.PayloadField.REFUND_ID;
import static io.returnbridge.mappings.PayloadField.REFUND_ITEM_AMOUNT;
import static io.returnbridge.mappings.PayloadField.REFUND_ITEM_ID;
import static io.returnbridge.mappings.PayloadField.REFUND_ITEM_QUANTITY;
import static io.returnbridge.mappings.PayloadField.REFUND_METHOD;
import static io.returnbridge.mappings.PayloadField.REFUND_PAID_BY;
import static io.returnbridge.mappings.PayloadField.REFUND_REVERSED_AMOUNT;
import static io.returnbridge.mappings.PayloadField.REFUND_SHIPPING;
import static io.returnbridge.mappings.PayloadField.REFUND_STATUS;

import com.fasterxml.jackson.databind.JsonNode;
import io.returnbridge.failure.Plain;
import io.returnbridge.mappings.PayloadField;
import io.returnbridge.mappings.PayloadMap;
import io.returnbridge.mappings.PayloadSection;
import io.returnbridge.mappings.PayloadUnreadable;
import io.returnbridge.model.RefundBounds;
import io.returnbridge.model.ReturnSnapshot.Item;
import io.returnbridge.model.ReturnSnapshot.Part;
import io.returnbridge.model.ReturnSnapshot.Refund;
import io.returnbridge.model.ReturnSnapshot.RefundItem;
import io.returnbridge.model.ReturnSnapshot.RefundStatus;
import io.returnbridge.model.Trouble;
import io.returnbridge.reveni.PartsReader.PartList;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the refunds of a return. One whose amounts cannot be right waits for finance, alone. */
final class RefundReader {

  private static final Set<PayloadField> AMOUNTS =
      EnumSet.of(
          REFUND_AMOUNT,
          FEE_AMOUNT,
          REFUND_SHIPPING,
          REFUND_BONUS,
          REFUND_REVERSED_AMOUNT,
          REFUND_ITEM_AMOUNT);

  private final PayloadMap map;
  private final String store;
  private final String returnCurrency;
  private final List<Item> items;
  private final Instant latest;
  private final List<Refund> known;
  private final List<Trouble> troubles;

  /**
   * @param items of the return
   * @param latest no refund was completed later
   * @param known as they were before
   * @param troubles receives {@code STATUS_UNKNOWN}
   */
  RefundReader(
      PayloadMap map,
      String store,
      String returnCurrency,
      List<Item> items,
      Instant latest,
      List<Refund> known,
      List<Trouble> troubles) {
    this.map = map;
    this.store = store;
    this.returnCurrency = returnCurrency;
    this.items = items;
    this.latest = latest;
    // What was taken in before there were bounds is no better for being known.
    this.known = known.stream().filter(RefundBounds::areKeptBy).toList();
    this.troubles = troubles;
  }

  List<Refund> read(JsonNode json, PartsReader parts) {
    return parts.read(
        json,
        new PartList<>(
            Part.REFUND, PayloadSection.REFUNDS, REFUND_ID, this::sound, Refund::refundId),
        known);
  }

  private Refund sound(JsonNode json) {
    String refundId = map.requiredText(json, REFUND_ID);
    Refund refund;
    try {
      refund = refund(json, refundId);
    } catch (PayloadUnreadable wrong) {
      if (wrong.wrongValueOf().filter(AMOUNTS::contains).isPresent()) {
        throw new HeldBackPart(RefundBounds.trouble(refundId, String.valueOf(wrong.getMessage())));
      }
      throw wrong;
    }
    RefundBounds.fault(refund)
        .ifPresent(
            fault -> {
              throw new HeldBackPart(RefundBounds.trouble(refund, fault));
            });
    return refund.withStatus(status(refundId, map.text(json, REFUND_STATUS).orElse("pending")));
  }

  /**
   * The amount is money: where Reveni's includes the bonus, that is taken out. Of what was taken
   * back the money comes first, and what is more than it is of the bonus.
   */
  private Refund refund(JsonNode json, String refundId) {
    BigDecimal amount = map.requiredDecimal(json, REFUND_AMOUNT);
    Optional<BigDecimal> bonus = map.decimal(json, REFUND_BONUS);
    Optional<BigDecimal> reversed = map.decimal(json, REFUND_REVERSED_AMOUNT);
    if (bonus.isPresent() && map.isBonusInAmount(store)) {
      amount = amount.subtract(bonus.get());
      if (amount.signum() < 0) {
        throw map.wrong(REFUND_BONUS, "at most the amount, which includes it");
      }
      reversed = reversed.map(amount::min);
    }
    return new Refund(
        refundId,
        RefundStatus.PENDING,
        map.text(json, REFUND_METHOD).orElse("unknown"),
        map.text(json, REFUND_PAID_BY).orElse("unknown"),
        amount,
        map.text(json, REFUND_CURRENCY).map(c -> c.toUpperCase(Locale.ROOT)).orElse(returnCurrency),
        fees(json),
        map.decimal(json, REFUND_SHIPPING).orElse(null),
        bonus.orElse(null),
        reversed.orElse(null),
        map.instant(json, REFUND_COMPLETED_AT, latest).orElse(null),
        map.list(json, PayloadSection.REFUND_ITEMS).stream()
            .map(
                i ->
                    new RefundItem(
                        map.requiredText(i, REFUND_ITEM_ID),
                        map.quantity(i, REFUND_ITEM_QUANTITY).orElse(all(i)),
                        map.decimal(i, REFUND_ITEM_AMOUNT).orElse(null)))
            .toList());
  }

  /** An item that a refund names without a quantity is all of it. */
  private int all(JsonNode named) {
    return map.text(named, REFUND_ITEM_ID)
        .flatMap(id -> items.stream().filter(i -> i.itemId().equals(id)).findFirst())
        .map(Item::quantity)
        .orElse(1);
  }

  /** A fee below zero would hide another that is too high. */
  private BigDecimal fees(JsonNode json) {
    BigDecimal fees = BigDecimal.ZERO;
    for (JsonNode one : map.list(json, PayloadSection.REFUND_FEES)) {
      BigDecimal fee = map.decimal(one, FEE_AMOUNT).orElse(BigDecimal.ZERO);
      if (fee.signum() < 0) {
        throw map.wrong(FEE_AMOUNT, "an amount from zero");
      }
      fees = fees.add(fee);
    }
    return fees;
  }

  private RefundStatus status(String refundId, String said) {
    return map.refundState(said)
        .map(s -> RefundStatus.valueOf(s.name()))
        .orElseGet(
            () -> {
              String word = Plain.word(said);
              troubles.add(
                  new Trouble(
                      "STATUS_UNKNOWN",
                      refundId,
                      null,
                      Map.of(
                          "detail",
                          "status \"" + word + "\" of refund " + refundId,
                          "refundId",
                          refundId,
                          "actual",
                          word)));
              return known.stream()
                  .filter(r -> r.refundId().equals(refundId))
                  .map(Refund::status)
                  .findFirst()
                  .orElse(RefundStatus.PENDING);
            });
  }
}
