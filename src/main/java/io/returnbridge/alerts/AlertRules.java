package io.returnbridge.alerts;

import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/** When a digest is due; the settings {@code alerts.*} of {@code application.properties}. */
@Singleton
public class AlertRules {

  private final Duration batch;
  private final Duration atMostEvery;
  private final Duration critical;
  private final boolean criticalInQuietHours;
  private final boolean resolved;
  private final Duration firstPause;
  private final Duration longestPause;

  /**
   * @param batch how long new cases are collected
   * @param atMostEvery between two digests of one recipient
   * @param critical takes the place of both where a critical case is new
   * @param resolved whether it is told as well that told cases are resolved
   * @param firstPause after the first failure; doubled after each, up to {@code longestPause}
   */
  public AlertRules(
      @ConfigProperty(name = "alerts.batch") Duration batch,
      @ConfigProperty(name = "alerts.at-most-every") Duration atMostEvery,
      @ConfigProperty(name = "alerts.critical") Duration critical,
      @ConfigProperty(name = "alerts.critical-in-quiet-hours") boolean criticalInQuietHours,
      @ConfigProperty(name = "alerts.resolved") boolean resolved,
      @ConfigProperty(name = "alerts.first-pause") Duration firstPause,
      @ConfigProperty(name = "alerts.longest-pause") Duration longestPause) {
    this.batch = batch;
    this.atMostEvery = atMostEvery;
    this.critical = critical;
    this.criticalInQuietHours = criticalInQuietHours;
    this.resolved = resolved;
    this.firstPause = firstPause;
    this.longestPause = longestPause;
  }

  boolean criticalInQuietHours() {
    return criticalInQuietHours;
  }

  boolean tellsResolved() {
    return resolved;
  }

  /**
   * @param lastDigest null for none so far
   */
  boolean due(PendingAlerts untold, @Nullable Instant lastDigest, Instant now) {
    return due(untold.oldestCritical(), critical, lastDigest, critical, now)
        || due(untold.oldest(), batch, lastDigest, atMostEvery, now)
        || due(untold.oldestResolved(), batch, lastDigest, atMostEvery, now);
  }

  private static boolean due(
      @Nullable Instant oldest,
      Duration collected,
      @Nullable Instant lastDigest,
      Duration gap,
      Instant now) {
    return oldest != null
        && !oldest.plus(collected).isAfter(now)
        && (lastDigest == null || !lastDigest.plus(gap).isAfter(now));
  }

  /**
   * How long to wait before the next attempt.
   *
   * @param failures so far, one at least
   */
  Duration pause(int failures) {
    Duration pause = firstPause.multipliedBy(1L << Math.min(failures - 1, 16));
    return pause.compareTo(longestPause) < 0 ? pause : longestPause;
  }
}
