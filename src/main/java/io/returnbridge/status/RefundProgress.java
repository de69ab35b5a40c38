package io.returnbridge.status;

import io.returnbridge.returns.ReturnSnapshot;
import io.returnbridge.returns.ReturnSnapshot.Item;
import io.returnbridge.returns.ReturnSnapshot.ItemStatus;
import io.returnbridge.returns.ReturnSnapshot.Refund;
import io.returnbridge.returns.ReturnSnapshot.RefundStatus;
import io.returnbridge.returns.ReturnState;
import io.returnbridge.returns.Unit;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/**
 * Which payment state a unit's return item is to have. By the refund's items where Reveni names
 * them, else when completed refunds and fees add up to the units that are not exchanged; exchanged,
 * rejected and cancelled units are {@code NotRefunded}.
 */
final class RefundProgress {

  private final ReturnState state;
  private final ReturnSnapshot snapshot;

  RefundProgress(ReturnState state) {
    this.state = state;
    this.snapshot = state.snapshot();
  }

  /** {@code Refunded}, {@code NotRefunded}, or nothing while it is open. */
  Optional<String> paymentState(Unit unit) {
    if (isExchanged(unit.itemId()) || isRejected(unit) || isCancelled(unit)) {
      return Optional.of("NotRefunded");
    }
    return isRefunded(unit) ? Optional.of("Refunded") : Optional.empty();
  }

  private boolean isExchanged(String itemId) {
    return state.exchanges().stream()
        .filter(e -> e.orderId() != null)
        .flatMap(e -> e.lines().stream())
        .anyMatch(l -> l.itemId().equals(itemId));
  }

  private boolean isRejected(Unit unit) {
    Unit.Outcome outcome = unit.outcome();
    return snapshot.reveniStatus().equals("rejected")
        || state.item(unit.itemId()).filter(i -> i.status() == ItemStatus.REJECTED).isPresent()
        || (outcome != null && "rejected".equals(outcome.verdict()));
  }

  private boolean isCancelled(Unit unit) {
    return snapshot.reveniStatus().equals("cancelled") || state.item(unit.itemId()).isEmpty();
  }

  private boolean isRefunded(Unit unit) {
    List<Refund> completed =
        snapshot.refunds().stream().filter(r -> r.status() == RefundStatus.COMPLETED).toList();
    boolean named = snapshot.refunds().stream().anyMatch(r -> !r.items().isEmpty());
    if (named) {
      int units =
          completed.stream()
              .flatMap(r -> r.items().stream())
              .filter(i -> i.itemId().equals(unit.itemId()))
              .mapToInt(ReturnSnapshot.RefundItem::quantity)
              .sum();
      return unit.n() <= units;
    }
    if (completed.isEmpty()) {
      return false;
    }
    List<Item> refundable =
        snapshot.items().stream()
            .filter(i -> i.exchange() == null)
            .filter(i -> i.status() != ItemStatus.REJECTED)
            .toList();
    if (refundable.stream().anyMatch(i -> i.amount() == null)) {
      return snapshot.refunds().stream().allMatch(r -> r.status() == RefundStatus.COMPLETED);
    }
    BigDecimal owed = BigDecimal.ZERO;
    for (Item item : refundable) {
      BigDecimal amount = item.amount();
      owed = owed.add(amount == null ? BigDecimal.ZERO : amount);
    }
    BigDecimal paid =
        completed.stream()
            .map(r -> r.amount().add(r.fees()))
            .reduce(BigDecimal.ZERO, BigDecimal::add);
    return paid.compareTo(owed) >= 0;
  }
}
