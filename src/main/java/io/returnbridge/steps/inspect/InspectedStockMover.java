package io.returnbridge.steps.inspect;

import io.returnbridge.cases.Cases;
import io.returnbridge.cases.Origin;
import io.returnbridge.commerce.OrderChange;
import io.returnbridge.commerce.OrderConvergence;
import io.returnbridge.commerce.OrderFields;
import io.returnbridge.commerce.Refused;
import io.returnbridge.engine.Leases;
import io.returnbridge.engine.Step;
import io.returnbridge.engine.WorkList;
import io.returnbridge.failure.Failure;
import io.returnbridge.failure.Rejected;
import io.returnbridge.failure.Unavailable;
import io.returnbridge.mappings.ExceptionRow;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.model.Cause;
import io.returnbridge.model.MeantUnits;
import io.returnbridge.model.OrderView;
import io.returnbridge.model.ReturnId;
import io.returnbridge.model.ReturnState;
import io.returnbridge.model.Scan;
import io.returnbridge.model.StockMovement;
import io.returnbridge.model.Trouble;
import io.returnbridge.model.Unit;
import io.returnbridge.outage.Circuits;
import io.returnbridge.registry.Topic;
import io.returnbridge.store.Database;
import io.returnbridge.store.Ledger;
import io.returnbridge.store.OutboxRecord;
import io.returnbridge.store.ReturnStates;
import io.returnbridge.store.ScanReturns;
import io.returnbridge.store.Scans;
import io.returnbridge.store.WakeUp;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The step move-inspected-stock: turns the scans of a return into outcomes of its units and legs of
 * the ledger; and once the legs are applied, tells the order (grade, disposition, shipment state)
 * and Reveni (verdicts). A repeat finds nothing missing.
 */
@Step(
    name = InspectedStockMover.STEP,
    wakes = Topic.WAREHOUSE_SCANS,
    needs = {Circuits.REVENI, Circuits.COMMERCETOOLS},
    thenWakes = {WakeUp.APPLY_STOCK_MOVEMENTS, WakeUp.HOLD_FOR_INSPECTION, WakeUp.ACCEPT_RETURN})
@Named("inspectedStockMover")
@ApplicationScoped
public class InspectedStockMover {

  public static final String STEP = "move-inspected-stock";

  private static final String OF_SCAN = "scan/";

  /** The case of a wake-up that ended early; nothing that a scan itself is about has this code. */
  private static final String DEFECT = "COMMERCETOOLS_REJECTED";

  private static final Duration ANSWER = Duration.ofSeconds(20);

  private final Ledger ledger;
  private final Scans scans;
  private final ScanReturns returns;
  private final ReturnFinder finder;
  private final Verdicts verdicts;
  private final OrderConvergence orders;
  private final Mappings mappings;
  private final Database database;
  private final Leases leases;
  private final ReturnStates states;
  private final WorkList work;
  private final Cases cases;

  public InspectedStockMover(
      Ledger ledger,
      Scans scans,
      ScanReturns returns,
      ReturnFinder finder,
      Verdicts verdicts,
      OrderConvergence orders,
      Mappings mappings,
      Database database,
      Leases leases,
      ReturnStates states,
      WorkList work,
      Cases cases) {
    this.ledger = ledger;
    this.scans = scans;
    this.returns = returns;
    this.finder = finder;
    this.verdicts = verdicts;
    this.orders = orders;
    this.mappings = mappings;
    this.database = database;
    this.leases = leases;
    this.states = states;
    this.work = work;
    this.cases = cases;
  }

  /**
   * @param wakeUp with the subject {@code store/returnId}, or {@code scan/source/scanId}
   * @return nothing: the ledger's worker tells what was applied
   */
  public List<OutboxRecord> move(WakeUp wakeUp) {
    String subject = wakeUp.subject();
    String ref = subject.startsWith(OF_SCAN) ? subject.substring(OF_SCAN.length()) : "";
    int slash = ref.indexOf('/');
    if (slash > 0) {
      Scans.Stored stored =
          scans
              .find(ref.substring(0, slash), ref.substring(slash + 1))
              .orElseThrow(() -> new Rejected("There is no scan " + ref, null));
      ofScan(stored, wakeUp);
      cases.resolve(wakeUp, List.of(DEFECT), "It was done at last");
    } else {
      ofReturn(ReturnId.parse(subject), wakeUp, null);
    }
    return List.of();
  }

