package io.returnbridge.steps.accept;

import io.returnbridge.model.OrderView;
import io.returnbridge.model.ReturnState;
import io.returnbridge.model.Unit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What orders show of the units of a return.
 *
 * @param orders by number, those that units have lines of
 * @param keys of the units that have a return item on their order
 */
record WrittenUnits(Map<String, OrderView> orders, Set<String> keys) {

  /**
   * @param known null at first sight, when nothing is written
   */
  static WrittenUnits on(
      Function<String, Optional<OrderView>> orders, @Nullable ReturnState known) {
    WrittenUnits written = new WrittenUnits(new HashMap<>(), new HashSet<>());
    if (known != null) {
      known.units().stream()
          .map(Unit::allocation)
          .filter(a -> a != null)
          .map(Unit.Allocation::orderNumber)
          .distinct()
          .forEach(n -> orders.apply(n).ifPresent(o -> written.orders.put(n, o)));
      known.units().stream()
          .filter(
              u ->
                  written
                      .order(u)
                      .flatMap(o -> o.returnItem(u.key(known.id())))
                      .filter(r -> u.isShownBy(r, known.id()))
                      .isPresent())
          .forEach(u -> written.keys.add(u.key(known.id())));
    }
    return written;
  }

  boolean has(String key) {
    return keys.contains(key);
  }

  /** Whether the order has not the line any more, as when it was created anew under its number. */
  boolean hasLostItsLine(Unit unit, ReturnState state) {
    return order(unit).filter(o -> unit.hasLostItsLine(o, state.id())).isPresent();
  }

  private Optional<OrderView> order(Unit unit) {
    return Optional.ofNullable(unit.allocation()).map(a -> orders.get(a.orderNumber()));
  }
}
