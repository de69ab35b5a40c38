package io.returnbridge.registry;

/** The kind of subject that a step is woken about. */
public enum About {
  /** {@code store/returnId}; or a scan, webhook or record that is to tell which return it is. */
  RETURN,
  /** The stock of a SKU on a stock channel: {@code channel/sku}. */
  ENTRY,
  /** The records of a key, in order: of a step of one's own, which does what its route says. */
  RECORD,
  /** The id of a replay. */
  REPLAY,
  /** No piece of work, but a look at all there is, which the clock begins. */
  INSTALLATION
}
