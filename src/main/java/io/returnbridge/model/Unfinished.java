package io.returnbridge.model;

import io.returnbridge.model.ReturnSnapshot.ItemStatus;
import io.returnbridge.model.ReturnSnapshot.Refund;
import io.returnbridge.model.ReturnSnapshot.RefundStatus;

/** Whether money or new goods of a return are still on their way, whatever its status says. */
public final class Unfinished {

  private Unfinished() {}

  /**
   * A refund that is not paid, or paid without its credit; an exchange without its order; anything
   * that cannot be read.
   */
  public static boolean is(ReturnState state) {
    return !state.snapshot().heldBack().isEmpty()
        || state.snapshot().refunds().stream().anyMatch(r -> isOpen(state, r))
        || state.snapshot().items().stream().anyMatch(i -> isOpen(state, i));
  }

  private static boolean isOpen(ReturnState state, Refund refund) {
    if (refund.status().wasPaid()) {
      return state
          .credit(refund.refundId())
          .filter(c -> c.paymentId() != null && (c.linkedOrder() != null || !state.orderFound()))
          .isEmpty();
    }
    return refund.status() == RefundStatus.PENDING || refund.status() == RefundStatus.APPROVED;
  }

  private static boolean isOpen(ReturnState state, ReturnSnapshot.Item item) {
    return item.exchange() != null
        && state.snapshot().stage() != ReturnStage.CANCELLED
        && isAnyAccepted(state, item)
        && state.exchanges().stream()
            .filter(p -> p.status().equals(ExchangePlan.CREATED))
            .flatMap(p -> p.lines().stream())
            .noneMatch(l -> l.itemId().equals(item.itemId()));
  }

  /** An item may be rejected in part. */
  private static boolean isAnyAccepted(ReturnState state, ReturnSnapshot.Item item) {
    return item.status() != ItemStatus.REJECTED
        || new MeantUnits(state).releases(item, ExchangeRelease.ACCEPTED);
  }
}
