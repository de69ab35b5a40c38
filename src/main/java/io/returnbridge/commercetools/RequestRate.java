package io.returnbridge.commercetools;

import dev.failsafe.RateLimiter;
import io.returnbridge.failure.Unavailable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Keeps all requests of this replica within its rate, evenly spaced. A {@code Retry-After} of one
 * request slows all of them.
 */
final class RequestRate {

  /** Who would have to wait longer than this gives its thread back and comes again. */
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

  private final double installation;
  private final Clock clock;
  private volatile RateLimiter<Object> limiter;
  private volatile Instant pausedUntil = Instant.MIN;

  RequestRate(double requestsPerSecond, Clock clock) {
    this.installation = requestsPerSecond;
    this.clock = clock;
    this.limiter = limiter(requestsPerSecond);
  }

  private static RateLimiter<Object> limiter(double requestsPerSecond) {
    return RateLimiter.smoothBuilder(Duration.ofNanos(Math.round(1e9 / requestsPerSecond))).build();
  }

  /** The rate is the whole installation's: each replica takes an equal part. */
  void shareAmong(int replicas) {
    limiter = limiter(installation / Math.max(1, replicas));
  }

  /** Waits for its turn. */
  void acquire() {
    try {
      Instant now = clock.instant();
      Duration pause =
          pausedUntil.isAfter(now) ? Duration.between(now, pausedUntil) : Duration.ZERO;
      if (pause.compareTo(LONGEST_WAIT) > 0) {
        throw new Unavailable(
            "commercetools",
            "commercetools asked for a pause of " + pause.toSeconds() + " s more",
            pause,
            null);
      }
      if (!pause.isZero()) {
        Thread.sleep(pause.toMillis());
      }
      if (!limiter.tryAcquirePermit(LONGEST_WAIT)) {
        throw new Unavailable(
            "commercetools",
            "the request rate CTP_MAX_REQUESTS_PER_SECOND is used up",
            LONGEST_WAIT,
            null);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Unavailable("commercetools", "stopped while waiting for the rate", null, e);
    }
  }

  synchronized void pause(Duration retryAfter) {
    Instant until = clock.instant().plus(retryAfter);
    if (until.isAfter(pausedUntil)) {
      pausedUntil = until;
    }
  }
}
