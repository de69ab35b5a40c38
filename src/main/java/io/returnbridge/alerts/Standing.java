package io.returnbridge.alerts;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How it stands with a recipient.
 *
 * @param digest under way: planned, and not known to have gone out
 * @param claimedUntil somebody is sending it now; a claim that a crash left behind runs out
 * @param lastDigestAt null for none so far
 * @param failingSince null while digests get through
 * @param attempts that have failed since then
 * @param nextAttemptAt null for at once
 */
record Standing(
    @Nullable String digest,
    @Nullable Instant claimedUntil,
    @Nullable Instant lastDigestAt,
    @Nullable Instant failingSince,
    @Nullable Instant failedAt,
    int attempts,
    @Nullable Instant nextAttemptAt,
    @Nullable String lastError) {

  static final Standing NEW = new Standing(null, null, null, null, null, 0, null, null);

  boolean claimed(Instant now) {
    return claimedUntil != null && claimedUntil.isAfter(now);
  }

  boolean pausing(Instant now) {
    return nextAttemptAt != null && nextAttemptAt.isAfter(now);
  }
}
