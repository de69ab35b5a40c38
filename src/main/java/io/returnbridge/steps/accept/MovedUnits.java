package io.returnbridge.steps.accept;

import io.returnbridge.model.ReturnState;
import io.returnbridge.model.ReturnState.TimelineEntry;
import io.returnbridge.model.Trouble;
import io.returnbridge.model.Unit;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Units whose place is not where they were allocated any more: Reveni names another order than
 * before, or the order was created anew under its number and has other lines. What has its return
 * item stays; the rest looks for its line anew.
 */
final class MovedUnits {

  private MovedUnits() {}

  /**
   * @param troubles receives {@code ORDER_NOT_FOUND} while what Reveni names now is not there
   */
  static ReturnState of(ShownReturn known, List<Trouble> troubles) {
    ReturnState next = known.next();
    if (!known.orders().isAnother()) {
      return next;
    }
    String named = Objects.requireNonNull(known.orders().named());
    String number = Objects.requireNonNull(next.orderNumber());
    if (known.order(named).isEmpty()) {
      troubles.add(notThere(named, number));
      return next;
    }
    // What was written on it since it was last seen decides what stays.
    WrittenUnits written =
        WrittenUnits.on(
            n -> n.equals(number) ? known.seen().orderNow(n) : known.seen().orderLastSeen(n),
            known.before());
    return next.withOrder(named)
        .mapUnits(u -> written.has(u.key(next.id())) ? u : withoutLine(u))
        .withTimeline(
            new TimelineEntry(
                known.at(), "order-changed", "Order " + named + " instead of " + number));
  }

  /** Those stay that are on a line of their order, as far as it is known. */
  static ReturnState onTheirLines(ReturnState state, WrittenUnits written) {
    return state.mapUnits(u -> written.hasLostItsLine(u, state) ? withoutLine(u) : u);
  }

  private static Unit withoutLine(Unit unit) {
    return unit.allocation() == null ? unit : unit.withAllocation(null, unit.sellingChannel());
  }

  private static Trouble notThere(String named, String number) {
    return new Trouble(
        "ORDER_NOT_FOUND",
        named,
        null,
        Map.of(
            "detail",
            "Reveni names order "
                + named
                + " now, which is not in commercetools; the return stays on "
                + number));
  }
}
