package io.returnbridge.steps.inspect;

import io.returnbridge.mappings.ChannelRow;
import io.returnbridge.mappings.DispositionRow;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.model.ReturnId;
import io.returnbridge.model.Scan;
import io.returnbridge.model.StockEntry;
import io.returnbridge.model.StockMovement;
import io.returnbridge.model.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How a scan moves one unit of a return. */
sealed interface UnitMove {

  /**
   * @param legs not planned yet, each after the one before it; none for goods that never came
   */
  record Planned(List<StockMovement> legs) implements UnitMove {}

  /** hold-for-inspection has a case of the channel. */
  record WaitsForChannel() implements UnitMove {}

  /** A person decides. */
  record Blocked(String code, Map<String, String> values) implements UnitMove {}

  /**
   * Out of awaiting inspection, to where the disposition says.
   *
   * @param chain of the unit so far
   */
  static UnitMove of(
      ReturnId id, Unit unit, Chain chain, Scan scan, DispositionRow row, Mappings mappings) {
    List<StockMovement> legs = new ArrayList<>();
    StockMovement held = chain.last().orElse(null);
    if (held == null) {
      if (scan.grade().equals(Unit.NEVER_CAME)) {
        return new Planned(List.of());
      }
      Optional<ChannelRow> inspection = mappings.inspection(id, unit);
      if (inspection.isEmpty()) {
        return new WaitsForChannel();
      }
      held = inspection.get().hold(id, unit);
      legs.add(held);
    } else if (!chain.endsInInspection()) {
      return new Blocked("NOT_IN_INSPECTION", Troubles.takenOut(chain.legs().get(0).entry()));
    }
    StockMovement out = like(held, scan, unit, StockMovement.Kind.OUT, held.entry(), held);
    legs.add(out);
    if (!row.putsNowhere()) {
      String channel = mappings.sellingChannel(id, unit).orElse(Mappings.NO_SELLING_CHANNEL);
      Optional<ChannelRow> place = mappings.channels().find(channel, row.location());
      if (place.isEmpty()) {
        return new Blocked("CHANNEL_UNKNOWN", Troubles.noPlace(channel, row.location()));
      }
      legs.add(
          new StockMovement(
              StockMovement.scanId(id, unit, scan.ref(), StockMovement.Kind.IN),
              new StockEntry(place.get().stockChannel(), unit.sku()),
              1,
              StockMovement.State.PLANNED,
              place.get().writer(),
              out.id(),
              id,
              unit.itemId(),
              unit.n(),
              row.location(),
              StockMovement.Kind.IN));
    }
    return new Planned(legs);
  }

  /**
   * Back into awaiting inspection, from wherever the chain ends; none for a unit that was never
   * held.
   *
   * @param by the scan that takes it back
   */
  static List<StockMovement> back(Unit unit, Chain chain, Scan by) {
    StockMovement last = chain.last().orElse(null);
    if (last == null || chain.endsInInspection()) {
      return List.of();
    }
    List<StockMovement> legs = new ArrayList<>();
    if (last.kind() == StockMovement.Kind.IN) {
      last = like(last, by, unit, StockMovement.Kind.BACK_OUT, last.entry(), last);
      legs.add(last);
    }
    StockMovement hold = chain.legs().get(0);
    legs.add(like(hold, by, unit, StockMovement.Kind.BACK_IN, hold.entry(), last));
    return legs;
  }

  /**
   * @param other the leg whose location and writer the new one has
   * @param after the leg that it follows
   */
  private static StockMovement like(
      StockMovement other,
      Scan scan,
      Unit unit,
      StockMovement.Kind kind,
      StockEntry entry,
      StockMovement after) {
    return new StockMovement(
        StockMovement.scanId(other.returnId(), unit, scan.ref(), kind),
        entry,
        kind == StockMovement.Kind.BACK_IN ? 1 : -1,
        StockMovement.State.PLANNED,
        other.writer(),
        after.id(),
        other.returnId(),
        unit.itemId(),
        unit.n(),
        other.location(),
        kind);
  }
}
