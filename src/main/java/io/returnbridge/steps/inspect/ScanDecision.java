package io.returnbridge.steps.inspect;

import io.returnbridge.mappings.DispositionRow;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.model.MeantUnits;
import io.returnbridge.model.ReturnState;
import io.returnbridge.model.Scan;
import io.returnbridge.model.ShipmentState;
import io.returnbridge.model.StockMovement;
import io.returnbridge.model.Unit;
import io.returnbridge.model.Verdict;
import io.returnbridge.store.Scans.WaitsFor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** What one scan means for the units of its return. */
sealed interface ScanDecision {

  /**
   * @param units all of the return, as they are then
   * @param legs not planned yet
   * @param inspected those that the scan is about, as they were
   */
  record Done(List<Unit> units, List<StockMovement> legs, List<Unit> inspected)
      implements ScanDecision {}

  /**
   * @param keeps units that no other scan may take meanwhile
   */
  record Waits(WaitsFor what, List<Unit> keeps) implements ScanDecision {}

  /** A person decides. */
  record Blocked(String code, Map<String, String> values) implements ScanDecision {}

  /**
   * The goods that a scan may be about.
   *
   * @param before the return, for which units are meant
   * @param units of the return, as earlier scans have left them
   * @param legs of the return, likewise
   * @param reserved keys of units that a waiting scan keeps
   * @param shown payment state of a unit's return item; asked only when a scan may be of several
   */
  record Goods(
      ReturnState before,
      List<Unit> units,
      List<StockMovement> legs,
      Set<String> reserved,
      Function<Unit, Optional<String>> shown) {

    private String key(Unit unit) {
      return unit.key(before.id());
    }
  }

  /**
   * @param lineage of all scans about the same goods: what they did is taken back first
   */
  static ScanDecision of(Scan scan, Set<String> lineage, Goods goods, Mappings mappings) {
    List<Unit> working = new ArrayList<>(goods.units());
    List<StockMovement> planned = new ArrayList<>();
    Set<String> mine = new HashSet<>();
    for (Unit unit : goods.units()) {
      if (unit.isBy(lineage)) {
        planned.addAll(UnitMove.back(unit, Chain.of(unit, goods.legs()), scan));
        put(working, unit.withOutcome(null));
        mine.add(goods.key(unit));
      }
    }
    if (!mappings.dispositions().knowsGrade(scan.grade())) {
      return new Blocked("GRADE_UNKNOWN", Troubles.NO_ROW_NAMES_IT);
    }
    List<Unit> ofSku =
        working.stream()
            .filter(u -> u.hasSku(scan.sku()) && (!u.released() || mine.contains(goods.key(u))))
            .toList();
    if (ofSku.isEmpty()) {
      return new Blocked("SCAN_WRONG_SKU", Map.of());
    }
    List<Unit> free =
        ofSku.stream()
            .filter(u -> u.outcome() == null && !goods.reserved().contains(goods.key(u)))
            .toList();
    if (free.size() < scan.quantity()) {
      return new Blocked(
          "SCAN_OVER_QUANTITY",
          Map.of(
              "actual", Integer.toString(scan.quantity()),
              "expected", Integer.toString(free.size())));
    }
    List<Unit> chosen = chosen(scan, free, goods.before().withUnits(working), goods, mappings);
    for (Unit unit : chosen) {
      ScanDecision given = given(scan, unit, planned, goods, mappings);
      if (given instanceof Waits waits) {
        return new Waits(waits.what(), chosen);
      }
      if (!(given instanceof Done done)) {
        return given;
      }
      planned.addAll(done.legs());
      done.units().forEach(now -> put(working, now));
    }
    return new Done(List.copyOf(working), List.copyOf(planned), chosen);
  }

  private static List<Unit> chosen(
      Scan scan, List<Unit> free, ReturnState now, Goods goods, Mappings mappings) {
    if (free.size() == scan.quantity()) {
      return free;
    }
    return new MeantUnits(now, goods.shown())
        .scanned(
            free,
            scan.grade(),
            scan.quantity(),
            u -> mappings.dispositions().fate(u, scan.grade()));
  }

  /** What becomes of one unit. */
  private static ScanDecision given(
      Scan scan, Unit unit, List<StockMovement> planned, Goods goods, Mappings mappings) {
    String reason = unit.reasonCode();
    if (reason == null) {
      return new Waits(WaitsFor.CLASSIFICATION, List.of());
    }
    if (!unit.received() && !scan.grade().equals(Unit.NEVER_CAME)) {
      return new Waits(WaitsFor.RECEIPT, List.of());
    }
    Optional<DispositionRow> row = mappings.dispositions().find(reason, scan.grade());
    if (row.isEmpty()) {
      return new Blocked("GRADE_UNKNOWN", Troubles.noRowFits(reason));
    }
    Unit inspected = unit.withOutcome(outcome(scan, row.get()));
    if (unit.isCustom()) {
      return new Done(List.of(inspected), List.of(), List.of(unit));
    }
    List<StockMovement> legs = new ArrayList<>(goods.legs());
    legs.addAll(planned);
    UnitMove move =
        UnitMove.of(goods.before().id(), unit, Chain.of(unit, legs), scan, row.get(), mappings);
    if (move instanceof UnitMove.Planned p) {
      return new Done(List.of(inspected), p.legs(), List.of(unit));
    }
    return move instanceof UnitMove.Blocked b
        ? new Blocked(b.code(), b.values())
        : new Waits(WaitsFor.CHANNEL, List.of());
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

  private static void put(List<Unit> list, Unit unit) {
    list.replaceAll(u -> u.is(unit.itemId(), unit.n()) ? unit : u);
  }
}
