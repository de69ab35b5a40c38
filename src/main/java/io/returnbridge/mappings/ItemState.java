package io.returnbridge.mappings;

/** The state of a return item in Reveni. */
public enum ItemState {
  PENDING,
  ACCEPTED,
  REJECTED
}
