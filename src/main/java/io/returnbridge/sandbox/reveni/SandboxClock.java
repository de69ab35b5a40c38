package io.returnbridge.sandbox.reveni;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * The time that Reveni writes into its returns. Each {@link #tick()} is later than the one before,
 * by a millisecond at least, even after the clock was set back.
 */
public final class SandboxClock {
  private @Nullable Instant fixed;
  private Instant last = Instant.EPOCH;

  /** Stops the clock at this time; ticks go on from there millisecond by millisecond. */
  public synchronized void set(Instant time) {
    fixed = time;
  }

  /** Follows the computer's clock again. */
  public synchronized void run() {
    fixed = null;
  }

  public synchronized Instant tick() {
    Instant now = (fixed == null ? Instant.now() : fixed).truncatedTo(ChronoUnit.MILLIS);
    last = now.isAfter(last) ? now : last.plusMillis(1);
    return last;
  }
}
