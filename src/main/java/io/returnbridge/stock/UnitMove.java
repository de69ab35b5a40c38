package io.returnbridge.stock;

import io.returnbridge.mappings.ChannelRow;
import io.returnbridge.mappings.DispositionRow;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.returns.ReturnId;
import io.returnbridge.returns.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How a scan moves one unit of a return. */
sealed interface UnitMove {

  /**
   * @param legs not planned yet, each after the one before it; none for goods that never came
   */
  record Planned(List<Leg> legs) implements UnitMove {}

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
    List<Leg> legs = new ArrayList<>();
    Leg held = chain.last().orElse(null);
    if (held == null) {
      if (scan.grade().equals(HoldPlan.NEVER_CAME)) {
        return new Planned(List.of());
      }
      Optional<ChannelRow> inspection = HoldPlan.inspection(id, unit, mappings);
      if (inspection.isEmpty()) {
        return new WaitsForChannel();
      }
      held = HoldPlan.leg(id, unit, inspection.get());
      legs.add(held);
    } else if (!chain.endsInInspection()) {
      return new Blocked("NOT_IN_INSPECTION", Troubles.takenOut(chain.legs().get(0).entry()));
    }
    Leg out = like(held, scan, unit, Leg.Kind.OUT, held.entry(), held);
    legs.add(out);
    if (!row.putsNowhere()) {
      String channel = HoldPlan.sellingChannel(id, unit, mappings).orElse(Troubles.NO_CHANNEL);
      Optional<ChannelRow> place = mappings.channels().find(channel, row.location());
      if (place.isEmpty()) {
        return new Blocked("CHANNEL_UNKNOWN", Troubles.noPlace(channel, row.location()));
      }
      legs.add(
          new Leg(
              Leg.scanId(id, unit, scan.ref(), Leg.Kind.IN),
              new StockEntry(place.get().stockChannel(), unit.sku()),
              1,
              Leg.State.PLANNED,
              place.get().writer(),
              out.id(),
              id,
              unit.itemId(),
              unit.n(),
              row.location(),
              Leg.Kind.IN));
    }
    return new Planned(legs);
  }

  /**
   * Back into awaiting inspection, from wherever the chain ends; none for a unit that was never
   * held.
   *
   * @param by the scan that takes it back
   */
  static List<Leg> back(Unit unit, Chain chain, Scan by) {
    Leg last = chain.last().orElse(null);
    if (last == null || chain.endsInInspection()) {
      return List.of();
    }
    List<Leg> legs = new ArrayList<>();
    if (last.kind() == Leg.Kind.IN) {
      last = like(last, by, unit, Leg.Kind.BACK_OUT, last.entry(), last);
      legs.add(last);
    }
    Leg hold = chain.legs().get(0);
    legs.add(like(hold, by, unit, Leg.Kind.BACK_IN, hold.entry(), last));
    return legs;
  }

  /**
   * @param other the leg whose location and writer the new one has
   * @param after the leg that it follows
   */
  private static Leg like(
      Leg other, Scan scan, Unit unit, Leg.Kind kind, StockEntry entry, Leg after) {
    return new Leg(
        Leg.scanId(other.returnId(), unit, scan.ref(), kind),
        entry,
        kind == Leg.Kind.BACK_IN ? 1 : -1,
        Leg.State.PLANNED,
        other.writer(),
        after.id(),
        other.returnId(),
        unit.itemId(),
        unit.n(),
        other.location(),
        kind);
  }
}
