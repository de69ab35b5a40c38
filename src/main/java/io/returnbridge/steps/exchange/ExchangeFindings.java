package io.returnbridge.steps.exchange;

import io.returnbridge.cases.Origin;
import io.returnbridge.commerce.ExchangeOrders;
import io.returnbridge.commerce.ExchangeOrders.ExchangeOrder;
import io.returnbridge.engine.Decision;
import io.returnbridge.model.ExchangePlan;
import io.returnbridge.model.ReturnState;
import io.returnbridge.model.ReturnState.TimelineEntry;
import io.returnbridge.model.Trouble;
import io.returnbridge.store.OutboxRecord;
import io.returnbridge.store.Reason;
import io.returnbridge.store.WakeUp;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What has become of the exchanges of a return, with all that is to be recorded of it. */
final class ExchangeFindings {

  private final ExchangeKnown known;
  private final String topic;
  private final List<Trouble> troubles = new ArrayList<>();
  private final List<OutboxRecord> told = new ArrayList<>();
  private final List<WakeUp> shown = new ArrayList<>();
  private ReturnState state;

  /**
   * @param topic of the notices
   */
  ExchangeFindings(ExchangeKnown known, String topic) {
    this.known = known;
    this.topic = topic;
    this.state = known.state();
  }

  ReturnState state() {
    return state;
  }

  Stream<ExchangePlan> toCreate() {
    return state.exchanges().stream().filter(p -> p.status().equals(ExchangePlan.PLANNED));
  }

  /** Those that have their order. */
  Stream<ExchangePlan> created() {
    return state.exchanges().stream().filter(p -> p.status().equals(ExchangePlan.CREATED));
  }

  boolean isAnyNew() {
    return !state.equals(known.state());
  }

  boolean lacksAddress() {
    return troubles.stream().anyMatch(t -> t.code().equals(ExchangeOrders.NO_ADDRESS));
  }

  void trouble(Trouble trouble) {
    troubles.add(trouble);
  }

  /** Nobody sees it yet. */
  void planned(ExchangePlan plan) {
    state = state.withExchange(plan);
  }

  /** The order is as agreed, and the shopper may hear of it. */
  void agreed(ExchangePlan plan, ExchangeOrder order) {
    told.add(ExchangeNotice.of(state, plan, order).outgoing(topic));
    String goods =
        plan.lines().stream()
            .map(l -> l.quantity() + " × " + l.sku())
            .collect(Collectors.joining(", "));
    show(plan.created(order.id()), "exchange-agreed", "exchange-created", "created: " + goods);
  }

  /** There is an order that is not wanted any more: the shopper is told nothing of it. */
  void unwanted(ExchangePlan plan, ExchangeOrder order) {
    show(plan.created(order.id()), "exchange-agreed", "exchange-created", "created");
  }

  void cancelled(ExchangePlan plan) {
    show(
        plan.withStatus(ExchangePlan.CANCELLED),
        "exchange-changed",
        "exchange-cancelled",
        "cancelled");
  }

  /** Customer service sees it, as soon as it sees what it follows from. */
  private void show(ExchangePlan plan, String follows, String event, String became) {
    state =
        state
            .withExchange(plan)
            .withTimeline(
                new TimelineEntry(
                    known.at(), event, "Exchange order " + plan.orderNumber() + " " + became));
    shown.add(
        new WakeUp(
            WakeUp.MIRROR_STATUS,
            state.id().subject(),
            Reason.FOLLOWS + follows + ":" + plan.orderNumber()));
  }

  Decision.Record record() {
    return Decision.record(Origin.of(CreateExchangeOrder.NAME, state))
        .state(isAnyNew() ? state : null)
        .told(List.copyOf(told))
        .troubles(List.copyOf(troubles))
        .wakes(List.copyOf(shown));
  }
}
