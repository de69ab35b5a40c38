package io.returnbridge.steps.credit;

import io.returnbridge.cases.Cases;
import io.returnbridge.commerce.Orders;
import io.returnbridge.commerce.Payments;
import io.returnbridge.engine.Claims;
import io.returnbridge.engine.Running;
import io.returnbridge.engine.StepRunner;
import io.returnbridge.engine.WorkList;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.store.Database;
import io.returnbridge.store.ReturnStates;

/** The step link-credit over the ports of a test. */
public final class TestCredits {

  private TestCredits() {}

  public static StepRunner linker(
      Payments payments,
      Orders orders,
      Mappings mappings,
      Database database,
      Claims claims,
      ReturnStates states,
      WorkList work,
      Cases cases) {
    return Running.step(
        new LinkCredit(
            states,
            new RefundFindings(states, mappings),
            new CreditRecords("finance.credits.v1", "customer.notifications.v1"),
            cases),
        orders,
        payments,
        database,
        claims,
        states,
        work,
        cases);
  }
}
