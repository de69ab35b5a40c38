package io.returnbridge.reload;

import io.returnbridge.mappings.MappingError;
import io.returnbridge.mappings.MappingTables;
import io.returnbridge.mappings.StoreRow;
import io.returnbridge.settings.Settings;
import io.returnbridge.settings.SettingsProblems;
import java.util.ArrayList;
import java.util.List;

/** What the tables want of the settings, which this process has read at its start. */
final class StoreSettings {

  private StoreSettings() {}

  static List<MappingError> missing(Settings settings, MappingTables tables) {
    List<MappingError> missing = new ArrayList<>();
    for (StoreRow row : tables.stores().all()) {
      try {
        settings.requireReveniStores(List.of(row.store()));
      } catch (SettingsProblems problems) {
        problems
            .problems()
            .forEach(
                problem ->
                    missing.add(
                        tables
                            .files()
                            .error(
                                "stores.csv",
                                "store",
                                row.store(),
                                problem + ", and restart with them")));
      }
    }
    try {
      settings.requireList(tables.payload().knowsLists());
    } catch (SettingsProblems problems) {
      problems
          .problems()
          .forEach(
              problem ->
                  missing.add(
                      tables.files().error("reveni-payload.yaml", "listed-returns", "", problem)));
    }
    return missing;
  }
}
