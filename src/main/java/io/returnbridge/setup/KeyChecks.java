package io.returnbridge.setup;

import io.returnbridge.settings.Settings;
import io.returnbridge.settings.WarehouseKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Whether keys and passwords of our own are long enough not to be guessed. Where storage is
 * external the settings refuse shorter ones.
 */
final class KeyChecks {

  private KeyChecks() {}

  static List<Check> of(Settings settings) {
    List<Check> checks = new ArrayList<>();
    settings
        .consoleAdminPassword()
        .filter(password -> password.length() < Settings.SHORTEST_PASSWORD)
        .ifPresent(p -> checks.add(shorter("CONSOLE_ADMIN_PASSWORD", Settings.SHORTEST_PASSWORD)));
    for (Map.Entry<String, WarehouseKey> key : settings.warehouseKeys().entrySet()) {
      if (key.getValue().current().length() < Settings.SHORTEST_KEY) {
        checks.add(shorter(variable(key.getKey()), Settings.SHORTEST_KEY));
      }
    }
    if (settings.warehouseKeys().isEmpty()) {
      checks.add(
          Check.warn(
              "no warehouse key: no scan is taken over HTTP",
              "set WAREHOUSE_API_KEY to a new one"));
    } else if (checks.isEmpty()) {
      checks.add(Check.ok("keys: " + settings.warehouseKeys().size() + " of warehouses"));
    }
    return checks;
  }

  private static String variable(String source) {
    return source.equals("warehouse")
        ? "WAREHOUSE_API_KEY"
        : "WAREHOUSE_API_KEY_" + source.toUpperCase(Locale.ROOT).replace('-', '_');
  }

  private static Check shorter(String variable, int least) {
    return Check.warn(
        variable + " has fewer than " + least + " characters",
        "set it to a random one of " + least + " or more, " + Settings.RANDOM);
  }
}
