package io.returnbridge.commercetools;

import io.returnbridge.failure.NotTried;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the requests of this replica within its share of the rate: evenly spaced, also after idle
 * times, and never more than the share in any second, as the other side sees it. A request arrives
 * there between being sent and being answered; so it counts from the first until a second after the
 * second.
 */
final class RequestRate {

  /** Who would have to wait longer than this gives its thread back and comes again. */
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  /** One request's place in the rate; ended with its answer. */
  interface Turn extends AutoCloseable {
    @Override
    void close();
  }

  private final int cap;
  private final LongSupplier nanoTime;
  private final Duration longestWait;

  /** Its holder is the next one; fair, so that nobody waits for ever. */
  private final ReentrantLock turnstile = new ReentrantLock(true);

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<Long> ends = new ArrayDeque<>();
  private final List<Runnable> whenPaused = new CopyOnWriteArrayList<>();
  private int underWay;
  private int share;
  private long validUntil;
  private long notBefore;
  private long pausedUntil;

  /**
   * @param cap the rate of the whole installation, which is this replica's until it is told its
   *     share
   */
  RequestRate(int cap) {
    this(cap, System::nanoTime, LONGEST_WAIT);
  }

  RequestRate(int cap, LongSupplier nanoTime, Duration longestWait) {
    this.cap = cap;
    this.longestWait = longestWait;
    this.nanoTime = nanoTime;
    notBefore = nanoTime.getAsLong();
    pausedUntil = notBefore;
    limit(cap, Duration.ofDays(3650));
  }

  int cap() {
    return cap;
  }

  void limit(int newShare, Duration validFor) {
    lock.lock();
    try {
      share = newShare;
      validUntil = nanoTime.getAsLong() + validFor.toNanos();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  int inUse() {
    lock.lock();
    try {
      return inUse(nanoTime.getAsLong());
    } finally {
      lock.unlock();
    }
  }

  Duration pauseLeft() {
    lock.lock();
    try {
      return Duration.ofNanos(Math.max(0, pausedUntil - nanoTime.getAsLong()));
    } finally {
      lock.unlock();
    }
  }

  void pause(Duration pause) {
    lock.lock();
    try {
      pausedUntil = Math.max(pausedUntil, nanoTime.getAsLong() + pause.toNanos());
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  void whenPaused(Runnable listener) {
    whenPaused.add(listener);
  }

  /** The other side has asked for a pause: all replicas hear of it. */
  void asked(Duration pause) {
    pause(pause);
    whenPaused.forEach(Runnable::run);
  }

  /** Waits for its turn. */
  Turn acquire() {
    long until = nanoTime.getAsLong() + longestWait.toNanos();
    try {
      if (!turnstile.tryLock(longestWait.toNanos(), TimeUnit.NANOSECONDS)) {
        throw usedUp(longestWait.toNanos());
      }
      try {
        lock.lock();
        try {
          await(until);
          underWay++;
          notBefore = Math.max(notBefore, nanoTime.getAsLong()) + SECOND / share;
        } finally {
          lock.unlock();
        }
      } finally {
        turnstile.unlock();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw putOff("stopped while waiting for the rate", SECOND, e);
    }
    return this::end;
  }

  private void await(long until) throws InterruptedException {
    while (true) {
      long now = nanoTime.getAsLong();
      long left = left(now);
      if (left <= 0) {
        return;
      }
      if (pausedUntil > until) {
        throw putOff("commercetools has asked for a pause", pausedUntil - now, null);
      }
      if (now >= until) {
        throw usedUp(left);
      }
      var unused = changed.awaitNanos(Math.min(left, until - now));
    }
  }

  /** Until there may be a turn; 0 when it is now. */
  private long left(long now) {
    long left = Math.max(pausedUntil - now, notBefore - now);
    if (share == 0 || now >= validUntil) {
      return SECOND;
    }
    if (inUse(now) >= share) {
      Long oldest = ends.peekFirst();
      left = Math.max(left, oldest == null ? SECOND : oldest + SECOND - now);
    }
    return left;
  }

  private int inUse(long now) {
    while (!ends.isEmpty() && now - ends.getFirst() >= SECOND) {
      ends.removeFirst();
    }
    return underWay + ends.size();
  }

  private void end() {
    lock.lock();
    try {
      underWay--;
      ends.addLast(nanoTime.getAsLong());
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private NotTried usedUp(long nanos) {
    return putOff("the request rate CTP_MAX_REQUESTS_PER_SECOND is used up", nanos, null);
  }

  private static NotTried putOff(
      String why, long nanos, @Nullable InterruptedException interrupted) {
    return new NotTried("commercetools", why, Duration.ofNanos(nanos), interrupted);
  }
}
