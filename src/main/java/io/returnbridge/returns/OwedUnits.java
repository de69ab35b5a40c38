package io.returnbridge.returns;

import io.returnbridge.mappings.ReturnStage;
import io.returnbridge.returns.ReturnSnapshot.Item;
import io.returnbridge.returns.ReturnSnapshot.ItemStatus;
import io.returnbridge.returns.ReturnSnapshot.Refund;
import io.returnbridge.returns.ReturnSnapshot.RefundItem;
import io.returnbridge.returns.ReturnSnapshot.RefundStatus;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The units of a return that money is owed for, and what has been paid for them. Exchanged,
 * rejected and cancelled ones are none. Amounts are in the return's currency.
 */
public final class OwedUnits {

  private final ReturnState state;
  private final ReturnSnapshot snapshot;

  public OwedUnits(ReturnState state) {
    this.state = state;
    this.snapshot = state.snapshot();
  }

  public boolean contain(Unit unit) {
    return !isCancelled(unit) && !isRejected(unit) && !isToBeExchanged(unit.itemId());
  }

  public boolean isToBeExchanged(String itemId) {
    return state.item(itemId).filter(i -> i.exchange() != null).isPresent();
  }

  /**
   * By inspection, where Reveni is told its verdict or will be; else by Reveni's word. A rejection
   * that it is never told decides nothing: of an item of which the table leaves another unit to
   * people, or which was decided in Reveni before all its units were inspected.
   */
  public boolean isRejected(Unit unit) {
    String verdict = verdict(unit);
    if ("accepted".equals(verdict)) {
      return false;
    }
    if (verdict == null) {
      return isRejectedInReveni(unit);
    }
    return isInspected(unit.itemId())
        ? !isContradicted(unit)
        : isRejectedInReveni(unit) || isRejectionOpen(unit);
  }

  /**
   * Reveni is told only when all units of the item have been inspected, and until it has decided.
   */
  public boolean isRejectionOpen(Unit unit) {
    return "rejected".equals(verdict(unit))
        && !isInspected(unit.itemId())
        && siblings(unit.itemId()).noneMatch(u -> u.outcome() != null && verdict(u) == null)
        && status(unit) == ItemStatus.PENDING
        && !snapshot.terminal();
  }

  private boolean isInspected(String itemId) {
    return siblings(itemId).allMatch(u -> verdict(u) != null);
  }

  /** Reveni accepts an item of which every unit was rejected here: it was not told in time. */
  private boolean isContradicted(Unit unit) {
    return status(unit) == ItemStatus.ACCEPTED
        && siblings(unit.itemId()).allMatch(u -> "rejected".equals(verdict(u)));
  }

  private Stream<Unit> siblings(String itemId) {
    return state.units().stream()
        .filter(u -> u.itemId().equals(itemId) && !u.released() && !isCancelled(u));
  }

  private static @Nullable String verdict(Unit unit) {
    Unit.Outcome outcome = unit.outcome();
    return outcome == null ? null : outcome.verdict();
  }

  private boolean isRejectedInReveni(Unit unit) {
    return status(unit) == ItemStatus.REJECTED
        || (status(unit) == ItemStatus.PENDING && snapshot.stage() == ReturnStage.REJECTED);
  }

  private ItemStatus status(Unit unit) {
    return state.item(unit.itemId()).map(Item::status).orElse(ItemStatus.PENDING);
  }

  public boolean isCancelled(Unit unit) {
    return snapshot.stage() == ReturnStage.CANCELLED
        || state.item(unit.itemId()).filter(i -> unit.n() <= i.quantity()).isEmpty();
  }

  /** So many units of the item completed refunds name. */
  public int named(String itemId) {
    return completed().stream()
        .flatMap(r -> r.items().stream())
        .filter(i -> i.itemId().equals(itemId))
        .mapToInt(RefundItem::quantity)
        .sum();
  }

  /** Whether a completed refund leaves open which units it is for. */
  public boolean isOneUnnamed() {
    return completed().stream().anyMatch(r -> r.items().isEmpty());
  }

  /**
   * Whether completed refunds come to the units; where Reveni does not say what an item is worth,
   * whether all refunds are completed.
   */
  public boolean arePaid() {
    BigDecimal worth = worth();
    return worth == null
        ? snapshot.refunds().stream().allMatch(r -> r.status() == RefundStatus.COMPLETED)
        : paid().compareTo(worth) >= 0;
  }

  /** Of completed refunds, with their fees. */
  public BigDecimal paid() {
    return completed().stream()
        .filter(r -> r.currency().equals(snapshot.currency()))
        .map(r -> r.amount().add(r.fees()))
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  /** Null where Reveni does not say it of an item. */
  public @Nullable BigDecimal worth() {
    BigDecimal worth = BigDecimal.ZERO;
    for (Item item : snapshot.items()) {
      long units =
          state.units().stream()
              .filter(u -> u.itemId().equals(item.itemId()) && contain(u))
              .count();
      BigDecimal amount = item.amount();
      if (units > 0 && amount == null) {
        return null;
      }
      if (units > 0 && amount != null) {
        worth = worth.add(share(amount, units, item.quantity()));
      }
    }
    return worth;
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

  public List<Refund> completed() {
    return snapshot.refunds().stream().filter(r -> r.status() == RefundStatus.COMPLETED).toList();
  }
}
