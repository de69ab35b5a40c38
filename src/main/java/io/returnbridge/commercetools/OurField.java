package io.returnbridge.commercetools;

import java.util.Arrays;
import java.util.Optional;

/** Every custom field that is ours, with its kind. A name has one kind in every Type. */
enum OurField {
  RETURN_STATUS("reveniReturnStatus", Kind.TEXT, "Return status"),
  RETURN_IDS("reveniReturnIds", Kind.TEXTS, "Returns"),
  REASON_CODES("reveniReasonCodes", Kind.REASONS, "Return reasons"),
  REFUND_STATUS("reveniRefundStatus", Kind.TEXT, "Refund status"),
  REFUNDED_AMOUNT("reveniRefundedAmount", Kind.AMOUNT, "Refunded amount"),
  TRACKING("reveniTracking", Kind.TEXTS, "Return tracking"),
  EXCHANGE_ORDERS("reveniExchangeOrders", Kind.TEXTS, "Exchange orders"),
  TIMELINE("reveniTimeline", Kind.LONG_TEXT, "Return timeline"),
  UPDATED_AT("reveniUpdatedAt", Kind.MOMENT, "Return updated at"),

  RETURN_ID("reveniReturnId", Kind.TEXT, "Return"),
  ITEM_ID("reveniItemId", Kind.TEXT, "Item of the return"),
  REASON("reveniReason", Kind.REASON, "Reason"),
  GRADE("reveniGrade", Kind.TEXT, "Grade"),
  DISPOSITION("reveniDisposition", Kind.TEXT, "Disposition"),

  MOVEMENTS("reveniMovements", Kind.TEXTS, "Newest stock movements"),

  RMA_NUMBER("reveniRmaNumber", Kind.TEXT, "RMA number"),
  REFUND_ID("reveniRefundId", Kind.TEXT, "Refund"),
  PAID_BY("reveniPaidBy", Kind.TEXT, "Paid by"),
  METHOD("reveniMethod", Kind.TEXT, "Refund method"),
  FEES("reveniFees", Kind.AMOUNT, "Fees"),
  BONUS("reveniBonus", Kind.AMOUNT, "Bonus");

  enum Kind {
    TEXT,
    /** Text of several lines. */
    LONG_TEXT,
    TEXTS,
    AMOUNT,
    MOMENT,
    /** One of the reason codes. */
    REASON,
    /** A set of reason codes. */
    REASONS
  }

  private final String field;
  private final Kind kind;
  private final String label;

  OurField(String field, Kind kind, String label) {
    this.field = field;
    this.kind = kind;
    this.label = label;
  }

  String field() {
    return field;
  }

  Kind kind() {
    return kind;
  }

  String label() {
    return label;
  }

  static Optional<OurField> named(String name) {
    return Arrays.stream(values()).filter(f -> f.field.equals(name)).findFirst();
  }
}
