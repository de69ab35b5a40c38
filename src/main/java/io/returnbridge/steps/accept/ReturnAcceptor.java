package io.returnbridge.steps.accept;

import io.returnbridge.cases.Cases;
import io.returnbridge.cases.Origin;
import io.returnbridge.commerce.Orders;
import io.returnbridge.engine.Leases;
import io.returnbridge.engine.Step;
import io.returnbridge.engine.WorkList;
import io.returnbridge.failure.Rejected;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.mappings.StoreRow;
import io.returnbridge.model.Allocator;
import io.returnbridge.model.EventDerivation;
import io.returnbridge.model.ExchangePlan;
import io.returnbridge.model.OrderView;
import io.returnbridge.model.ReturnEvent;
import io.returnbridge.model.ReturnId;
import io.returnbridge.model.ReturnSnapshot;
import io.returnbridge.model.ReturnState;
import io.returnbridge.model.Trouble;
import io.returnbridge.outage.Circuits;
import io.returnbridge.registry.Steps;
import io.returnbridge.registry.Topic;
import io.returnbridge.reveni.ReveniAnswer;
import io.returnbridge.reveni.ReveniReturns;
import io.returnbridge.store.Database;
import io.returnbridge.store.Inbox;
import io.returnbridge.store.KeptWebhooks;
import io.returnbridge.store.Outbox;
import io.returnbridge.store.OutboxRecord;
import io.returnbridge.store.ReturnStates;
import io.returnbridge.store.WakeUp;
import io.returnbridge.watchdogs.AwaitedOrders;
import io.returnbridge.watchdogs.MissingReturns;
import io.returnbridge.watchdogs.Watches;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * The step accept-return: reads the return from Reveni as it is now, compares it with what was
 * known, gives new units their order lines and derives what happened. A snapshot older than the
 * known one and a draft change nothing. A repeat returns the records that Kafka has not confirmed,
 * and makes no new ones.
 */
@Step(
    name = ReturnAcceptor.STEP,
    wakes = Topic.REVENI_WEBHOOKS,
    needs = {Circuits.REVENI, Circuits.COMMERCETOOLS},
    tells = Topic.RETURNS_EVENTS,
    thenWakes = WakeUp.MOVE_INSPECTED_STOCK)
@Named("returnAcceptor")
@ApplicationScoped
public class ReturnAcceptor {

  public static final String STEP = "accept-return";

  /**
   * Begins the trigger of a wake-up that has nothing to read: what was decided here is published.
   */
  public static final String TOLD = "told:";

  private static final String OF_WEBHOOK = "webhook:";

  private final ReveniReturns reveni;
  private final Orders orders;
  private final Mappings mappings;
  private final Database database;
  private final Leases leases;
  private final ReturnStates states;
  private final Inbox inbox;
  private final Outbox outbox;
  private final WorkList work;
  private final Cases cases;
  private final AwaitedOrders awaited;
  private final WebhookAgain webhooks;
  private final Watches watches;
  private final MissingReturns missing;
  private final Steps steps;
  private final String topic;

  public ReturnAcceptor(
      ReveniReturns reveni,
      Orders orders,
      Mappings mappings,
      Database database,
      Leases leases,
      ReturnStates states,
      Inbox inbox,
      Outbox outbox,
      WorkList work,
      Cases cases,
      AwaitedOrders awaited,
      WebhookAgain webhooks,
      Watches watches,
      MissingReturns missing,
      Steps steps,
      @ConfigProperty(name = "topics.returns-events") String topic) {
    this.reveni = reveni;
    this.orders = orders;
    this.mappings = mappings;
    this.database = database;
    this.leases = leases;
    this.states = states;
    this.inbox = inbox;
    this.outbox = outbox;
    this.work = work;
    this.cases = cases;
    this.awaited = awaited;
    this.webhooks = webhooks;
    this.watches = watches;
    this.missing = missing;
    this.steps = steps;
    this.topic = topic;
  }

  /**
   * @param wakeUp of a return; or of a webhook that could not be read, which is read again and
   *     wakes its return
   * @return the records of this return that have not been confirmed by Kafka, oldest first
   */
  public List<OutboxRecord> accept(WakeUp wakeUp) {
    if (KeptWebhooks.isSubject(wakeUp.subject())) {
      webhooks.read(wakeUp);
      return List.of();
    }
    ReturnId id = ReturnId.parse(wakeUp.subject());
    StoreRow store =
        mappings
            .stores()
            .find(id.store())
            .orElseThrow(
                () ->
                    new Rejected(
                        "Store \"" + id.store() + "\" is not in mappings/stores.csv", null));
    return leases.holding(
        Leases.ofReturn(id.subject()),
        () -> {
          if (isRepeat(wakeUp) || wakeUp.trigger().startsWith(TOLD)) {
            return outbox.unpublished(STEP, id.subject());
          }
          ReturnState before = states.find(id).orElse(null);
          ReveniAnswer reading = reveni.read(id, before == null ? null : before.snapshot());
          if (!(reading instanceof ReveniAnswer.NotFound)) {
            missing.found(id);
          }
          if (reading instanceof ReveniAnswer.Found found) {
            if (before != null
                && before
                    .snapshot()
                    .outdates(found.snapshot(), Instant.now().plus(ReveniReturns.AHEAD))) {
              ReveniAnswer.Found known = new ReveniAnswer.Found(before.snapshot(), List.of());
              take(wakeUp, store, before, known, cases::openAll);
            } else {
              take(wakeUp, store, before, found, cases::settle);
            }
          } else if (reading instanceof ReveniAnswer.NotFound) {
            missing.missed(id, wakeUp, wakeUp.trigger().startsWith(OF_WEBHOOK));
          } else {
            taken(id, wakeUp);
          }
          return outbox.unpublished(STEP, id.subject());
        });
  }

