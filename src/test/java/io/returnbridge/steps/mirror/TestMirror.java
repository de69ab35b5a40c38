package io.returnbridge.steps.mirror;

import io.returnbridge.cases.Cases;
import io.returnbridge.commerce.Orders;
import io.returnbridge.engine.Claims;
import io.returnbridge.engine.Running;
import io.returnbridge.engine.StepRunner;
import io.returnbridge.engine.WorkList;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.settings.Settings;
import io.returnbridge.store.Database;
import io.returnbridge.store.ReturnStates;
import io.returnbridge.watchdogs.Watches;

/** The step mirror-status over the ports of a test. */
public final class TestMirror {

  private TestMirror() {}

  public static StepRunner mirror(
      Orders orders,
      Mappings mappings,
      Settings settings,
      Database database,
      Claims claims,
      ReturnStates states,
      WorkList work,
      Cases cases) {
    return Running.step(
        new MirrorStatus(mappings, settings, states, new Watches(database, cases, mappings), work),
        orders,
        null,
        database,
        claims,
        states,
        work,
        cases);
  }
}
