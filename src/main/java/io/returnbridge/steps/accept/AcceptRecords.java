package io.returnbridge.steps.accept;

import io.returnbridge.cases.Origin;
import io.returnbridge.engine.Decision;
import io.returnbridge.engine.WorkList;
import io.returnbridge.model.EventDerivation;
import io.returnbridge.model.ReturnEvent;
import io.returnbridge.model.ReturnId;
import io.returnbridge.model.ReturnState;
import io.returnbridge.model.ReturnState.TimelineEntry;
import io.returnbridge.model.Trouble;
import io.returnbridge.registry.Steps;
import io.returnbridge.registry.Topic;
import io.returnbridge.store.Inbox;
import io.returnbridge.store.OutboxRecord;
import io.returnbridge.store.Reason;
import io.returnbridge.store.ReturnStates;
import io.returnbridge.store.WakeUp;
import io.returnbridge.watchdogs.MissingReturns;
import io.returnbridge.watchdogs.Pace;
import io.returnbridge.watchdogs.Watches;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/** What is recorded of a return once Reveni was asked for it. */
@ApplicationScoped
class AcceptRecords {

  /** An order that Reveni names now, and that is not there yet. */
  private static final Pace ORDERS = new Pace(4, Duration.ofSeconds(30), Duration.ofMinutes(15));

  private static final Duration LOOKED_AT_AGAIN = Duration.ofMinutes(15);

  private final ReturnStates states;
  private final Inbox inbox;
  private final WorkList work;
  private final MissingReturns missing;
  private final Watches watches;
  private final Steps steps;
  private final String topic;

  AcceptRecords(
      ReturnStates states,
      Inbox inbox,
      WorkList work,
      MissingReturns missing,
      Watches watches,
      Steps steps,
      @ConfigProperty(name = "topics.returns-events") String topic) {
    this.states = states;
    this.inbox = inbox;
    this.work = work;
    this.missing = missing;
    this.watches = watches;
    this.steps = steps;
    this.topic = topic;
  }

  /** It is asked for again; the webhook is not taken in. */
  Decision.Record of(AcceptKnown.Missing known) {
    WakeUp wakeUp = known.wakeUp();
    boolean announced = wakeUp.reason().latest() instanceof Reason.Webhook;
    return Decision.record(Origin.of(wakeUp))
        .resolvesNone()
        .also(() -> missing.missed(known.id(), wakeUp, announced));
  }

  Decision.Record of(AcceptKnown.Draft known) {
    return taken(
        Decision.record(Origin.of(known.wakeUp())).resolvesNone(), known.wakeUp(), known.id());
  }

  /**
   * @param next with lines for its units
   * @param troubles of this return
   */
  Decision.Record of(ShownReturn known, ReturnState next, List<Trouble> troubles) {
    ReturnState before = known.before();
    List<ReturnEvent> events = EventDerivation.between(before, next);
    ReturnState state = next;
    for (ReturnEvent e : events) {
      state = state.withTimeline(new TimelineEntry(e.at(), e.type(), e.summary()));
    }
    Decision.Record record =
        Decision.record(Origin.of(AcceptReturn.NAME, state)).troubles(List.copyOf(troubles));
    if (before == null || !state.equals(before)) {
      record =
          record
              .state(state)
              .told(events.stream().map(e -> OutboxRecord.of(e, topic)).toList())
              .wakes(wakes(known.wakeUp(), before, state, events));
    } else {
      record = record.also(() -> states.requireUnchanged(before));
    }
    if (known.older()) {
      record = record.resolvesNone();
    }
    return taken(awaiting(record, known, state), known.wakeUp(), state.id());
  }

  /** Events wake the steps; what changed without one wakes them here. */
  private List<WakeUp> wakes(
      WakeUp wakeUp, @Nullable ReturnState before, ReturnState state, List<ReturnEvent> events) {
    String subject = state.id().subject();
    List<WakeUp> wakes = new ArrayList<>();
    if (events.isEmpty()) {
      // It changed without an event, or its order appeared.
      steps
          .wokenBy(Topic.RETURNS_EVENTS)
          .forEach(step -> wakes.add(new WakeUp(step, subject, why(wakeUp))));
    }
    if (before == null
        || !before.units().equals(state.units())
        || !before.snapshot().heldBack().equals(state.snapshot().heldBack())
        || before.snapshot().stage() != state.snapshot().stage()) {
      wakes.add(new WakeUp(WakeUp.MOVE_INSPECTED_STOCK, subject, wakeUp.trigger()));
    }
    return wakes;
  }

  /** It can wait, for a batch of any event, unless a person or a comparison asks for it. */
  private static String why(WakeUp wakeUp) {
    Reason reason = wakeUp.reason().latest();
    return reason instanceof Reason.Decided || reason instanceof Reason.Differs
        ? wakeUp.trigger()
        : Reason.FOLLOWS + "return-changed:" + wakeUp.trigger();
  }

  private Decision.Record awaiting(Decision.Record record, ShownReturn known, ReturnState state) {
    WakeUp wakeUp = known.wakeUp();
    if (!state.orderFound()) {
      return record.also(() -> awaitOrder(state.id(), wakeUp, known.at()));
    }
    if (record.troubles().stream().anyMatch(t -> t.code().equals("ORDER_NOT_FOUND"))) {
      Instant at = known.at().plus(LOOKED_AT_AGAIN);
      return record.also(() -> work.waitUntil(wakeUp, Watches.ORDER_AWAITED, at));
    }
    return record;
  }

  /** Until a person has the case, the return is under way; then it waits. */
  private void awaitOrder(ReturnId id, WakeUp wakeUp, Instant now) {
    Optional<Watches.Watched> order = watches.find("ORDER_NOT_FOUND", id);
    Instant again = ORDERS.next(order.map(Watches.Watched::since).orElse(now), now);
    if (order.filter(Watches.Watched::isCase).isPresent()) {
      work.waitUntil(wakeUp, Watches.ORDER_AWAITED, again);
    } else {
      work.lookAt(wakeUp, Watches.ORDER_AWAITED, again);
    }
  }

  /** Reveni has answered with the return, and what the webhook announced is taken in. */
  private Decision.Record taken(Decision.Record record, WakeUp wakeUp, ReturnId id) {
    Decision.Record seen = record.also(() -> missing.found(id)).also(() -> states.seen(id));
    return wakeUp.reason() instanceof Reason.Webhook webhook
        ? seen.also(
            () -> webhook.keys().forEach(key -> inbox.add(AcceptReturn.NAME, key, id.subject())))
        : seen;
  }
}