  private void ofScan(Scans.Stored stored, WakeUp wakeUp) {
    ReturnId known = stored.known();
    if (known == null && stored.status() == Scans.Status.DONE) {
      return;
    }
    List<ReturnState> matching = known == null ? returns.matching(stored.scan()) : List.of();
    if (known != null) {
      ofReturn(known, wakeUp, stored.scan().ref());
    } else if (matching.size() == 1) {
      ofReturn(matching.get(0).id(), wakeUp, stored.scan().ref());
    } else if (matching.isEmpty()) {
      unknown(stored, wakeUp);
    } else {
      String fits =
          matching.stream().map(s -> s.id().subject()).collect(Collectors.joining(" and "));
      open(stored.scan(), Troubles.unknownReturn(stored.scan(), "it fits " + fits));
    }
  }

  /** First Reveni is asked; after the time that {@code exceptions.csv} gives, it is a case. */
  private void unknown(Scans.Stored stored, WakeUp wakeUp) {
    Scan scan = stored.scan();
    boolean first =
        stored.status() == Scans.Status.ACCEPTED || wakeUp.trigger().startsWith("case:");
    String returnId = scan.returnId();
    if (first && returnId != null) {
      finder.find(scan.store(), returnId, wakeUp.trigger());
    }
    Duration patience =
        mappings
            .exceptions()
            .find("SCAN_UNKNOWN_RETURN")
            .map(ExceptionRow::opensAfter)
            .orElse(Duration.ZERO);
    Instant now = Instant.now();
    Instant until = stored.acceptedAt().plus(patience);
    if (first && until.isBefore(now.plus(ANSWER))) {
      until = now.plus(ANSWER);
    }
    if (until.isAfter(now)) {
      Instant again = until;
      database.inTransaction(
          () -> {
            if (scans.whileUnknown(scan, Scans.Status.WAITING, Scans.WaitsFor.RETURN)) {
              work.wakeAt(STEP, scan.subject(), "watchdog:" + scan.ref(), again);
            }
          });
    } else {
      open(
          scan,
          Troubles.unknownReturn(
              scan, Objects.requireNonNullElse(returnId, String.valueOf(scan.rmaNumber()))));
    }
  }

  private void open(Scan scan, Trouble trouble) {
    database.inTransaction(
        () -> {
          if (scans.whileUnknown(scan, Scans.Status.CASE, null)) {
            cases.settle(
                new Origin(STEP, scan.subject(), null, scan.rmaNumber(), null), List.of(trouble));
          }
        });
  }

  /**
   * @param again scan to be looked at even when it is a case
   */
  private void ofReturn(ReturnId id, WakeUp wakeUp, @Nullable String again) {
    leases.holding(
        Leases.ofReturn(id.subject()),
        () -> {
          states.find(id).ifPresent(state -> tell(decide(state, wakeUp, again), wakeUp));
          return true;
        });
  }

