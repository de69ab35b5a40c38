package io.returnbridge.steps.mirror;

import io.returnbridge.cases.Cases;
import io.returnbridge.cases.Origin;
import io.returnbridge.commerce.OrderChange;
import io.returnbridge.commerce.OrderConvergence;
import io.returnbridge.commerce.OrderFields;
import io.returnbridge.commerce.Orders;
import io.returnbridge.commerce.Refused;
import io.returnbridge.engine.Leases;
import io.returnbridge.engine.Step;
import io.returnbridge.engine.WorkList;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.mappings.Mode;
import io.returnbridge.mappings.StatusRow;
import io.returnbridge.mappings.TimingRow;
import io.returnbridge.model.Cause;
import io.returnbridge.model.Keys;
import io.returnbridge.model.MeantUnits;
import io.returnbridge.model.OrderView;
import io.returnbridge.model.ReturnEvent;
import io.returnbridge.model.ReturnId;
import io.returnbridge.model.ReturnState;
import io.returnbridge.model.Trouble;
import io.returnbridge.model.Unit;
import io.returnbridge.outage.Circuits;
import io.returnbridge.registry.Topic;
import io.returnbridge.settings.Settings;
import io.returnbridge.store.Database;
import io.returnbridge.store.OutboxRecord;
import io.returnbridge.store.ReturnStates;
import io.returnbridge.store.WakeUp;
import io.returnbridge.watchdogs.Watches;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import java.text.ParseException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TimeZone;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.quartz.CronExpression;

/**
 * The step mirror-status: customer service sees every return on its order. Writes the order's
 * fields, the ReturnInfo of received units with its payment states, and the order's State where the
 * table names one. A repeat writes nothing.
 */
@Step(name = StatusMirror.STEP, wakes = Topic.RETURNS_EVENTS, needs = Circuits.COMMERCETOOLS)
@Named("statusMirror")
@ApplicationScoped
public class StatusMirror {

  public static final String STEP = "mirror-status";

  private final Mappings mappings;
  private final Settings settings;
  private final Orders orders;
  private final OrderConvergence convergence;
  private final Leases leases;
  private final ReturnStates states;
  private final WorkList work;
  private final Cases cases;
  private final Watches watches;
  private final Database database;

  public StatusMirror(
      Mappings mappings,
      Settings settings,
      Orders orders,
      OrderConvergence convergence,
      Leases leases,
      ReturnStates states,
      WorkList work,
      Cases cases,
      Watches watches,
      Database database) {
    this.mappings = mappings;
    this.settings = settings;
    this.orders = orders;
    this.convergence = convergence;
    this.leases = leases;
    this.states = states;
    this.work = work;
    this.cases = cases;
    this.watches = watches;
    this.database = database;
  }

  /**
   * @return nothing: this step tells nobody but commercetools
   */
  public List<OutboxRecord> mirror(WakeUp wakeUp) {
    if (!waitsForBatch(wakeUp)) {
      ReturnId id = ReturnId.parse(wakeUp.subject());
      leases.holding(
          Leases.ofReturn(id.subject()),
          () -> {
            states
                .find(id)
                .filter(ReturnState::orderFound)
                .ifPresent(state -> mirror(wakeUp, state));
            return true;
          });
    }
    return List.of();
  }

  private void mirror(WakeUp wakeUp, ReturnState state) {
    String original = Objects.requireNonNull(state.orderNumber());
    Set<String> numbers = new LinkedHashSet<>(List.of(original));
    for (Unit unit : state.units()) {
      Unit.Allocation allocation = unit.allocation();
      if (allocation != null) {
        numbers.add(allocation.orderNumber());
      }
    }
    numbers.addAll(state.formerOrders());
    List<Trouble> troubles = new ArrayList<>();
    for (String number : numbers) {
      leases.holding(
          Leases.ofOrder(number),
          () -> {
            mirrorOn(number, number.equals(original), wakeUp, state, troubles);
            return true;
          });
    }
    boolean paid = state.snapshot().refunds().stream().anyMatch(r -> r.status().wasPaid());
    // Before the transaction: an order may have to be asked for.
    boolean allocated = paid && isAllocated(state);
    database.inTransaction(
        () -> {
          if (paid) {
            watches.met("REFUND_NOT_MIRRORED", state.id());
          }
          if (allocated) {
            watches.met("REFUND_UNALLOCATED", state.id());
          }
          cases.settle(Origin.of(STEP, state), troubles);
        });
  }

  /** Whether the orders show for good what the state alone does not say. */
  private boolean isAllocated(ReturnState state) {
    return !new MeantUnits(state).unallocated().isEmpty()
        && new MeantUnits(state, MeantUnits.shownOn(state.id(), orders::lastSeen))
            .unallocated()
            .isEmpty();
  }

  private void mirrorOn(
      String number, boolean original, WakeUp wakeUp, ReturnState state, List<Trouble> troubles) {
    List<ReturnState> returns = original ? states.ofOrder(number) : List.of(state);
    Cause cause = new Cause(STEP, wakeUp.subject(), wakeUp.trigger());
    Part part = new Part(original, original && stateChange(null, returns).isPresent(), true);
    OrderView order = converge(number, part, cause, state, returns, troubles).orElse(null);
    if (order == null) {
      return;
    }
    if (isInspectedUnseen(order, state)) {
      work.wake("move-inspected-stock", state.id().subject(), "step:" + STEP);
    }
    if (state.units().stream().anyMatch(u -> u.hasLostItsLine(order, state.id()))) {
      work.wake("accept-return", state.id().subject(), "step:" + STEP);
    }
    if (original && order.fields() == OrderView.Fields.CONFLICT) {
      troubles.add(
          Trouble.of(
              "TYPE_CONFLICT",
              Map.of(
                  "orderNumber",
                  number,
                  "detail",
                  "order " + number + " has a Type that lacks the return fields")));
    }
  }

