package io.returnbridge.steps.inspect;

import io.returnbridge.cases.Origin;
import io.returnbridge.commerce.OrderChange;
import io.returnbridge.commerce.OrderFields;
import io.returnbridge.engine.BusinessStep;
import io.returnbridge.engine.Decision;
import io.returnbridge.engine.Leases;
import io.returnbridge.engine.Seen;
import io.returnbridge.engine.Step;
import io.returnbridge.engine.Write;
import io.returnbridge.failure.Rejected;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.model.MeantUnits;
import io.returnbridge.model.OrderView;
import io.returnbridge.model.ReturnId;
import io.returnbridge.model.ReturnState;
import io.returnbridge.model.StockMovement;
import io.returnbridge.model.Trouble;
import io.returnbridge.outage.Circuits;
import io.returnbridge.registry.Topic;
import io.returnbridge.store.Ledger;
import io.returnbridge.store.ReturnStates;
import io.returnbridge.store.ScanReturns;
import io.returnbridge.store.Scans;
import io.returnbridge.store.WakeUp;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
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

  public static final String NAME = "move-inspected-stock";

  private static final String OF_SCAN = "scan/";

  private final Ledger ledger;
  private final Scans scans;
  private final ScanReturns returns;
  private final UnknownScans unknown;
  private final InspectionRecords records;
  private final Mappings mappings;
  private final ReturnStates states;

  public MoveInspectedStock(
      Ledger ledger,
      Scans scans,
      ScanReturns returns,
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
    String subject = wakeUp.subject();
    int slash = subject.indexOf('/', OF_SCAN.length());
    return subject.startsWith(OF_SCAN) && slash > 0
        ? ofScan(
            subject.substring(OF_SCAN.length(), slash), subject.substring(slash + 1), wakeUp, seen)
        : ofReturn(ReturnId.parse(subject), wakeUp, null, seen);
  }

  private @Nullable InspectionKnown ofScan(String source, String scanId, WakeUp wakeUp, Seen seen) {
    Scans.Stored stored =
        scans
            .find(source, scanId)
            .orElseThrow(() -> new Rejected("There is no scan " + source + "/" + scanId, null));
    boolean isVoid = stored.known() == null && stored.status() == Scans.Status.DONE;
    List<ReturnState> matching =
        isVoid || stored.known() != null ? List.of() : returns.matching(stored.scan());
    ReturnId id = matching.size() == 1 ? matching.get(0).id() : stored.known();
    if (id == null) {
      return new InspectionKnown.OfNoReturn(wakeUp, stored, matching, seen, Instant.now());
    }
    return seen.isNoted(NAME)
        ? ofReturn(id, wakeUp, stored.scan().ref(), seen)
        : new InspectionKnown.Named(wakeUp, id, seen);
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
    List<Scans.Stored> own =
        scans.of(state).stream()
            .filter(s -> isOnlyOf(state, s))
            .sorted(Comparator.comparing(s -> !isMeant(s, again)))
            .toList();
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
    return new InspectionKnown.OfReturn(wakeUp, state, own, legs, plan, sent, seen);
  }

  /** A scan that names no store may fit returns of several: then a person decides. */
  private boolean isOnlyOf(ReturnState state, Scans.Stored stored) {
    if (stored.known() != null) {
      return true;
    }
    List<ReturnState> matching = returns.matching(stored.scan());
    return matching.size() == 1 && matching.get(0).id().equals(state.id());
  }

  /**
   * What a person decided about a scan that waits is meant for that scan: it comes before older
   * ones of the same SKU.
   */
  private static boolean isMeant(Scans.Stored stored, @Nullable String again) {
    return stored.scan().ref().equals(again)
        && stored.status() == Scans.Status.WAITING
        && stored.scan().corrects() == null;
  }

  @Override
  public List<String> keys(InspectionKnown known) {
    if (known instanceof InspectionKnown.Named named) {
      return List.of(Leases.ofReturn(named.id().subject()));
    }
    return known instanceof InspectionKnown.OfReturn of
        ? of.orders().stream().map(Leases::ofOrder).toList()
        : List.of();
  }

  @Override
  public Decision decide(InspectionKnown known) {
    if (known instanceof InspectionKnown.OfReturn of) {
      return told(of, new InspectionFindings(of, records));
    }
    if (known instanceof InspectionKnown.OfNoReturn of) {
      return unknown.decide(of);
    }
    return Decision.remember(
        Decision.record(Origin.of(known.wakeUp())).also(() -> known.seen().note(NAME)));
  }

  private Decision told(InspectionKnown.OfReturn known, InspectionFindings found) {
    for (String number : known.orders()) {
      Optional<Write> missing = missing(known, number, found);
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

  /** What the order lacks; else it is found why it cannot have it. */
  private Optional<Write> missing(
      InspectionKnown.OfReturn known, String number, InspectionFindings found) {
    Optional<RuntimeException> why = known.seen().whyNotUpdated(number);
    if (why.isPresent()) {
      found.failed(why.get());
      return Optional.empty();
    }
    Optional<OrderView> order = known.seen().order(number);
    if (order.isEmpty()) {
      found.trouble(gone(number));
      return Optional.empty();
    }
    List<OrderChange> lacks = lacks(order.get(), known.state());
    return lacks.isEmpty()
        ? Optional.empty()
        : Optional.of(known.seen().update(order.get(), lacks).beside());
  }

  /**
   * The timeline tells of the inspection as well: in the same update, or once all that was scanned
   * is where it belongs.
   */
  private List<OrderChange> lacks(OrderView order, ReturnState state) {
    List<OrderChange> changes = new ArrayList<>(InspectionChanges.missing(order, state));
    boolean original = state.orderFound() && order.orderNumber().equals(state.orderNumber());
    boolean settled =
        state.units().stream()
            .filter(u -> u.outcome() != null)
            .allMatch(InspectionChanges::isSettled);
    if (original && (settled || !changes.isEmpty())) {
      List<ReturnState> shown =
          states.ofOrder(order.orderNumber()).stream()
              .map(r -> r.id().equals(state.id()) ? state : r)
              .toList();
      changes.addAll(OrderFields.missingTimeline(order, shown));
    }
    return changes;
  }

  private static Trouble gone(String number) {
    return Trouble.of(
        "ORDER_NOT_FOUND",
        Map.of(
            "orderNumber", number, "detail", "order " + number + " is no longer in commercetools"));
  }
}
