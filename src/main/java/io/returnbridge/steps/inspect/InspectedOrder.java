package io.returnbridge.steps.inspect;

import io.returnbridge.commerce.OrderChange;
import io.returnbridge.commerce.OrderFields;
import io.returnbridge.engine.Write;
import io.returnbridge.model.OrderView;
import io.returnbridge.model.ReturnState;
import io.returnbridge.model.Trouble;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An order that is to show what inspection has decided. */
final class InspectedOrder {

  private InspectedOrder() {}

  /** What the order lacks; else it is found why it cannot have it. */
  static Optional<Write> missing(
      InspectionKnown.OfReturn known, String number, InspectionFindings found) {
    Optional<RuntimeException> why = known.seen().whyNotUpdated(number);
    if (why.isPresent()) {
      found.failed(why.get());
      return Optional.empty();
    }
    Optional<OrderView> order = known.seen().order(number);
    if (order.isEmpty()) {
      found.trouble(Trouble.orderGone(number));
      return Optional.empty();
    }
    List<OrderChange> lacks = lacks(known, order.get());
    return lacks.isEmpty()
        ? Optional.empty()
        : Optional.of(known.seen().update(order.get(), lacks).beside());
  }

  /**
   * The timeline tells of the inspection as well: in the same update, or once all that was scanned
   * is where it belongs.
   */
  private static List<OrderChange> lacks(InspectionKnown.OfReturn known, OrderView order) {
    ReturnState state = known.state();
    List<OrderChange> changes = new ArrayList<>(InspectionChanges.missing(order, state));
    boolean original = state.orderFound() && order.orderNumber().equals(state.orderNumber());
    boolean settled =
        state.units().stream()
            .filter(u -> u.outcome() != null)
            .allMatch(InspectionChanges::isSettled);
    if (original && (settled || !changes.isEmpty())) {
      changes.addAll(OrderFields.missingTimeline(order, known.shownOn(order)));
    }
    return changes;
  }
}
