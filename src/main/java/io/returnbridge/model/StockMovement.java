package io.returnbridge.model;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One change of one inventory entry by one unit. The legs of a unit form a chain: a leg is due once
 * the leg before it has been applied, so that goods never are in two places.
 *
 * <pre>
 * planned ──▶ sent ──▶ applied        writer middleware: sent is written before the request
 * planned ───────────▶ applied        writer wms: recorded, the quantity is left to the warehouse
 * </pre>
 *
 * @param id deterministic, so that the same leg is planned once, and of one unit of one store only;
 *     also the movement id in the entry
 * @param location of {@code channels.csv}: where the unit is put, or taken from
 * @param after the leg before it, null for the first
 */
public record StockMovement(
    String id,
    StockEntry entry,
    int delta,
    State state,
    Writer writer,
    @Nullable String after,
    ReturnId returnId,
    String itemId,
    int unit,
    String location,
    Kind kind) {

  public enum State {
    PLANNED,
    SENT,
    APPLIED
  }

  public enum Kind {
    /** Into awaiting inspection, on receipt. */
    HOLD,
    /** Out of awaiting inspection, after a scan. */
    OUT,
    /** To where the disposition says. */
    IN,
    /** Out of where an earlier scan put the unit, for a correction. */
    BACK_OUT,
    /** Back into awaiting inspection, for a correction. */
    BACK_IN;

    public String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public static Kind of(String word) {
      return valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
  }

  public static String holdId(ReturnId returnId, Unit unit) {
    return id(returnId, unit, "", Kind.HOLD);
  }

  /**
   * @param scan {@code source/scanId} of the scan that makes the leg
   */
  public static String scanId(ReturnId returnId, Unit unit, String scan, Kind kind) {
    return id(returnId, unit, scan, kind);
  }

  /**
   * {@code <unitKey>-<hash>-<kind>}; the hash is of what the unit's key leaves out or blurs: store,
   * return, item, unit and scan, each apart.
   */
  private static String id(ReturnId returnId, Unit unit, String scan, Kind kind) {
    String identity =
        String.join(
            "\n", returnId.store(), returnId.id(), unit.itemId(), String.valueOf(unit.n()), scan);
    return unit.key(returnId) + "-" + Keys.sha256(identity).substring(0, 16) + "-" + kind.word();
  }

  public boolean isApplied() {
    return state == State.APPLIED;
  }

  public boolean isOf(Unit u) {
    return u.is(itemId, unit);
  }
}
