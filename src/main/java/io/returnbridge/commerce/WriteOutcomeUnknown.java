package io.returnbridge.commerce;

import io.returnbridge.failure.Unavailable;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A write whose answer was a 5xx or a time-out: it may have been applied. Look before repeating.
 */
public final class WriteOutcomeUnknown extends Unavailable {
  /** Of commercetools. */
  public WriteOutcomeUnknown(
      String message, @Nullable Duration retryAfter, @Nullable Throwable cause) {
    this("commercetools", message, retryAfter, cause);
  }

  public WriteOutcomeUnknown(
      String system, String message, @Nullable Duration retryAfter, @Nullable Throwable cause) {
    super(system, message, retryAfter, cause);
  }
}
