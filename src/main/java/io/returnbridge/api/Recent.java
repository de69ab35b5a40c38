package io.returnbridge.api;

import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What was seen by the last look, for pages that many people look at: one of them looks anew, the
 * others wait for that.
 *
 * @param <T> what is seen
 */
public final class Recent<T> {

  private static final long FRESH = Duration.ofSeconds(1).toNanos();

  private final Supplier<T> look;
  private @Nullable T seen;
  private long at;

  public Recent(Supplier<T> look) {
    this.look = look;
  }

  /** As it was a second ago at most. */
  public synchronized T now() {
    T known = seen;
    if (known == null || System.nanoTime() - at > FRESH) {
      known = look.get();
      seen = known;
      at = System.nanoTime();
    }
    return known;
  }
}
