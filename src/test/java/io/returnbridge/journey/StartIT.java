package io.returnbridge.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.returnbridge.embedded.DataDirectory;
import io.returnbridge.embedded.EmbeddedPostgres;
import io.returnbridge.sandbox.ProgramApi;
import io.returnbridge.sandbox.Shop;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stops the start, and what is said then. */
class StartIT {

  @TempDir Path folder;

  private String ended(Map<String, String> environment, int code, String... arguments) {
    try (Program program = Program.startInVain("start", environment, arguments)) {
      assertThat(program.awaitEnd()).as(program.output()).isEqualTo(code);
      return program.output();
    }
  }

  private Path copy(String name) throws IOException {
    Path copy = Files.createDirectories(folder.resolve(name));
    try (Stream<Path> files = Files.list(Path.of(name))) {
      for (Path file : files.toList()) {
        Files.copy(file, copy.resolve(file.getFileName()));
      }
    }
    return copy;
  }

  /**
   * @return the number of the line of the first row, whose cell now reads otherwise
   */
  private static int misspell(Path table, String column, String value) throws IOException {
    List<String> lines = new ArrayList<>(Files.readAllLines(table));
    int at = 0;
    while (lines.get(at).startsWith("#")) {
      at++;
    }
    int index = List.of(lines.get(at).split(",")).indexOf(column);
    String[] cells = lines.get(at + 1).split(",", -1);
    cells[index] = value;
    lines.set(at + 1, String.join(",", cells));
    Files.write(table, lines);
    return at + 2;
  }

  @Test
  void brokenMappingRowsAreAllNamedWithLineColumnAndRemedyBeforeAnythingIsTouched()
      throws IOException {
    try (World world = new World()) {
      Path mappings = copy("mappings");
      int disposition = misspell(mappings.resolve("dispositions.csv"), "location", "qurantine");
      int store = misspell(mappings.resolve("stores.csv"), "default_channel", "web-ess");
      Map<String, String> environment = world.environment();
      environment.put("MAPPINGS_DIR", mappings.toString());
      Path data = folder.resolve("data");
      environment.put("DATA_DIR", data.toString());

      String output = ended(environment, 1);

      assertThat(output)
          .contains("dispositions.csv:" + disposition + " column \"location\": \"qurantine\"")
          .contains("did you mean \"quarantine\"?")
          .contains("stores.csv:" + store + " column \"default_channel\": \"web-ess\"")
          .contains("did you mean \"web-es\"?")
          .doesNotContain("Exception");
      assertThat(data).doesNotExist();
      assertThat(world.commercetools.callCounts()).isEmpty();
    }
  }

  @Test
  void missingAndWrongVariablesAreAllNamed() {
    try (World world = new World()) {
      Map<String, String> environment = world.environment();
      environment.remove("CTP_CLIENT_SECRET");
      environment.remove("REVENI_UK_API_KEY");
      environment.put("CTP_API_URL", "api.example");
      environment.put("CTP_MAX_REQUESTS_PER_SECOND", "many");
      environment.put("RETRY_KAFKA_FIRST_PAUSE", "soon");
      environment.put("ALERTS_BATCH", "a while");

      assertThat(ended(environment, 1))
          .contains("CTP_CLIENT_SECRET is not set")
          .contains("REVENI_UK_API_KEY is not set")
          .contains("CTP_API_URL is \"api.example\"")
          .contains("CTP_MAX_REQUESTS_PER_SECOND is \"many\"")
          .contains("RETRY_KAFKA_FIRST_PAUSE is \"soon\": set it to a time")
          .contains("ALERTS_BATCH is \"a while\": set it to a time")
          .doesNotContain("Exception");
    }
  }

  @Test
  void aWrongBrokerAndAWrongDatabasePasswordAreNamed() {
    DataDirectory directory = DataDirectory.open(folder.resolve("database"));
    try (World world = new World();
        EmbeddedPostgres database = EmbeddedPostgres.start(directory)) {
      Map<String, String> environment = world.environment();
      environment.put("KAFKA_BOOTSTRAP_SERVERS", "kafka");
      assertThat(ended(environment, 1))
          .contains("KAFKA_BOOTSTRAP_SERVERS names \"kafka\": set it to host:port")
          .doesNotContain("Exception");

      environment.remove("KAFKA_BOOTSTRAP_SERVERS");
      environment.put("QUARKUS_DATASOURCE_JDBC_URL", database.jdbcUrl());
      environment.put("QUARKUS_DATASOURCE_USERNAME", database.username());
      environment.put("QUARKUS_DATASOURCE_PASSWORD", "guessed");
      assertThat(ended(environment, 1))
          .contains("The database refuses the login (SQL state 28P01)")
          .contains("QUARKUS_DATASOURCE_PASSWORD")
          .doesNotContain("Exception", "guessed");
    } finally {
      directory.close();
    }
  }

  @Test
  void aPortThatIsTakenIsNamed() throws IOException {
    try (World world = new World();
        Program program = Program.startInVain("start-taken", world.environment(), "sandbocks");
        ServerSocket taken = new ServerSocket(program.address().getPort())) {
      program.awaitEnd();
      program.launch();

      assertThat(program.awaitEnd()).as(program.output()).isEqualTo(1);
      assertThat(program.output())
          .contains("HTTP_PORT " + taken.getLocalPort() + " cannot be listened on")
          .contains("set HTTP_PORT to another port");
    }
  }

