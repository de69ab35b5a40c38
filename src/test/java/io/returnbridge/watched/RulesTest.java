package io.returnbridge.watched;

import static org.assertj.core.api.Assertions.assertThat;

import io.returnbridge.journey.Tools;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The rules of Prometheus and the dashboard, by Prometheus' own {@code promtool}. A machine without
 * it leaves those tests out; CI has it.
 */
class RulesTest {

  private static final Path RUNBOOKS = Path.of("docs/operate/runbooks");

  @TempDir Path folder;

  private static String promtool(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(Tools.find("promtool")));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }

  @Test
  void the_rules_say_of_each_day_what_they_should() throws Exception {
    assertThat(promtool("check", "config", "docker/observability/prometheus/prometheus.yml"))
        .contains("SUCCESS");
    assertThat(promtool("test", "rules", "docker/observability/prometheus/returnbridge.tests.yml"))
        .contains("SUCCESS");
  }

  @Test
  void every_alert_fires_in_a_test() throws IOException {
    String tests =
        Files.readString(Path.of("docker/observability/prometheus/returnbridge.tests.yml"));
    assertThat(alerts())
        .hasSizeGreaterThan(15)
        .allSatisfy(alert -> assertThat(tests).contains("alertname=\"" + alert + "\""));
  }

  @Test
  void every_alert_has_its_runbook_and_every_runbook_its_alert() throws IOException {
    Set<String> runbooks = new TreeSet<>();
    try (Stream<Path> files = Files.list(RUNBOOKS)) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString();
        if (!name.equals("README.md")) {
          runbooks.add(name.replaceFirst("\\.md$", ""));
          assertThat(Files.readString(file))
              .startsWith("# " + name.replaceFirst("\\.md$", "") + "\n")
              .containsSubsequence(
                  "\n## Meaning\n", "\n## Impact\n", "\n## Diagnosis\n", "\n## Mitigation\n");
        }
      }
    }
    assertThat(runbooks).isEqualTo(alerts());
    for (Map<String, Object> rule : WatchedMetrics.rules()) {
      assertThat(rule.get("annotations").toString())
          .contains("runbook_url=docs/operate/runbooks/" + rule.get("alert") + ".md");
    }
  }

  private static Set<String> alerts() throws IOException {
    Set<String> names = new TreeSet<>();
    WatchedMetrics.rules().forEach(rule -> names.add(String.valueOf(rule.get("alert"))));
    return names;
  }

  @Test
  void the_dashboard_asks_what_prometheus_understands() throws Exception {
    StringBuilder rules = new StringBuilder("groups:\n  - name: dashboard\n    rules:\n");
    int number = 0;
    for (String expression : WatchedMetrics.dashboard()) {
      rules.append("      - {record: asked_%d, expr: '%s'}\n".formatted(number++, expression));
    }
    Path file = Files.writeString(folder.resolve("dashboard.rules.yml"), rules);

    assertThat(promtool("check", "rules", file.toString())).contains(number + " rules found");
  }

  @Test
  void what_they_ask_for_is_explained() throws IOException {
    String page = Files.readString(Path.of("docs/metrics.md"));
    assertThat(WatchedMetrics.named())
        .filteredOn(name -> name.startsWith("returnbridge_"))
        .isNotEmpty()
        .allSatisfy(
            name ->
                assertThat(page)
                    .contains("`" + name.replaceFirst("_(bucket|count|sum)$", "") + "`"));
  }
}
