package io.returnbridge.alerts;

import java.util.List;

/**
 * What one recipient is told at a time.
 *
 * @param id stays the same when it is sent again because nobody knows whether it arrived
 * @param counts of the new cases by code, critical and frequent ones first
 * @param cases the most urgent of the new ones, {@link #MOST_CASES} at most
 * @param resolved how many cases that were told are resolved by now
 * @param resolvedCases of these the last, {@link #MOST_CASES} at most
 */
public record Digest(
    String id,
    Recipient recipient,
    List<Count> counts,
    List<AlertCase> cases,
    int resolved,
    List<AlertCase> resolvedCases) {

  static final int MOST_CASES = 20;

  /** Of one code. */
  record Count(String code, int cases, int critical) {}

  public Digest {
    counts = List.copyOf(counts);
    cases = List.copyOf(cases);
    resolvedCases = List.copyOf(resolvedCases);
  }

  int fresh() {
    return counts.stream().mapToInt(Count::cases).sum();
  }

  int critical() {
    return counts.stream().mapToInt(Count::critical).sum();
  }

  boolean empty() {
    return counts.isEmpty() && resolved == 0;
  }
}
