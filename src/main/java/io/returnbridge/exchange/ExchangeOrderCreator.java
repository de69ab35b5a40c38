package io.returnbridge.exchange;

import io.returnbridge.commerce.Cause;
import io.returnbridge.commerce.Doubtful;
import io.returnbridge.commerce.ExchangeOrders;
import io.returnbridge.commerce.ExchangeOrders.ExchangeOrder;
import io.returnbridge.commerce.OrderView;
import io.returnbridge.commerce.Orders;
import io.returnbridge.commerce.Refused;
import io.returnbridge.exceptions.Cases;
import io.returnbridge.exceptions.Origin;
import io.returnbridge.failure.NeedsDecision;
import io.returnbridge.failure.Trouble;
import io.returnbridge.json.Json;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.mappings.StoreRow;
import io.returnbridge.returns.ExchangePlan;
import io.returnbridge.returns.ReturnId;
import io.returnbridge.returns.ReturnSnapshot.Item;
import io.returnbridge.returns.ReturnState;
import io.returnbridge.returns.Unit;
import io.returnbridge.store.Database;
import io.returnbridge.store.Leases;
import io.returnbridge.store.Outbox;
import io.returnbridge.store.Outgoing;
import io.returnbridge.store.ReturnStates;
import io.returnbridge.store.WakeUp;
import io.returnbridge.store.WorkList;
import io.returnbridge.watchdogs.PickUps;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * The step create-exchange-order: every agreed exchange becomes a line of exactly one new
 * zero-value order, with natural key {@link io.returnbridge.returns.Keys#exchangeOrder}. The plan
 * is stored before the first request. Notification and order fields (which mirror-status is woken
 * to write) only after commercetools has answered with the order's id.
 */
@Named("exchangeOrderCreator")
@ApplicationScoped
public class ExchangeOrderCreator {

  public static final String STEP = "create-exchange-order";

  private static final Logger LOG = Logger.getLogger(ExchangeOrderCreator.class);

  /** Tells that an exchange order exists. */
  record ExchangeNotice(
      String id,
      String type,
      String store,
      String returnId,
      String rmaNumber,
      String orderNumber,
      String exchangeOrderNumber,
      String exchangeOrderId,
      List<ExchangePlan.Line> lines) {}

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
  public List<Outgoing> create(WakeUp wakeUp) {
    ReturnId id = ReturnId.parse(wakeUp.subject());
    StoreRow store = mappings.stores().find(id.store()).orElseThrow();
    ExchangePlanning planning = new ExchangePlanning(mappings.channels(), store.exchangeRelease());
    return leases.holding(
        Leases.ofReturn(id.subject()),
        () -> {
          try {
            states
                .find(id)
                .filter(ReturnState::orderFound)
                .ifPresent(state -> create(planning, wakeUp, state));
          } catch (RuntimeException failure) {
            tellFirst(wakeUp, failure);
          }
          return outbox.unpublished(STEP, id.subject());
        });
  }

  /**
   * Orders that were created before the failure are told all the same; the step is woken again, and
   * fails by itself.
   */
  private void tellFirst(WakeUp wakeUp, RuntimeException failure) {
    if (outbox.unpublished(STEP, wakeUp.subject()).isEmpty()) {
      throw failure;
    }
    LOG.infof("%s is woken again after %s", wakeUp.subject(), failure.getMessage());
    work.wake(STEP, wakeUp.subject(), wakeUp.trigger());
  }

  private void create(ExchangePlanning planning, WakeUp wakeUp, ReturnState found) {
    Cause cause = new Cause(STEP, wakeUp.subject(), wakeUp.trigger());
    List<Trouble> troubles = new ArrayList<>();
    ReturnState state = withoutStalePlans(planning, found, troubles);
    List<Item> unplanned = planning.unplanned(state);
    if (!unplanned.isEmpty()) {
      state = states.save(state.withExchange(planning.plan(state, ordersOf(state), unplanned)));
    }
    for (ExchangePlan plan : state.exchanges()) {
      if (plan.status().equals(ExchangePlan.PLANNED)) {
        state = created(planning, state, plan, cause, troubles);
      } else if (!plan.isOver() && wakeUp.trigger().startsWith("case:")) {
        var unused = pickUps.look(state.id(), plan.orderNumber());
      }
    }
    cases.settle(Origin.of(STEP, state), troubles);
  }

  /**
   * A plan that Reveni no longer wants, or whose order was cancelled: forgotten when no order came
   * of it, else a person cancels the order, and what is agreed by then gets another one.
   */
  private ReturnState withoutStalePlans(
      ExchangePlanning planning, ReturnState state, List<Trouble> troubles) {
    ReturnState next = state;
    boolean asked = cases.isAnyUnresolved(Origin.of(STEP, state));
    for (ExchangePlan plan : state.exchanges()) {
      boolean wanted = planning.isWanted(state, plan);
      // What a person was asked to cancel, and is wanted again, may be cancelled by now.
      boolean certain = wanted && (plan.orderId() == null || !asked);
      if (plan.isOver() || certain) {
        continue;
      }
      Optional<ExchangeOrder> order =
          exchangeOrders
              .find(plan.orderNumber())
              .filter(
                  o -> o.id().equals(plan.orderId()) || ExchangePlanning.isOurs(o, state, plan));
      boolean stands = order.isPresent() && !order.get().isCancelled();
      if (stands && !wanted) {
        troubles.add(
            about(
                "EXCHANGE_TO_CANCEL",
                plan,
                Map.of("actual", plan.orderNumber(), "detail", planning.whyUnwanted(state, plan))));
        if (plan.orderId() == null) {
          next = saveUnwanted(next, asCreated(plan, order.get()), "exchange-created", "created");
        }
      } else if (stands) {
        continue;
      } else if (order.isEmpty() && plan.orderId() == null) {
        next = states.save(next.withExchange(plan.withStatus(ExchangePlan.GIVEN_UP)));
      } else {
        next =
            saveUnwanted(
                next, plan.withStatus(ExchangePlan.CANCELLED), "exchange-cancelled", "cancelled");
      }
    }
    return next;
  }

  /** Customer service sees it; the shopper is told nothing of it. */
  private ReturnState saveUnwanted(
      ReturnState state, ExchangePlan plan, String event, String became) {
    ReturnState next =
        state
            .withExchange(plan)
            .withTimeline(
                new ReturnState.TimelineEntry(
                    Instant.now(), event, "Exchange order " + plan.orderNumber() + " " + became));
    return database.inTransaction(
        () -> {
          work.wake("mirror-status", state.id().subject(), "exchange:" + plan.orderNumber());
          return states.save(next);
        });
  }

  private static ExchangePlan asCreated(ExchangePlan plan, ExchangeOrder order) {
    return new ExchangePlan(plan.orderNumber(), plan.lines(), order.id(), ExchangePlan.CREATED);
  }

  /** The original order, and the exchange orders that some of the goods came with. */
  private List<OrderView> ordersOf(ReturnState state) {
    Map<String, OrderView> found = new LinkedHashMap<>();
    OrderView original = original(state);
    found.put(original.orderNumber(), original);
    for (Unit unit : state.units()) {
      Unit.Allocation allocation = unit.allocation();
      if (allocation != null && !found.containsKey(allocation.orderNumber())) {
        orders
            .lastSeen(allocation.orderNumber())
            .ifPresent(o -> found.put(allocation.orderNumber(), o));
      }
    }
    return List.copyOf(found.values());
  }

  private OrderView original(ReturnState state) {
    String number = Objects.requireNonNull(state.orderNumber());
    return orders
        .lastSeen(number)
        .orElseThrow(
            () ->
                new NeedsDecision(
                    Trouble.of(
                        "ORDER_NOT_FOUND",
                        Map.of(
                            "orderNumber",
                            number,
                            "detail",
                            "order " + number + " is no longer in commercetools"))));
  }

  private ReturnState created(
      ExchangePlanning planning,
      ReturnState found,
      ExchangePlan planned,
      Cause cause,
      List<Trouble> troubles) {
    ReturnState state = found;
    ExchangePlan plan = planned;
    if (ExchangePlanning.lacksChannel(plan)) {
      plan = planning.withChannels(state, ordersOf(state), plan);
      if (!plan.equals(planned)) {
        state = states.save(state.withExchange(plan));
      }
    }
    String original = Objects.requireNonNull(state.orderNumber());
    if (ExchangePlanning.lacksChannel(plan)) {
      troubles.add(
          about(
              "CHANNEL_UNKNOWN",
              plan,
              Map.of("sku", skus(plan), "channel", ExchangePlanning.unknownChannel(state, plan))));
      return state;
    }
    try {
      ExchangeOrder order = ensure(state, original, plan, cause);
      if (!ExchangePlanning.isOurs(order, state, plan)) {
        troubles.add(
            about(
                "KEY_CONFLICT",
                plan,
                Map.of(
                    "expected",
                    plan.orderNumber(),
                    "detail",
                    "an order of "
                        + order.lines().stream()
                            .map(l -> l.quantity() + " × " + l.sku())
                            .collect(Collectors.joining(", ")))));
        return state;
      }
      return save(state, plan, order);
    } catch (Refused refused) {
      boolean stock = refused.code().equals("OutOfStock");
      troubles.add(
          about(
              stock ? "EXCHANGE_OUT_OF_STOCK" : "EXCHANGE_FAILED",
              plan,
              Map.of(
                  "sku",
                  refused.skus().isEmpty() ? skus(plan) : String.join(", ", refused.skus()),
                  "channel",
                  plan.lines().stream()
                      .map(l -> String.valueOf(l.supplyChannel()))
                      .distinct()
                      .collect(Collectors.joining(", ")),
                  "detail",
                  String.valueOf(refused.getMessage()))));
      return state;
    }
  }

  /**
   * Imports the order; when it is there already, or nobody knows, it is looked up by its number.
   */
  private ExchangeOrder ensure(ReturnState state, String original, ExchangePlan plan, Cause cause) {
    try {
      return exchangeOrders.create(state.id(), original, plan, cause);
    } catch (Refused refused) {
      if (refused.isDuplicate("orderNumber")) {
        return exchangeOrders.find(plan.orderNumber()).orElseThrow(() -> refused);
      }
      throw refused;
    } catch (Doubtful doubtful) {
      return exchangeOrders.find(plan.orderNumber()).orElseThrow(() -> doubtful);
    }
  }

  private ReturnState save(ReturnState state, ExchangePlan plan, ExchangeOrder order) {
    ExchangePlan created = asCreated(plan, order);
    String goods =
        plan.lines().stream()
            .map(l -> l.quantity() + " × " + l.sku())
            .collect(Collectors.joining(", "));
    ReturnState next =
        state
            .withExchange(created)
            .withTimeline(
                new ReturnState.TimelineEntry(
                    Instant.now(),
                    "exchange-created",
                    "Exchange order " + plan.orderNumber() + " created: " + goods));
    String id = "exchange:" + state.id().store() + ":" + plan.orderNumber();
    String original = Objects.requireNonNull(state.orderNumber());
    Outgoing notice =
        new Outgoing(
            id,
            topic,
            original,
            Json.write(
                new ExchangeNotice(
                    id,
                    "exchange-order-created",
                    state.id().store(),
                    state.id().id(),
                    state.rmaNumber(),
                    original,
                    plan.orderNumber(),
                    order.id(),
                    plan.lines())));
    return database.inTransaction(
        () -> {
          outbox.add(STEP, state.id().subject(), List.of(notice));
          work.wake("mirror-status", state.id().subject(), "exchange:" + plan.orderNumber());
          return states.save(next);
        });
  }

  private static String skus(ExchangePlan plan) {
    return plan.lines().stream().map(ExchangePlan.Line::sku).collect(Collectors.joining(", "));
  }

  private static Trouble about(String code, ExchangePlan plan, Map<String, String> values) {
    Map<String, String> all = new HashMap<>(values);
    all.putIfAbsent("sku", skus(plan));
    return new Trouble(code, plan.orderNumber(), null, all);
  }
}
