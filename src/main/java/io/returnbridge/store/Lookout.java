package io.returnbridge.store;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * When to look for what waits in the database: at once when something was written here, else now
 * and then, for what others have left.
 */
public final class Lookout {

  private static final Duration NOW_AND_THEN = Duration.ofSeconds(5);

  private final AtomicBoolean hasCome = new AtomicBoolean(true);
  private volatile long lookedAt = System.nanoTime();

  /** There is something; the next look finds it. */
  public void comes() {
    hasCome.set(true);
  }

  /** Looks, if it is time to. While something is found it is time. */
  public <T> List<T> look(Supplier<List<T>> forWhat) {
    long now = System.nanoTime();
    if (!hasCome.getAndSet(false) && now - lookedAt < NOW_AND_THEN.toNanos()) {
      return List.of();
    }
    lookedAt = now;
    List<T> found = forWhat.get();
    if (!found.isEmpty()) {
      comes();
    }
    return found;
  }
}
