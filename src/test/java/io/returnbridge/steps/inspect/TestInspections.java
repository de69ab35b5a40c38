package io.returnbridge.steps.inspect;

import io.returnbridge.cases.Cases;
import io.returnbridge.commerce.Orders;
import io.returnbridge.engine.Claims;
import io.returnbridge.engine.Running;
import io.returnbridge.engine.StepRunner;
import io.returnbridge.engine.WorkList;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.reveni.Inspections;
import io.returnbridge.store.Database;
import io.returnbridge.store.Ledger;
import io.returnbridge.store.ReturnStates;
import io.returnbridge.store.ScanReturns;
import io.returnbridge.store.Scans;
import io.returnbridge.watchdogs.MissingReturns;

/** The step move-inspected-stock over the ports of a test. */
public final class TestInspections {

  private TestInspections() {}

  public static StepRunner mover(
      Orders orders,
      Inspections inspections,
      ReturnFinder finder,
      Mappings mappings,
      Database database,
      Claims claims,
      ReturnStates states,
      WorkList work,
      Cases cases) {
    Ledger ledger = new Ledger(database);
    Scans scans = new Scans(database);
    return Running.inspecting(
        new MoveInspectedStock(
            ledger,
            scans,
            new ScansOfReturns(scans, new ScanReturns(states)),
            new UnknownScans(finder, mappings, scans, work),
            new InspectionRecords(
                ledger,
                scans,
                new SentVerdicts(database),
                new MissingReturns(database, cases, work),
                work,
                cases),
            mappings,
            states),
        orders,
        inspections,
        database,
        claims,
        states,
        work,
        cases);
  }
}
