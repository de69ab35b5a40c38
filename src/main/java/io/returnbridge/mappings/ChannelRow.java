package io.returnbridge.mappings;

import io.returnbridge.model.ReturnId;
import io.returnbridge.model.StockEntry;
import io.returnbridge.model.StockMovement;
import io.returnbridge.model.Unit;
import io.returnbridge.model.Writer;

/**
 * Where goods sold by a channel are kept.
 *
 * @param channel key of the selling channel in commercetools
 * @param stockChannel key of the commercetools channel (role InventorySupply) that holds them
 */
public record ChannelRow(String channel, String location, String stockChannel, Writer writer) {

  /** The movement that puts a received unit here. */
  public StockMovement hold(ReturnId returnId, Unit unit) {
    return new StockMovement(
        StockMovement.holdId(returnId, unit),
        new StockEntry(stockChannel, unit.sku()),
        1,
        StockMovement.State.PLANNED,
        writer,
        null,
        returnId,
        unit.itemId(),
        unit.n(),
        location,
        StockMovement.Kind.HOLD);
  }
}
