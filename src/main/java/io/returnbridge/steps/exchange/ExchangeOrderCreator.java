package io.returnbridge.steps.exchange;

import io.returnbridge.cases.Cases;
import io.returnbridge.cases.Origin;
import io.returnbridge.commerce.ExchangeOrders;
import io.returnbridge.commerce.ExchangeOrders.ExchangeOrder;
import io.returnbridge.commerce.Orders;
import io.returnbridge.commerce.Refused;
import io.returnbridge.commerce.WriteOutcomeUnknown;
import io.returnbridge.engine.Leases;
import io.returnbridge.engine.Step;
import io.returnbridge.engine.WorkList;
import io.returnbridge.failure.NeedsDecision;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.mappings.StoreRow;
import io.returnbridge.model.Cause;
import io.returnbridge.model.ExchangePlan;
import io.returnbridge.model.MeantUnits;
import io.returnbridge.model.OrderView;
import io.returnbridge.model.ReturnId;
import io.returnbridge.model.ReturnSnapshot.Item;
import io.returnbridge.model.ReturnState;
import io.returnbridge.model.ReturnState.TimelineEntry;
import io.returnbridge.model.Trouble;
import io.returnbridge.model.Unit;
import io.returnbridge.outage.Circuits;
import io.returnbridge.registry.Topic;
import io.returnbridge.store.Database;
import io.returnbridge.store.Outbox;
import io.returnbridge.store.OutboxRecord;
import io.returnbridge.store.ReturnStates;
import io.returnbridge.store.WakeUp;
import io.returnbridge.watchdogs.AwaitedOrders;
import io.returnbridge.watchdogs.PickUps;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * The step create-exchange-order: every agreed exchange becomes a line of exactly one new
 * zero-value order, with natural key {@link io.returnbridge.model.Keys#exchangeOrder}. The plan is
 * stored before the first request. Notification and order fields (which mirror-status is woken to
 * write) only after commercetools has answered with the order's id.
 */
@Step(
    name = ExchangeOrderCreator.STEP,
    wakes = Topic.RETURNS_EVENTS,
    needs = Circuits.COMMERCETOOLS)
@Named("exchangeOrderCreator")
@ApplicationScoped
public class ExchangeOrderCreator {

  public static final String STEP = "create-exchange-order";

  private static final Logger LOG = Logger.getLogger(ExchangeOrderCreator.class);

  /** An order without an address: nobody tells when it gets one. */
  private static final Duration LOOKED_AT_AGAIN = Duration.ofMinutes(15);

  private final ExchangeOrders exchangeOrders;
  private final Orders orders;
  private final Mappings mappings;
  private final Database database;
  private final Leases leases;
  private final ReturnStates states;
  private final Outbox outbox;
  private final WorkList work;
  private final Cases cases;
  private final PickUps pickUps;
  private final String topic;

  public ExchangeOrderCreator(
      ExchangeOrders exchangeOrders,
      Orders orders,
      Mappings mappings,
      Database database,
      Leases leases,
      ReturnStates states,
      Outbox outbox,
      WorkList work,
      Cases cases,
      PickUps pickUps,
      @ConfigProperty(name = "topics.customer-notifications") String topic) {
    this.exchangeOrders = exchangeOrders;
    this.orders = orders;
    this.mappings = mappings;
    this.database = database;
    this.leases = leases;
    this.states = states;
    this.outbox = outbox;
    this.work = work;
    this.cases = cases;
    this.pickUps = pickUps;
    this.topic = topic;
  }

  /**
   * @return the notifications of this return that Kafka has not confirmed
   */
  public List<OutboxRecord> create(WakeUp wakeUp) {
    ReturnId id = ReturnId.parse(wakeUp.subject());
    StoreRow store = mappings.stores().find(id.store()).orElseThrow();
    return leases.holding(
        Leases.ofReturn(id.subject()),
        () -> {
          states
              .find(id)
              .filter(ReturnState::orderFound)
              .ifPresent(state -> create(new Run(store, wakeUp, state)));
          return outbox.unpublished(STEP, id.subject());
        });
  }

  /**
   * Orders that were created before a failure are told all the same; the step is woken again then,
   * and fails by itself.
   */
  private void create(Run run) {
    try {
      run.look();
    } catch (RuntimeException failure) {
      WakeUp wakeUp = run.wakeUp;
      run.brokeOff();
      if (outbox.unpublished(STEP, wakeUp.subject()).isEmpty()) {
        throw failure;
      }
      LOG.infof("%s is woken again after %s", wakeUp.subject(), failure.getMessage());
      work.wake(STEP, wakeUp.subject(), wakeUp.trigger());
      return;
    }
    run.end();
  }

  /** One wake-up of one return. */
  private final class Run {
    private final ExchangePlanning planning;
    private final WakeUp wakeUp;
    private final Cause cause;
    private final List<Trouble> troubles = new ArrayList<>();
    private final List<OutboxRecord> told = new ArrayList<>();
    private final List<String> shown = new ArrayList<>();
    private final Map<String, Optional<OrderView>> orders = new LinkedHashMap<>();
    private boolean looksAgain;
    private ReturnState saved;
    private ReturnState state;

    Run(StoreRow store, WakeUp wakeUp, ReturnState found) {
      this.wakeUp = wakeUp;
      this.cause = new Cause(STEP, wakeUp.subject(), wakeUp.trigger());
      this.saved = found;
      this.state = found;
      this.planning =
          new ExchangePlanning(
              mappings.channels(),
              store.exchangeRelease(),
              MeantUnits.shownOn(found.id(), this::order));
    }

    void look() {
      lookForStalePlans();
      ExchangePlanning.tooMany(state).stream()
          .map(ExchangeTroubles::tooMany)
          .forEach(troubles::add);
      List<Item> unplanned = planning.unplanned(state);
      boolean anyToCreate =
          !unplanned.isEmpty() || state.exchanges().stream().anyMatch(Run::isToCreate);
      boolean canCreate = anyToCreate && isOriginalThere();
      if (canCreate && !unplanned.isEmpty()) {
        state = state.withExchange(planning.plan(state, ordersOfGoods(), unplanned));
        save();
      }
      for (ExchangePlan plan : state.exchanges()) {
        if (isToCreate(plan)) {
          if (canCreate) {
            create(plan);
          }
        } else if (!plan.isOver() && wakeUp.trigger().startsWith("case:")) {
          var unused = pickUps.look(state.id(), plan.orderNumber());
        }
      }
    }

    private static boolean isToCreate(ExchangePlan plan) {
      return plan.status().equals(ExchangePlan.PLANNED);
    }

    /**
     * A plan that Reveni no longer wants, or whose order was cancelled: forgotten when no order
     * came of it, else a person cancels the order, and what is agreed by then gets another one.
     */
    private void lookForStalePlans() {
      boolean asked = cases.isAnyUnresolved(Origin.of(STEP, state));
      for (ExchangePlan plan : state.exchanges()) {
        boolean wanted = planning.isWanted(state, plan);
        // What a person was asked to cancel, and is wanted again, may be cancelled by now.
        boolean certain = wanted && (plan.orderId() == null || !asked);
        if (!plan.isOver() && !certain) {
          look(plan, wanted);
        }
      }
    }

    private void look(ExchangePlan plan, boolean wanted) {
      Optional<ExchangeOrder> order =
          exchangeOrders
              .find(plan.orderNumber())
              .filter(
                  o -> o.id().equals(plan.orderId()) || ExchangePlanning.isOurs(o, state, plan));
      boolean stands = order.isPresent() && !order.get().isCancelled();
      if (stands && !wanted) {
        troubles.add(ExchangeTroubles.toCancel(plan, planning.whyUnwanted(state, plan)));
        if (plan.orderId() == null) {
          show(plan.created(order.get().id()), "exchange-created", "created");
        }
      } else if (!stands && order.isEmpty() && plan.orderId() == null) {
        state = state.withExchange(plan.withStatus(ExchangePlan.GIVEN_UP));
      } else if (!stands) {
        show(plan.withStatus(ExchangePlan.CANCELLED), "exchange-cancelled", "cancelled");
      }
    }

    /** Customer service sees it; the shopper is told nothing of it. */
    private void show(ExchangePlan plan, String event, String became) {
      state =
          state
              .withExchange(plan)
              .withTimeline(
                  new TimelineEntry(
                      Instant.now(), event, "Exchange order " + plan.orderNumber() + " " + became));
      shown.add("exchange:" + plan.orderNumber());
    }

    /** Without the original nobody knows what is to be exchanged. */
    private boolean isOriginalThere() {
      String number = Objects.requireNonNull(state.orderNumber());
      if (order(number).isEmpty()) {
        troubles.add(
            Trouble.of(
                "ORDER_NOT_FOUND",
                Map.of(
                    "orderNumber",
                    number,
                    "detail",
                    "order " + number + " is no longer in commercetools")));
        return false;
      }
      return true;
    }

    private Optional<OrderView> order(String number) {
      return orders.computeIfAbsent(number, ExchangeOrderCreator.this.orders::lastSeen);
    }

    /** The original order, and the exchange orders that some of the goods came with. */
    private List<OrderView> ordersOfGoods() {
      return Stream.concat(
              Stream.of(Objects.requireNonNull(state.orderNumber())),
              state.units().stream()
                  .map(Unit::allocation)
                  .flatMap(Stream::ofNullable)
                  .map(Unit.Allocation::orderNumber))
          .distinct()
          .flatMap(number -> order(number).stream())
          .toList();
    }

    private void create(ExchangePlan stored) {
      ExchangePlan plan = planning.madeAnew(state, ordersOfGoods(), stored);
      if (!plan.equals(stored)) {
        state = state.withExchange(plan);
        save();
      }
      if (ExchangePlanning.lacksChannel(plan)) {
        troubles.add(
            ExchangeTroubles.channelUnknown(plan, ExchangePlanning.unknownChannel(state, plan)));
        return;
      }
      try {
        ExchangeOrder order = ensure(plan);
        if (ExchangePlanning.isOurs(order, state, plan)) {
          tell(plan, order);
        } else {
          troubles.add(ExchangeTroubles.keyConflict(plan, order));
        }
      } catch (Refused refused) {
        troubles.add(ExchangeTroubles.refused(plan, refused));
      } catch (NeedsDecision decision) {
        Trouble trouble = decision.trouble();
        boolean ofPlan = trouble.code().equals(ExchangeOrders.NO_ADDRESS);
        troubles.add(ofPlan ? ExchangeTroubles.undecided(plan, trouble) : trouble);
        looksAgain |= ofPlan;
      }
    }

    /**
     * Imports the order; when it is there already, or nobody knows, it is looked up by its number.
     */
    private ExchangeOrder ensure(ExchangePlan plan) {
      String original = Objects.requireNonNull(state.orderNumber());
      try {
        return exchangeOrders.create(state.id(), original, plan, cause);
      } catch (Refused refused) {
        if (refused.isDuplicate("orderNumber")) {
          return exchangeOrders.find(plan.orderNumber()).orElseThrow(() -> refused);
        }
        throw refused;
      } catch (WriteOutcomeUnknown doubtful) {
        return exchangeOrders.find(plan.orderNumber()).orElseThrow(() -> doubtful);
      }
    }

    private void tell(ExchangePlan plan, ExchangeOrder order) {
      String goods =
          plan.lines().stream()
              .map(l -> l.quantity() + " × " + l.sku())
              .collect(Collectors.joining(", "));
      show(plan.created(order.id()), "exchange-created", "created: " + goods);
      told.add(ExchangeNotice.of(state, plan, order).outgoing(topic));
    }

    /** The state with all that follows from it. */
    private void save() {
      database.inTransaction(
          () -> {
            ReturnState next = state.equals(saved) ? state : states.save(state);
            outbox.add(STEP, state.id().subject(), told);
            shown.forEach(why -> work.wake("mirror-status", state.id().subject(), why));
            saved = next;
            state = next;
          });
      told.clear();
      shown.clear();
    }

    /** All that was found, in one transaction with its cases. */
    void end() {
      database.inTransaction(
          () -> {
            save();
            cases.settle(Origin.of(STEP, state), troubles);
            if (looksAgain) {
              work.waitUntil(wakeUp, AwaitedOrders.TRIGGER, later());
            }
          });
    }

    /** What was found so far stays found; of what was not looked at nobody knows. */
    void brokeOff() {
      database.inTransaction(
          () -> {
            save();
            cases.openAll(Origin.of(STEP, state), troubles);
          });
    }

    private static Instant later() {
      return Instant.now().plus(LOOKED_AT_AGAIN);
    }
  }
}
