package io.returnbridge.model;

/** Who writes the quantity of a stock channel's inventory entries. */
public enum Writer {
  MIDDLEWARE,
  /** A warehouse feed: movements are recorded and reconciled, the quantity is left to it. */
  WMS
}