  /**
   * What of an order is written: one change that commercetools refuses does not keep the others
   * off.
   */
  private record Part(boolean fields, boolean orderState, boolean moreItems) {}

  /** Empty for an order that the return was taken for and that is there no more. */
  private Optional<OrderView> converge(
      String number,
      Part part,
      Cause cause,
      ReturnState state,
      List<ReturnState> returns,
      List<Trouble> troubles) {
    try {
      Function<OrderView, List<OrderChange>> missing =
          view -> {
            List<OrderChange> changes = new ArrayList<>();
            if (part.fields()) {
              changes.addAll(OrderFields.missing(view, returns));
            } else if (Keys.isExchangeOrder(number) && isOfGoods(number, state)) {
              changes.addAll(OrderFields.missingOnExchange(view, states.withGoodsOf(number)));
            } else if (state.formerOrders().contains(number)) {
              changes.addAll(OrderFields.missingOnFormer(view, states.ofOrder(number), state.id()));
            }
            changes.addAll(ReturnItems.missing(view, orders::lastSeen, state, part.moreItems()));
            if (part.orderState()) {
              stateChange(view, returns).ifPresent(changes::add);
            }
            return changes;
          };
      Predicate<OrderView> hinders = view -> !ReturnItems.troubles(view, state, true).isEmpty();
      Optional<OrderView> order =
          state.formerOrders().contains(number)
              ? convergence.convergeIfThere(number, cause, missing, hinders)
              : Optional.of(convergence.converge(number, cause, missing, hinders));
      order.ifPresent(o -> troubles.addAll(ReturnItems.troubles(o, state, part.moreItems())));
      return order;
    } catch (Refused refused) {
      if (part.moreItems() && isAboutQuantity(refused)) {
        Part less = new Part(part.fields(), part.orderState(), false);
        return converge(number, less, cause, state, returns, troubles);
      }
      if (part.orderState()) {
        Part less = new Part(part.fields(), false, part.moreItems());
        Optional<OrderView> order = converge(number, less, cause, state, returns, troubles);
        troubles.add(stateRefused(returns, refused));
        return order;
      }
      throw refused;
    }
  }

  private static boolean isOfGoods(String number, ReturnState state) {
    return state.units().stream()
        .map(Unit::allocation)
        .anyMatch(a -> a != null && a.orderNumber().equals(number));
  }

  private Trouble stateRefused(List<ReturnState> returns, Refused refused) {
    return Trouble.of(
        "STATE_REFUSED",
        Map.of(
            "detail",
            String.valueOf(refused.getMessage()),
            "expected",
            statusRow(OrderFields.leading(returns))
                .map(StatusRow::orderState)
                .map(String::valueOf)
                .orElse("")));
  }

  /**
   * Whether a unit was inspected before its return item was there to show it; the step that moved
   * the goods could not write it, and looks again.
   */
  private static boolean isInspectedUnseen(OrderView order, ReturnState state) {
    return state.units().stream()
        .filter(unit -> unit.outcome() != null)
        .anyMatch(
            unit ->
                order
                    .returnItem(unit.key(state.id()))
                    .filter(item -> unit.isShownBy(item, state.id()))
                    .filter(item -> !item.custom().containsKey(ReturnItems.GRADE))
                    .isPresent());
  }

  /**
   * @param order null asks whether the table names a State at all
   */
  private Optional<OrderChange> stateChange(@Nullable OrderView order, List<ReturnState> returns) {
    return statusRow(OrderFields.leading(returns))
        .flatMap(row -> Optional.ofNullable(row.orderState()))
        .filter(
            key ->
                order == null
                    || orders.stateId(key).filter(id -> id.equals(order.stateId())).isEmpty())
        .map(OrderChange.TransitionState::new);
  }

  private Optional<StatusRow> statusRow(ReturnState state) {
    return mappings.statuses().find(state.snapshot().reveniStatus());
  }

  private static boolean isAboutQuantity(Refused refused) {
    return refused.code().startsWith("Invalid")
        && String.valueOf(refused.getMessage()).toLowerCase(Locale.ROOT).contains("quantity");
  }

  /**
   * An event that {@code timing.csv} batches is looked at again at its next time; anything else
   * goes on now.
   */
  private boolean waitsForBatch(WakeUp wakeUp) {
    if (!wakeUp.trigger().startsWith("event:")) {
      return false;
    }
    TimingRow row =
        mappings
            .timing()
            .forEvent(ReturnEvent.typeOf(wakeUp.trigger().substring("event:".length())));
    String schedule = row.schedule();
    if (row.mode() != Mode.BATCH || schedule == null) {
      return false;
    }
    work.wakeAt(STEP, wakeUp.subject(), "batch:" + schedule, next(schedule));
    return true;
  }

  private Instant next(String schedule) {
    try {
      CronExpression cron = new CronExpression(schedule);
      cron.setTimeZone(TimeZone.getTimeZone(settings.reportTimeZone()));
      Date next = cron.getNextValidTimeAfter(new Date());
      return next == null ? Instant.now() : next.toInstant();
    } catch (ParseException e) {
      throw new IllegalStateException("timing.csv was checked at start: " + schedule, e);
    }
  }
}
