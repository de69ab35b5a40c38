package io.returnbridge.alerts;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a recipient does not know yet.
 *
 * @param oldest when the oldest of the open cases was opened; null for none
 * @param oldestCritical the same of the critical ones
 * @param oldestResolved when the first of the told cases was resolved; null for none, and where
 *     that is not told
 */
record PendingAlerts(
    @Nullable Instant oldest, @Nullable Instant oldestCritical, @Nullable Instant oldestResolved) {

  static final PendingAlerts NOTHING = new PendingAlerts(null, null, null);

  /** What may be told in quiet hours. */
  PendingAlerts criticalOnly() {
    return new PendingAlerts(oldestCritical, oldestCritical, null);
  }

  boolean nothing() {
    return oldest == null && oldestResolved == null;
  }
}
