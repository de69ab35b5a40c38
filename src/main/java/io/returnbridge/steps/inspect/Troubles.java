package io.returnbridge.steps.inspect;

import io.returnbridge.model.ReturnState;
import io.returnbridge.model.Scan;
import io.returnbridge.model.StockEntry;
import io.returnbridge.model.Trouble;
import io.returnbridge.model.Unit;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What stock cannot decide by itself, with the values that the texts of the cases name. */
final class Troubles {

  static final Map<String, String> NO_ROW_NAMES_IT = Map.of("detail", "no row names the grade");

  private Troubles() {}

  static Map<String, String> noRowFits(String reason) {
    return Map.of("reason", reason, "detail", "no row has it for the reason " + reason);
  }

  static Map<String, String> noPlace(String channel, String location) {
    return Map.of("channel", channel + " with location " + location);
  }

  static Map<String, String> takenOut(StockEntry inspection) {
    return Map.of("channel", inspection.channel(), "detail", "an earlier scan has taken it out");
  }

  static Trouble channelUnknown(ReturnState state, Unit unit, String channel) {
    Map<String, String> values = values(state, Map.of("sku", unit.sku(), "channel", channel));
    values.put("itemId", unit.itemId());
    return Trouble.ofItem("CHANNEL_UNKNOWN", unit.itemId(), values);
  }

  /** A trouble of one scan: its natural key is the scan. */
  static Trouble ofScan(String code, ReturnState state, Scan scan, Map<String, String> more) {
    return new Trouble(code, scan.ref(), null, values(state, scanValues(scan, more)));
  }

  /**
   * @param told grade of which Reveni was told the verdict
   * @param now grade that counts, null when the unit is not inspected any more
   */
  static Trouble verdictCorrected(
      ReturnState state, Scan scan, String itemId, String told, @Nullable String now) {
    return ofScan(
        "VERDICT_CORRECTED",
        state,
        scan,
        Map.of("itemId", itemId, "expected", told, "actual", now == null ? "not inspected" : now));
  }

  static Trouble unknownReturn(Scan scan, String detail) {
    return new Trouble(
        "SCAN_UNKNOWN_RETURN", scan.ref(), null, scanValues(scan, Map.of("detail", detail)));
  }

  private static Map<String, String> scanValues(Scan scan, Map<String, String> more) {
    Map<String, String> values = new HashMap<>(more);
    values.put("scanId", scan.scanId());
    values.putIfAbsent("sku", scan.sku());
    values.putIfAbsent("grade", scan.grade());
    if (scan.rmaNumber() != null) {
      values.put("rmaNumber", scan.rmaNumber());
    }
    if (scan.returnId() != null) {
      values.put("returnId", scan.returnId());
    }
    if (scan.store() != null) {
      values.put("store", scan.store());
    }
    return values;
  }

  private static Map<String, String> values(ReturnState state, Map<String, String> more) {
    Map<String, String> values = new HashMap<>(more);
    values.putAll(state.names());
    return values;
  }
}
