package io.returnbridge.reconciliation;

/** What the rows of a reconciliation are, in the order in which they are done. */
enum Kind {
  /** Reveni's list of a store. */
  LIST,
  /** One return, and all that both systems have of it. */
  RETURN,
  /** All Payments of Reveni's in commercetools. */
  PAYMENTS,
  /** One of them that no refund explains. */
  PAYMENT,
  /** All orders in commercetools that name returns. */
  ORDERS,
  /** One of them that no return explains. */
  ORDER,
  /** All entries of a stock channel. */
  STOCK,
  /** One of them. */
  ENTRY
}
