package io.returnbridge.steps.inspect;

import io.returnbridge.mappings.DispositionRow;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.model.MeantUnits;
import io.returnbridge.model.ReturnState;
import io.returnbridge.model.ReturnState.TimelineEntry;
import io.returnbridge.model.Scan;
import io.returnbridge.model.ShipmentState;
import io.returnbridge.model.StockMovement;
import io.returnbridge.model.Trouble;
import io.returnbridge.model.Unit;
import io.returnbridge.model.Verdict;
import io.returnbridge.store.Scans;
import io.returnbridge.store.Scans.Status;
import io.returnbridge.store.Scans.WaitsFor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the open scans of a return mean for its units: which unit gets which outcome, and the legs
 * that take it there. Pure; each call begins with what is known and derives what is missing.
 *
 * <p>A scan takes units of its SKU without an outcome, in the turn that {@link MeantUnits} gives
 * them, items in Reveni's order and n ascending. A scan that waits keeps its units, so that a later
 * scan takes others. Of scans that correct each other only the latest counts ({@link Corrections}):
 * it first takes back what the others did. One that names another return is decided there; what was
 * done here is taken back once it is.
 */
final class InspectionPlan {

  /**
   * @param legs not planned yet, in an order in which each follows one before it
   * @param statuses of the return's scans that were looked at, by {@code source/scanId}
   * @param waits what the waiting ones of them wait for
   * @param troubles by {@code source/scanId}; a scan that was looked at and has none is not listed
   * @param superseded open scans of other returns, or of no known one, that no longer count
   * @param wakes subjects of move-inspected-stock that have to look because of this plan
   * @param takenBack whether units lost their outcome to a scan of another return
   */
  record Result(
      ReturnState state,
      List<StockMovement> legs,
      Map<String, Status> statuses,
      Map<String, WaitsFor> waits,
      Map<String, List<Trouble>> troubles,
      List<Scan> superseded,
      Set<String> wakes,
      boolean takenBack) {}

  private static final String CORRECTED = "inspection-corrected";

  private final ReturnState before;
  private final List<Scans.Stored> scans;
  private final Corrections corrections;
  private final List<SentVerdict> told;
  private final Mappings mappings;
  private final Function<Unit, Optional<String>> shown;
  private final Map<String, Status> statuses = new LinkedHashMap<>();
  private final Map<String, WaitsFor> waits = new LinkedHashMap<>();
  private final Map<String, List<Trouble>> troubles = new LinkedHashMap<>();
  private final Map<String, Scan> superseded = new LinkedHashMap<>();
  private final Set<String> wakes = new LinkedHashSet<>();
  private final Set<String> reserved = new HashSet<>();
  private final List<TimelineEntry> timeline = new ArrayList<>();
  private final List<StockMovement> added = new ArrayList<>();
  private List<StockMovement> legs;
  private List<Unit> units;
  private boolean takenBack;

  private InspectionPlan(
      ReturnState state,
      List<Scans.Stored> scans,
      Corrections corrections,
      List<StockMovement> legs,
      List<SentVerdict> sent,
      Mappings mappings,
      Function<Unit, Optional<String>> shown) {
    this.before = state;
    this.scans = scans;
    this.corrections = corrections;
    this.legs = legs;
    this.told = sent.stream().filter(SentVerdict::confirmed).toList();
    this.mappings = mappings;
    this.shown = shown;
    this.units =
        state.units().stream().map(u -> u.withLocation(Chain.of(u, legs).location(u))).toList();
  }

