package io.returnbridge.store;

import io.returnbridge.failure.Unavailable;
import org.jspecify.annotations.Nullable;

/** Another step works on the same thing: no failure, and no attempt of the work is used up. */
public final class LeaseTaken extends Unavailable {

  private final @Nullable String lease;

  /**
   * @param lease that is taken; null when there is none to wait for
   */
  public LeaseTaken(@Nullable String lease, String message) {
    super("lease", message, null, null);
    this.lease = lease;
  }

  public @Nullable String lease() {
    return lease;
  }
}
