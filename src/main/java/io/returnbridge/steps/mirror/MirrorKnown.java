package io.returnbridge.steps.mirror;

import io.returnbridge.engine.Seen;
import io.returnbridge.engine.WorkList;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.model.MeantUnits;
import io.returnbridge.model.ReturnState;
import io.returnbridge.model.Unit;
import io.returnbridge.store.ReturnStates;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * A return with the orders that show it, or have shown it.
 *
 * @param orders its own first, then those of its units, then those that it was taken for
 */
record MirrorKnown(ReturnState state, Seen seen, List<ShownOrder> orders) {

  static MirrorKnown of(
      ReturnState state, ReturnStates states, Mappings mappings, Seen seen, WorkList work) {
    Set<String> numbers = new LinkedHashSet<>();
    numbers.add(Objects.requireNonNull(state.orderNumber()));
    for (Unit unit : state.units()) {
      Unit.Allocation allocation = unit.allocation();
      if (allocation != null) {
        numbers.add(allocation.orderNumber());
      }
    }
    numbers.addAll(state.formerOrders());
    return new MirrorKnown(
        state,
        seen,
        numbers.stream().map(n -> new ShownOrder(n, state, states, mappings, seen, work)).toList());
  }

  boolean isPaid() {
    return state.snapshot().refunds().stream().anyMatch(r -> r.status().wasPaid());
  }

  /** Whether the orders show for good what the state alone does not say. */
  boolean isAllocated() {
    return !new MeantUnits(state).unallocated().isEmpty()
        && new MeantUnits(state, MeantUnits.shownOn(state.id(), seen::orderLastSeen))
            .unallocated()
            .isEmpty();
  }
}
