package io.returnbridge.setup;

import io.returnbridge.settings.Settings;
import io.returnbridge.settings.WarehouseKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Whether keys and passwords of our own are long enough not to be guessed. */
final class KeyChecks {

  private static final int PASSWORD = 12;
  private static final int KEY = 24;

  private KeyChecks() {}

  static List<Check> of(Settings settings) {
    List<Check> checks = new ArrayList<>();
    settings
        .consoleAdminPassword()
        .filter(password -> password.length() < PASSWORD)
        .ifPresent(p -> checks.add(shorter(settings, "CONSOLE_ADMIN_PASSWORD", PASSWORD)));
    for (Map.Entry<String, WarehouseKey> key : settings.warehouseKeys().entrySet()) {
      if (key.getValue().current().length() < KEY) {
        checks.add(shorter(settings, variable(key.getKey()), KEY));
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

  /** With storage of its own a program is reached by others. */
  private static Check shorter(Settings settings, String variable, int least) {
    String what = variable + " has fewer than " + least + " characters";
    String remedy = "set it to a longer random one, such as the output of: openssl rand -hex 24";
    return settings.externalStorage() ? Check.fail(what, remedy) : Check.warn(what, remedy);
  }
}
