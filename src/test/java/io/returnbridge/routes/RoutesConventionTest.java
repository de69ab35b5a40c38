package io.returnbridge.routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.returnbridge.engine.TestSteps;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a reader of {@code routes/} may rely on. */
class RoutesConventionTest {
  private static final Path ROUTES = Path.of("routes");
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  /** What is drawn and logged, and so needs a name and a description of its own. */
  private static final Set<String> NODES =
      Set.of(
          "route",
          "from",
          "to",
          "toD",
          "bean",
          "choice",
          "when",
          "otherwise",
          "split",
          "filter",
          "setHeader",
          "setBody",
          "setProperty",
          "removeHeader",
          "removeHeaders",
          "convertBodyTo",
          "doTry",
          "doCatch",
          "doFinally",
          "onException",
          "routeConfiguration",
          "log");

  private static JsonSchema schema;

  @BeforeAll
  static void readSchema() throws IOException {
    try (InputStream in =
        RoutesConventionTest.class.getResourceAsStream("/schema/camelYamlDsl.json")) {
      schema = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V4).getSchema(in);
    }
  }

  static List<Path> files() throws IOException {
    return files(ROUTES);
  }

  /** With those that are off until they are copied up. */
  static List<Path> withExamples() throws IOException {
    return Stream.concat(files().stream(), files(ROUTES.resolve("examples")).stream()).toList();
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(f -> f.toString().endsWith(".camel.yaml")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("withExamples")
  void isCanonicalCamelYaml(Path file) throws IOException {
    assertThat(schema.validate(read(file))).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("withExamples")
  void everythingThatIsDrawnHasAnIdAndADescription(Path file) throws IOException {
    List<String> nameless = new ArrayList<>();
    nodes(
        read(file),
        (name, node) -> {
          if (!node.hasNonNull("id") || node.path("description").asText().isBlank()) {
            nameless.add(name + " " + node.path("id").asText());
          }
        });
    assertThat(nameless).isEmpty();
  }

  @Test
  void idsAreUnique() throws IOException {
    Map<String, Path> seen = new HashMap<>();
    List<String> doubles = new ArrayList<>();
    for (Path file : withExamples()) {
      nodes(
          read(file),
          (name, node) -> {
            String id = node.path("id").asText();
            if (seen.putIfAbsent(id, file) != null) {
              doubles.add(id + " in " + file + " and " + seen.get(id));
            }
          });
    }
    assertThat(doubles).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("withExamples")
  void aFileHoldsTheRouteOfItsName(Path file) throws IOException {
    String step = step(file);
    List<String> routes = new ArrayList<>();
    read(file).findValues("route").forEach(r -> routes.add(r.path("id").asText()));
    if (!step.equals("error-handling") && !step.equals("park-and-dead-letter")) {
      assertThat(routes).contains(step);
    }
  }

  @ParameterizedTest
  @MethodSource("withExamples")
  void aFileBeginsWithWhatItDoesAndWhatGoesInAndOut(Path file) throws IOException {
    assertThat(Files.readAllLines(file).get(0)).startsWith("# ").endsWith(".");
  }

  @ParameterizedTest
  @MethodSource("files")
  void aConsumerGroupIsItsStep(Path file) throws IOException {
    for (JsonNode from : read(file).findValues("from")) {
      if (from.path("uri").asText().equals("kafka")) {
        JsonNode parameters = from.path("parameters");
        assertThat(parameters.path("groupId").asText()).isEqualTo(step(file));
        assertThat(parameters.path("topic").asText()).startsWith("{{topics.");
        assertThat(parameters).as("all else is camel.component.kafka.*").hasSize(2);
      }
    }
  }

  @Test
  void consumers_commit_by_hand_and_begin_with_the_oldest_record() throws IOException {
    Properties settings = new Properties();
    try (InputStream in =
        RoutesConventionTest.class.getResourceAsStream("/application.properties")) {
      settings.load(in);
    }
    assertThat(settings)
        .containsEntry("camel.component.kafka.auto-commit-enable", "false")
        .containsEntry("camel.component.kafka.allow-manual-commit", "true")
        .containsEntry("camel.component.kafka.auto-offset-reset", "earliest");
  }

  @ParameterizedTest
  @MethodSource("withExamples")
  void errorsAreHandledInOneFile(Path file) throws IOException {
    if (!step(file).equals("error-handling")) {
      assertThat(read(file).findValues("onException")).isEmpty();
      assertThat(read(file).findValues("routeConfiguration")).isEmpty();
    }
  }

  @Test
  void theMapNamesEveryFile() throws IOException {
    String map = Files.readString(ROUTES.resolve("README.md"));
    assertThat(withExamples())
        .allSatisfy(f -> assertThat(map).contains(f.getFileName().toString()));
  }

  @Test
  void everyRouteIsReached() throws IOException {
    Set<String> listening = new HashSet<>();
    Set<String> called = new HashSet<>(TestSteps.ALL.names());
    for (Path file : files()) {
      JsonNode root = read(file);
      root.findValues("from").forEach(f -> direct(f, listening));
      root.findValues("to").forEach(t -> direct(t, called));
    }
    called.add("call-reveni");
    called.add("retries");
    assertThat(called).isEqualTo(listening);
  }

  private static void direct(JsonNode endpoint, Set<String> names) {
    if (endpoint.path("uri").asText().equals("direct")) {
      names.add(endpoint.path("parameters").path("name").asText());
    }
  }

  private interface Visit {
    void node(String name, JsonNode node);
  }

  private static void nodes(JsonNode tree, Visit visit) {
    tree.properties()
        .forEach(
            entry -> {
              JsonNode value = entry.getValue();
              if (NODES.contains(entry.getKey())) {
                if (value.isArray()) {
                  value.forEach(
                      v -> {
                        if (v.has("id") || v.has("steps")) {
                          visit.node(entry.getKey(), v);
                        }
                      });
                } else {
                  visit.node(entry.getKey(), value);
                }
              }
              nodes(value, visit);
            });
    if (tree.isArray()) {
      tree.forEach(child -> nodes(child, visit));
    }
  }

  private static String step(Path file) {
    return file.getFileName().toString().replaceFirst("^[0-9]+-", "").replace(".camel.yaml", "");
  }

  private static JsonNode read(Path file) throws IOException {
    return YAML.readTree(Files.readString(file));
  }
}
