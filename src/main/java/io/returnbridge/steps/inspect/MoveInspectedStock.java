package io.returnbridge.steps.inspect;

import io.returnbridge.cases.Origin;
import io.returnbridge.engine.Belonging;
import io.returnbridge.engine.BusinessStep;
import io.returnbridge.engine.Decision;
import io.returnbridge.engine.Seen;
import io.returnbridge.engine.Step;
import io.returnbridge.engine.Write;
import io.returnbridge.failure.Rejected;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.model.MeantUnits;
import io.returnbridge.model.ReturnId;
import io.returnbridge.model.ReturnState;
import io.returnbridge.model.StockMovement;
import io.returnbridge.model.Subject;
import io.returnbridge.outage.Circuits;
import io.returnbridge.registry.Topic;
import io.returnbridge.store.Ledger;
import io.returnbridge.store.ReturnStates;
import io.returnbridge.store.Scans;
import io.returnbridge.store.WakeUp;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Turns the scans of a return into outcomes of its units and legs of the ledger; and once the legs
 * are applied, tells the order (grade, disposition, shipment state) and Reveni (verdicts). A repeat
 * finds nothing missing. It is woken for a return, or for {@code scan/source/scanId}.
 */
@Step(
    name = MoveInspectedStock.NAME,
    wakes = Topic.WAREHOUSE_SCANS,
    needs = {Circuits.REVENI, Circuits.COMMERCETOOLS},
    thenWakes = {WakeUp.APPLY_STOCK_MOVEMENTS, WakeUp.HOLD_FOR_INSPECTION, WakeUp.ACCEPT_RETURN})
@ApplicationScoped
public class MoveInspectedStock implements BusinessStep<InspectionKnown> {

  public static final String NAME = WakeUp.MOVE_INSPECTED_STOCK;

  private final Ledger ledger;
  private final Scans scans;
  private final ScansOfReturns returns;
  private final UnknownScans unknown;
  private final InspectionRecords records;
  private final Mappings mappings;
  private final ReturnStates states;

  public MoveInspectedStock(
      Ledger ledger,
      Scans scans,
      ScansOfReturns returns,
      UnknownScans unknown,
      InspectionRecords records,
      Mappings mappings,
      ReturnStates states) {
    this.ledger = ledger;
    this.scans = scans;
    this.returns = returns;
    this.unknown = unknown;
    this.records = records;
    this.mappings = mappings;
    this.states = states;
  }

  @Override
  public @Nullable InspectionKnown know(WakeUp wakeUp, Seen seen) {
    return wakeUp.about() instanceof Subject.OfScan of
        ? ofScan(of.source(), of.scanId(), wakeUp, seen)
        : ofReturn(wakeUp.returnId(), wakeUp, null, seen);
  }

  private @Nullable InspectionKnown ofScan(String source, String scanId, WakeUp wakeUp, Seen seen) {
    Scans.Stored stored =
        scans
            .find(source, scanId)
            .orElseThrow(() -> new Rejected("There is no scan " + source + "/" + scanId, null));
    List<ReturnState> matching =
        stored.known() == null && stored.status() != Scans.Status.DONE
            ? returns.matching(stored.scan())
            : List.of();
    ReturnId id = matching.size() == 1 ? matching.get(0).id() : stored.known();
    if (id == null) {
      return new InspectionKnown.OfNoReturn(wakeUp, stored, matching, seen, Instant.now());
    }
    if (seen.isNoted(NAME)) {
      return ofReturn(id, wakeUp, stored.scan().ref(), seen);
    }
    return states.find(id).isPresent() ? new InspectionKnown.Named(wakeUp, id, seen) : null;
  }

  /**
   * @param again scan to be looked at even when it is a case
   */
  private InspectionKnown.@Nullable OfReturn ofReturn(
      ReturnId id, WakeUp wakeUp, @Nullable String again, Seen seen) {
    ReturnState state = states.find(id).orElse(null);
    if (state == null) {
      return null;
    }
    List<Scans.Stored> own = returns.scansOf(state, again);
    List<StockMovement> legs = ledger.ofReturn(id);
    List<SentVerdict> sent = records.verdicts().of(id);
    InspectionPlan.Result plan =
        InspectionPlan.of(
            state,
            own,
            new Corrections(scans.withCorrections(own)),
            legs,
            sent,
            mappings,
            again,
            MeantUnits.shownOn(id, seen::orderLastSeen));
    return new InspectionKnown.OfReturn(wakeUp, state, own, legs, plan, sent, seen, states);
  }

  @Override
  public @Nullable Belonging turnsOutToBeOf(InspectionKnown known) {
    return known instanceof InspectionKnown.Named named ? new Belonging.ToReturn(named.id()) : null;
  }

  @Override
  public Decision decide(InspectionKnown known) {
    if (known instanceof InspectionKnown.OfReturn of) {
      return told(of, new InspectionFindings(of, records));
    }
    if (known instanceof InspectionKnown.OfNoReturn of) {
      return records.done(of, unknown.decide(of));
    }
    return Decision.remember(
        Decision.record(Origin.of(known.wakeUp())).also(() -> known.seen().note(NAME)));
  }

  private Decision told(InspectionKnown.OfReturn known, InspectionFindings found) {
    for (String number : known.orders()) {
      Optional<Write> missing = InspectedOrder.missing(known, number, found);
      if (missing.isPresent()) {
        return found.isAnyNew() ? Decision.remember(found.record()) : Decision.send(missing.get());
      }
    }
    for (String item : known.itemsToTell()) {
      Optional<Decision> missing =
          found.cannotBeAsked() ? Optional.empty() : ItemVerdicts.missing(known, item, found);
      if (missing.isPresent()) {
        return missing.get();
      }
    }
    return found.end();
  }
}
