package io.returnbridge.returns;

import io.returnbridge.commerce.OrderView;
import io.returnbridge.commerce.Orders;
import io.returnbridge.failure.Trouble;
import io.returnbridge.returns.ReturnState.TimelineEntry;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Units whose place is not where they were allocated any more: Reveni names another order than
 * before, or the order was created anew under its number and has other lines. What has its return
 * item stays; the rest looks for its line anew. What a person named is final.
 */
final class MovedUnits {

  private final Orders orders;

  MovedUnits(Orders orders) {
    this.orders = orders;
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
    String said = next.snapshot().orderNumber();
    String number = next.orderNumber();
    if (!next.orderFound() || number == null) {
      return next;
    }
    if (said == null || said.equals(number) || isNamedByAPerson(next)) {
      return onTheirLines(next, number);
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
      return onTheirLines(next, number);
    }
    return next.withOrder(said)
        .mapUnits(u -> written.test(u.key(next.id())) ? u : withoutLine(u))
        .withTimeline(
            new TimelineEntry(
                Instant.now(), "order-changed", "Order " + said + " instead of " + number));
  }

  private ReturnState onTheirLines(ReturnState state, String number) {
    boolean any =
        state.units().stream()
            .map(Unit::allocation)
            .anyMatch(a -> a != null && a.orderNumber().equals(number));
    return any
        ? orders
            .lastSeen(number)
            .map(o -> state.mapUnits(u -> u.hasLostItsLine(o, state.id()) ? withoutLine(u) : u))
            .orElse(state)
        : state;
  }

  private static Unit withoutLine(Unit unit) {
    return unit.allocation() == null ? unit : unit.withAllocation(null, unit.sellingChannel());
  }

  private static boolean isNamedByAPerson(ReturnState state) {
    return state.timeline().stream().anyMatch(e -> e.event().equals("order-named"));
  }
}
