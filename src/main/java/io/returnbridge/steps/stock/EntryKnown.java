package io.returnbridge.steps.stock;

import io.returnbridge.engine.SeenEntry;
import io.returnbridge.model.StockEntry;
import io.returnbridge.model.StockMovement;
import io.returnbridge.store.Ledger;
import io.returnbridge.store.WakeUp;
import java.util.List;
import java.util.Optional;

/**
 * An inventory entry with what the ledger says of it.
 *
 * @param entry as far as it has been seen
 * @param unresolved its update whose outcome is not known
 * @param due the next legs; none while there is an unresolved update
 * @param told those of them that are known to be applied, from Kafka
 * @param remembered how often this run has recorded something
 */
record EntryKnown(
    StockEntry stock,
    SeenEntry entry,
    WakeUp wakeUp,
    Optional<Ledger.Sent> unresolved,
    Batch due,
    List<StockMovement> told,
    int remembered) {

  /** Most updates of one entry in one wake-up; then others have their turn. */
  static final int BATCHES = 5;

  /** An update is remembered twice: as sent, and as applied. */
  boolean isTurnOver() {
    return remembered >= 2 * BATCHES;
  }
}
