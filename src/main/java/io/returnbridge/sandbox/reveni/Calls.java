package io.returnbridge.sandbox.reveni;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** How often each operation was asked for, failed requests included. */
public final class Calls {
  /** Operations, as counted. */
  public enum Operation {
    READ_RETURN,
    LIST_RETURNS,
    PARTIAL_VALIDATE,
    REGISTER_WEBHOOK,
    UNREGISTER_WEBHOOK,
    OTHER
  }

  private final Map<Operation, LongAdder> counts = new ConcurrentHashMap<>();
  private final Map<Integer, LongAdder> answers = new ConcurrentHashMap<>();

  void count(Operation operation) {
    counts.computeIfAbsent(operation, key -> new LongAdder()).increment();
  }

  void answered(int status) {
    answers.computeIfAbsent(status, key -> new LongAdder()).increment();
  }

  public long of(Operation operation) {
    LongAdder count = counts.get(operation);
    return count == null ? 0 : count.sum();
  }

  public long total() {
    return counts.values().stream().mapToLong(LongAdder::sum).sum();
  }

  /** HTTP status → number of answers. */
  public Map<Integer, Long> answers() {
    Map<Integer, Long> seen = new TreeMap<>();
    answers.forEach((status, count) -> seen.put(status, count.sum()));
    return seen;
  }

  public void reset() {
    counts.clear();
    answers.clear();
  }
}
