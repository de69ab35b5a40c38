package io.returnbridge.engine;

import io.returnbridge.cases.Cases;
import io.returnbridge.commerce.Orders;
import io.returnbridge.commerce.Payments;
import io.returnbridge.model.Cause;
import io.returnbridge.store.Database;
import io.returnbridge.store.Outbox;
import io.returnbridge.store.ReturnStates;
import java.util.List;

/** The engine with one step, over the ports of a test. */
public final class Running {

  private Running() {}

  /** A run that has seen nothing yet. */
  public static Seen seen(Orders orders, Payments payments) {
    return new Outside(orders, payments).seen(new Cause("link-credit", "es/r1", "event:1"));
  }

  /** For a step that asks and writes nothing outside. */
  public static StepRunner step(
      BusinessStep<?> step,
      Database database,
      Leases leases,
      ReturnStates states,
      WorkList work,
      Cases cases) {
    return new StepRunner(
        new Outside(null, null),
        database,
        leases,
        states,
        new Outbox(database),
        work,
        cases,
        List.of(step));
  }

  public static StepRunner step(
      BusinessStep<?> step,
      Orders orders,
      Payments payments,
      Database database,
      Leases leases,
      ReturnStates states,
      WorkList work,
      Cases cases) {
    return new StepRunner(
        new Outside(orders, payments),
        database,
        leases,
        states,
        new Outbox(database),
        work,
        cases,
        List.of(step));
  }
}
