package io.returnbridge.reconciliation;

/** What can be found when both systems and our own records are compared. */
public final class Codes {

  public static final String MISSING = "CREDIT_MISSING";
  public static final String UNLINKED = "CREDIT_UNLINKED";
  public static final String MISMATCH = "CREDIT_MISMATCH";

  /** A Payment of Reveni's that no paid refund explains. */
  public static final String UNEXPECTED = "CREDIT_UNEXPECTED";

  /** Reveni, or our own records, say more than is shown. */
  public static final String BEHIND = "STATUS_BEHIND";

  /** Somebody has changed what this program wrote. */
  public static final String FOREIGN = "FOREIGN_CHANGE";

  public static final String EXCHANGE_MISSING = "EXCHANGE_MISSING";
  public static final String EXCHANGE_UNEXPECTED = "EXCHANGE_UNEXPECTED";
  public static final String DRIFT = "STOCK_DRIFT";

  /** Reveni has a return that this program does not know. */
  public static final String RETURN_UNKNOWN = "RETURN_UNKNOWN";

  public static final String NO_ORDER = "ORDER_NOT_FOUND";
  public static final String INEXACT = "REFUND_AMOUNT_INEXACT";
  public static final String INVALID = "REFUND_AMOUNT_INVALID";
  public static final String NO_RETURN = "RETURN_NOT_FOUND";
  public static final String REVENI_AWAY = "REVENI_UNAVAILABLE";
  public static final String UNREADABLE = "EVENT_UNREADABLE";

  private Codes() {}
}