  /** Only a delivery of the same webhook is one; a retry or a decision is meant to look again. */
  private boolean isRepeat(WakeUp wakeUp) {
    return wakeUp.trigger().startsWith(OF_WEBHOOK) && inbox.seen(STEP, wakeUp.trigger());
  }

  /**
   * @param told hears all troubles: from a snapshot that is older than the known one nothing can be
   *     said of those that it does not show
   */
  private void take(
      WakeUp wakeUp,
      StoreRow store,
      @Nullable ReturnState before,
      ReveniAnswer.Found found,
      BiConsumer<Origin, List<Trouble>> told) {
    List<Trouble> troubles = new ArrayList<>(found.troubles());
    ReturnState next =
        new MovedUnits(orders, states::originalOf)
            .of(
                StateDerivation.next(
                    before,
                    found.snapshot(),
                    mappings.reasons(),
                    key -> isWritten(before, key),
                    troubles),
                store.commercetoolsStore(),
                key -> isWritten(before, key),
                troubles);
    boolean needsOrder =
        !next.orderFound()
            || next.units().stream().anyMatch(u -> u.allocation() == null && !u.released());
    String said = next.orderNumber();
    // Goods that came with an exchange order were paid with the original.
    String orderNumber = said == null ? null : states.originalOf(said);
    if (orderNumber == null) {
      save(wakeUp, before, withDefaultChannels(next, store), troubles, told);
    } else if (needsOrder) {
      leases.holding(
          Leases.ofOrder(orderNumber),
          () -> {
            onOrder(
                next,
                store,
                orderNumber,
                troubles,
                placed -> save(wakeUp, before, placed, troubles, told));
            return true;
          });
    } else {
      save(wakeUp, before, next, troubles, told);
    }
  }

  /**
   * @param save takes the state with its lines, while the leases are held of all orders that gave
   *     them
   */
  private void onOrder(
      ReturnState next,
      StoreRow store,
      String orderNumber,
      List<Trouble> troubles,
      Consumer<ReturnState> save) {
    Optional<OrderView> order =
        orders.read(orderNumber).filter(o -> o.fits(store.commercetoolsStore()));
    if (order.isEmpty()) {
      save.accept(withDefaultChannels(next, store));
      return;
    }
    List<Trouble> there = new ArrayList<>();
    ReturnState placed = allocated(next, store, orderNumber, List.of(order.get()), there);
    String named = next.snapshot().orderNumber();
    boolean isNamed =
        named != null && !named.equals(orderNumber) && states.originalOf(named).equals(orderNumber);
    List<String> others =
        isNamed || !there.isEmpty() || isAnyOfAnotherLine(next, order.get())
            ? otherOrders(next, order.get())
            : List.of();
    if (others.isEmpty()) {
      troubles.addAll(there);
      save.accept(placed);
      return;
    }
    leases.holdingAll(
        others.stream().sorted().map(Leases::ofOrder).toList(),
        () -> {
          List<OrderView> candidates = new ArrayList<>(List.of(order.get()));
          for (String number : others) {
            // The goods of an exchange order that Reveni names are looked for there first.
            int place = number.equals(named) ? 0 : candidates.size();
            orders.read(number).ifPresent(o -> candidates.add(place, o));
          }
          save.accept(allocated(next, store, orderNumber, candidates, troubles));
          return true;
        });
  }

  /** Whether Reveni names a line that the order does not have, for goods without one so far. */
  private static boolean isAnyOfAnotherLine(ReturnState next, OrderView order) {
    return next.units().stream()
        .filter(u -> u.allocation() == null && !u.released())
        .flatMap(u -> next.item(u.itemId()).map(ReturnSnapshot.Item::lineItemId).stream())
        .anyMatch(named -> order.lines().stream().noneMatch(l -> l.id().equals(named)));
  }

  /**
   * Where goods may be of that the order has no line for, or none left: its exchange orders, but
   * for those with this return's own new goods; and for what it has no line for the orders that the
   * return was taken for.
   */
  private List<String> otherOrders(ReturnState next, OrderView order) {
    List<String> own = next.exchanges().stream().map(ExchangePlan::orderNumber).toList();
    Set<String> others = new LinkedHashSet<>(states.exchangeOrders(order.orderNumber()));
    others.removeAll(own);
    boolean elsewhere =
        next.units().stream()
            .anyMatch(
                u ->
                    u.allocation() == null
                        && !Allocator.hasLine(order, u, next.item(u.itemId()).orElse(null)));
    if (elsewhere) {
      others.addAll(next.formerOrders());
    }
    others.remove(order.orderNumber());
    return List.copyOf(others);
  }

