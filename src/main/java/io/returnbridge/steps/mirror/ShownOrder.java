package io.returnbridge.steps.mirror;

import io.returnbridge.commerce.OrderChange;
import io.returnbridge.commerce.OrderFields;
import io.returnbridge.commerce.Refused;
import io.returnbridge.engine.Seen;
import io.returnbridge.engine.WorkList;
import io.returnbridge.engine.Write;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.mappings.StatusRow;
import io.returnbridge.model.Keys;
import io.returnbridge.model.OrderView;
import io.returnbridge.model.ReturnState;
import io.returnbridge.model.Trouble;
import io.returnbridge.model.Unit;
import io.returnbridge.store.ReturnStates;
import io.returnbridge.store.WakeUp;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One of the orders that show a return, or have shown it: what it lacks, and what is wrong. */
final class ShownOrder {

  private final String number;
  private final ReturnState state;
  private final ReturnStates states;
  private final Mappings mappings;
  private final Seen seen;
  private final WorkList work;

  /** All returns that the order shows, once they are asked for. */
  private @Nullable List<ReturnState> returns;

  ShownOrder(
      String number,
      ReturnState state,
      ReturnStates states,
      Mappings mappings,
      Seen seen,
      WorkList work) {
    this.number = number;
    this.state = state;
    this.states = states;
    this.mappings = mappings;
    this.seen = seen;
    this.work = work;
  }

  String number() {
    return number;
  }

  /** Whether the return was only taken for it: then it need not be there. */
  boolean isFormer() {
    return state.formerOrders().contains(number);
  }

  private boolean isOriginal() {
    return number.equals(state.orderNumber());
  }

  /** What hinders may have been taken away by a person: then the order is looked at first. */
  Optional<OrderView> view() {
    return seen.order(number, last -> !ReturnItems.troubles(last, state, true).isEmpty());
  }

  Refusals refusals() {
    return Refusals.of(seen.refusalsOfOrder(number), stateKey().isPresent());
  }

  List<OrderChange> lacks(OrderView order) {
    Refusals refusals = refusals();
    List<OrderChange> changes = new ArrayList<>(fields(order));
    changes.addAll(ReturnItems.missing(order, seen::orderLastSeen, state, !refusals.ofQuantity()));
    if (refusals.ofState().isEmpty()) {
      stateKey()
          .filter(key -> seen.stateId(key).filter(id -> id.equals(order.stateId())).isEmpty())
          .map(OrderChange.TransitionState::new)
          .ifPresent(changes::add);
    }
    return changes;
  }

  /**
   * Writes what the order lacks, for its other returns as well that are due just now: those find
   * nothing missing then. What is not taken together is written by each alone.
   */
  Optional<Write> write(OrderView order) {
    List<OrderChange> lacks = lacks(order);
    if (lacks.isEmpty()) {
      return Optional.empty();
    }
    Map<WakeUp, List<OrderChange>> others = new LinkedHashMap<>();
    if (!seen.isRefusedTogether(number)) {
      alsoDue()
          .forEach(
              (wakeUp, other) ->
                  others.put(wakeUp, ReturnItems.missing(order, seen::orderLastSeen, other, true)));
      others.values().removeIf(List::isEmpty);
    }
    return Optional.of(
        others.isEmpty()
            ? seen.update(order, lacks).beside()
            : seen.updateTogether(order, lacks, others));
  }

  /** The other returns that the order shows, of whom nobody has yet begun what is due. */
  private Map<WakeUp, ReturnState> alsoDue() {
    Map<String, ReturnState> others = new LinkedHashMap<>();
    returns().stream()
        .filter(other -> other.orderFound() && !other.id().equals(state.id()))
        .forEach(other -> others.put(other.id().subject(), other));
    Map<WakeUp, ReturnState> due = new LinkedHashMap<>();
    if (!others.isEmpty()) {
      work.due(MirrorStatus.NAME, others.keySet())
          .forEach(wakeUp -> due.put(wakeUp, others.get(wakeUp.subject())));
    }
    return due;
  }

  private List<OrderChange> fields(OrderView order) {
    if (isOriginal()) {
      return OrderFields.missing(order, returns());
    }
    if (Keys.isExchangeOrder(number) && isOfGoods()) {
      return OrderFields.missingOnExchange(order, returns());
    }
    return isFormer() ? OrderFields.missingOnFormer(order, returns(), state.id()) : List.of();
  }

  private List<ReturnState> returns() {
    List<ReturnState> known = returns;
    if (known == null) {
      known =
          !isOriginal() && Keys.isExchangeOrder(number) && isOfGoods()
              ? states.withGoodsOf(number)
              : states.ofOrder(number);
      returns = known;
    }
    return known;
  }

  private boolean isOfGoods() {
    return state.units().stream()
        .map(Unit::allocation)
        .anyMatch(a -> a != null && a.orderNumber().equals(number));
  }

  /** Of the State that the table names for the return that most needs attention. */
  private Optional<String> stateKey() {
    return isOriginal()
        ? mappings
            .statuses()
            .find(OrderFields.leading(returns()).snapshot().reveniStatus())
            .map(StatusRow::orderState)
        : Optional.empty();
  }

  /** What is wrong with an order that lacks nothing that it takes. */
  List<Trouble> troubles(OrderView order) {
    Refusals refusals = refusals();
    List<Trouble> troubles =
        new ArrayList<>(ReturnItems.troubles(order, state, !refusals.ofQuantity()));
    refusals.ofState().ifPresent(refused -> troubles.add(stateRefused(refused)));
    if (isOriginal() && order.fields() == OrderView.Fields.CONFLICT) {
      troubles.add(
          Trouble.of(
              "TYPE_CONFLICT",
              Map.of(
                  "orderNumber",
                  number,
                  "detail",
                  "order " + number + " has a Type that lacks the return fields")));
    }
    return troubles;
  }

  private Trouble stateRefused(Refused refused) {
    return Trouble.of(
        "STATE_REFUSED",
        Map.of("detail", String.valueOf(refused.getMessage()), "expected", stateKey().orElse("")));
  }

  /** Steps that the order, as it is, has work for. */
  List<WakeUp> wakes(OrderView order) {
    String subject = state.id().subject();
    String trigger = "step:" + MirrorStatus.NAME;
    List<WakeUp> wakes = new ArrayList<>();
    if (state.units().stream().anyMatch(unit -> isInspectedUnseen(order, unit))) {
      wakes.add(new WakeUp(WakeUp.MOVE_INSPECTED_STOCK, subject, trigger));
    }
    if (state.units().stream().anyMatch(u -> u.hasLostItsLine(order, state.id()))) {
      wakes.add(new WakeUp(WakeUp.ACCEPT_RETURN, subject, trigger));
    }
    return wakes;
  }

  /**
   * Whether the unit was inspected before its return item was there to show it; the step that moved
   * the goods could not write it, and looks again.
   */
  private boolean isInspectedUnseen(OrderView order, Unit unit) {
    return unit.outcome() != null
        && order
            .returnItem(unit.key(state.id()))
            .filter(item -> unit.isShownBy(item, state.id()))
            .filter(item -> !item.custom().containsKey(ReturnItems.GRADE))
            .isPresent();
  }
}
