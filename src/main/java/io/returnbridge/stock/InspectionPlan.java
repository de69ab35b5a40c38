package io.returnbridge.stock;

import io.returnbridge.failure.Trouble;
import io.returnbridge.mappings.ChannelRow;
import io.returnbridge.mappings.DispositionRow;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.mappings.ShipmentState;
import io.returnbridge.mappings.Verdict;
import io.returnbridge.returns.ReturnState;
import io.returnbridge.returns.ReturnState.TimelineEntry;
import io.returnbridge.returns.Unit;
import io.returnbridge.stock.Scans.Status;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the open scans of a return mean for its units: which unit gets which outcome, and the legs
 * that take it there. Pure; each call begins with what is known and derives what is missing.
 *
 * <p>A scan takes units of its SKU without an outcome, items in Reveni's order and n ascending. A
 * scan that waits keeps its units, so that a later scan takes others. A correction first reverses
 * the legs of the scan that it names (or of the latest correction of it).
 */
final class InspectionPlan {

  /**
   * @param legs not planned yet, in an order in which each follows one before it
   * @param statuses of the scans that were looked at, by {@code source/scanId}
   * @param troubles by {@code source/scanId}; a scan that was looked at and has none is not listed
   */
  record Result(
      ReturnState state,
      List<Leg> legs,
      Map<String, Status> statuses,
      Map<String, List<Trouble>> troubles) {}

  private final ReturnState before;
  private final List<Scans.Stored> scans;
  private final List<SentVerdict> sent;
  private final Mappings mappings;
  private final Map<String, Status> statuses = new LinkedHashMap<>();
  private final Map<String, List<Trouble>> troubles = new LinkedHashMap<>();
  private final Map<String, String> reserved = new LinkedHashMap<>();
  private final List<TimelineEntry> timeline = new ArrayList<>();
  private final List<Leg> added = new ArrayList<>();
  private List<Leg> legs;
  private List<Unit> units;

  private InspectionPlan(
      ReturnState state,
      List<Scans.Stored> scans,
      List<Leg> legs,
      List<SentVerdict> sent,
      Mappings mappings) {
    this.before = state;
    this.scans = scans;
    this.legs = legs;
    this.sent = sent;
    this.mappings = mappings;
    this.units =
        state.units().stream().map(u -> u.withLocation(Chain.of(u, legs).location(u))).toList();
  }

