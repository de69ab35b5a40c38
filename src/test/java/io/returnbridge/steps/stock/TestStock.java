package io.returnbridge.steps.stock;

import io.returnbridge.cases.Cases;
import io.returnbridge.commerce.Inventory;
import io.returnbridge.engine.Claims;
import io.returnbridge.engine.Running;
import io.returnbridge.engine.StepRunner;
import io.returnbridge.engine.WorkList;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.store.Database;
import io.returnbridge.store.Ledger;
import io.returnbridge.store.Outbox;
import io.returnbridge.store.ReturnStates;
import io.returnbridge.watchdogs.Watches;

/** The step apply-stock-movements over the port of a test. */
public final class TestStock {

  private TestStock() {}

  public static StepRunner applier(
      Inventory inventory,
      Mappings mappings,
      Database database,
      Claims claims,
      ReturnStates states,
      WorkList work,
      Cases cases) {
    return applier(
        inventory, mappings, database, claims, states, work, cases, Batch.MOST, Batch.KEPT);
  }

  /**
   * @param most legs in one update
   * @param kept most ids in an entry
   */
  public static StepRunner applier(
      Inventory inventory,
      Mappings mappings,
      Database database,
      Claims claims,
      ReturnStates states,
      WorkList work,
      Cases cases,
      int most,
      int kept) {
    Ledger ledger = new Ledger(database);
    return Running.stock(
        new ApplyStockMovements(
            ledger,
            mappings,
            new AppliedMovements(
                ledger,
                states,
                new Outbox(database),
                work,
                new Watches(database, cases, mappings),
                "stock.movements.v1"),
            new StockTroubles(states),
            most,
            kept),
        inventory,
        database,
        claims,
        states,
        work,
        cases);
  }
}
