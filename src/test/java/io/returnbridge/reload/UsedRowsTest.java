package io.returnbridge.reload;

import static org.assertj.core.api.Assertions.assertThat;

import io.returnbridge.cases.Cases;
import io.returnbridge.cases.Origin;
import io.returnbridge.mappings.MappingFiles;
import io.returnbridge.mappings.MappingTables;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.model.ReturnState.TimelineEntry;
import io.returnbridge.model.Returns;
import io.returnbridge.model.Trouble;
import io.returnbridge.model.Unit;
import io.returnbridge.store.Database;
import io.returnbridge.store.ReturnStates;
import io.returnbridge.store.TestDatabase;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UsedRowsTest {

  private static final MappingTables SHIPPED = Mappings.load(Path.of("mappings"));

  private final Database database = TestDatabase.clean();

  /** The cells of the rows that were used, and how often. */
  private static List<String> used(Map<String, UsedRows.Use> uses, String table) {
    UsedRows.Use use = uses.get(table);
    return SHIPPED.files().rows(table).stream()
        .filter(row -> use.times().get(row.line()) > 0)
        .map(
            row ->
                String.join(",", List.copyOf(row.cells().values()).subList(0, 2))
                    + " "
                    + use.times().get(row.line()))
        .toList();
  }

  @Test
  void every_row_of_every_table_says_how_often_it_was_used() {
    Unit graded =
        Unit.of("i1", 1, "A")
            .withReasonCode("too-small")
            .withReceived(true)
            .withOutcome(
                new Unit.Outcome("w/s1", "a", "saleable", "BackInStock", "accepted", null));
    Unit waiting = Unit.of("i1", 2, "A").withReasonCode("too-small").withReceived(true);
    Unit away = Unit.of("i1", 3, "A").withReasonCode("too-small");
    new ReturnStates(database)
        .save(
            Returns.state(
                    Returns.snapshot(
                        "received", 3, List.of(Returns.item("i1", "A", 3, "too_small")), List.of()),
                    graded,
                    waiting,
                    away)
                .withTimeline(new TimelineEntry(Returns.T0, "return-shipped", "x")));
    new Cases(database, SHIPPED)
        .open(
            new Origin("accept-return", "es/r1", Returns.ID, null, null),
            Trouble.of("REASON_MISSING", Map.of("sku", "A")));

    Map<String, UsedRows.Use> uses = new UsedRows(database, Clock.systemUTC()).of(SHIPPED);

    assertThat(uses.keySet())
        .containsExactlyInAnyOrderElementsOf(
            MappingFiles.NAMES.stream().filter(name -> name.endsWith(".csv")).toList());
    assertThat(used(uses, "stores.csv")).containsExactly("es, 1");
    assertThat(used(uses, "reveni-statuses.csv"))
        .singleElement()
        .asString()
        .startsWith("received,");
    assertThat(used(uses, "reason-codes.csv")).containsExactly("too_small,too-small 1");
    assertThat(used(uses, "timing.csv")).containsExactly("*,realtime 1");
    assertThat(used(uses, "dispositions.csv")).containsExactly("*,a 1");
    assertThat(used(uses, "channels.csv"))
        .singleElement()
        .asString()
        .endsWith(",awaiting-inspection 2");
    assertThat(used(uses, "exceptions.csv")).containsExactly("REASON_MISSING,cx 1");
  }
}
