package io.returnbridge.mappings;

import static org.assertj.core.api.Assertions.assertThat;

import io.returnbridge.model.ShipmentState;
import io.returnbridge.model.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tables that are shipped in {@code mappings/}. */
class ShippedMappingsTest {
  private final Mappings mappings = Mappings.load(Path.of("mappings"));

  @Test
  void storesHaveTheirDefaultChannel() {
    assertThat(mappings.stores().all()).extracting(StoreRow::store).containsExactly("es", "uk");
    StoreRow uk = mappings.stores().find("uk").orElseThrow();
    assertThat(uk.environmentName()).isEqualTo("UK");
    assertThat(uk.commercetoolsStore()).isNull();
    assertThat(mappings.channels().knows(uk.defaultChannel())).isTrue();
    assertThat(mappings.stores().find("fr")).isEmpty();
  }

  @Test
  void everyChannelHasEveryLocationThatDispositionsName() {
    for (String channel : mappings.channels().channels()) {
      for (DispositionRow row : mappings.dispositions().all()) {
        assertThat(
                row.putsNowhere() || mappings.channels().find(channel, row.location()).isPresent())
            .as(channel + " " + row.location())
            .isTrue();
      }
    }
    assertThat(mappings.channels().locationOf("web-es", "wh-es-inspection"))
        .contains("awaiting-inspection");
  }

  @Test
  void everyReasonAndGradeHasADisposition() {
    assertThat(mappings.dispositions().grades())
        .containsExactly("not_received", "a", "b", "c", "unusable");
    for (String code : mappings.reasons().codes()) {
      for (String grade : mappings.dispositions().grades()) {
        assertThat(mappings.dispositions().find(code, grade)).as(code + " " + grade).isPresent();
      }
    }
    assertThat(mappings.dispositions().find("too-small", "z")).isEmpty();
    assertThat(mappings.dispositions().knowsGrade("*")).isFalse();
  }

  @Test
  void aCodeIsEitherNeededOrOnlyAllowed() {
    assertThat(ExceptionTable.OTHERS).doesNotContainAnyElementsOf(ExceptionTable.CODES);
  }

  @Test
  void firstMatchingDispositionWins() {
    assertThat(mappings.dispositions().find("defective", "a").orElseThrow().location())
        .isEqualTo("quarantine");
    assertThat(mappings.dispositions().find("too-small", "a").orElseThrow())
        .isEqualTo(
            new DispositionRow(
                "*", "a", "saleable", ShipmentState.BACK_IN_STOCK, Verdict.ACCEPTED, null));
  }

  @Test
  void reasonsAreFoundWhateverTheirCase() {
    assertThat(mappings.reasons().map(" Too_Small ").orElseThrow().code()).isEqualTo("too-small");
    assertThat(mappings.reasons().map("regalo")).isEmpty();
    assertThat(mappings.reasons().codes()).doesNotHaveDuplicates().hasSize(14);
    assertThat(mappings.reasons().byCode("changed-mind").orElseThrow().labelEs())
        .isEqualTo("Ha cambiado de opinión");
  }

  @Test
  void statusesStandInOrderOfAttention() {
    assertThat(mappings.statuses().all())
        .extracting(StatusRow::attention)
        .containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
    assertThat(mappings.statuses().find("in_progress"))
        .contains(new StatusRow("in_progress", "opened", false, null, 5));
    assertThat(mappings.statuses().find("incomplete")).isEmpty();
  }

  @Test
  void everyEventIsRealtime() {
    for (String event : Timing.EVENTS) {
      assertThat(mappings.timing().forEvent(event).mode()).isEqualTo(Mode.REALTIME);
    }
    assertThat(mappings.timing().schedules()).isEmpty();
  }

  @Test
  void exceptionsReadAsSentences() {
    ExceptionRow row = mappings.exceptions().find("REASON_UNMAPPED").orElseThrow();
    assertThat(row.cause(Map.of("rmaNumber", "RMA-1", "sku", "A$1", "reason", "regalo")))
        .isEqualTo(
            "RMA-1: Reveni says “regalo” for A$1, which is no approved reason. Its refund goes on; the"
                + " return item and the inspection wait for a reason.");
    assertThat(row.cause(Map.of("reason", "regalo"))).startsWith("?: Reveni says “regalo” for ?");
    assertThat(row.due()).isEqualTo(Duration.ofDays(2));
    assertThat(mappings.exceptions().find("ORDER_NOT_FOUND").orElseThrow().opensAfter())
        .isEqualTo(Duration.ofSeconds(30));
  }

  /** Rows go below the header; one whose first cell is there already takes that row's place. */
  @Test
  void theExamplesOfTheReadMeAreValid(@TempDir Path temporary) throws IOException {
    Tables tables = new Tables(temporary);
    Matcher example =
        Pattern.compile("## (\\S+\\.csv)\n(?:(?!## )[^`]|`(?!``))*```csv\n([^`]+)```")
            .matcher(Files.readString(Path.of("mappings", "README.md")));
    int examples = 0;
    while (example.find()) {
      examples++;
      List<String> lines = new ArrayList<>(Files.readAllLines(tables.file(example.group(1))));
      for (String row : example.group(2).lines().toList()) {
        if (example.group(1).equals("exceptions.csv")) {
          String code = row.substring(0, row.indexOf(',') + 1);
          assertThat(lines.removeIf(line -> line.startsWith(code))).isTrue();
        }
        int header = 0;
        while (lines.get(header).startsWith("#")) {
          header++;
        }
        lines.add(header + 1, row);
      }
      tables.write(example.group(1), lines.toArray(String[]::new));
    }
    assertThat(examples).isEqualTo(7);
    assertThat(tables.errors()).isEmpty();
  }
}
