package io.returnbridge.model;

/** What is written back to Reveni for an inspected unit. It moves money. */
public enum Verdict {
  ACCEPTED,
  REJECTED,
  /** Nothing is written back. */
  NONE
}