  /**
   * @param scans all of the return, in their turn: oldest first, but for one that a person decided
   * @param corrections of these scans, with those of other returns
   * @param legs all of the return
   * @param again {@code source/scanId} of a scan to be looked at although it is a case: a person
   *     pressed retry; null for none
   * @param shown payment state of a unit's return item; asked only when a scan may be of several
   */
  static Result of(
      ReturnState state,
      List<Scans.Stored> scans,
      Corrections corrections,
      List<StockMovement> legs,
      List<SentVerdict> sent,
      Mappings mappings,
      @Nullable String again,
      Function<Unit, Optional<String>> shown) {
    InspectionPlan plan =
        new InspectionPlan(state, scans, corrections, legs, sent, mappings, shown);
    scans.forEach(plan::supersede);
    scans.forEach(plan::takeBack);
    for (Scans.Stored stored : scans) {
      String ref = stored.scan().ref();
      if (stored.status() == Status.DONE && ref.equals(again)) {
        plan.statuses.put(ref, Status.DONE);
        plan.verdictCorrected(stored.scan());
      } else if (plan.isOpen(stored) && isToBeLookedAt(stored, again)) {
        plan.statuses.put(
            ref, plan.hasDecided(stored.scan()) ? Status.DONE : plan.decide(stored.scan()));
      }
    }
    scans.stream()
        .filter(s -> s.status() == Status.CASE && plan.isScannedAgain(s))
        .forEach(
            s -> {
              plan.statuses.put(s.scan().ref(), Status.DONE);
              plan.troubles.remove(s.scan().ref());
            });
    ReturnState next = state.withUnits(plan.units);
    for (TimelineEntry entry : plan.timeline) {
      next = next.withTimeline(entry);
    }
    return new Result(
        next,
        List.copyOf(plan.added),
        plan.statuses,
        plan.waits,
        plan.troubles,
        List.copyOf(plan.superseded.values()),
        plan.wakes,
        plan.takenBack);
  }

  /**
   * Of a grade that no row names; since then as many of these goods have been scanned with another,
   * and none is left.
   */
  private boolean isScannedAgain(Scans.Stored stored) {
    Scan scan = stored.scan();
    List<Unit> ofSku = units.stream().filter(u -> u.hasSku(scan.sku()) && !u.released()).toList();
    Set<String> later =
        scans.stream()
            .filter(s -> s.acceptedAt().isAfter(stored.acceptedAt()))
            .map(s -> s.scan().ref())
            .collect(Collectors.toSet());
    return ofSku.stream().allMatch(u -> u.outcome() != null && isUnknownGrade(u, scan.grade()))
        && ofSku.stream().filter(u -> isBy(u, later)).count() >= scan.quantity();
  }

  private boolean isUnknownGrade(Unit unit, String grade) {
    String reason = unit.reasonCode();
    return reason != null && mappings.dispositions().find(reason, grade).isEmpty();
  }

  /** What the units say counts: a scan that has decided them is not decided again. */
  private boolean hasDecided(Scan scan) {
    return units.stream().anyMatch(unit -> isBy(unit, Set.of(scan.ref())));
  }

  /** A case waits for its retry, unless it was that the return was not known. */
  private static boolean isToBeLookedAt(Scans.Stored stored, @Nullable String again) {
    return stored.status() != Status.CASE
        || stored.known() == null
        || stored.scan().ref().equals(again);
  }

  private boolean isOpen(Scans.Stored s) {
    return statuses.getOrDefault(s.scan().ref(), s.status()) != Status.DONE;
  }

  private boolean isOfReturn(Scans.Stored s) {
    return scans.stream().anyMatch(own -> own.scan().ref().equals(s.scan().ref()));
  }

  /** What is open of the scans that go back to the same one, but for the latest, is void. */
  private void supersede(Scans.Stored stored) {
    Scans.Stored latest = corrections.latest(stored.scan());
    for (Scans.Stored other : corrections.lineage(stored.scan())) {
      Scan scan = other.scan();
      if (scan.ref().equals(latest.scan().ref()) || !isOpen(other)) {
        continue;
      }
      if (isOfReturn(other)) {
        statuses.put(scan.ref(), Status.DONE);
      } else {
        superseded.put(scan.ref(), scan);
      }
      if (!isOfReturn(latest) && isOpen(latest)) {
        wakes.add(latest.subject());
      }
    }
  }

