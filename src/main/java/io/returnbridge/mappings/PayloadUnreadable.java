package io.returnbridge.mappings;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reveni's payload has not what {@code reveni-payload.yaml} says: a case for integration. */
public final class PayloadUnreadable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final @Nullable PayloadField wrong;

  public PayloadUnreadable(String message) {
    this(message, null);
  }

  PayloadUnreadable(String message, @Nullable PayloadField wrong) {
    super(message);
    this.wrong = wrong;
  }

  /**
   * The field whose value is there and cannot be meant; empty when the payload has another shape.
   */
  public Optional<PayloadField> wrongValueOf() {
    return Optional.ofNullable(wrong);
  }
}
