package io.returnbridge.model;

/** The shipment state that a disposition gives a return item in commercetools. */
public enum ShipmentState {
  BACK_IN_STOCK,
  UNUSABLE,
  UNCHANGED
}
