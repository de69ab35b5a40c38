package io.returnbridge.reconciliation;

import io.returnbridge.model.ReturnId;
import io.returnbridge.model.ReturnSnapshot;
import io.returnbridge.model.ReturnSnapshot.Refund;
import io.returnbridge.model.ReturnState;
import io.returnbridge.reconciliation.Look.Finding;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What Reveni said of one return; until it says something, what is known of it. */
final class Seen {
  final ReturnId id;
  final @Nullable ReturnState known;
  final Instant until;
  final List<CreditCheck.Claim> claims = new ArrayList<>();
  final List<Finding> unchecked = new ArrayList<>();
  @Nullable String rmaNumber;
  @Nullable String orderNumber;
  @Nullable ReturnSnapshot now;
  boolean unread;
  boolean young;
  boolean busy;

  Seen(ReturnId id, @Nullable ReturnState known, Instant until) {
    this.id = id;
    this.known = known;
    this.until = until;
    this.rmaNumber = known == null ? null : known.rmaNumber();
    this.orderNumber = known == null ? null : known.orderNumber();
  }

  boolean isAbout(Refund refund) {
    Instant completedAt = refund.completedAt();
    return refund.status().wasPaid() && (completedAt == null || completedAt.isBefore(until));
  }
}
