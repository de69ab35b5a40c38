package io.returnbridge.steps.exchange;

import io.returnbridge.cases.Cases;
import io.returnbridge.cases.Origin;
import io.returnbridge.commerce.ExchangeOrders.ExchangeOrder;
import io.returnbridge.engine.BusinessStep;
import io.returnbridge.engine.Decision;
import io.returnbridge.engine.Seen;
import io.returnbridge.engine.Step;
import io.returnbridge.engine.WorkList;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.mappings.StoreRow;
import io.returnbridge.model.ExchangePlan;
import io.returnbridge.model.MeantUnits;
import io.returnbridge.model.ReturnId;
import io.returnbridge.model.ReturnSnapshot.Item;
import io.returnbridge.model.ReturnState;
import io.returnbridge.model.Trouble;
import io.returnbridge.outage.Circuits;
import io.returnbridge.registry.Topic;
import io.returnbridge.store.ReturnStates;
import io.returnbridge.store.WakeUp;
import io.returnbridge.watchdogs.PickUps;
import io.returnbridge.watchdogs.Watches;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * Makes every agreed exchange a line of exactly one new zero-value order, with natural key {@link
 * io.returnbridge.model.Keys#exchangeOrder}. The plan is stored before the first request.
 * Notification and order fields (which mirror-status is woken to write) only after commercetools
 * has answered with the order's id.
 */
@Step(
    name = CreateExchangeOrder.NAME,
    wakes = Topic.RETURNS_EVENTS,
    needs = Circuits.COMMERCETOOLS,
    tells = Topic.CUSTOMER_NOTIFICATIONS,
    thenWakes = WakeUp.MIRROR_STATUS)
@ApplicationScoped
public class CreateExchangeOrder implements BusinessStep<ExchangeKnown> {

  public static final String NAME = WakeUp.CREATE_EXCHANGE_ORDER;

  /** An order without an address: nobody tells when it gets one. */
  private static final Duration LOOKED_AT_AGAIN = Duration.ofMinutes(15);

  private static final Duration FOR_GOOD = Duration.ofDays(3650);

  private final Mappings mappings;
  private final ReturnStates states;
  private final Cases cases;
  private final WorkList work;
  private final PickUps pickUps;
  private final String topic;

  CreateExchangeOrder(
      Mappings mappings,
      ReturnStates states,
      Cases cases,
      WorkList work,
      PickUps pickUps,
      @ConfigProperty(name = "topics.customer-notifications") String topic) {
    this.mappings = mappings;
    this.states = states;
    this.cases = cases;
    this.work = work;
    this.pickUps = pickUps;
    this.topic = topic;
  }

  @Override
  public @Nullable ExchangeKnown know(WakeUp wakeUp, Seen seen) {
    ReturnId id = wakeUp.returnId();
    return states
        .find(id)
        .filter(ReturnState::orderFound)
        .map(
            state ->
                new ExchangeKnown(
                    state,
                    new ExchangePlanning(
                        mappings.channels(),
                        mappings.stores().find(id.store()).orElseThrow().exchangeRelease(),
                        MeantUnits.shownOn(id, seen::orderLastSeen)),
                    seen,
                    wakeUp,
                    cases.isAnyUnresolved(Origin.of(NAME, state)),
                    Instant.now()))
        .orElse(null);
  }

  @Override
  public Decision decide(ExchangeKnown known) {
    ExchangeFindings found = new ExchangeFindings(known, topic);
    known.state().exchanges().forEach(plan -> UnwantedPlans.look(known, plan, found));
    ExchangePlanning.tooMany(found.state()).stream()
        .map(ExchangeTroubles::tooMany)
        .forEach(found::trouble);
    List<Item> unplanned = known.planning().unplanned(found.state());
    if (!unplanned.isEmpty() || found.toCreate().findAny().isPresent()) {
      if (known.original().isEmpty()) {
        found.trouble(Trouble.orderGone(known.originalNumber()));
      } else if (!unplanned.isEmpty()) {
        found.planned(known.planning().plan(found.state(), known.ordersOfGoods(), unplanned));
        return Decision.remember(found.record());
      } else {
        for (ExchangePlan plan : found.toCreate().toList()) {
          Optional<Decision> missing = missing(known, plan, found);
          if (missing.isPresent()) {
            return missing.get();
          }
        }
      }
    }
    return done(known, found);
  }

  /** Until the plan has its order, or it is said why it has none. */
  private static Optional<Decision> missing(
      ExchangeKnown known, ExchangePlan stored, ExchangeFindings found) {
    ExchangePlan plan = known.planning().madeAnew(found.state(), known.ordersOfGoods(), stored);
    if (!plan.equals(stored)) {
      found.planned(plan);
      return Optional.of(Decision.remember(found.record()));
    }
    if (ExchangePlanning.lacksChannel(plan)) {
      found.trouble(
          ExchangeTroubles.channelUnknown(
              plan, ExchangePlanning.unknownChannel(found.state(), plan)));
      return Optional.empty();
    }
    Optional<RuntimeException> why = known.seen().whyNoExchangeOrder(plan.orderNumber());
    if (why.isPresent()) {
      ExchangeTroubles.notTaken(plan, why.get()).ifPresent(found::trouble);
      return Optional.empty();
    }
    Optional<ExchangeOrder> order = known.seen().exchangeOrderIfSeen(plan.orderNumber());
    if (order == null || order.isEmpty()) {
      // What was created before is told, whatever becomes of this one.
      return Optional.of(
          found.isAnyNew()
              ? Decision.remember(found.record())
              : Decision.send(
                  known.seen().create(known.state().id(), known.originalNumber(), plan)));
    }
    if (ExchangePlanning.isOurs(order.get(), found.state(), plan)) {
      found.agreed(plan, order.get());
    } else {
      found.trouble(ExchangeTroubles.keyConflict(plan, order.get()));
    }
    return Optional.empty();
  }

  private Decision done(ExchangeKnown known, ExchangeFindings found) {
    Decision.Record record = found.record();
    if (found.lacksAddress()) {
      Instant at = known.at().plus(LOOKED_AT_AGAIN);
      record = record.also(() -> work.waitUntil(known.wakeUp(), Watches.ORDER_AWAITED, at));
    }
    Optional<String> awaited =
        mappings.stores().find(known.state().id().store()).flatMap(StoreRow::exchangesWaitFor);
    if (awaited.isPresent() && known.planning().isAnyHeld(found.state())) {
      // Acceptance is an event; that the store no longer waits for it is seen by this row.
      Instant at = known.at().plus(FOR_GOOD);
      record = record.also(() -> work.waitUntil(known.wakeUp(), "batch:" + awaited.get(), at));
    }
    if (known.wakeUp().isByPerson()) {
      for (ExchangePlan plan : found.created().toList()) {
        String number = plan.orderNumber();
        PickUps.Answer answer = known.seen().ask("pick-up of " + number, () -> pickUps.ask(number));
        record = record.also(() -> pickUps.note(known.state().id(), number, answer));
      }
    }
    return record;
  }
}
