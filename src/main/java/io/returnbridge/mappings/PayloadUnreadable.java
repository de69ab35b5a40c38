package io.returnbridge.mappings;

/** Reveni's payload has not what {@code reveni-payload.yaml} says: a case for integration. */
public final class PayloadUnreadable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public PayloadUnreadable(String message) {
    super(message);
  }
}