  private ReturnState allocated(
      ReturnState next,
      StoreRow store,
      String orderNumber,
      List<OrderView> candidates,
      List<Trouble> troubles) {
    Map<String, Long> held = heldByOthers(next.id(), candidates);
    Allocator allocator =
        new Allocator(
            next.id(),
            candidates,
            next.units(),
            line -> held.getOrDefault(line, 0L),
            store.defaultChannel());
    return next.withOrder(orderNumber)
        .mapUnits(
            u ->
                u.allocation() != null || u.released()
                    ? u
                    : allocator.allocate(u, next.item(u.itemId()).orElse(null), troubles));
  }

  /**
   * By line: units of other returns that hold it and are not yet written on the order, where they
   * would count anyway.
   */
  private Map<String, Long> heldByOthers(ReturnId id, List<OrderView> candidates) {
    List<String> lines =
        candidates.stream().flatMap(o -> o.lines().stream()).map(OrderView.Line::id).toList();
    Map<String, Long> held = new HashMap<>();
    states
        .heldKeys(id, lines)
        .forEach(
            (line, keys) ->
                held.put(
                    line,
                    keys.stream()
                        .filter(
                            key -> candidates.stream().allMatch(o -> o.returnItem(key).isEmpty()))
                        .count()));
    return held;
  }

  private static ReturnState withDefaultChannels(ReturnState state, StoreRow store) {
    return state.mapUnits(
        u -> u.sellingChannel() == null ? u.withAllocation(null, store.defaultChannel()) : u);
  }

  private boolean isWritten(@Nullable ReturnState known, String key) {
    if (known == null) {
      return false;
    }
    return known.units().stream()
        .filter(u -> u.key(known.id()).equals(key) && u.allocation() != null)
        .anyMatch(
            u ->
                orders
                    .lastSeen(Objects.requireNonNull(u.allocation()).orderNumber())
                    .flatMap(o -> o.returnItem(key))
                    .filter(r -> u.isShownBy(r, known.id()))
                    .isPresent());
  }

  private void save(
      WakeUp wakeUp,
      @Nullable ReturnState before,
      ReturnState next,
      List<Trouble> troubles,
      BiConsumer<Origin, List<Trouble>> told) {
    List<ReturnEvent> events = EventDerivation.between(before, next);
    ReturnState shown = next;
    for (ReturnEvent e : events) {
      shown = shown.withTimeline(new ReturnState.TimelineEntry(e.at(), e.type(), e.summary()));
    }
    ReturnState state = shown;
    database.inTransaction(
        () -> {
          if (before == null || !state.equals(before)) {
            states.save(state);
            outbox.add(
                STEP,
                state.id().subject(),
                events.stream().map(e -> OutboxRecord.of(e, topic)).toList());
            wakeFollowing(wakeUp, before, state, events);
          } else {
            states.requireUnchanged(before);
          }
          told.accept(Origin.of(STEP, state), troubles);
          if (!state.orderFound()) {
            awaitOrder(state, wakeUp);
          } else if (troubles.stream().anyMatch(t -> t.code().equals("ORDER_NOT_FOUND"))) {
            work.waitUntil(
                wakeUp, AwaitedOrders.TRIGGER, Instant.now().plus(MovedUnits.LOOKED_AT_AGAIN));
          } else if (before != null && !before.orderFound()) {
            awaited.found(state.id());
          }
          taken(state.id(), wakeUp);
        });
  }

  private void taken(ReturnId id, WakeUp wakeUp) {
    states.seen(id);
    if (wakeUp.trigger().startsWith(OF_WEBHOOK)) {
      inbox.add(STEP, wakeUp.trigger());
    }
  }

  /** Until a person has the case, the return is under way; then it waits. */
  private void awaitOrder(ReturnState state, WakeUp wakeUp) {
    Instant again = awaited.missed(state.id(), Instant.now());
    if (watches.isCase("ORDER_NOT_FOUND", state.id())) {
      work.waitUntil(wakeUp, AwaitedOrders.TRIGGER, again);
    } else {
      work.lookAt(wakeUp, AwaitedOrders.TRIGGER, again);
    }
  }

  /** Events wake the steps; what changed without one wakes them here. */
  private void wakeFollowing(
      WakeUp wakeUp, @Nullable ReturnState before, ReturnState state, List<ReturnEvent> events) {
    String subject = state.id().subject();
    if (events.isEmpty()) {
      // It changed without an event, or its order appeared.
      steps
          .wokenBy(Topic.RETURNS_EVENTS)
          .forEach(step -> work.wake(step, subject, wakeUp.trigger()));
    }
    if (before == null
        || !before.units().equals(state.units())
        || !before.snapshot().heldBack().equals(state.snapshot().heldBack())
        || before.snapshot().stage() != state.snapshot().stage()) {
      work.wake("move-inspected-stock", subject, wakeUp.trigger());
    }
  }
}
