package io.returnbridge.mappings;

import static io.returnbridge.mappings.PayloadSection.ITEMS;
import static io.returnbridge.mappings.PayloadSection.REFUNDS;
import static io.returnbridge.mappings.PayloadSection.REFUND_FEES;
import static io.returnbridge.mappings.PayloadSection.SHIPMENTS;
import static io.returnbridge.mappings.PayloadSection.WEBHOOK;

import java.util.EnumSet;
import java.util.Set;

/** Every field that is read from Reveni. Required ones must have a path in the file. */
public enum PayloadField {
  WEBHOOK_ID(WEBHOOK, "id", true),
  WEBHOOK_EVENT(WEBHOOK, "event", true),
  /** Epoch seconds. */
  WEBHOOK_CREATED(WEBHOOK, "created", false),
  WEBHOOK_RETURN_ID(WEBHOOK, "return-id", true),

  RETURN_ID(PayloadSection.RETURN, "id", true),
  RMA_NUMBER(PayloadSection.RETURN, "rma-number", true),
  RETURN_STATUS(PayloadSection.RETURN, "status", true),
  RETURN_TYPE(PayloadSection.RETURN, "type", false),
  INSTANT(PayloadSection.RETURN, "instant", false),
  CREATED_AT(PayloadSection.RETURN, "created-at", false),
  UPDATED_AT(PayloadSection.RETURN, "updated-at", true),
  CURRENCY(PayloadSection.RETURN, "currency", true),
  /** Reveni's own id of the order. */
  ORDER_ID(PayloadSection.RETURN, "order-id", false),
  /** The order number in commercetools. */
  ORDER_NUMBER(PayloadSection.RETURN, "order-number", true),
  CUSTOMER_EMAIL(PayloadSection.RETURN, "customer-email", false),
  CUSTOMER_LOCALE(PayloadSection.RETURN, "customer-locale", false),

  ITEM_ID(ITEMS, "id", true),
  /** The id of the line item in commercetools, where Reveni knows it. */
  ITEM_LINE_ITEM_ID(ITEMS, "line-item-id", false),
  ITEM_SKU(ITEMS, "sku", true),
  ITEM_QUANTITY(ITEMS, "quantity", true),
  /** How many units of the item have arrived; where it is absent, the return's status decides. */
  ITEM_RECEIVED_QUANTITY(ITEMS, "received-quantity", false),
  ITEM_REASON(ITEMS, "reason", true),
  ITEM_REASON_TEXT(ITEMS, "reason-text", false),
  ITEM_AMOUNT(ITEMS, "amount", false),
  ITEM_STATUS(ITEMS, "status", true),
  /** The SKU that the shopper gets instead; absent: the item is not exchanged. */
  EXCHANGE_SKU(ITEMS, "exchange-sku", true),
  EXCHANGE_QUANTITY(ITEMS, "exchange-quantity", false),
  EXCHANGE_PRICE_DIFFERENCE(ITEMS, "exchange-price-difference", false),

  REFUND_ID(REFUNDS, "id", true),
  REFUND_STATUS(REFUNDS, "status", true),
  REFUND_METHOD(REFUNDS, "method", false),
  REFUND_PAID_BY(REFUNDS, "paid-by", true),
  REFUND_AMOUNT(REFUNDS, "amount", true),
  /** Absent: the return's currency. */
  REFUND_CURRENCY(REFUNDS, "currency", false),
  REFUND_COMPLETED_AT(REFUNDS, "completed-at", false),
  /** How much of the refund was reversed or recovered; absent: all of it. */
  REFUND_REVERSED_AMOUNT(REFUNDS, "reversed-amount", false),
  /** How much of the amount is for shipping that the shopper had paid. */
  REFUND_SHIPPING(REFUNDS, "shipping", false),
  REFUND_BONUS(REFUNDS, "bonus", false),

  FEE_TYPE(REFUND_FEES, "type", false),
  FEE_AMOUNT(REFUND_FEES, "amount", true),

  REFUND_ITEM_ID(PayloadSection.REFUND_ITEMS, "item-id", true),
  REFUND_ITEM_QUANTITY(PayloadSection.REFUND_ITEMS, "quantity", true),
  REFUND_ITEM_AMOUNT(PayloadSection.REFUND_ITEMS, "amount", false),

  SHIPMENT_CARRIER(SHIPMENTS, "carrier", false),
  SHIPMENT_TRACKING_NUMBER(SHIPMENTS, "tracking-number", true),
  SHIPMENT_TRACKING_URL(SHIPMENTS, "tracking-url", false),
  SHIPMENT_STATUS(SHIPMENTS, "status", true),

  LISTED_ID(PayloadSection.LISTED_RETURNS, "id", true),
  LISTED_UPDATED_AT(PayloadSection.LISTED_RETURNS, "updated-at", false),
  /** Of the page, not of one of its returns: address or token of the next page. */
  LISTED_NEXT(PayloadSection.LISTED_RETURNS, "next", false);

  /** What other things are found by: it stands in keys and indexes. */
  private static final Set<PayloadField> NAMES =
      EnumSet.of(
          WEBHOOK_ID,
          WEBHOOK_RETURN_ID,
          RETURN_ID,
          RMA_NUMBER,
          ORDER_NUMBER,
          ITEM_ID,
          ITEM_LINE_ITEM_ID,
          ITEM_SKU,
          EXCHANGE_SKU,
          REFUND_ID,
          REFUND_ITEM_ID,
          LISTED_ID);

  private final PayloadSection section;
  private final String key;
  private final boolean required;

  PayloadField(PayloadSection section, String key, boolean required) {
    this.section = section;
    this.key = key;
    this.required = required;
  }

  public PayloadSection section() {
    return section;
  }

  /** The field's name within its section of the file. */
  public String key() {
    return key;
  }

  /** Whether the file must say where it is found (not: whether every payload has it). */
  public boolean required() {
    return required;
  }

  boolean isName() {
    return NAMES.contains(this);
  }

  @Override
  public String toString() {
    return section.key() + "." + key;
  }
}
