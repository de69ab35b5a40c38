package io.returnbridge.reveni;

import com.fasterxml.jackson.databind.JsonNode;
import io.returnbridge.failure.Plain;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.mappings.PayloadField;
import io.returnbridge.mappings.PayloadMap;
import io.returnbridge.mappings.ReasonRow;
import io.returnbridge.mappings.StatusRow;
import io.returnbridge.model.Money;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/** What one field of Reveni's payload means by the tables, for people. */
final class FieldMeaning {

  private final Mappings mappings;
  private final PayloadMap map;
  private final String store;
  private final Instant latest;

  FieldMeaning(Mappings mappings, String store, Instant now) {
    this.mappings = mappings;
    this.store = store;
    this.map = mappings.payload();
    this.latest = now.plus(Duration.ofDays(1));
  }

  /** Of a field that is there; throws what the reader would. */
  String of(JsonNode at, PayloadField field, String currency) {
    return switch (field) {
      case RETURN_STATUS -> map.text(at, field).map(this::status).orElse("blank");
      case ITEM_STATUS ->
          map.text(at, field)
              .map(s -> map.itemState(s).map(Enum::name).map(FieldMeaning::word).orElse(unknown(s)))
              .orElse("blank");
      case REFUND_STATUS ->
          map.text(at, field)
              .map(
                  s ->
                      map.refundState(s).map(Enum::name).map(FieldMeaning::word).orElse(unknown(s)))
              .orElse("blank");
      case SHIPMENT_STATUS ->
          map.text(at, field)
              .map(s -> map.isDelivered(s) ? "delivered" : "not delivered")
              .orElse("blank");
      case ITEM_REASON -> map.text(at, field).map(this::reason).orElse("no reason");
      case REFUND_PAID_BY ->
          map.text(at, field)
              .map(s -> map.isPaidByReveni(s) ? "paid by Reveni" : "not paid by Reveni")
              .orElse("blank");
      case CREATED_AT, UPDATED_AT, REFUND_COMPLETED_AT, WEBHOOK_CREATED, LISTED_UPDATED_AT ->
          map.instant(at, field, latest).map(Instant::toString).orElse("blank");
      case ITEM_QUANTITY, ITEM_RECEIVED_QUANTITY, EXCHANGE_QUANTITY, REFUND_ITEM_QUANTITY ->
          map.quantity(at, field).map(n -> n == 1 ? "1 unit" : n + " units").orElse("blank");
      case REFUND_AMOUNT ->
          map.decimal(at, field)
              .map(
                  a -> amount(a, currency) + (map.isBonusInAmount(store) ? ", with the bonus" : ""))
              .orElse("blank");
      case ITEM_AMOUNT,
          EXCHANGE_PRICE_DIFFERENCE,
          REFUND_REVERSED_AMOUNT,
          REFUND_SHIPPING,
          REFUND_BONUS,
          FEE_AMOUNT,
          REFUND_ITEM_AMOUNT ->
          map.decimal(at, field).map(a -> amount(a, currency)).orElse("blank");
      case CURRENCY, REFUND_CURRENCY ->
          map.text(at, field).map(FieldMeaning::currency).orElse("blank");
      case INSTANT ->
          map.flag(at, field)
              .map(yes -> yes ? "paid before the goods are back" : "paid afterwards")
              .orElse("blank");
      case WEBHOOK_EVENT ->
          map.text(at, field).map(e -> map.isKnownEvent(e) ? "known" : unknown(e)).orElse("blank");
      case WEBHOOK_ID,
          WEBHOOK_RETURN_ID,
          RETURN_ID,
          RMA_NUMBER,
          RETURN_TYPE,
          ORDER_ID,
          ORDER_NUMBER,
          CUSTOMER_EMAIL,
          CUSTOMER_LOCALE,
          ITEM_ID,
          ITEM_LINE_ITEM_ID,
          ITEM_SKU,
          ITEM_REASON_TEXT,
          EXCHANGE_SKU,
          REFUND_ID,
          REFUND_METHOD,
          FEE_TYPE,
          REFUND_ITEM_ID,
          SHIPMENT_CARRIER,
          SHIPMENT_TRACKING_NUMBER,
          SHIPMENT_TRACKING_URL,
          LISTED_ID,
          LISTED_NEXT ->
          map.text(at, field).map(t -> "text").orElse("blank");
    };
  }

  private String status(String said) {
    if (map.isDraft(said)) {
      return "a draft: nothing happens yet";
    }
    Optional<StatusRow> row = mappings.statuses().find(said);
    return row.map(
                r ->
                    "shown as %s%s"
                        .formatted(r.status(), r.terminal() ? ", after which nothing comes" : ""))
            .orElse(unknown(said))
        + mappings.stage(said).map(s -> ", stage " + word(s.name())).orElse("");
  }

  private String reason(String said) {
    return mappings
        .reasons()
        .map(said)
        .map(ReasonRow::code)
        .map(code -> "reason code " + code)
        .orElse("not in reason-codes.csv");
  }

  private static String amount(BigDecimal amount, String currency) {
    return Money.exact(amount, currency)
        .map(m -> "%d minor units, %s".formatted(m.centAmount(), m))
        .orElse("not an amount that %s can hold".formatted(currency.isEmpty() ? "it" : currency));
  }

  private static String currency(String said) {
    String code = said.toUpperCase(Locale.ROOT);
    return Money.digits(code)
        .map(d -> "%s, %d digits after the point".formatted(code, d))
        .orElse("no currency");
  }

  private static String unknown(String said) {
    return "\"" + Plain.word(said) + "\" is in no table";
  }

  private static String word(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
