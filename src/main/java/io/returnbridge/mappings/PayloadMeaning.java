package io.returnbridge.mappings;

/** What a value in Reveni's payload means; section {@code values} of the file lists the values. */
public enum PayloadMeaning {
  EVENT_KNOWN("event", "known"),
  RETURN_DRAFT("return", "draft"),
  RETURN_OPEN("return", "open"),
  RETURN_SHIPPED("return", "shipped"),
  RETURN_RECEIVED("return", "received"),
  RETURN_DECIDED("return", "decided"),
  RETURN_REJECTED("return", "rejected"),
  RETURN_CANCELLED("return", "cancelled"),
  SHIPMENT_DELIVERED("shipment", "delivered"),
  PAID_BY_REVENI("paid-by", "reveni"),
  METHOD_STORE_CREDIT("method", "store-credit"),
  /** Names of stores: there the amount of a refund includes its bonus. */
  AMOUNT_WITH_BONUS("amount", "with-bonus"),
  ITEM_PENDING("item", "pending"),
  ITEM_ACCEPTED("item", "accepted"),
  ITEM_REJECTED("item", "rejected"),
  REFUND_PENDING("refund", "pending"),
  REFUND_APPROVED("refund", "approved"),
  REFUND_COMPLETED("refund", "completed"),
  REFUND_FAILED("refund", "failed"),
  REFUND_REVERSED("refund", "reversed"),
  REFUND_RECOVERED("refund", "recovered");

  private final String subject;
  private final String meaning;

  PayloadMeaning(String subject, String meaning) {
    this.subject = subject;
    this.meaning = meaning;
  }

  /** What the value is said of: one value has one meaning for one subject. */
  String subject() {
    return subject;
  }

  /**
   * Whether the file must name it. A return's stage may be left to the column {@code status} of
   * {@code reveni-statuses.csv}.
   */
  boolean required() {
    return switch (this) {
      case RETURN_DRAFT -> true;
      case METHOD_STORE_CREDIT, AMOUNT_WITH_BONUS -> false;
      default -> !subject.equals("return");
    };
  }

  /** Its name in the file. */
  public String key() {
    return subject + "-" + meaning;
  }
}
