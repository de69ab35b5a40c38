package io.returnbridge.model;

/** When an exchange becomes an order. */
public enum ExchangeRelease {
  /** As soon as it is agreed with the shopper. */
  AGREED,
  /** Only once the returned item is accepted. */
  ACCEPTED
}
