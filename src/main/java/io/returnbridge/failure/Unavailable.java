package io.returnbridge.failure;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Try again later: the next attempt becomes a row of the table {@code work}. */
public non-sealed class Unavailable extends Failure {

  private final String system;
  private final @Nullable Duration retryAfter;

  /**
   * @param system the kind of failure: {@code commercetools}, {@code reveni}, {@code kafka}, {@code
   *     database}, or {@code conflict} when others keep writing the same
   * @param retryAfter what the other side asked for; null leaves it to the backoff
   */
  public Unavailable(
      String system, String message, @Nullable Duration retryAfter, @Nullable Throwable cause) {
    super(message, cause);
    this.system = system;
    this.retryAfter = retryAfter;
  }

  public String system() {
    return system;
  }

  public @Nullable Duration retryAfter() {
    return retryAfter;
  }
}
