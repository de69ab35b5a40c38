package io.returnbridge.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.returnbridge.mappings.Timing;
import io.returnbridge.metrics.Meters;
import io.returnbridge.outage.Reply;
import io.returnbridge.settings.FineSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * {@code docs/metrics.md} names every metric of the contract and every value of its closed lists.
 */
class MetricsDocTest {

  private static final List<String> NAMES =
      List.of(
          "webhooks_total",
          "events_total",
          "step_seconds",
          "pending",
          "oldest_seconds",
          "cases",
          "cases_overdue",
          "call_seconds",
          "retries_total",
          "dead_letters_total",
          "spool",
          "breaker_state",
          "money_at_risk");

  private static String row(String name) throws IOException {
    return Files.readAllLines(Path.of("docs", "metrics.md")).stream()
        .filter(line -> line.startsWith("| `returnbridge_" + name + "`"))
        .findFirst()
        .orElseThrow(() -> new AssertionError("docs/metrics.md has no row for " + name));
  }

  private static void names(String name, Stream<String> values) throws IOException {
    assertThat(row(name)).contains(values.map(value -> "`" + value + "`").toList());
  }

  private static Stream<String> words(Enum<?>[] values) {
    return Stream.of(values).map(v -> v.name().toLowerCase(Locale.ROOT).replace('_', '-'));
  }

  @Test
  void every_metric_of_the_contract_has_its_row() throws IOException {
    for (String name : NAMES) {
      assertThat(row(name).split("(?<!\\\\)\\|")).as(name).hasSize(5);
    }
  }

  @Test
  void every_value_of_a_closed_list_is_named() throws IOException {
    names("webhooks_total", words(Meters.Webhook.values()));
    names("step_seconds", words(Meters.Work.values()));
    names("call_seconds", Stream.of(Reply.Kind.values()).map(Reply.Kind::word));
    names("call_seconds", FineSettings.SYSTEMS.stream());
    names("retries_total", FineSettings.KINDS.stream());
    names("events_total", Meters.EVENTS.stream().filter(event -> !Timing.EVENTS.contains(event)));
  }
}
