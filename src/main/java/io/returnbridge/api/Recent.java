package io.returnbridge.api;

import io.smallrye.mutiny.infrastructure.Infrastructure;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What was seen by the last look, for pages that many people look at. What is older than a second
 * is shown once more while it is looked at anew; nobody waits for that. What is older than three is
 * not shown: one person looks, the others wait for him.
 *
 * @param <T> what is seen
 */
public final class Recent<T> {

  private static final long FRESH = Duration.ofSeconds(1).toNanos();
  private static final long SHOWN = Duration.ofSeconds(3).toNanos();

  private record Seen<T>(T what, long at) {}

  private final Supplier<T> look;
  private final Executor beside;
  private final LongSupplier nanos;
  private final AtomicBoolean isRenewed = new AtomicBoolean();
  private volatile @Nullable Seen<T> seen;

  public Recent(Supplier<T> look) {
    this(look, work -> Infrastructure.getDefaultWorkerPool().execute(work), System::nanoTime);
  }

  /**
   * @param beside looks anew while the last is shown
   */
  Recent(Supplier<T> look, Executor beside, LongSupplier nanos) {
    this.look = look;
    this.beside = beside;
    this.nanos = nanos;
  }

  /** As it was three seconds ago at most. */
  public T now() {
    Seen<T> last = seen;
    if (last == null || age(last) > SHOWN) {
      return looked();
    }
    if (age(last) > FRESH && isRenewed.compareAndSet(false, true)) {
      beside.execute(this::renewed);
    }
    return last.what();
  }

  private synchronized T looked() {
    Seen<T> meanwhile = seen;
    if (meanwhile != null && age(meanwhile) <= FRESH) {
      return meanwhile.what();
    }
    return anew();
  }

  private T anew() {
    long at = nanos.getAsLong();
    T found = look.get();
    seen = new Seen<>(found, at);
    return found;
  }

  private void renewed() {
    try {
      anew();
    } catch (RuntimeException failed) {
      // Whoever comes next looks himself, and is told.
      seen = null;
    } finally {
      isRenewed.set(false);
    }
  }

  private long age(Seen<T> last) {
    return nanos.getAsLong() - last.at();
  }
}
