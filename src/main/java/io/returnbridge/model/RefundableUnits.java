package io.returnbridge.model;

import io.returnbridge.model.ReturnSnapshot.Item;
import io.returnbridge.model.ReturnSnapshot.ItemStatus;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Which units of a return have become nobody's debt: they were rejected or cancelled. */
final class RefundableUnits {

  private final ReturnSnapshot snapshot;
  private final Map<String, Item> items;
  private final Map<String, List<Unit>> units;
  private final Map<String, Boolean> inspected = new HashMap<>();

  RefundableUnits(ReturnState state) {
    this.snapshot = state.snapshot();
    this.items =
        snapshot.items().stream().collect(Collectors.toMap(Item::itemId, Function.identity()));
    this.units = state.units().stream().collect(Collectors.groupingBy(Unit::itemId));
  }

  /**
   * By inspection, where Reveni is told its verdict or will be; else by Reveni's word. A rejection
   * that it is never told decides nothing: of an item of which the table leaves another unit to
   * people, or which was decided in Reveni before all its units were inspected.
   */
  boolean isRejected(Unit unit) {
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
  boolean isRejectionOpen(Unit unit) {
    return "rejected".equals(verdict(unit))
        && !isInspected(unit.itemId())
        && siblings(unit.itemId()).noneMatch(u -> u.outcome() != null && verdict(u) == null)
        && status(unit) == ItemStatus.PENDING
        && !snapshot.terminal();
  }

  /** By Reveni's word; of an item that it rejects in part, by the verdict that it was told. */
  boolean isAccepted(Unit unit) {
    return !isRejected(unit)
        && (status(unit) == ItemStatus.ACCEPTED
            || (status(unit) == ItemStatus.REJECTED && "accepted".equals(verdict(unit))));
  }

  boolean isCancelled(Unit unit) {
    Item item = items.get(unit.itemId());
    return snapshot.stage() == ReturnStage.CANCELLED || item == null || unit.n() > item.quantity();
  }

  private boolean isInspected(String itemId) {
    return inspected.computeIfAbsent(itemId, id -> siblings(id).allMatch(u -> verdict(u) != null));
  }

  /** Reveni accepts an item of which every unit was rejected here: it was not told in time. */
  private boolean isContradicted(Unit unit) {
    return status(unit) == ItemStatus.ACCEPTED
        && siblings(unit.itemId()).allMatch(u -> "rejected".equals(verdict(u)));
  }

  private Stream<Unit> siblings(String itemId) {
    return units.getOrDefault(itemId, List.of()).stream()
        .filter(u -> !u.released() && !isCancelled(u));
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
    Item item = items.get(unit.itemId());
    return item == null ? ItemStatus.PENDING : item.status();
  }
}
