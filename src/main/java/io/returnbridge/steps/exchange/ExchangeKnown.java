package io.returnbridge.steps.exchange;

import io.returnbridge.engine.Seen;
import io.returnbridge.model.OrderView;
import io.returnbridge.model.ReturnState;
import io.returnbridge.model.Unit;
import io.returnbridge.store.WakeUp;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A return whose order was found, with the plans of its exchanges.
 *
 * @param asked whether a case of the step is open: then the orders are looked at again
 * @param at the time of this run
 */
record ExchangeKnown(
    ReturnState state,
    ExchangePlanning planning,
    Seen seen,
    WakeUp wakeUp,
    boolean asked,
    Instant at) {

  String originalNumber() {
    return Objects.requireNonNull(state.orderNumber());
  }

  /** Without it nobody knows what is to be exchanged. */
  Optional<OrderView> original() {
    return seen.orderLastSeen(originalNumber());
  }

  /** The original order, and the exchange orders that some of the goods came with. */
  List<OrderView> ordersOfGoods() {
    return Stream.concat(
            Stream.of(originalNumber()),
            state.units().stream()
                .map(Unit::allocation)
                .flatMap(Stream::ofNullable)
                .map(Unit.Allocation::orderNumber))
        .distinct()
        .flatMap(number -> seen.orderLastSeen(number).stream())
        .toList();
  }
}
