package io.returnbridge.journey;

import java.time.Duration;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;

/** Waits for what comes, and lets time pass where time is the point. */
final class Waiting {

  private Waiting() {}

  static void until(String what, Callable<Boolean> condition) {
    Awaitility.await(what)
        .atMost(Duration.ofMinutes(2))
        .pollInterval(Duration.ofMillis(100))
        .until(condition);
  }

  /** What is true only when what is under way has come to its end, or when Kafka has answered. */
  static void untilAsserted(String what, ThrowingRunnable assertion) {
    Awaitility.await(what)
        .atMost(Duration.ofMinutes(2))
        .pollInterval(Duration.ofMillis(100))
        .untilAsserted(assertion);
  }

  /** An outage lasts that long. */
  static void lasts(Duration time) {
    long until = System.nanoTime() + time.toNanos();
    Awaitility.await("the outage to last " + time)
        .atMost(time.plusSeconds(60))
        .pollInterval(Duration.ofMillis(200))
        .until(() -> System.nanoTime() > until);
  }
}
