package io.returnbridge.steps.inspect;

import io.returnbridge.mappings.DispositionRow;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.model.MeantUnits;
import io.returnbridge.model.ReturnState;
import io.returnbridge.model.ReturnState.TimelineEntry;
import io.returnbridge.model.Scan;
import io.returnbridge.model.StockMovement;
import io.returnbridge.model.Trouble;
import io.returnbridge.model.Unit;
import io.returnbridge.store.Scans;
import io.returnbridge.store.Scans.Status;
import io.returnbridge.store.Scans.WaitsFor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
   * @param kept the waiting scan that a unit is kept for, by the unit's key
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
      Map<String, Scan> kept,
      Map<String, List<Trouble>> troubles,
      List<Scan> superseded,
      Set<String> wakes,
      boolean takenBack) {

    /**
     * Whether there is something to be said of the scan. What a watchdog has opened because it
     * waits stays open.
     */
    boolean says(Scans.Stored stored) {
      WaitsFor what = waits.get(stored.scan().ref());
      return statuses.containsKey(stored.scan().ref())
          && (what == null || what != stored.waitsFor());
    }

    /** Whether the scan becomes another than it is. */
    boolean changes(Scans.Stored stored) {
      Scan scan = stored.scan();
      return says(stored)
          && (waits.containsKey(scan.ref()) || statuses.get(scan.ref()) != stored.status());
    }
  }

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
  private final Map<String, Scan> kept = new LinkedHashMap<>();
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
        plan.kept,
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
        && ofSku.stream().filter(u -> u.isBy(later)).count() >= scan.quantity();
  }

  private boolean isUnknownGrade(Unit unit, String grade) {
    String reason = unit.reasonCode();
    return reason != null && mappings.dispositions().find(reason, grade).isEmpty();
  }

  /** What the units say counts: a scan that has decided them is not decided again. */
  private boolean hasDecided(Scan scan) {
    return units.stream().anyMatch(unit -> unit.isBy(Set.of(scan.ref())));
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
      if (unit.isBy(Set.of(scan.ref()))) {
        add(UnitMove.back(unit, Chain.of(unit, legs), latest.scan()));
        count++;
      }
    }
    if (count > 0) {
      units =
          units.stream().map(u -> u.isBy(Set.of(scan.ref())) ? u.withOutcome(null) : u).toList();
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
    if (corrections.isEarly(scan)) {
      return waits(scan, WaitsFor.CORRECTED_SCAN);
    }
    ScanDecision decision =
        ScanDecision.of(
            scan,
            corrections.refs(scan),
            new ScanDecision.Goods(before, units, legs, kept.keySet(), shown),
            mappings);
    if (decision instanceof ScanDecision.Waits w) {
      w.keeps().forEach(u -> kept.put(key(u), scan));
      return waits(scan, w.what());
    }
    if (decision instanceof ScanDecision.Blocked b) {
      return trouble(scan, b.code(), b.values());
    }
    ScanDecision.Done done = (ScanDecision.Done) decision;
    units = done.units();
    add(done.legs());
    tell(scan, done.inspected());
    verdictCorrected(scan);
    corrections.lineage(scan).stream()
        .filter(other -> other.known() != null && !before.id().equals(other.known()))
        .forEach(other -> wakes.add(other.subject()));
    return Status.DONE;
  }

  private void add(List<StockMovement> planned) {
    added.addAll(planned);
    legs = Stream.concat(legs.stream(), planned.stream()).toList();
  }

  /**
   * Reveni is known to have been told another verdict than what counts now, or one of a unit whose
   * inspection was taken back.
   */
  private void verdictCorrected(Scan scan) {
    Set<String> lineage = corrections.refs(scan);
    told.stream()
        .flatMap(verdict -> CorrectedVerdict.of(units, verdict).stream())
        .filter(c -> c.now() == null ? lineage.contains(c.scan()) : c.scan().equals(scan.ref()))
        .findFirst()
        .ifPresent(c -> add(scan, c.trouble(before, scan)));
  }

  private void add(Scan scan, Trouble trouble) {
    troubles.computeIfAbsent(scan.ref(), r -> new ArrayList<>()).add(trouble);
  }

  private void tell(Scan scan, List<Unit> inspected) {
    Map<String, Integer> places = new LinkedHashMap<>();
    for (Unit unit : inspected) {
      Unit.Outcome outcome = find(unit).outcome();
      if (outcome != null) {
        String place =
            outcome.location().equals(DispositionRow.NOWHERE) ? "not kept" : outcome.location();
        places.merge(place, 1, Integer::sum);
      }
    }
    String event = scan.corrects() == null ? "item-inspected" : CORRECTED;
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
    add(scan, Troubles.ofScan(code, before, scan, values));
    return Status.CASE;
  }

  private String key(Unit unit) {
    return unit.key(before.id());
  }

  private Unit find(Unit unit) {
    return units.stream()
        .filter(u -> u.is(unit.itemId(), unit.n()))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("No unit " + unit.itemId() + "/" + unit.n()));
  }
}
