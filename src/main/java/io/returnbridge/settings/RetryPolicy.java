package io.returnbridge.settings;

import java.time.Duration;

/**
 * How often, and how soon, work is tried again after one kind of failure.
 *
 * @param attempts that fail before a person is told and the longest pause is kept
 * @param factor by which each pause is longer than the one before
 * @param jitter by which part of it a pause is shortened or lengthened at random, 0 to 1
 */
public record RetryPolicy(
    int attempts, Duration firstPause, double factor, double jitter, Duration longestPause) {

  private static final Duration MOST_MORE = Duration.ofSeconds(10);

  /**
   * @param failures how often it has failed before
   * @param chance from 0 to 1
   */
  public Duration pause(int failures, double chance) {
    double millis = firstPause.toMillis() * Math.pow(factor, failures);
    return jittered(Math.min(millis, longestPause.toMillis()), 1 - jitter, chance);
  }

  /** What the other side asked for, never less and little more. */
  public Duration asked(Duration retryAfter, double chance) {
    double more = Math.min(retryAfter.toMillis() * jitter, MOST_MORE.toMillis());
    return retryAfter.plusMillis(Math.round(more * chance));
  }

  /** The pause between attempts once they are used up. */
  public Duration longest(double chance) {
    return jittered(longestPause.toMillis(), 1 - jitter, chance);
  }

  private Duration jittered(double millis, double least, double chance) {
    return Duration.ofMillis(Math.round(millis * (least + (1 + jitter - least) * chance)));
  }
}
