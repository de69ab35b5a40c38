package io.returnbridge.model;

import java.util.Optional;

/**
 * How far a return is, as far as the work on it depends on that. Reveni may have several words for
 * each.
 */
public enum ReturnStage {
  /** The shopper has asked for it; nothing is under way yet. */
  OPEN,
  SHIPPED,
  /** All goods are there, whatever the shipments say. */
  RECEIVED,
  /** Accepted in whole or in part; all goods are there once a shipment is delivered. */
  DECIDED,
  /** Refused; all goods are there once a shipment is delivered. */
  REJECTED,
  CANCELLED;

  /**
   * What a status of {@code reveni-statuses.csv} says by itself. Empty for a word of the merchant's
   * own.
   */
  public static Optional<ReturnStage> ofStatus(String status) {
    return switch (status) {
      case "opened" -> Optional.of(OPEN);
      case "shipped" -> Optional.of(SHIPPED);
      case "received", "in-review" -> Optional.of(RECEIVED);
      case "accepted", "partly-accepted" -> Optional.of(DECIDED);
      case "rejected" -> Optional.of(REJECTED);
      case "cancelled" -> Optional.of(CANCELLED);
      default -> Optional.empty();
    };
  }
}
