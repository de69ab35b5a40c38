package io.returnbridge.engine;

import io.returnbridge.cases.Cases;
import io.returnbridge.commerce.ExchangeOrders;
import io.returnbridge.commerce.Inventory;
import io.returnbridge.commerce.Orders;
import io.returnbridge.commerce.Payments;
import io.returnbridge.model.Cause;
import io.returnbridge.reveni.Inspections;
import io.returnbridge.reveni.ReveniReturns;
import io.returnbridge.store.Database;
import io.returnbridge.store.Outbox;
import io.returnbridge.store.ReturnStates;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The engine with one step, over the ports of a test. */
public final class Running {

  private Running() {}

  /** A run that has seen nothing yet. */
  public static Seen seen(Orders orders, Payments payments) {
    return outside(orders, payments, null, null, null, null)
        .seen(new Cause("link-credit", "es/r1", "event:1"));
  }

  /** For wake-ups only. */
  /** For who looks at orders that were seen for many returns at once. */
  public static Outside orders(Orders orders) {
    return outside(orders, null, null, null, null, null);
  }

  public static StepRunner noStep(
      Database database, Claims claims, ReturnStates states, WorkList work, Cases cases) {
    return new StepRunner(
        outside(null, null, null, null, null, null),
        database,
        claims,
        states,
        new Outbox(database),
        work,
        attempts(database, claims, work, cases),
        cases,
        List.of());
  }

  /** For a step that asks and writes nothing outside. */
  public static StepRunner step(
      BusinessStep<?> step,
      Database database,
      Claims claims,
      ReturnStates states,
      WorkList work,
      Cases cases) {
    return step(
        step, outside(null, null, null, null, null, null), database, claims, states, work, cases);
  }

  public static StepRunner step(
      BusinessStep<?> step,
      Orders orders,
      Payments payments,
      Database database,
      Claims claims,
      ReturnStates states,
      WorkList work,
      Cases cases) {
    return step(
        step,
        outside(orders, payments, null, null, null, null),
        database,
        claims,
        states,
        work,
        cases);
  }

  public static StepRunner exchanging(
      BusinessStep<?> step,
      Orders orders,
      ExchangeOrders exchangeOrders,
      Database database,
      Claims claims,
      ReturnStates states,
      WorkList work,
      Cases cases) {
    return step(
        step,
        outside(orders, null, exchangeOrders, null, null, null),
        database,
        claims,
        states,
        work,
        cases);
  }

  public static StepRunner inspecting(
      BusinessStep<?> step,
      Orders orders,
      Inspections inspections,
      Database database,
      Claims claims,
      ReturnStates states,
      WorkList work,
      Cases cases) {
    return step(
        step,
        outside(orders, null, null, inspections, null, null),
        database,
        claims,
        states,
        work,
        cases);
  }

  public static StepRunner accepting(
      BusinessStep<?> step,
      ReveniReturns reveni,
      Orders orders,
      Database database,
      Claims claims,
      ReturnStates states,
      WorkList work,
      Cases cases) {
    return step(
        step,
        outside(orders, null, null, null, reveni, null),
        database,
        claims,
        states,
        work,
        cases);
  }

  public static StepRunner stock(
      BusinessStep<?> step,
      Inventory inventory,
      Database database,
      Claims claims,
      ReturnStates states,
      WorkList work,
      Cases cases) {
    return step(
        step,
        outside(null, null, null, null, null, inventory),
        database,
        claims,
        states,
        work,
        cases);
  }

  /** What the step does not ask is not there. */
  @SuppressWarnings("NullAway")
  private static Outside outside(
      @Nullable Orders orders,
      @Nullable Payments payments,
      @Nullable ExchangeOrders exchangeOrders,
      @Nullable Inspections inspections,
      @Nullable ReveniReturns reveni,
      @Nullable Inventory inventory) {
    return new Outside(orders, payments, exchangeOrders, inspections, reveni, inventory);
  }

  private static StepRunner step(
      BusinessStep<?> step,
      Outside outside,
      Database database,
      Claims claims,
      ReturnStates states,
      WorkList work,
      Cases cases) {
    return new StepRunner(
        outside,
        database,
        claims,
        states,
        new Outbox(database),
        work,
        attempts(database, claims, work, cases),
        cases,
        new ArrayList<>(List.of(step)));
  }

  /** As in the program, each knows the steps that it wakes. */
  @SuppressWarnings("unchecked")
  public static void together(Collection<StepRunner> runners) {
    List<BusinessStep<?>> all = new ArrayList<>();
    runners.forEach(runner -> runner.steps.forEach(all::add));
    for (StepRunner runner : runners) {
      List<BusinessStep<?>> known = (List<BusinessStep<?>>) runner.steps;
      all.stream().filter(step -> !known.contains(step)).forEach(known::add);
    }
  }

  static NextAttempts attempts(Database database, Claims claims, WorkList work, Cases cases) {
    return new NextAttempts(
        database, new Outbox(database), work, claims, cases, TestSteps.circuits());
  }
}
