package io.returnbridge.decisions;

import io.returnbridge.commerce.Orders;
import io.returnbridge.model.MeantUnits;
import io.returnbridge.model.OrderView;
import io.returnbridge.model.ReturnId;
import io.returnbridge.model.Unit;
import io.returnbridge.store.ReturnStates;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What the orders of a return show of its units, for a decision that asks which units are meant.
 */
@ApplicationScoped
class OrdersOfReturn {

  private final ReturnStates states;
  private final Orders orders;

  OrdersOfReturn(ReturnStates states, Orders orders) {
    this.states = states;
    this.orders = orders;
  }

  /** Before the transaction: an order may have to be asked for. */
  Function<Unit, Optional<String>> shown(ReturnId id) {
    Map<String, Optional<OrderView>> seen = new HashMap<>();
    states.find(id).stream()
        .flatMap(state -> state.units().stream())
        .flatMap(unit -> Stream.ofNullable(unit.allocation()))
        .forEach(line -> seen.computeIfAbsent(line.orderNumber(), orders::lastSeen));
    return MeantUnits.shownOn(id, number -> seen.getOrDefault(number, Optional.empty()));
  }
}
