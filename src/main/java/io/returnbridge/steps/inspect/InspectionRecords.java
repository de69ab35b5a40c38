package io.returnbridge.steps.inspect;

import io.returnbridge.cases.Cases;
import io.returnbridge.cases.Origin;
import io.returnbridge.engine.Decision;
import io.returnbridge.engine.WorkList;
import io.returnbridge.model.ReturnId;
import io.returnbridge.model.ReturnState;
import io.returnbridge.model.Scan;
import io.returnbridge.store.Ledger;
import io.returnbridge.store.Scans;
import io.returnbridge.store.WakeUp;
import io.returnbridge.watchdogs.MissingReturns;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** What is written down of scans and verdicts, beside the state of the return. */
@ApplicationScoped
public class InspectionRecords {

  /** The case of a wake-up that ended early; nothing that a scan itself is about has this code. */
  private static final String DEFECT = "COMMERCETOOLS_REJECTED";

  private final Ledger ledger;
  private final Scans scans;
  private final SentVerdicts verdicts;
  private final MissingReturns missing;
  private final WorkList work;
  private final Cases cases;

  public InspectionRecords(
      Ledger ledger,
      Scans scans,
      SentVerdicts verdicts,
      MissingReturns missing,
      WorkList work,
      Cases cases) {
    this.ledger = ledger;
    this.scans = scans;
    this.verdicts = verdicts;
    this.missing = missing;
    this.work = work;
    this.cases = cases;
  }

  SentVerdicts verdicts() {
    return verdicts;
  }

  /** Reveni does not find the return: it is asked for again, and time may cure it. */
  void missing(ReturnId id) {
    missing.missed(id);
  }

  /** Outcomes, legs and what has become of the scans, with their cases: all or nothing. */
  Decision.Record planned(InspectionKnown.OfReturn known) {
    InspectionPlan.Result plan = known.plan();
    return Decision.record(Origin.of(MoveInspectedStock.NAME, known.state()))
        .state(plan.state().equals(known.before()) ? null : plan.state())
        .also(() -> ledger.plan(plan.legs()))
        .also(() -> known.scans().forEach(stored -> keep(known, stored)))
        .also(() -> plan.superseded().forEach(this::supersede))
        .also(() -> known.seen().note("plan"))
        .wakes(wakes(known));
  }

  private static List<WakeUp> wakes(InspectionKnown.OfReturn known) {
    InspectionPlan.Result plan = known.plan();
    String trigger = known.wakeUp().trigger();
    List<WakeUp> wakes = new ArrayList<>();
    plan.legs().stream()
        .filter(leg -> plan.legs().stream().noneMatch(l -> l.id().equals(leg.after())))
        .map(leg -> leg.entry().subject())
        .distinct()
        .forEach(entry -> wakes.add(new WakeUp(WakeUp.APPLY_STOCK_MOVEMENTS, entry, trigger)));
    plan.wakes()
        .forEach(subject -> wakes.add(new WakeUp(MoveInspectedStock.NAME, subject, trigger)));
    if (plan.takenBack()) {
      wakes.add(new WakeUp(WakeUp.HOLD_FOR_INSPECTION, known.before().id().subject(), trigger));
    }
    return wakes;
  }

  private void keep(InspectionKnown.OfReturn known, Scans.Stored stored) {
    InspectionPlan.Result plan = known.plan();
    Scan scan = stored.scan();
    if (stored.known() == null) {
      scans.known(scan, known.before().id());
      work.dropWaiting(MoveInspectedStock.NAME, scan.subject());
    }
    if (plan.says(stored)) {
      Scans.WaitsFor waitsFor = plan.waits().get(scan.ref());
      if (waitsFor != null) {
        scans.waits(scan, waitsFor);
      } else if (plan.changes(stored)) {
        scans.status(scan, Objects.requireNonNull(plan.statuses().get(scan.ref())));
      }
      cases.settle(
          origin(known.state(), scan), plan.troubles().getOrDefault(scan.ref(), List.of()));
    }
  }

  private void supersede(Scan scan) {
    scans.status(scan, Scans.Status.DONE);
    cases.settle(origin(scan), List.of());
  }

  /** The case is that of the scan which decides the unit now. */
  void corrected(ReturnState state, CorrectedVerdict corrected) {
    Scan scan = scans.find(corrected.scan()).orElseThrow().scan();
    cases.settle(origin(state, scan), List.of(corrected.trouble(state, scan)));
  }

  /** Nothing is left to do; a defect that a scan's own wake-up met is gone. */
  Decision.Record done(InspectionKnown known, Decision.Record record) {
    WakeUp wakeUp = known.wakeUp();
    boolean ofReturn =
        known instanceof InspectionKnown.OfReturn of
            && wakeUp.subject().equals(of.before().id().subject());
    return ofReturn
        ? record
        : record.also(() -> cases.resolve(wakeUp, List.of(DEFECT), "It was done at last"));
  }

  static Origin origin(Scan scan) {
    return new Origin(MoveInspectedStock.NAME, scan.subject(), null, scan.rmaNumber(), null);
  }

  private static Origin origin(ReturnState state, Scan scan) {
    return new Origin(
        MoveInspectedStock.NAME,
        scan.subject(),
        state.id(),
        state.rmaNumber(),
        state.orderNumber());
  }
}
