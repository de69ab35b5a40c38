package io.returnbridge.status;

import io.returnbridge.mappings.ReturnStage;
import io.returnbridge.returns.Money;
import io.returnbridge.returns.ReturnSnapshot;
import io.returnbridge.returns.ReturnSnapshot.Item;
import io.returnbridge.returns.ReturnSnapshot.ItemStatus;
import io.returnbridge.returns.ReturnSnapshot.Refund;
import io.returnbridge.returns.ReturnSnapshot.RefundStatus;
import io.returnbridge.returns.ReturnState;
import io.returnbridge.returns.Unit;
import java.math.BigDecimal;
import java.math.RoundingMode;
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
  private final ReturnSnapshot snapshot;
  private final Predicate<Unit> shownRefunded;

  /**
   * @param shownRefunded whether the unit's return item is {@code Refunded} already, which is final
   */
  RefundProgress(ReturnState state, Predicate<Unit> shownRefunded) {
    this.state = state;
    this.snapshot = state.snapshot();
    this.shownRefunded = shownRefunded;
  }

  /** {@code Refunded}, {@code NotRefunded}, or nothing while it is open. */
  Optional<String> paymentState(Unit unit) {
    if (isExchanged(unit.itemId()) || isCancelled(unit) || isRejected(unit)) {
      return Optional.of("NotRefunded");
    }
    return isRefundable(unit) && isRefunded(unit) ? Optional.of("Refunded") : Optional.empty();
  }

  /**
   * An exchange that Reveni has withdrawn is none, even while its order is still to be cancelled.
   */
  private boolean isExchanged(String itemId) {
    return isToBeExchanged(itemId)
        && state.exchanges().stream()
            .filter(e -> e.orderId() != null)
            .flatMap(e -> e.lines().stream())
            .anyMatch(l -> l.itemId().equals(itemId));
  }

  private boolean isToBeExchanged(String itemId) {
    return state.item(itemId).filter(i -> i.exchange() != null).isPresent();
  }

  /** The unit's own verdict where inspection gave one, else the item's, else the return's. */
  private boolean isRejected(Unit unit) {
    Unit.Outcome outcome = unit.outcome();
    String verdict = outcome == null ? null : outcome.verdict();
    if (verdict != null) {
      return verdict.equals("rejected");
    }
    ItemStatus status = state.item(unit.itemId()).map(Item::status).orElse(ItemStatus.PENDING);
    return status == ItemStatus.REJECTED
        || (status == ItemStatus.PENDING && snapshot.stage() == ReturnStage.REJECTED);
  }

  private boolean isCancelled(Unit unit) {
    return snapshot.stage() == ReturnStage.CANCELLED
        || state.item(unit.itemId()).filter(i -> unit.n() <= i.quantity()).isEmpty();
  }

  /** Whether the unit is one that money is owed for. */
  private boolean isRefundable(Unit unit) {
    return !isCancelled(unit) && !isRejected(unit) && !isToBeExchanged(unit.itemId());
  }

  private boolean isRefunded(Unit unit) {
    return isNamed(unit)
        || (completed().stream().anyMatch(r -> r.items().isEmpty()) && isPaidInFull());
  }

  /**
   * A refund names so many units of an item, not which: those that are shown as refunded already,
   * then the first ones.
   */
  private boolean isNamed(Unit unit) {
    int named =
        completed().stream()
            .flatMap(r -> r.items().stream())
            .filter(i -> i.itemId().equals(unit.itemId()))
            .mapToInt(ReturnSnapshot.RefundItem::quantity)
            .sum();
    List<Unit> siblings =
        state.units().stream().filter(u -> u.itemId().equals(unit.itemId())).toList();
    long shown = siblings.stream().filter(shownRefunded).count();
    return siblings.stream()
        .filter(u -> isRefundable(u) && !shownRefunded.test(u))
        .sorted(Comparator.comparingInt(Unit::n))
        .limit(Math.max(named - shown, 0))
        .anyMatch(u -> u.n() == unit.n());
  }

  private boolean isPaidInFull() {
    BigDecimal owed = BigDecimal.ZERO;
    for (Item item : snapshot.items()) {
      long units =
          state.units().stream()
              .filter(u -> u.itemId().equals(item.itemId()) && isRefundable(u))
              .count();
      BigDecimal amount = item.amount();
      if (units > 0 && amount == null) {
        return snapshot.refunds().stream().allMatch(r -> r.status() == RefundStatus.COMPLETED);
      }
      if (units > 0 && amount != null) {
        owed = owed.add(share(amount, units, item.quantity()));
      }
    }
    BigDecimal paid =
        completed().stream()
            .filter(r -> r.currency().equals(snapshot.currency()))
            .map(r -> r.amount().add(r.fees()))
            .reduce(BigDecimal.ZERO, BigDecimal::add);
    return paid.compareTo(owed) >= 0;
  }

  /**
   * What some of an item's units are worth. Where the currency cannot divide the amount, the part
   * of a minor unit that is left over is not waited for.
   */
  private BigDecimal share(BigDecimal amount, long units, int of) {
    if (units == of) {
      return amount;
    }
    return amount
        .multiply(BigDecimal.valueOf(units))
        .divide(
            BigDecimal.valueOf(of),
            Money.digits(snapshot.currency()).orElse(0),
            RoundingMode.FLOOR);
  }

  private List<Refund> completed() {
    return snapshot.refunds().stream().filter(r -> r.status() == RefundStatus.COMPLETED).toList();
  }
}
