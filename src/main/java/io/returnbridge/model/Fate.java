package io.returnbridge.model;

/** What a scan says of a unit, as far as it decides which one it is of. */
public enum Fate {
  /** It never came, cannot be sold, or is rejected. */
  LOST,
  UNDECIDED,
  /** It can be sold again, or is accepted. */
  KEPT
}
