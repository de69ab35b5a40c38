package io.returnbridge.reconciliation;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An inventory entry by the ledger and by commercetools.
 *
 * @param location of {@code channels.csv}
 * @param ledger what the applied movements add up to
 * @param quantity in commercetools; null where there is no entry
 * @param ours whether nobody else moves goods there: then both are the same
 * @param waiting units that wait for their inspection
 * @param waitingSince when the first of them came; null for none
 */
record EntryLook(
    String channel,
    String sku,
    String location,
    long ledger,
    @Nullable Long quantity,
    boolean ours,
    long waiting,
    @Nullable Instant waitingSince) {

  /** What commercetools has more; where others move goods as well nobody can say. */
  @Nullable Long difference() {
    return ours ? (quantity == null ? 0 : quantity) - ledger : null;
  }
}
