package io.returnbridge.benchmark;

import io.returnbridge.sandbox.commercetools.ApiCall;
import io.returnbridge.sandbox.commercetools.Fault;
import io.returnbridge.sandbox.commercetools.FaultPlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Answers every call to commercetools after a latency, and notes when each has arrived. */
final class Arrivals implements FaultPlan {
  private static final double SECOND = 1e9;

  private final Duration latency;
  private final List<Long> times = new ArrayList<>();

  Arrivals(Duration latency) {
    this.latency = latency;
  }

  @Override
  public synchronized Fault next(ApiCall call) {
    times.add(System.nanoTime());
    return latency.isZero() ? Fault.none() : new Fault.Delay(latency);
  }

  /** Calls a second between the first and the last tenth of the calls. */
  synchronized double steadyRate() {
    int from = times.size() / 10;
    int to = times.size() - 1 - from;
    return to <= from ? 0 : (to - from) * SECOND / (times.get(to) - times.get(from));
  }

  /** As the outside sees it: those that have arrived and are not answered yet. */
  synchronized double meanInFlight() {
    return steadyRate() * latency.toNanos() / SECOND;
  }

  synchronized int mostInFlight() {
    return mostWithin(latency);
  }

  synchronized int mostInOneSecond() {
    return mostWithin(Duration.ofSeconds(1));
  }

  private int mostWithin(Duration span) {
    int most = 0;
    int first = 0;
    for (int i = 0; i < times.size(); i++) {
      while (times.get(i) - times.get(first) >= span.toNanos() && first < i) {
        first++;
      }
      most = Math.max(most, i - first + 1);
    }
    return most;
  }
}
