package io.returnbridge.mappings;

/** The state of a refund in Reveni. */
public enum RefundState {
  PENDING,
  APPROVED,
  COMPLETED,
  FAILED,
  REVERSED,
  RECOVERED
}
