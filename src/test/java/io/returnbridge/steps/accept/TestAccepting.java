package io.returnbridge.steps.accept;

import io.returnbridge.cases.Cases;
import io.returnbridge.commerce.Orders;
import io.returnbridge.engine.Claims;
import io.returnbridge.engine.Running;
import io.returnbridge.engine.StepRunner;
import io.returnbridge.engine.TestSteps;
import io.returnbridge.engine.WorkList;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.reveni.ReveniReturns;
import io.returnbridge.reveni.WebhookReader;
import io.returnbridge.store.Database;
import io.returnbridge.store.Inbox;
import io.returnbridge.store.KeptWebhooks;
import io.returnbridge.store.ReturnStates;
import io.returnbridge.watchdogs.MissingReturns;
import io.returnbridge.watchdogs.Watches;

/** The step accept-return over the ports of a test. */
public final class TestAccepting {

  private TestAccepting() {}

  public static StepRunner acceptor(
      ReveniReturns reveni,
      Orders orders,
      Mappings mappings,
      Database database,
      Claims claims,
      ReturnStates states,
      WorkList work,
      Cases cases) {
    Inbox inbox = new Inbox(database);
    return Running.accepting(
        new AcceptReturn(
            mappings,
            states,
            inbox,
            new WebhookAgain(new KeptWebhooks(database), new WebhookReader(mappings), cases),
            new AcceptRecords(
                states,
                inbox,
                work,
                new MissingReturns(database, cases, work),
                new Watches(database, cases, mappings),
                TestSteps.ALL,
                "returns.events.v1")),
        reveni,
        orders,
        database,
        claims,
        states,
        work,
        cases);
  }
}