  /** A start without a trouble, polled for its health, and its end: nothing is warned of. */
  @Test
  void anEmptyVariableCountsAsNotSetAndAQuietStartLogsNoWarning() {
    try (World world = new World()) {
      Shop.open(world.commercetools, world.mappings);
      world.setUp();
      Map<String, String> environment = world.environment();
      environment.put("SCHEDULE_WATCHDOGS", "");
      environment.put("STEPS_CONSUMERS", "");
      environment.put("ALERTS_BATCH", "");
      try (Program program = Program.start("start-empty", environment)) {
        ProgramApi api = new ProgramApi(program.address(), World.WAREHOUSE_KEY, World.PASSWORD);
        World.awaitSteps(api);
        for (int i = 0; i < 20; i++) {
          ProgramApi.Answer health = api.get("/q/health");
          assertThat(health.status()).as("%s", health.body()).isEqualTo(200);
          assertThat(api.get("/q/health/ready").status()).isEqualTo(200);
        }
        assertHealthSaysMore(api.get("/q/health").body().path("checks"));
        assertThat(program.isAlive()).isTrue();
        program.terminate();

        assertThat(program.output().lines())
            .as("what is logged of a quiet start and its end")
            .noneMatch(line -> line.matches(".* (WARN|ERROR|FATAL) .*"))
            .noneMatch(line -> line.matches("\\s+at .*\\(.*|.*[a-z]Exception: .*"))
            .noneMatch(line -> line.contains("/q/health"))
            .hasSizeLessThan(40);
      }
    }
  }

  @Test
  void theSandboxDoesNotStartWhereARealProjectIsConfigured() {
    assertThat(ended(Map.of("CTP_PROJECT_KEY", "real"), 1, "sandbox")).contains("CTP_PROJECT_KEY");
    assertThat(ended(Map.of(), 2, "sandbocks"))
        .contains("There is no command `sandbocks` (did you mean \"sandbox\"?).");
    assertThat(ended(Map.of(), 0, "--version")).containsPattern("^Returnbridge [0-9]");
  }

  @Test
  void aMissingStepARouteThatReadsASecretAndAMissingTypeStopTheStart() throws IOException {
    try (World world = new World()) {
      Shop.open(world.commercetools, world.mappings);
      Map<String, String> environment = world.environment();
      environment.put("ALERTS_BACH", "PT1M");
      assertThat(ended(environment, 1))
          .contains("Warning: ALERTS_BACH is set, and this program has no such variable")
          .contains("run setup --apply, which will create Type reveni-order (order) with")
          .contains("reveniReturnStatus");
      environment.remove("ALERTS_BACH");

      world.setUp();
      Path routes = copy("routes");
      Files.delete(routes.resolve("50-link-credit.camel.yaml"));
      Files.writeString(
          routes.resolve("11-own.camel.yaml"),
          """
          - route:
              id: own
              from:
                uri: kafka
                parameters: {topic: "{{topics.finance-credits}}", groupId: own}
                steps:
                  - log: {message: "{{CTP_CLIENT_SECRET}}"}
                  - log: {message: !!null "${env:CTP_CLIENT_SECRET}"}
          """);
      Files.writeString(
          routes.resolve("12-own.camel.yaml"),
          """
          - route:
              id: own
              from:
                uri: kafka
                parameters: {topic: "{{topics.finance-credits}}", groupId: own}
                steps:
                  - log: {message: "{{CTP_CLIENT_SECRET}}"}
          """);
      environment.put("ROUTES_DIR", routes.toString());
      assertThat(ended(environment, 1))
          .contains("link-credit")
          .contains("11-own.camel.yaml:8: the tag")
          .contains("12-own.camel.yaml:4: the route \"own\" consumes from Kafka")
          .contains("12-own.camel.yaml:7: \"{{CTP_CLIENT_SECRET}}\"")
          .doesNotContain(environment.get("CTP_CLIENT_SECRET"))
          .doesNotContain("Exception");
    }
  }

  @Test
  void setUpIsShownThenDoneOnceAndDoctorSaysWhatIsMissing() {
    try (World world = new World()) {
      Shop.open(world.commercetools, world.mappings);
      Map<String, String> environment = world.environment();

      String planned = ended(environment, 0, "setup");
      assertThat(planned).contains("reveniReturnStatus").contains("reveniMovements");
      assertThat(ended(environment, 1, "doctor")).contains("setup --apply");
      ended(environment, 0, "setup", "--apply");
      assertThat(ended(environment, 0, "setup")).doesNotContain("reveniReturnStatus");
      System.out.println(ended(environment, 0, "doctor"));
    }
  }

  private static void assertHealthSaysMore(JsonNode checks) {
    Map<String, JsonNode> data = new TreeMap<>();
    checks.forEach(check -> data.put(check.path("name").asText(), check.path("data")));
    assertThat(data)
        .containsOnlyKeys(
            "Database",
            "Disk",
            "Intake",
            "Kafka",
            "Mappings",
            "Routes",
            "Scheduler",
            "commercetools",
            "reveni");
    assertThat(data.get("Kafka").path("lag").isNumber()).isTrue();
    assertThat(data.get("Database").path("version").asText()).startsWith("17.");
    assertThat(data.get("Database").path("schema").asInt()).isGreaterThan(60);
    assertThat(data.get("Disk").path("freeMegabytes").asLong()).isPositive();
    assertThat(data.get("Routes").path("started")).isEqualTo(data.get("Routes").path("expected"));
    assertThat(data.get("Scheduler").path("watchdogs").asText()).contains("next 20");
    assertThat(data.get("commercetools").path("state").asText()).isEqualTo("closed");
  }
}
