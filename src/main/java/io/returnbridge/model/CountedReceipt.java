package io.returnbridge.model;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Units that a person counts as received, although Reveni does not show them as such. They stay
 * received whatever Reveni says later.
 *
 * @param events what happened by that
 */
public record CountedReceipt(ReturnState state, List<ReturnEvent> events) {

  /**
   * @param units of the state
   */
  public static CountedReceipt of(ReturnState before, Collection<Unit> units, Instant at) {
    ReturnState after =
        before.mapUnits(
            u -> units.stream().anyMatch(c -> c.is(u.itemId(), u.n())) ? u.withReceived(true) : u);
    List<ReturnEvent> events = new ArrayList<>();
    for (ReturnEvent e : EventDerivation.between(before, after)) {
      events.add(
          new ReturnEvent(
              e.id(),
              e.type(),
              e.store(),
              e.returnId(),
              e.rmaNumber(),
              e.orderNumber(),
              e.subject(),
              at,
              e.summary() + ", counted by a person"));
    }
    ReturnState told = after;
    for (ReturnEvent e : events) {
      told = told.withTimeline(new ReturnState.TimelineEntry(at, e.type(), e.summary()));
    }
    return new CountedReceipt(told, List.copyOf(events));
  }
}
