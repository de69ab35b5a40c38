package io.returnbridge.intake;

import io.returnbridge.store.OutboxRecord;

/** What became of a scan that was sent. */
public sealed interface ScanReceipt {

  /**
   * Stored: 202. A {@code repeated} scan was stored before with the same content.
   *
   * @param record to be published, and then told by {@link ScanReceiver#published}; a repeat has
   *     the same one
   */
  record Accepted(String scanId, boolean repeated, OutboxRecord record) implements ScanReceipt {}

  /** The source has used this id for other content: 409. */
  record Conflicting(String scanId) implements ScanReceipt {}

  /** 400. */
  record Invalid(String field, String problem) implements ScanReceipt {}
}