  private ReturnState decide(ReturnState state, WakeUp wakeUp, @Nullable String again) {
    List<Scans.Stored> own =
        scans.of(state).stream()
            .filter(s -> isOnlyOf(state, s))
            .sorted(Comparator.comparing(s -> !isMeant(s, again)))
            .toList();
    InspectionPlan.Result plan =
        InspectionPlan.of(
            state,
            own,
            new Corrections(scans.withCorrections(own)),
            ledger.ofReturn(state.id()),
            verdicts.sent(state.id()),
            mappings,
            again,
            MeantUnits.shownOn(state.id(), orders::lastSeen));
    return database.inTransaction(
        () -> {
          ledger.plan(plan.legs());
          own.forEach(stored -> keep(state, stored, plan));
          plan.superseded().forEach(this::supersede);
          plan.legs().stream()
              .filter(leg -> plan.legs().stream().noneMatch(l -> l.id().equals(leg.after())))
              .map(leg -> leg.entry().subject())
              .distinct()
              .forEach(entry -> work.wake(WakeUp.APPLY_STOCK_MOVEMENTS, entry, wakeUp.trigger()));
          plan.wakes().forEach(subject -> work.wake(STEP, subject, wakeUp.trigger()));
          if (plan.takenBack()) {
            work.wake(WakeUp.HOLD_FOR_INSPECTION, state.id().subject(), wakeUp.trigger());
          }
          return plan.state().equals(state) ? state : states.save(plan.state());
        });
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

  private void keep(ReturnState state, Scans.Stored stored, InspectionPlan.Result plan) {
    Scan scan = stored.scan();
    if (stored.known() == null) {
      scans.known(scan, state.id());
      work.dropWaiting(STEP, scan.subject());
    }
    Scans.Status status = plan.statuses().get(scan.ref());
    if (status == null) {
      return;
    }
    Scans.WaitsFor waitsFor = plan.waits().get(scan.ref());
    if (waitsFor != null && waitsFor == stored.waitsFor()) {
      // What a watchdog has opened because it waits stays open.
      return;
    }
    if (waitsFor != null) {
      scans.waits(scan, waitsFor);
    } else if (status != stored.status()) {
      scans.status(scan, status);
    }
    cases.settle(origin(state, scan), plan.troubles().getOrDefault(scan.ref(), List.of()));
  }

  private void supersede(Scan scan) {
    scans.status(scan, Scans.Status.DONE);
    cases.settle(new Origin(STEP, scan.subject(), null, scan.rmaNumber(), null), List.of());
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
   * What one system does not take, or an order refuses, does not keep the others from being told:
   * the goods are where they are. What was not tried to the end is tried again first; a refusal is
   * met again then, and becomes a case.
   */
  private void tell(ReturnState state, WakeUp wakeUp) {
    List<RuntimeException> failed = new ArrayList<>();
    Cause cause = new Cause(STEP, state.id().subject(), wakeUp.trigger());
    for (String number : orderNumbers(state)) {
      attempt(
          failed,
          () -> {
            OrderView shown =
                leases.holding(
                    Leases.ofOrder(number),
                    () -> orders.converge(number, cause, order -> missing(order, state)));
            Objects.requireNonNull(shown);
          });
    }
    attempt(failed, () -> verdicts.tell(state, corrected -> verdictCorrected(state, corrected)));
    failed.sort(Comparator.comparing(e -> !(e instanceof Unavailable)));
    if (!failed.isEmpty()) {
      throw failed.get(0);
    }
    cases.settle(Origin.of(STEP, state), List.of());
  }

  private void verdictCorrected(ReturnState state, Verdicts.Corrected corrected) {
    int slash = corrected.scan().indexOf('/');
    Scan scan =
        scans
            .find(corrected.scan().substring(0, slash), corrected.scan().substring(slash + 1))
            .orElseThrow()
            .scan();
    cases.settle(
        origin(state, scan),
        List.of(
            Troubles.verdictCorrected(
                state, scan, corrected.itemId(), corrected.told(), corrected.now())));
  }

  private static Origin origin(ReturnState state, Scan scan) {
    return new Origin(STEP, scan.subject(), state.id(), state.rmaNumber(), state.orderNumber());
  }

  /**
   * The timeline tells of the inspection as well: in the same update, or once all that was scanned
   * is where it belongs.
   */
  private List<OrderChange> missing(OrderView order, ReturnState state) {
    List<OrderChange> changes = new ArrayList<>(InspectionChanges.missing(order, state));
    boolean original = state.orderFound() && order.orderNumber().equals(state.orderNumber());
    boolean settled =
        state.units().stream()
            .filter(u -> u.outcome() != null)
            .allMatch(InspectionChanges::isSettled);
    if (original && (settled || !changes.isEmpty())) {
      changes.addAll(OrderFields.missingTimeline(order, states.ofOrder(order.orderNumber())));
    }
    return changes;
  }

  private static void attempt(List<RuntimeException> failed, Runnable effect) {
    try {
      effect.run();
    } catch (Failure | Refused e) {
      failed.add(e);
    }
  }

  /** The orders with a unit whose inspection is settled, or was taken back. */
  private TreeSet<String> orderNumbers(ReturnState state) {
    TreeSet<String> numbers = new TreeSet<>();
    List<StockMovement> legs = ledger.ofReturn(state.id());
    for (Unit unit : state.units()) {
      Unit.Allocation allocation = unit.allocation();
      boolean takenBack =
          unit.outcome() == null
              && legs.stream()
                  .anyMatch(l -> l.kind() == StockMovement.Kind.BACK_IN && l.isOf(unit));
      if (allocation != null && (takenBack || InspectionChanges.isSettled(unit))) {
        numbers.add(allocation.orderNumber());
      }
    }
    return numbers;
  }
}
