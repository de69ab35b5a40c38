package io.returnbridge.model;

/** The state of a return item in Reveni. */
public enum ItemState {
  PENDING,
  ACCEPTED,
  REJECTED
}
