package io.returnbridge.status;

import io.returnbridge.returns.OwedUnits;
import io.returnbridge.returns.ReturnState;
import io.returnbridge.returns.Unit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Which payment state a unit's return item is to have. By the refund's items where Reveni names
 * them, else when completed refunds and fees add up to the units that are to be refunded;
 * exchanged, rejected and cancelled units are {@code NotRefunded}. A unit of an item that is to be
 * exchanged is open until there is an exchange order.
 */
final class RefundProgress {

  private final ReturnState state;
  private final OwedUnits owed;
  private final Predicate<Unit> shownRefunded;

  /**
   * @param shownRefunded whether the unit's return item is {@code Refunded} already, which is final
   */
  RefundProgress(ReturnState state, Predicate<Unit> shownRefunded) {
    this.state = state;
    this.owed = new OwedUnits(state);
    this.shownRefunded = shownRefunded;
  }

  /** {@code Refunded}, {@code NotRefunded}, or nothing while it is open. */
  Optional<String> paymentState(Unit unit) {
    if (isExchanged(unit.itemId()) || owed.isCancelled(unit)) {
      return Optional.of("NotRefunded");
    }
    if (owed.isRejectionOpen(unit)) {
      return Optional.empty();
    }
    if (owed.isRejected(unit)) {
      return Optional.of("NotRefunded");
    }
    return owed.contain(unit) && isRefunded(unit) ? Optional.of("Refunded") : Optional.empty();
  }

  /**
   * An exchange that Reveni has withdrawn is none, even while its order is still to be cancelled.
   */
  private boolean isExchanged(String itemId) {
    return owed.isToBeExchanged(itemId)
        && state.exchanges().stream()
            .filter(e -> e.orderId() != null && !e.isOver())
            .flatMap(e -> e.lines().stream())
            .anyMatch(l -> l.itemId().equals(itemId));
  }

  private boolean isRefunded(Unit unit) {
    return isNamed(unit) || (owed.isOneUnnamed() && owed.arePaid());
  }

  /**
   * A refund names so many units of an item, not which: those that are shown as refunded already,
   * then the first ones.
   */
  private boolean isNamed(Unit unit) {
    List<Unit> siblings =
        state.units().stream().filter(u -> u.itemId().equals(unit.itemId())).toList();
    long shown = siblings.stream().filter(shownRefunded).count();
    return siblings.stream()
        .filter(u -> owed.contain(u) && !shownRefunded.test(u))
        .sorted(Comparator.comparingInt(Unit::n))
        .limit(Math.max(owed.named(unit.itemId()) - shown, 0))
        .anyMatch(u -> u.n() == unit.n());
  }
}
