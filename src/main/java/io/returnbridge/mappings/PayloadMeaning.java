package io.returnbridge.mappings;

/** What a value in Reveni's payload means; section {@code values} of the file lists the values. */
public enum PayloadMeaning {
  EVENT_KNOWN("event", "known"),
  RETURN_DRAFT("return", "draft"),
  SHIPMENT_DELIVERED("shipment", "delivered"),
  PAID_BY_REVENI("paid-by", "reveni"),
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

  /** Its name in the file. */
  public String key() {
    return subject + "-" + meaning;
  }
}
