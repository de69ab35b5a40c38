package io.returnbridge.store;

import io.returnbridge.failure.Unavailable;
import org.jspecify.annotations.Nullable;

/**
 * Somebody else was first: what was known is out of date, or what is needed is being worked on. No
 * failure, and no attempt of the work is used up.
 */
public final class ChangedMeanwhile extends Unavailable {

  private final @Nullable String key;

  public ChangedMeanwhile(String message) {
    this(null, message);
  }

  /**
   * @param key of the work that the next attempt is to wait for; null when there is none
   */
  public ChangedMeanwhile(@Nullable String key, String message) {
    super("conflict", message, null, null);
    this.key = key;
  }

  public @Nullable String key() {
    return key;
  }
}
