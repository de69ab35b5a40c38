package io.returnbridge.steps.hold;

import io.returnbridge.mappings.ChannelRow;
import io.returnbridge.mappings.Channels;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.model.ReturnState;
import io.returnbridge.model.StockMovement;
import io.returnbridge.model.Trouble;
import io.returnbridge.model.Unit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is missing so that every received unit is held for inspection at the channel that sold it.
 *
 * @param legs one a unit, not planned yet
 * @param state with the units' location
 */
public record HoldPlan(List<StockMovement> legs, ReturnState state, List<Trouble> troubles) {

  /**
   * @param known all legs of the return
   */
  public static HoldPlan of(ReturnState state, List<StockMovement> known, Mappings mappings) {
    List<StockMovement> legs = new ArrayList<>();
    List<Trouble> troubles = new ArrayList<>();
    List<Unit> units = new ArrayList<>();
    for (Unit unit : state.units()) {
      if (!isToBeHeld(unit, known)) {
        units.add(unit);
        continue;
      }
      Optional<ChannelRow> row = mappings.inspection(state.id(), unit);
      if (row.isPresent()) {
        legs.add(row.get().hold(state.id(), unit));
        units.add(unit.withLocation(Channels.AWAITING_INSPECTION));
      } else {
        troubles.add(
            channelUnknown(
                state,
                unit,
                mappings.sellingChannel(state.id(), unit).orElse(Mappings.NO_SELLING_CHANNEL)));
        units.add(unit);
      }
    }
    return new HoldPlan(List.copyOf(legs), state.withUnits(units), List.copyOf(troubles));
  }

  private static boolean isToBeHeld(Unit unit, List<StockMovement> known) {
    return unit.received()
        && !unit.released()
        && !unit.sku().isEmpty()
        && !unit.isCustom()
        && !unit.neverCame()
        && known.stream().noneMatch(l -> l.kind() == StockMovement.Kind.HOLD && l.isOf(unit));
  }

  public static Trouble channelUnknown(ReturnState state, Unit unit, String channel) {
    Map<String, String> values = new HashMap<>(state.names());
    values.put("sku", unit.sku());
    values.put("itemId", unit.itemId());
    values.put("channel", channel);
    return Trouble.ofItem("CHANNEL_UNKNOWN", unit.itemId(), values);
  }
}
