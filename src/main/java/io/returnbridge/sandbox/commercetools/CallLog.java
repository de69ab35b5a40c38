package io.returnbridge.sandbox.commercetools;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Counts the calls and their highest rate. Thread-safe. */
final class CallLog {
  private static final long SECOND = 1_000_000_000L;
  private final List<ApiCall> calls = new ArrayList<>();
  private final Deque<Long> lastSecond = new ArrayDeque<>();
  private int highest;

  synchronized void add(ApiCall call) {
    long now = System.nanoTime();
    calls.add(call);
    lastSecond.addLast(now);
    while (now - lastSecond.getFirst() >= SECOND) {
      lastSecond.removeFirst();
    }
    highest = Math.max(highest, lastSecond.size());
  }

  synchronized List<ApiCall> calls() {
    return List.copyOf(calls);
  }

  synchronized Map<String, Integer> counts() {
    Map<String, Integer> counts = new TreeMap<>();
    calls.forEach(call -> counts.merge(call.method() + " " + call.resource(), 1, Integer::sum));
    return counts;
  }

  synchronized int highestInOneSecond() {
    return highest;
  }

  synchronized void reset() {
    calls.clear();
    lastSecond.clear();
    highest = 0;
  }
}
