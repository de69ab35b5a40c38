package io.returnbridge.stock;

import io.returnbridge.failure.Trouble;
import io.returnbridge.mappings.ChannelRow;
import io.returnbridge.mappings.Channels;
import io.returnbridge.mappings.DispositionRow;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.mappings.StoreRow;
import io.returnbridge.returns.ReturnId;
import io.returnbridge.returns.ReturnState;
import io.returnbridge.returns.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is missing so that every received unit is held for inspection at the channel that sold it.
 *
 * @param legs one a unit, not planned yet
 * @param state with the units' location
 */
record HoldPlan(List<Leg> legs, ReturnState state, List<Trouble> troubles) {

  /** The grade of goods that never come, or that the shopper keeps: no stock. */
  static final String NEVER_CAME = DispositionRow.NEVER_CAME;

  /**
   * @param known all legs of the return
   */
  static HoldPlan of(ReturnState state, List<Leg> known, Mappings mappings) {
    List<Leg> legs = new ArrayList<>();
    List<Trouble> troubles = new ArrayList<>();
    List<Unit> units = new ArrayList<>();
    for (Unit unit : state.units()) {
      if (!isToBeHeld(unit, known)) {
        units.add(unit);
        continue;
      }
      Optional<ChannelRow> row = inspection(state.id(), unit, mappings);
      if (row.isPresent()) {
        legs.add(leg(state.id(), unit, row.get()));
        units.add(unit.withLocation(Channels.AWAITING_INSPECTION));
      } else {
        troubles.add(
            Troubles.channelUnknown(
                state,
                unit,
                sellingChannel(state.id(), unit, mappings).orElse(Troubles.NO_CHANNEL)));
        units.add(unit);
      }
    }
    return new HoldPlan(List.copyOf(legs), state.withUnits(units), List.copyOf(troubles));
  }

  private static boolean isToBeHeld(Unit unit, List<Leg> known) {
    return unit.received()
        && !unit.released()
        && !unit.sku().isEmpty()
        && !isCustom(unit)
        && !neverCame(unit)
        && known.stream().noneMatch(l -> l.kind() == Leg.Kind.HOLD && l.isOf(unit));
  }

  static Leg leg(ReturnId id, Unit unit, ChannelRow row) {
    return new Leg(
        Leg.holdId(id, unit),
        new StockEntry(row.stockChannel(), unit.sku()),
        1,
        Leg.State.PLANNED,
        row.writer(),
        null,
        id,
        unit.itemId(),
        unit.n(),
        row.location(),
        Leg.Kind.HOLD);
  }

  /**
   * The awaiting-inspection stock of the channel that sold the unit; nothing for an unknown one.
   */
  static Optional<ChannelRow> inspection(ReturnId id, Unit unit, Mappings mappings) {
    return sellingChannel(id, unit, mappings)
        .flatMap(c -> mappings.channels().find(c, Channels.AWAITING_INSPECTION));
  }

  /** The unit's own, else the store's default. */
  static Optional<String> sellingChannel(ReturnId id, Unit unit, Mappings mappings) {
    return Optional.ofNullable(unit.sellingChannel())
        .or(() -> mappings.stores().find(id.store()).map(StoreRow::defaultChannel));
  }

  static boolean isCustom(Unit unit) {
    Unit.Allocation allocation = unit.allocation();
    return allocation != null && allocation.custom();
  }

  static boolean neverCame(Unit unit) {
    Unit.Outcome outcome = unit.outcome();
    return outcome != null && outcome.grade().equals(NEVER_CAME);
  }
}
