package io.returnbridge.failure;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Unavailable for all alike: the system is known to be away, wants to be left alone for now, or
 * refuses the key. Nothing is wrong with the work, which waits; no attempt of it is used up.
 */
public final class NotTried extends Unavailable {

  /**
   * @param message the same for as long as the reason is the same
   */
  public NotTried(String system, String message, Duration retryAfter, @Nullable Throwable cause) {
    super(system, message, retryAfter, cause);
  }
}
