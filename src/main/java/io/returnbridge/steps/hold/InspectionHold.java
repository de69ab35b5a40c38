package io.returnbridge.steps.hold;

import io.returnbridge.cases.Cases;
import io.returnbridge.cases.Origin;
import io.returnbridge.engine.Leases;
import io.returnbridge.engine.WorkList;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.model.ReturnId;
import io.returnbridge.model.ReturnState;
import io.returnbridge.steps.inspect.InspectedStockMover;
import io.returnbridge.steps.stock.StockMovementWriter;
import io.returnbridge.store.Database;
import io.returnbridge.store.Ledger;
import io.returnbridge.store.OutboxRecord;
import io.returnbridge.store.ReturnStates;
import io.returnbridge.store.Scans;
import io.returnbridge.store.WakeUp;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import java.util.List;

/**
 * The step hold-for-inspection: plans one leg a received unit into the awaiting-inspection stock of
 * the channel that sold it. The leg's id is the unit's, so that a repeat plans nothing.
 */
@Named("inspectionHold")
@ApplicationScoped
public class InspectionHold {

  public static final String STEP = "hold-for-inspection";

  private final Ledger ledger;
  private final Scans scans;
  private final Mappings mappings;
  private final Database database;
  private final Leases leases;
  private final ReturnStates states;
  private final WorkList work;
  private final Cases cases;

  public InspectionHold(
      Ledger ledger,
      Scans scans,
      Mappings mappings,
      Database database,
      Leases leases,
      ReturnStates states,
      WorkList work,
      Cases cases) {
    this.ledger = ledger;
    this.scans = scans;
    this.mappings = mappings;
    this.database = database;
    this.leases = leases;
    this.states = states;
    this.work = work;
    this.cases = cases;
  }

  /**
   * @param wakeUp with the subject {@code store/returnId}
   * @return nothing: the ledger's worker tells what was applied
   */
  public List<OutboxRecord> hold(WakeUp wakeUp) {
    ReturnId id = ReturnId.parse(wakeUp.subject());
    leases.holding(
        Leases.ofReturn(id.subject()),
        () -> {
          states.find(id).ifPresent(state -> hold(wakeUp, state));
          return true;
        });
    return List.of();
  }

  private void hold(WakeUp wakeUp, ReturnState state) {
    HoldPlan plan = HoldPlan.of(state, ledger.ofReturn(state.id()), mappings);
    database.inTransaction(
        () -> {
          ledger.plan(plan.legs());
          if (!plan.state().units().equals(state.units())) {
            states.save(plan.state());
          }
          plan.legs().stream()
              .map(l -> l.entry().subject())
              .distinct()
              .forEach(entry -> work.wake(StockMovementWriter.STEP, entry, wakeUp.trigger()));
          if (!plan.legs().isEmpty() && scans.isAnyOpen(state)) {
            work.wake(InspectedStockMover.STEP, state.id().subject(), wakeUp.trigger());
          }
          cases.settle(Origin.of(STEP, state), plan.troubles());
        });
  }
}