  /**
   * @param scans all of the return, in their turn: oldest first, but for one that a person decided
   * @param legs all of the return
   * @param again {@code source/scanId} of a scan to be looked at although it is a case: a person
   *     pressed retry; null for none
   */
  static Result of(
      ReturnState state,
      List<Scans.Stored> scans,
      List<Leg> legs,
      List<SentVerdict> sent,
      Mappings mappings,
      @Nullable String again) {
    InspectionPlan plan = new InspectionPlan(state, scans, legs, sent, mappings);
    for (Scans.Stored stored : scans) {
      String ref = stored.scan().ref();
      if (stored.status() == Status.DONE && ref.equals(again)) {
        plan.statuses.put(ref, Status.DONE);
        plan.verdictCorrected(stored.scan());
      } else if (plan.isOpen(stored) && isToBeLookedAt(stored, again)) {
        plan.statuses.put(ref, plan.decide(stored.scan()));
      }
    }
    ReturnState next = state.withUnits(plan.units);
    for (TimelineEntry entry : plan.timeline) {
      next = next.withTimeline(entry);
    }
    return new Result(next, List.copyOf(plan.added), plan.statuses, plan.troubles);
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

  private Status decide(Scan scan) {
    List<Unit> working = new ArrayList<>(units);
    List<Leg> planned = new ArrayList<>();
    boolean correction = scan.corrects() != null;
    if (correction) {
      Set<String> lineage = lineage(scan);
      if (lineage.isEmpty()) {
        return Status.WAITING;
      }
      supersede(lineage);
      working.replaceAll(u -> isBy(u, lineage) ? reversed(u, scan, planned) : u);
    }
    if (!mappings.dispositions().knowsGrade(scan.grade())) {
      return trouble(scan, "GRADE_UNKNOWN", Map.of());
    }
    List<Unit> ofSku =
        working.stream().filter(u -> u.sku().equals(scan.sku()) && !u.released()).toList();
    if (ofSku.isEmpty()) {
      return trouble(scan, "SCAN_WRONG_SKU", Map.of());
    }
    List<Unit> free =
        ofSku.stream()
            .filter(u -> u.outcome() == null && !reserved.containsKey(key(u)))
            .sorted(receivedFirst(!scan.grade().equals(HoldPlan.NEVER_CAME)))
            .toList();
    if (free.size() < scan.quantity()) {
      return trouble(
          scan,
          "SCAN_OVER_QUANTITY",
          Map.of(
              "actual", Integer.toString(scan.quantity()),
              "expected", Integer.toString(free.size())));
    }
    List<Unit> chosen = free.subList(0, scan.quantity());
    for (Unit unit : chosen) {
      Status status = outcome(scan, unit, working, planned);
      if (status == Status.WAITING) {
        chosen.forEach(u -> reserved.put(key(u), scan.ref()));
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
    return Status.DONE;
  }

  /** Sorting is stable: within both halves items and n keep their order. */
  private static Comparator<Unit> receivedFirst(boolean received) {
    return Comparator.comparing(u -> u.received() != received);
  }

  private Status outcome(Scan scan, Unit unit, List<Unit> working, List<Leg> planned) {
    boolean neverCame = scan.grade().equals(HoldPlan.NEVER_CAME);
    String reason = unit.reasonCode();
    if (reason == null || (!unit.received() && !neverCame)) {
      return Status.WAITING;
    }
    Optional<DispositionRow> row = mappings.dispositions().find(reason, scan.grade());
    if (row.isEmpty()) {
      return trouble(scan, "GRADE_UNKNOWN", Map.of("reason", reason));
    }
    if (!HoldPlan.isCustom(unit)) {
      Status moved = move(scan, unit, row.get(), planned);
      if (moved != Status.DONE) {
        return moved;
      }
    }
    int at = indexOf(working, unit);
    working.set(at, working.get(at).withOutcome(outcome(scan, row.get())));
    return Status.DONE;
  }

  private Status move(Scan scan, Unit unit, DispositionRow row, List<Leg> planned) {
    Chain chain = Chain.of(unit, concat(legs, planned));
    Leg held = chain.last().orElse(null);
    if (held == null) {
      if (scan.grade().equals(HoldPlan.NEVER_CAME)) {
        return Status.DONE;
      }
      Optional<ChannelRow> inspection = HoldPlan.inspection(before.id(), unit, mappings);
      if (inspection.isEmpty()) {
        // hold-for-inspection has made the case of it.
        return Status.WAITING;
      }
      held = HoldPlan.leg(before.id(), unit, inspection.get());
      planned.add(held);
    } else if (!chain.endsInInspection()) {
      return trouble(
          scan,
          "NOT_IN_INSPECTION",
          Map.of("channel", held.entry().channel(), "actual", "0", "expected", "1"));
    }
    Leg out = leg(scan, unit, Leg.Kind.OUT, held.entry(), held, held);
    planned.add(out);
    if (!row.putsNowhere()) {
      String channel = HoldPlan.sellingChannel(before.id(), unit, mappings).orElse("?");
      Optional<ChannelRow> place = mappings.channels().find(channel, row.location());
      if (place.isEmpty()) {
        return trouble(
            scan, "CHANNEL_UNKNOWN", Map.of("channel", channel + " (" + row.location() + ")"));
      }
      StockEntry entry = new StockEntry(place.get().stockChannel(), unit.sku());
      planned.add(
          new Leg(
              Leg.scanId(before.id(), unit, scan.ref(), Leg.Kind.IN),
              entry,
              1,
              Leg.State.PLANNED,
              place.get().writer(),
              out.id(),
              before.id(),
              unit.itemId(),
              unit.n(),
              row.location(),
              Leg.Kind.IN));
    }
    return Status.DONE;
  }

  /** The unit without its outcome, with the legs that take it back into awaiting inspection. */
  private Unit reversed(Unit unit, Scan by, List<Leg> planned) {
    List<Leg> chain = Chain.of(unit, legs).legs();
    if (!chain.isEmpty()) {
      Leg last = chain.get(chain.size() - 1);
      if (last.kind() == Leg.Kind.IN) {
        last = leg(by, unit, Leg.Kind.BACK_OUT, last.entry(), last, last);
        planned.add(last);
      }
      Leg hold = chain.get(0);
      planned.add(leg(by, unit, Leg.Kind.BACK_IN, hold.entry(), last, hold));
    }
    return unit.withOutcome(null);
  }

  /**
   * @param after the leg that the new one follows
   * @param like the leg whose location and writer it has
   */
  private Leg leg(Scan scan, Unit unit, Leg.Kind kind, StockEntry entry, Leg after, Leg like) {
    boolean in = kind == Leg.Kind.IN || kind == Leg.Kind.BACK_IN;
    return new Leg(
        Leg.scanId(before.id(), unit, scan.ref(), kind),
        entry,
        in ? 1 : -1,
        Leg.State.PLANNED,
        like.writer(),
        after.id(),
        before.id(),
        unit.itemId(),
        unit.n(),
        like.location(),
        kind);
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

  /** The scan that is corrected, and every other correction that goes back to the same one. */
  private Set<String> lineage(Scan correction) {
    Map<String, Scan> bySource = new LinkedHashMap<>();
    for (Scans.Stored s : scans) {
      if (s.scan().source().equals(correction.source())) {
        bySource.put(s.scan().scanId(), s.scan());
      }
    }
    if (!bySource.containsKey(String.valueOf(correction.corrects()))) {
      return Set.of();
    }
    String root = root(correction, bySource);
    Set<String> lineage = new HashSet<>();
    for (Scan s : bySource.values()) {
      if (root(s, bySource).equals(root) && !s.ref().equals(correction.ref())) {
        lineage.add(s.ref());
      }
    }
    return lineage;
  }

  private static String root(Scan scan, Map<String, Scan> bySource) {
    Set<String> met = new HashSet<>();
    Scan at = scan;
    while (at.corrects() != null && met.add(at.scanId()) && bySource.containsKey(at.corrects())) {
      at = bySource.get(at.corrects());
    }
    return at.ref();
  }

  /** Scans that were not done, and that a correction makes void, when they came before it. */
  private void supersede(Set<String> lineage) {
    for (Scans.Stored s : scans) {
      String ref = s.scan().ref();
      boolean decided = statuses.containsKey(ref) || s.status() == Status.CASE;
      if (lineage.contains(ref) && decided && isOpen(s)) {
        statuses.put(ref, Status.DONE);
        troubles.remove(ref);
        reserved.values().removeIf(ref::equals);
      }
    }
  }

  /** Reveni was told another verdict: it is not told the new one, a person decides. */
  private void verdictCorrected(Scan scan) {
    for (SentVerdict verdict : sent) {
      Unit unit =
          units.stream()
              .filter(u -> u.is(verdict.itemId(), verdict.unit()))
              .findFirst()
              .orElse(null);
      Unit.Outcome outcome = unit == null ? null : unit.outcome();
      if (outcome != null
          && outcome.scan().equals(scan.ref())
          && !verdict.verdict().equals(outcome.verdict())) {
        trouble(
            scan,
            "VERDICT_CORRECTED",
            Map.of(
                "itemId", verdict.itemId(),
                "expected", verdict.grade(),
                "actual", outcome.grade()));
        return;
      }
    }
  }

  private void tell(Scan scan, List<Unit> chosen, boolean correction) {
    Map<String, Integer> places = new LinkedHashMap<>();
    for (Unit unit : chosen) {
      Unit.Outcome outcome = units.get(indexOf(units, unit)).outcome();
      if (outcome != null) {
        String place =
            outcome.location().equals(DispositionRow.NOWHERE) ? "not kept" : outcome.location();
        places.merge(place, 1, Integer::sum);
      }
    }
    String event = correction ? "inspection-corrected" : "item-inspected";
    places.forEach(
        (place, count) ->
            timeline.add(
                new TimelineEntry(
                    scan.scannedAt(),
                    event,
                    count + " × " + scan.sku() + " graded " + scan.grade() + ": " + place)));
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

  private static int indexOf(List<Unit> list, Unit unit) {
    for (int i = 0; i < list.size(); i++) {
      if (list.get(i).is(unit.itemId(), unit.n())) {
        return i;
      }
    }
    throw new IllegalArgumentException("No unit " + unit.itemId() + "/" + unit.n());
  }

  private static List<Leg> concat(List<Leg> a, List<Leg> b) {
    List<Leg> all = new ArrayList<>(a);
    all.addAll(b);
    return all;
  }
}
