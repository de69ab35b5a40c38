package io.returnbridge.steps.exchange;

import io.returnbridge.cases.Cases;
import io.returnbridge.commerce.ExchangeOrders;
import io.returnbridge.commerce.Orders;
import io.returnbridge.engine.Claims;
import io.returnbridge.engine.Running;
import io.returnbridge.engine.StepRunner;
import io.returnbridge.engine.WorkList;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.store.Database;
import io.returnbridge.store.ReturnStates;
import io.returnbridge.watchdogs.PickUps;
import io.returnbridge.watchdogs.Watches;

/** The step create-exchange-order over the ports of a test. */
public final class TestExchanges {

  private TestExchanges() {}

  public static StepRunner creator(
      ExchangeOrders exchangeOrders,
      Orders orders,
      Mappings mappings,
      Database database,
      Claims claims,
      ReturnStates states,
      WorkList work,
      Cases cases) {
    return Running.exchanging(
        new CreateExchangeOrder(
            mappings,
            states,
            cases,
            work,
            new PickUps(database, mappings, exchangeOrders, new Watches(database, cases, mappings)),
            "customer.notifications.v1"),
        orders,
        exchangeOrders,
        database,
        claims,
        states,
        work,
        cases);
  }
}
