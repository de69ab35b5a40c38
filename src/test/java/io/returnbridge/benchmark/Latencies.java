package io.returnbridge.benchmark;

import java.util.Collection;
import java.util.List;

/**
 * How long things took.
 *
 * @param sorted nanoseconds, shortest first
 */
record Latencies(List<Long> sorted) {

  static Latencies of(Collection<Long> nanos) {
    return new Latencies(nanos.stream().sorted().toList());
  }

  /** In milliseconds; the smallest that so many of a hundred do not exceed. */
  double percentile(int percent) {
    if (sorted.isEmpty()) {
      return Double.NaN;
    }
    int place = (int) Math.ceil(percent / 100.0 * sorted.size()) - 1;
    return sorted.get(Math.max(0, place)) / 1e6;
  }
}
