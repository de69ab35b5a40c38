package io.returnbridge.steps.inspect;

import io.returnbridge.engine.Seen;
import io.returnbridge.engine.SeenItems;
import io.returnbridge.model.OrderView;
import io.returnbridge.model.ReturnId;
import io.returnbridge.model.ReturnSnapshot.Part;
import io.returnbridge.model.ReturnStage;
import io.returnbridge.model.ReturnState;
import io.returnbridge.model.StockMovement;
import io.returnbridge.model.Unit;
import io.returnbridge.store.ReturnStates;
import io.returnbridge.store.Scans;
import io.returnbridge.store.WakeUp;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What move-inspected-stock knows of its subject. */
sealed interface InspectionKnown {

  WakeUp wakeUp();

  Seen seen();

  /** A scan names this return, of which all is known once its work is claimed. */
  record Named(WakeUp wakeUp, ReturnId id, Seen seen) implements InspectionKnown {}

  /**
   * A scan of no known return, or of several.
   *
   * @param matching the returns that it fits
   * @param at the time of this run
   */
  record OfNoReturn(
      WakeUp wakeUp, Scans.Stored stored, List<ReturnState> matching, Seen seen, Instant at)
      implements InspectionKnown {}

  /**
   * A return with its scans.
   *
   * @param before the state as it is stored
   * @param plan what the scans mean
   * @param legs that are planned already
   * @param sent what Reveni was told, or may have been told
   */
  record OfReturn(
      WakeUp wakeUp,
      ReturnState before,
      List<Scans.Stored> scans,
      List<StockMovement> legs,
      InspectionPlan.Result plan,
      List<SentVerdict> sent,
      Seen seen,
      ReturnStates states)
      implements InspectionKnown {

    /** The state with what the scans mean. */
    ReturnState state() {
      return plan.state();
    }

    /** Whether the plan says what is not stored; what a person asks for again is so once a run. */
    boolean isAnyPlanned() {
      return !plan.legs().isEmpty()
          || !plan.superseded().isEmpty()
          || !plan.state().equals(before)
          || scans.stream().anyMatch(s -> s.known() == null || plan.changes(s))
          || (!seen.isNoted("plan") && scans.stream().anyMatch(plan::says));
    }

    /** The orders with a unit whose inspection is settled, or was taken back. */
    Set<String> orders() {
      Set<String> numbers = new TreeSet<>();
      for (Unit unit : state().units()) {
        Unit.Allocation allocation = unit.allocation();
        if (allocation != null && (isTakenBack(unit) || InspectionChanges.isSettled(unit))) {
          numbers.add(allocation.orderNumber());
        }
      }
      return numbers;
    }

    private boolean isTakenBack(Unit unit) {
      return unit.outcome() == null && (isBackIn(legs, unit) || isBackIn(plan.legs(), unit));
    }

    private static boolean isBackIn(List<StockMovement> legs, Unit unit) {
      return legs.stream().anyMatch(l -> l.kind() == StockMovement.Kind.BACK_IN && l.isOf(unit));
    }

    /**
     * Items that Reveni is to be told of, or was told of without a clear answer. Of a cancelled
     * return it wants no verdict, and of an item that cannot be read nobody knows what it has.
     */
    Set<String> itemsToTell() {
      Set<String> items = new LinkedHashSet<>();
      if (state().snapshot().stage() != ReturnStage.CANCELLED) {
        items.addAll(ItemVerdicts.due(state(), sent));
        sent.stream().filter(v -> !v.confirmed()).forEach(v -> items.add(v.itemId()));
        items.removeIf(item -> state().snapshot().holdsBack(Part.ITEM, item));
      }
      return items;
    }

    /** All returns that the order shows, this one with what its scans mean. */
    List<ReturnState> shownOn(OrderView order) {
      return states.ofOrder(order.orderNumber()).stream()
          .map(r -> r.id().equals(state().id()) ? state() : r)
          .toList();
    }

    List<SentVerdict> sent(String item) {
      return sent.stream().filter(v -> v.itemId().equals(item)).toList();
    }

    /** The items at Reveni. */
    SeenItems items() {
      return seen.items(before.id());
    }
  }
}
