package io.returnbridge.steps.accept;

import io.returnbridge.failure.Plain;
import io.returnbridge.mappings.ReasonCodes;
import io.returnbridge.mappings.ReasonRow;
import io.returnbridge.model.ReturnSnapshot;
import io.returnbridge.model.ReturnSnapshot.Item;
import io.returnbridge.model.ReturnSnapshot.Part;
import io.returnbridge.model.ReturnStage;
import io.returnbridge.model.ReturnState;
import io.returnbridge.model.Trouble;
import io.returnbridge.model.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The next state of a return from what was known and what Reveni says now, before units are given
 * their lines. What has been received stays received; of an item that cannot be read nothing more
 * is. A unit keeps its line, and its SKU once it has a line or has been received. Units of a
 * cancelled return or a removed item are released, unless they are written in a ReturnInfo; one
 * that is taken up again needs a line anew, since another return may have got the one that it had.
 */
final class StateDerivation {

  private StateDerivation() {}

  /**
   * @param written whether the unit of that key has a return item on its order
   * @param troubles receives {@code REASON_MISSING} and {@code REASON_UNMAPPED}
   */
  static ReturnState next(
      @Nullable ReturnState known,
      ReturnSnapshot snapshot,
      ReasonCodes reasons,
      Predicate<String> written,
      List<Trouble> troubles) {
    Map<String, String> classifications = known == null ? Map.of() : known.classifications();
    List<Unit> units = new ArrayList<>();
    boolean cancelled = snapshot.stage() == ReturnStage.CANCELLED;
    for (Item item : snapshot.items()) {
      boolean isReadable = !snapshot.holdsBack(Part.ITEM, item.itemId());
      String code = reason(item, classifications, reasons, troubles, cancelled);
      for (int n = 1; n <= item.quantity(); n++) {
        Unit unit = find(known, item.itemId(), n).orElse(fresh(item, n));
        boolean received = unit.received() || (isReadable && hasArrived(snapshot, item, n));
        boolean isWritten = written.test(unit.key(snapshot.id()));
        boolean keeps = !cancelled || received || isWritten;
        if (unit.released() && keeps && !isWritten) {
          unit = unit.withAllocation(null, unit.sellingChannel());
        }
        if (unit.allocation() == null && !unit.received() && !item.sku().isEmpty()) {
          unit = unit.withSku(item.sku());
        }
        units.add(unit.withReasonCode(code).withReceived(received).withReleased(!keeps));
      }
    }
    if (known != null) {
      for (Unit unit : known.units()) {
        if (units.stream().noneMatch(u -> u.is(unit.itemId(), unit.n()))) {
          boolean keeps = unit.received() || written.test(unit.key(snapshot.id()));
          units.add(unit.withReleased(!keeps));
        }
      }
    }
    if (known == null) {
      return new ReturnState(
          snapshot.id(),
          snapshot.rmaNumber(),
          snapshot.orderNumber(),
          false,
          snapshot,
          units,
          List.of(),
          List.of(),
          Map.of(),
          List.of(),
          List.of(),
          0);
    }
    return known.withSnapshot(snapshot, units);
  }

  /** The item's received quantity decides where Reveni names one, else the return's status. */
  private static boolean hasArrived(ReturnSnapshot snapshot, Item item, int n) {
    Integer arrived = item.receivedQuantity();
    return arrived == null ? snapshot.received() : arrived >= n;
  }

  private static Optional<Unit> find(@Nullable ReturnState known, String itemId, int n) {
    return known == null
        ? Optional.empty()
        : known.units().stream().filter(u -> u.is(itemId, n)).findFirst();
  }

  private static Unit fresh(Item item, int n) {
    return Unit.of(item.itemId(), n, item.sku());
  }

  private static @Nullable String reason(
      Item item,
      Map<String, String> classifications,
      ReasonCodes reasons,
      List<Trouble> troubles,
      boolean cancelled) {
    String chosen = classifications.get(item.itemId());
    if (chosen != null) {
      return chosen;
    }
    String said = item.reason();
    Optional<ReasonRow> row = said == null ? Optional.empty() : reasons.map(said);
    if (row.isEmpty() && !cancelled) {
      troubles.add(
          Trouble.ofItem(
              said == null ? "REASON_MISSING" : "REASON_UNMAPPED",
              item.itemId(),
              Map.of(
                  "reason",
                  said == null ? "" : Plain.word(said),
                  "sku",
                  item.sku().isEmpty() ? "item " + item.itemId() : item.sku())));
    }
    return row.map(ReasonRow::code).orElse(null);
  }
}
