package io.returnbridge.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.returnbridge.http.Endpoint;
import io.returnbridge.http.Endpoint.Answer;
import io.returnbridge.sandbox.Actors;
import io.returnbridge.sandbox.Shop;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Two steps of one's own in the packaged program, each a file of YAML: an ERP is told of each
 * credit, and so is an archive. Whatever becomes of the program and of the ERP, it is told of each,
 * of repeats with the same key, and of what has one key in Kafka in its order.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OwnStepIT {

  private static final String CREDITS = "finance.credits.v1";
  private static final String LETTERS = CREDITS + ".credit-to-erp.dlt";
  private static final String SECRET = "a-key-that-only-the-erp-knows";

  private final Endpoint erp = new Endpoint();
  private final Endpoint archive = new Endpoint();
  private World world;
  private Program program;
  private Actors actors;

  @BeforeAll
  void start() throws IOException {
    world = new World();
    Shop.open(world.commercetools, world.mappings);
    world.setUp();
    Path routes = Path.of("target/journey/own-step-routes").toAbsolutePath();
    Program.delete(routes);
    Files.createDirectories(routes);
    try (Stream<Path> shipped = Files.list(Path.of("routes"))) {
      for (Path file : shipped.filter(f -> f.toString().endsWith(".camel.yaml")).toList()) {
        Files.copy(file, routes.resolve(file.getFileName()));
      }
    }
    String example =
        Files.readString(Path.of("routes/examples/51-credit-to-erp.camel.yaml"))
            .replace("uri: https", "uri: http");
    Files.writeString(routes.resolve("51-credit-to-erp.camel.yaml"), example);
    Files.writeString(
        routes.resolve("52-credit-to-archive.camel.yaml"),
        example.replace("erp", "archive").replace("OWN_STEP_ERP_HOST", "OWN_STEP_ARCHIVE_HOST"));
    Map<String, String> environment = world.environment();
    environment.put("ROUTES_DIR", routes.toString());
    environment.put("OWN_STEP_ERP_HOST", erp.address());
    environment.put("OWN_STEP_ARCHIVE_HOST", archive.address());
    Path secret = Files.writeString(routes.resolveSibling("own-step-secret"), SECRET);
    environment.put("OWN_STEP_ERP_KEY_FILE", secret.toString());
    environment.put("RETRY_OWN_ATTEMPTS", "4");
    environment.put("RETRY_OWN_FIRST_PAUSE", "200ms");
    environment.put("RETRY_OWN_LONGEST_PAUSE", "30m");
    environment.put("BREAKER_OWN_FIRST_DELAY", "500ms");
    environment.put("BREAKER_OWN_LONGEST_DELAY", "500ms");
    program = Program.start("own-step", environment);
    actors = world.actors(program);
    World.awaitSteps(actors.program());
  }

  @AfterAll
  void end() {
    program.close();
    world.close();
    erp.close();
    archive.close();
  }

  @BeforeEach
  void allIsWell() {
    erp.answers(request -> Answer.OK);
    archive.answers(request -> Answer.OK);
  }

  private void credit(String id, String order) {
    Topic.write(
        program.brokers(),
        CREDITS,
        order,
        "{\"id\":\"%s\",\"store\":\"es\",\"returnId\":\"r-%s\",\"orderNumber\":\"%s\"}"
            .formatted(id, order, order));
  }

  private List<String> sent(Endpoint to, String... ids) {
    Set<String> wanted = Set.of(ids);
    return to.keys().stream().filter(wanted::contains).toList();
  }

  private void isDone() {
    Waiting.untilAsserted(
        "nothing to be pending",
        () ->
            assertThat(actors.program().get("/api/pipeline").body().path("pending").asInt())
                .isZero());
  }

  private List<JsonNode> cases(String order) {
    return actors.program().openCases().stream()
        .filter(c -> c.path("orderNumber").asText().equals(order))
        .toList();
  }

  @Test
  void an_erp_that_answers_500_and_then_200_is_told_twice_with_one_key() {
    erp.answers(request -> sent(erp, "c-500").size() == 1 ? new Answer(500, "oh") : Answer.OK);

    credit("c-500", "o-500");

    Waiting.untilAsserted(
        "the second", () -> assertThat(sent(erp, "c-500")).containsExactly("c-500", "c-500"));
    isDone();
    assertThat(cases("o-500")).isEmpty();
    assertThat(erp.requests())
        .allSatisfy(
            r -> assertThat(r.headers()).containsEntry("authorization", "Bearer " + SECRET));
    assertThat(actors.program().get("/api/pipeline").body().path("steps").findValuesAsText("step"))
        .contains("credit-to-erp", "credit-to-archive");
  }

  @Test
  void what_the_erp_cannot_do_is_a_case_and_a_dead_letter_and_holds_up_nobody_else() {
    erp.answers(
        request ->
            request.body().contains("o-poison") ? new Answer(500, "no such account") : Answer.OK);

    credit("c-poison", "o-poison");
    credit("c-behind", "o-poison");
    credit("c-other", "o-other");

    Waiting.untilAsserted("the case", () -> assertThat(cases("o-poison")).hasSize(1));
    JsonNode failed = cases("o-poison").get(0);
    assertThat(failed.path("code").asText()).isEqualTo("STEP_FAILED");
    assertThat(failed.path("step").asText()).isEqualTo("credit-to-erp");
    assertThat(failed.path("cause").asText())
        .contains(erp.address() + " answered 500: no such account");
    isDone();
    assertThat(sent(erp, "c-poison")).hasSize(4);
    assertThat(sent(erp, "c-behind", "c-other")).containsExactly("c-other");
    assertThat(sent(archive, "c-poison", "c-behind", "c-other")).hasSize(3);
    Waiting.untilAsserted(
        "the dead letter",
        () ->
            assertThat(Topic.records(program.brokers(), LETTERS))
                .filteredOn(l -> l.key().equals("o-poison"))
                .singleElement()
                .satisfies(
                    l -> {
                      assertThat(new String(l.value(), StandardCharsets.UTF_8))
                          .contains("c-poison");
                      assertThat(l.headers().lastHeader("Authorization")).isNull();
                    }));

    erp.answers(request -> Answer.OK);
    actors.program().post("/api/exceptions/" + failed.path("id").asText() + "/retry", "{}");
    Waiting.untilAsserted("the case to end", () -> assertThat(cases("o-poison")).isEmpty());
    isDone();
    assertThat(sent(erp, "c-poison", "c-behind")).endsWith("c-poison", "c-behind").hasSize(6);
  }

  @Test
  void what_the_erp_refuses_is_a_case_at_once_and_the_replay_of_its_dead_letter_does_it() {
    erp.answers(
        request ->
            request.key().equals("c-refused")
                ? new Answer(422, "<p>closed period</p>")
                : Answer.OK);

    credit("c-refused", "o-refused");

    Waiting.untilAsserted("the case", () -> assertThat(cases("o-refused")).hasSize(1));
    assertThat(cases("o-refused").get(0).path("cause").asText())
        .contains(" answered 422: closed period");
    isDone();
    assertThat(sent(erp, "c-refused")).hasSize(1);

    erp.answers(request -> Answer.OK);
    Waiting.untilAsserted(
        "the replay",
        () ->
            assertThat(
                    actors
                        .program()
                        .post("/api/replay", "{\"topic\":\"" + LETTERS + "\"}")
                        .status())
                .isEqualTo(202));
    Waiting.untilAsserted(
        "the second", () -> assertThat(sent(erp, "c-refused").size()).isGreaterThan(1));
    Waiting.untilAsserted("the case to end", () -> assertThat(cases("o-refused")).isEmpty());
    isDone();
  }

  /** One kill takes what waits behind another and what is being sent, the other the rest. */
  @Test
  void whenever_the_program_is_killed_the_erp_is_told_of_each() throws Exception {
    Set<String> seen = ConcurrentHashMap.newKeySet();
    CountDownLatch taken = new CountDownLatch(1);
    erp.answers(
        request -> {
          boolean first = seen.add(request.key());
          if (request.key().equals("k-first") && first) {
            return new Answer(503, "", "Retry-After", "1");
          }
          if (request.key().equals("k-taken") && first) {
            taken.countDown();
            Waiting.until("the kill", () -> !program.isAlive());
          }
          return Answer.OK;
        });

    credit("k-first", "k-1");
    credit("k-second", "k-1");
    credit("k-taken", "k-2");
    assertThat(taken.await(2, TimeUnit.MINUTES)).isTrue();
    Waiting.until("the first to have been refused", () -> seen.contains("k-first"));
    program.kill9();
    program.start();
    World.awaitSteps(actors.program());
    isDone();
    assertThat(sent(erp, "k-taken")).hasSizeGreaterThan(1);
    assertThat(sent(erp, "k-first", "k-second"))
        .contains("k-second")
        .startsWith("k-first", "k-first");

    try (Connection connection = connection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      CountDownLatch told = new CountDownLatch(1);
      erp.answers(
          request -> {
            if (request.key().equals("k-told") && told.getCount() > 0) {
              lock(statement);
              told.countDown();
            }
            return Answer.OK;
          });
      credit("k-told", "k-3");
      assertThat(told.await(2, TimeUnit.MINUTES)).isTrue();
      credit("k-consumed", "k-4");
      Waiting.until("both to wait for the table", () -> waiting(statement) >= 2);
      program.kill9();
    }
    program.start();
    World.awaitSteps(actors.program());
    isDone();
    assertThat(sent(erp, "k-told")).hasSize(2);
    assertThat(sent(erp, "k-consumed")).isNotEmpty();
    assertThat(sent(archive, "k-first", "k-second", "k-taken", "k-told", "k-consumed"))
        .contains("k-first", "k-second", "k-taken", "k-told", "k-consumed");
    assertThat(cases("k-1")).isEmpty();
    assertThat(Rows.of(program).of("select place from own_record")).isEmpty();
    assertThat(program.output()).doesNotContain(SECRET);
  }

  /** Nothing is written to the records, or taken away. */
  private static void lock(Statement statement) {
    try {
      statement.execute("lock table own_record in share mode");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static int waiting(Statement statement) throws SQLException {
    try (var rows =
        statement.executeQuery(
            "select count(distinct pid) from pg_locks where not granted and relation = 'own_record'::regclass")) {
      rows.next();
      return rows.getInt(1);
    }
  }

  private Connection connection() throws Exception {
    Path data = program.dataDirectory();
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:"
            + Files.readString(data.resolve("postgres.port")).strip()
            + "/postgres",
        "returnbridge",
        Files.readString(data.resolve("postgres.password")).strip());
  }
}
