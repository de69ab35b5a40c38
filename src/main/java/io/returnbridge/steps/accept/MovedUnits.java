package io.returnbridge.steps.accept;

import io.returnbridge.commerce.Orders;
import io.returnbridge.model.OrderView;
import io.returnbridge.model.ReturnState;
import io.returnbridge.model.ReturnState.TimelineEntry;
import io.returnbridge.model.Trouble;
import io.returnbridge.model.Unit;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Units whose place is not where they were allocated any more: Reveni names another order than
 * before, or the order was created anew under its number and has other lines. What has its return
 * item stays; the rest looks for its line anew. What a person named is final.
 */
final class MovedUnits {

  /** An order that Reveni names now, and that is not there yet. */
  static final Duration LOOKED_AT_AGAIN = Duration.ofMinutes(15);

  private final Orders orders;
  private final UnaryOperator<String> originals;

  /**
   * @param originals the order that an exchange order goes back to, by number; any other is its own
   */
  MovedUnits(Orders orders, UnaryOperator<String> originals) {
    this.orders = orders;
    this.originals = originals;
  }

  /**
   * @param next what follows from what Reveni says now
   * @param commercetoolsStore that an order has to fit
   * @param written whether the unit of that key has a return item on its order
   * @param troubles receives {@code ORDER_NOT_FOUND} while what Reveni names now is not there
   */
  ReturnState of(
      ReturnState next,
      @Nullable String commercetoolsStore,
      Predicate<String> written,
      List<Trouble> troubles) {
    String named = next.snapshot().orderNumber();
    String said = named == null ? null : originals.apply(named);
    String number = next.orderNumber();
    if (!next.orderFound() || number == null) {
      return next;
    }
    if (said == null || said.equals(number) || isNamedByAPerson(next)) {
      return onTheirLines(next);
    }
    Optional<OrderView> order = orders.read(said).filter(o -> o.fits(commercetoolsStore));
    if (order.isEmpty()) {
      troubles.add(
          new Trouble(
              "ORDER_NOT_FOUND",
              said,
              null,
              Map.of(
                  "detail",
                  "Reveni names order "
                      + said
                      + " now, which is not in commercetools; the return stays on "
                      + number)));
      return onTheirLines(next);
    }
    // What was written on it since it was last seen decides what stays.
    var unused = orders.read(number);
    return next.withOrder(said)
        .mapUnits(u -> written.test(u.key(next.id())) ? u : withoutLine(u))
        .withTimeline(
            new TimelineEntry(
                Instant.now(), "order-changed", "Order " + said + " instead of " + number));
  }

  private ReturnState onTheirLines(ReturnState state) {
    ReturnState there = state;
    Set<String> numbers =
        state.units().stream()
            .map(Unit::allocation)
            .flatMap(Stream::ofNullable)
            .map(Unit.Allocation::orderNumber)
            .collect(Collectors.toCollection(TreeSet::new));
    for (String number : numbers) {
      OrderView order = orders.lastSeen(number).orElse(null);
      if (order != null) {
        there = there.mapUnits(u -> u.hasLostItsLine(order, state.id()) ? withoutLine(u) : u);
      }
    }
    return there;
  }

  private static Unit withoutLine(Unit unit) {
    return unit.allocation() == null ? unit : unit.withAllocation(null, unit.sellingChannel());
  }

  private static boolean isNamedByAPerson(ReturnState state) {
    return state.timeline().stream().anyMatch(e -> e.event().equals("order-named"));
  }
}