  /** The units that a scan of this return decided, once the latest of its kin is done elsewhere. */
  private void takeBack(Scans.Stored stored) {
    Scan scan = stored.scan();
    Scans.Stored latest = corrections.latest(scan);
    if (isOfReturn(latest) || isOpen(latest)) {
      return;
    }
    int count = 0;
    for (Unit unit : units) {
      if (isBy(unit, Set.of(scan.ref()))) {
        List<StockMovement> back = UnitMove.back(unit, Chain.of(unit, legs), latest.scan());
        List<Unit> changed = new ArrayList<>(units);
        put(changed, unit.withOutcome(null));
        units = List.copyOf(changed);
        added.addAll(back);
        legs = concat(legs, back);
        count++;
      }
    }
    if (count > 0) {
      takenBack = true;
      statuses.put(scan.ref(), Status.DONE);
      timeline.add(
          new TimelineEntry(
              latest.scan().scannedAt(),
              CORRECTED,
              count + " × " + scan.sku() + " belonged to another return: not inspected yet"));
      verdictCorrected(scan);
    }
  }

  private Status decide(Scan scan) {
    List<Unit> working = new ArrayList<>(units);
    List<StockMovement> planned = new ArrayList<>();
    boolean correction = scan.corrects() != null;
    if (corrections.isEarly(scan)) {
      return waits(scan, WaitsFor.CORRECTED_SCAN);
    }
    Set<String> lineage = corrections.refs(scan);
    Set<String> mine = new HashSet<>();
    for (Unit unit : units) {
      if (isBy(unit, lineage)) {
        planned.addAll(UnitMove.back(unit, Chain.of(unit, legs), scan));
        put(working, unit.withOutcome(null));
        mine.add(key(unit));
      }
    }
    if (!mappings.dispositions().knowsGrade(scan.grade())) {
      return trouble(scan, "GRADE_UNKNOWN", Troubles.NO_ROW_NAMES_IT);
    }
    List<Unit> ofSku =
        working.stream()
            .filter(u -> u.hasSku(scan.sku()) && (!u.released() || mine.contains(key(u))))
            .toList();
    if (ofSku.isEmpty()) {
      return trouble(scan, "SCAN_WRONG_SKU", Map.of());
    }
    List<Unit> free =
        ofSku.stream().filter(u -> u.outcome() == null && !reserved.contains(key(u))).toList();
    if (free.size() < scan.quantity()) {
      return trouble(
          scan,
          "SCAN_OVER_QUANTITY",
          Map.of(
              "actual", Integer.toString(scan.quantity()),
              "expected", Integer.toString(free.size())));
    }
    List<Unit> chosen = chosen(scan, free, working);
    for (Unit unit : chosen) {
      Status status = give(scan, unit, working, planned);
      if (status == Status.WAITING) {
        chosen.forEach(u -> reserved.add(key(u)));
      }
      if (status != Status.DONE) {
        return status;
      }
    }
    units = List.copyOf(working);
    added.addAll(planned);
    legs = concat(legs, planned);
    tell(scan, chosen, correction);
    verdictCorrected(scan);
    corrections.lineage(scan).stream()
        .filter(other -> other.known() != null && !before.id().equals(other.known()))
        .forEach(other -> wakes.add(other.subject()));
    return Status.DONE;
  }

  private List<Unit> chosen(Scan scan, List<Unit> free, List<Unit> working) {
    if (free.size() == scan.quantity()) {
      return free;
    }
    return new MeantUnits(before.withUnits(working), shown)
        .scanned(
            free,
            scan.grade(),
            scan.quantity(),
            u -> mappings.dispositions().fate(u, scan.grade()));
  }

  private Status give(Scan scan, Unit unit, List<Unit> working, List<StockMovement> planned) {
    String reason = unit.reasonCode();
    if (reason == null) {
      return waits(scan, WaitsFor.CLASSIFICATION);
    }
    if (!unit.received() && !scan.grade().equals(Unit.NEVER_CAME)) {
      return waits(scan, WaitsFor.RECEIPT);
    }
    Optional<DispositionRow> row = mappings.dispositions().find(reason, scan.grade());
    if (row.isEmpty()) {
      return trouble(scan, "GRADE_UNKNOWN", Troubles.noRowFits(reason));
    }
    Status moved = unit.isCustom() ? Status.DONE : move(scan, unit, row.get(), planned);
    if (moved == Status.DONE) {
      put(working, unit.withOutcome(outcome(scan, row.get())));
    }
    return moved;
  }

