package io.returnbridge.model;

/** The state of a refund in Reveni. */
public enum RefundState {
  PENDING,
  APPROVED,
  COMPLETED,
  FAILED,
  REVERSED,
  RECOVERED
}
