package io.returnbridge.mappings;

/** Whether the order's status is updated at once, or with the next batch. */
public enum Mode {
  REALTIME,
  BATCH
}
