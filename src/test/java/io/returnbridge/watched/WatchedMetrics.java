package io.returnbridge.watched;

import com.fasterxml.jackson.databind.JsonNode;
import io.returnbridge.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.Yaml;

/** What the rules of Prometheus and the dashboard ask for. */
public final class WatchedMetrics {

  static final Path RULES = Path.of("docker/observability/prometheus/returnbridge.rules.yml");
  static final Path DASHBOARD =
      Path.of("docker/observability/grafana/dashboards/returnbridge-day.json");

  private static final Pattern OUTSIDE = Pattern.compile("\"[^\"]*\"|\\b(by|on) *\\([^)]*\\)");
  private static final Pattern NAME =
      Pattern.compile("\\b[a-z][a-z0-9]*(_[a-z0-9]+)+\\b(?! *[(=!])");

  private WatchedMetrics() {}

  @SuppressWarnings("unchecked")
  static List<Map<String, Object>> rules() throws IOException {
    Map<String, Object> file = new Yaml().load(Files.readString(RULES));
    List<Map<String, Object>> rules = new ArrayList<>();
    for (Map<String, Object> group : (List<Map<String, Object>>) file.get("groups")) {
      rules.addAll((List<Map<String, Object>>) group.get("rules"));
    }
    return rules;
  }

  static List<String> dashboard() throws IOException {
    return Json.read(Files.readString(DASHBOARD), JsonNode.class).findValuesAsText("expr");
  }

  /** The names of all metrics in them. */
  public static Set<String> named() throws IOException {
    List<String> expressions = new ArrayList<>(dashboard());
    rules().forEach(rule -> expressions.add(String.valueOf(rule.get("expr"))));
    Set<String> names = new TreeSet<>();
    for (String expression : expressions) {
      Matcher name = NAME.matcher(OUTSIDE.matcher(expression).replaceAll(" "));
      while (name.find()) {
        names.add(name.group());
      }
    }
    return names;
  }
}
