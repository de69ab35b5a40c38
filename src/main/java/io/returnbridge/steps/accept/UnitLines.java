package io.returnbridge.steps.accept;

import io.returnbridge.model.Allocator;
import io.returnbridge.model.ExchangePlan;
import io.returnbridge.model.OrderView;
import io.returnbridge.model.ReturnSnapshot;
import io.returnbridge.model.ReturnState;
import io.returnbridge.model.Trouble;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Gives the units of one return that have no line their lines: once, and for good. */
final class UnitLines {

  private final ShownReturn known;
  private final ReturnState next;

  /**
   * @param next of which units may need lines
   */
  UnitLines(ShownReturn known, ReturnState next) {
    this.known = known;
    this.next = next;
  }

  /**
   * To be called while the root of {@link CandidateOrders} is claimed.
   *
   * @param troubles receives what has no line
   */
  ReturnState place(List<Trouble> troubles) {
    if (!CandidateOrders.needsLines(next)) {
      return next;
    }
    boolean hasMoved = !Objects.equals(next.orderNumber(), known.next().orderNumber());
    String number = hasMoved ? known.orders().named() : known.orders().own();
    return Optional.ofNullable(number)
        .flatMap(known::order)
        .map(order -> on(order, troubles))
        .orElseGet(this::withDefaultChannels);
  }

  private ReturnState withDefaultChannels() {
    String channel = known.store().defaultChannel();
    return next.mapUnits(u -> u.sellingChannel() == null ? u.withAllocation(null, channel) : u);
  }

  private ReturnState on(OrderView order, List<Trouble> troubles) {
    List<Trouble> there = new ArrayList<>();
    ReturnState placed = allocated(order, List.of(order), there);
    String named = next.snapshot().orderNumber();
    boolean isExchangeOrderNamed =
        !order.orderNumber().equals(named) && order.orderNumber().equals(known.orders().named());
    Set<String> others =
        isExchangeOrderNamed || !there.isEmpty() || isAnyOfAnotherLine(order)
            ? others(order)
            : Set.of();
    if (others.isEmpty()) {
      troubles.addAll(there);
      return placed;
    }
    List<OrderView> candidates = new ArrayList<>(List.of(order));
    for (String number : others) {
      // The goods of an exchange order that Reveni names are looked for there first.
      int place = number.equals(named) ? 0 : candidates.size();
      known.seen().orderNow(number).ifPresent(o -> candidates.add(place, o));
    }
    return allocated(order, candidates, troubles);
  }

  /** Whether Reveni names a line that the order does not have, for goods without one so far. */
  private boolean isAnyOfAnotherLine(OrderView order) {
    return next.units().stream()
        .filter(u -> u.allocation() == null && !u.released())
        .flatMap(u -> next.item(u.itemId()).map(ReturnSnapshot.Item::lineItemId).stream())
        .anyMatch(named -> order.lines().stream().noneMatch(l -> l.id().equals(named)));
  }

  /**
   * Where goods may be of that the order has no line for, or none left: its exchange orders, but
   * for those with this return's own new goods; and for what it has no line for the orders that the
   * return was taken for.
   */
  private Set<String> others(OrderView order) {
    Set<String> others =
        new LinkedHashSet<>(
            known.orders().exchangeOrders().getOrDefault(order.orderNumber(), List.of()));
    next.exchanges().stream().map(ExchangePlan::orderNumber).forEach(others::remove);
    boolean elsewhere =
        next.units().stream()
            .anyMatch(
                u ->
                    u.allocation() == null
                        && !Allocator.hasLine(order, u, next.item(u.itemId()).orElse(null)));
    if (elsewhere) {
      others.addAll(next.formerOrders());
    }
    others.remove(order.orderNumber());
    return others;
  }

  private ReturnState allocated(
      OrderView order, List<OrderView> candidates, List<Trouble> troubles) {
    Allocator allocator =
        new Allocator(
            next.id(),
            candidates,
            next.units(),
            heldByOthers(candidates),
            known.store().defaultChannel());
    return next.withOrder(order.orderNumber())
        .mapUnits(
            u ->
                u.allocation() != null || u.released()
                    ? u
                    : allocator.allocate(u, next.item(u.itemId()).orElse(null), troubles));
  }

  private Map<String, Allocator.Held> heldByOthers(List<OrderView> candidates) {
    List<String> lines =
        candidates.stream().flatMap(o -> o.lines().stream()).map(OrderView.Line::id).toList();
    Map<String, Allocator.Held> held = new HashMap<>();
    known
        .states()
        .held(next.id(), lines)
        .forEach(
            (line, keys) ->
                held.put(
                    line,
                    new Allocator.Held(
                        keys.values().stream()
                            .filter(
                                key ->
                                    candidates.stream().allMatch(o -> o.returnItem(key).isEmpty()))
                            .count(),
                        keys.keySet())));
    return held;
  }
}