  private Status move(Scan scan, Unit unit, DispositionRow row, List<StockMovement> planned) {
    UnitMove move =
        UnitMove.of(before.id(), unit, Chain.of(unit, concat(legs, planned)), scan, row, mappings);
    if (move instanceof UnitMove.Planned p) {
      planned.addAll(p.legs());
      return Status.DONE;
    }
    return move instanceof UnitMove.Blocked b
        ? trouble(scan, b.code(), b.values())
        : waits(scan, WaitsFor.CHANNEL);
  }

  private static Unit.Outcome outcome(Scan scan, DispositionRow row) {
    return new Unit.Outcome(
        scan.ref(),
        scan.grade(),
        row.location(),
        row.shipmentState() == ShipmentState.UNCHANGED
            ? null
            : row.shipmentState() == ShipmentState.BACK_IN_STOCK ? "BackInStock" : "Unusable",
        row.verdict() == Verdict.NONE ? null : row.verdict().name().toLowerCase(Locale.ROOT),
        row.rejectReason());
  }

  /**
   * Reveni is known to have been told another verdict than what counts now, or one of a unit whose
   * inspection was taken back: it is not told again, a person decides.
   */
  private void verdictCorrected(Scan scan) {
    Set<String> lineage = corrections.refs(scan);
    for (SentVerdict verdict : told) {
      Unit unit =
          units.stream()
              .filter(u -> u.is(verdict.itemId(), verdict.unit()))
              .findFirst()
              .orElse(null);
      Unit.Outcome outcome = unit == null ? null : unit.outcome();
      boolean another =
          outcome == null
              ? lineage.contains(verdict.scan())
              : outcome.scan().equals(scan.ref()) && !verdict.verdict().equals(outcome.verdict());
      if (another) {
        troubles
            .computeIfAbsent(scan.ref(), r -> new ArrayList<>())
            .add(
                Troubles.verdictCorrected(
                    before,
                    scan,
                    verdict.itemId(),
                    verdict.grade(),
                    outcome == null ? null : outcome.grade()));
        return;
      }
    }
  }

  private void tell(Scan scan, List<Unit> chosen, boolean correction) {
    Map<String, Integer> places = new LinkedHashMap<>();
    for (Unit unit : chosen) {
      Unit.Outcome outcome = find(unit).outcome();
      if (outcome != null) {
        String place =
            outcome.location().equals(DispositionRow.NOWHERE) ? "not kept" : outcome.location();
        places.merge(place, 1, Integer::sum);
      }
    }
    String event = correction ? CORRECTED : "item-inspected";
    places.forEach(
        (place, count) ->
            timeline.add(
                new TimelineEntry(
                    scan.scannedAt(),
                    event,
                    count + " × " + scan.sku() + " graded " + scan.grade() + ": " + place)));
  }

  private Status waits(Scan scan, WaitsFor what) {
    waits.put(scan.ref(), what);
    return Status.WAITING;
  }

  private Status trouble(Scan scan, String code, Map<String, String> values) {
    troubles
        .computeIfAbsent(scan.ref(), r -> new ArrayList<>())
        .add(Troubles.ofScan(code, before, scan, values));
    return Status.CASE;
  }

  private String key(Unit unit) {
    return unit.key(before.id());
  }

  private static boolean isBy(Unit unit, Set<String> refs) {
    Unit.Outcome outcome = unit.outcome();
    return outcome != null && refs.contains(outcome.scan());
  }

  private Unit find(Unit unit) {
    return units.stream()
        .filter(u -> u.is(unit.itemId(), unit.n()))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("No unit " + unit.itemId() + "/" + unit.n()));
  }

  private static void put(List<Unit> list, Unit unit) {
    list.replaceAll(u -> u.is(unit.itemId(), unit.n()) ? unit : u);
  }

  private static List<StockMovement> concat(List<StockMovement> a, List<StockMovement> b) {
    List<StockMovement> all = new ArrayList<>(a);
    all.addAll(b);
    return all;
  }
}
