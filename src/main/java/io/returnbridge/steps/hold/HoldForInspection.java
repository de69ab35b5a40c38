package io.returnbridge.steps.hold;

import io.returnbridge.cases.Origin;
import io.returnbridge.engine.BusinessStep;
import io.returnbridge.engine.Decision;
import io.returnbridge.engine.Seen;
import io.returnbridge.engine.Step;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.model.ReturnState;
import io.returnbridge.registry.Topic;
import io.returnbridge.store.Ledger;
import io.returnbridge.store.ReturnStates;
import io.returnbridge.store.Scans;
import io.returnbridge.store.WakeUp;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Plans one leg a received unit into the awaiting-inspection stock of the channel that sold it. The
 * leg's id is the unit's, so that a repeat plans nothing. Nothing is written outside: the ledger's
 * worker applies the legs and tells of it.
 */
@Step(
    name = HoldForInspection.NAME,
    wakes = Topic.RETURNS_EVENTS,
    thenWakes = {WakeUp.APPLY_STOCK_MOVEMENTS, WakeUp.MOVE_INSPECTED_STOCK})
@ApplicationScoped
public class HoldForInspection implements BusinessStep<HoldForInspection.Known> {

  public static final String NAME = WakeUp.HOLD_FOR_INSPECTION;

  private final Ledger ledger;
  private final Scans scans;
  private final Mappings mappings;
  private final ReturnStates states;

  public HoldForInspection(Ledger ledger, Scans scans, Mappings mappings, ReturnStates states) {
    this.ledger = ledger;
    this.scans = scans;
    this.mappings = mappings;
    this.states = states;
  }

  /**
   * @param scanned whether a scan may wait for what is planned
   */
  record Known(WakeUp wakeUp, ReturnState state, HoldPlan plan, boolean scanned) {}

  @Override
  public @Nullable Known know(WakeUp wakeUp, Seen seen) {
    return states
        .find(wakeUp.returnId())
        .map(
            state -> {
              HoldPlan plan = HoldPlan.of(state, ledger.ofReturn(state.id()), mappings);
              return new Known(
                  wakeUp, state, plan, !plan.legs().isEmpty() && scans.isAnyOpen(state));
            })
        .orElse(null);
  }

  @Override
  public Decision decide(Known known) {
    HoldPlan plan = known.plan();
    String trigger = known.wakeUp().trigger();
    List<WakeUp> wakes = new ArrayList<>();
    plan.legs().stream()
        .map(l -> l.entry().subject())
        .distinct()
        .forEach(entry -> wakes.add(new WakeUp(WakeUp.APPLY_STOCK_MOVEMENTS, entry, trigger)));
    if (known.scanned()) {
      wakes.add(new WakeUp(WakeUp.MOVE_INSPECTED_STOCK, known.state().id().subject(), trigger));
    }
    return Decision.record(Origin.of(NAME, known.state()))
        .state(plan.state().units().equals(known.state().units()) ? null : plan.state())
        .also(() -> ledger.plan(plan.legs()))
        .troubles(plan.troubles())
        .wakes(wakes);
  }
}
