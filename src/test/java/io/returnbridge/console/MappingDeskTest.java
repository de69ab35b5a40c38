package io.returnbridge.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.returnbridge.cases.Cases;
import io.returnbridge.cases.Origin;
import io.returnbridge.cases.UnapprovedReasons;
import io.returnbridge.mappings.MappingFiles;
import io.returnbridge.mappings.MappingTables;
import io.returnbridge.mappings.MappingsInForce;
import io.returnbridge.model.ReturnId;
import io.returnbridge.model.Trouble;
import io.returnbridge.reload.UsedRows;
import io.returnbridge.settings.Settings;
import io.returnbridge.store.Database;
import io.returnbridge.store.ReturnStates;
import io.returnbridge.store.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MappingDeskTest {

  private static final Path SHIPPED = Path.of("mappings");

  @TempDir private Path folder;
  private Database database;
  private MappingDesk desk;

  @BeforeEach
  void tables_are_in_force() throws IOException {
    database = TestDatabase.clean();
    try (var tables = Files.list(SHIPPED)) {
      for (Path table : tables.filter(Files::isRegularFile).toList()) {
        Files.copy(table, folder.resolve(table.getFileName()));
      }
    }
    MappingsInForce mappings = new MappingsInForce(MappingTables.of(MappingFiles.in(folder)));
    desk =
        new MappingDesk(
            mappings,
            null,
            null,
            null,
            null,
            null,
            settings(),
            new UnapprovedReasons(database),
            new Subjects(new ReturnStates(database)),
            new UsedRows(database, Clock.systemUTC()),
            Clock.systemUTC());
    new Cases(database, mappings)
        .open(
            new Origin("accept-return", "es/r1", new ReturnId("es", "r1"), "RMA-1", "O-1"),
            Trouble.of("REASON_MISSING", Map.of("sku", "JACKET-M")));
  }

  private Settings settings() {
    Map<String, String> variables = new HashMap<>();
    for (String name :
        List.of("CTP_PROJECT_KEY", "CTP_CLIENT_ID", "CTP_CLIENT_SECRET", "CTP_SCOPES")) {
      variables.put(name, "x");
    }
    variables.put("CTP_AUTH_URL", "https://auth.example.com");
    variables.put("CTP_API_URL", "https://api.example.com");
    variables.put("MAPPINGS_DIR", folder.toString());
    return Settings.read(variables);
  }

  @Test
  void a_row_says_how_often_it_was_used() {
    MappingDesk.Table table = desk.table("exceptions.csv").orElseThrow();
    assertThat(table.columns()).startsWith("code", "owner").endsWith("cause_es", "next_step_es");
    assertThat(table.rows())
        .filteredOn(row -> row.cells().get(0).equals("REASON_MISSING"))
        .extracting(MappingDesk.Row::used)
        .containsExactly(1L);
    assertThat(table.rows())
        .filteredOn(row -> row.cells().get(0).equals("OVER_REFUND"))
        .extracting(MappingDesk.Row::used)
        .containsExactly(0L);
  }

  @Test
  void every_table_and_the_map_can_be_read_and_nothing_else() {
    for (String name : MappingFiles.NAMES) {
      assertThat(desk.table(name).isPresent() || desk.text(name).isPresent()).as(name).isTrue();
    }
    assertThat(desk.table("../secret.csv")).isEmpty();
    assertThat(desk.text("../secret.yaml")).isEqualTo(Optional.empty());
  }

  @Test
  void files_that_are_in_force_do_not_differ() {
    assertThat(desk.folder())
        .isEqualTo(new MappingDesk.Folder(desk.folder().path(), true, List.of(), List.of()));
    assertThat(Path.of(desk.folder().path())).isAbsolute().isDirectory();
  }

  @Test
  void a_changed_row_is_shown_as_it_is_in_the_files_and_as_it_is_in_force() throws IOException {
    // Given
    Path timing = folder.resolve("timing.csv");
    Files.writeString(
        timing,
        Files.readString(timing)
            .replace("\n*,realtime", "\nreturn-shipped,batch,0 0/15 * * * ?\n*,realtime"));
    // When
    MappingDesk.Folder now = desk.folder();
    // Then
    assertThat(now.errors()).isEmpty();
    assertThat(now.differences())
        .extracting(MappingDesk.Difference::table)
        .containsOnly("timing.csv");
    assertThat(now.differences())
        .anySatisfy(
            d -> {
              assertThat(d.isInFiles()).isTrue();
              assertThat(d.row()).startsWith("return-shipped, batch");
            });
  }

  @Test
  void files_with_errors_say_them() throws IOException {
    // Given
    Path stores = folder.resolve("stores.csv");
    Files.writeString(stores, Files.readString(stores) + "broken\n");
    // Then
    assertThat(desk.folder().isSame()).isFalse();
    assertThat(desk.folder().errors()).anyMatch(e -> e.contains("stores.csv"));
  }
}
