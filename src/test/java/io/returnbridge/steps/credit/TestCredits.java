package io.returnbridge.steps.credit;

import io.returnbridge.cases.Cases;
import io.returnbridge.commerce.OrderConvergence;
import io.returnbridge.commerce.Orders;
import io.returnbridge.commerce.Payments;
import io.returnbridge.engine.Leases;
import io.returnbridge.engine.WorkList;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.store.Database;
import io.returnbridge.store.Outbox;
import io.returnbridge.store.ReturnStates;

/** The step link-credit over the ports of a test. */
public final class TestCredits {

  private TestCredits() {}

  public static CreditLinker linker(
      Payments payments,
      Orders orders,
      Mappings mappings,
      Database database,
      Leases leases,
      ReturnStates states,
      WorkList work,
      Cases cases) {
    return new CreditLinker(
        payments,
        new OrderConvergence(orders),
        new RefundFindings(payments, orders, states, mappings),
        new CreditRecords("finance.credits.v1", "customer.notifications.v1"),
        database,
        leases,
        states,
        new Outbox(database),
        work,
        cases);
  }
}
