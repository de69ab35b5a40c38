package io.returnbridge.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.returnbridge.embedded.DataDirectory;
import io.returnbridge.embedded.EmbeddedKafka;
import io.returnbridge.json.Json;
import io.returnbridge.sandbox.Actors;
import io.returnbridge.sandbox.Shop;
import io.returnbridge.sandbox.reveni.ReturnBuilder;
import io.returnbridge.sandbox.reveni.WebhookSender;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Without Kafka, at the start or later, the program takes webhooks, and says how it is. */
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KafkaAwayIT {

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private World world;

  @BeforeAll
  void open() {
    world = new World();
    Shop.open(world.commercetools, world.mappings);
    world.setUp();
  }

  @AfterAll
  void close() {
    world.close();
  }

  private static byte[] body(String id, String returnId) {
    return ("{\"id\":\""
            + id
            + "\",\"event\":\"return.updated\",\"data\":{\"resource\":\"return\",\"resource_id\":\""
            + returnId
            + "\"}}")
        .getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Sent again while nothing is stored (503), as on a busy machine.
   *
   * @return the id of the event that was accepted
   */
  private String accepted(Program program, byte[] body) {
    HttpRequest request =
        HttpRequest.newBuilder(program.address().resolve("/webhooks/reveni/es"))
            .header("Content-Type", "application/json")
            .header("X-REVENI-SIGNATURE", WebhookSender.sign(body, "key-es", Instant.now()))
            .timeout(Duration.ofMinutes(1))
            .POST(BodyPublishers.ofByteArray(body))
            .build();
    HttpResponse<String> answer =
        Awaitility.await("an answer other than 503")
            .atMost(Duration.ofMinutes(1))
            .pollInSameThread()
            .until(
                () -> http.send(request, HttpResponse.BodyHandlers.ofString()),
                a -> a.statusCode() != 503);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    return Json.read(answer.body(), JsonNode.class).path("eventId").asText();
  }

  private record Health(int status, Map<String, String> checks) {}

  private Health health(Program program, String path) throws Exception {
    URI uri = program.address().resolve(path);
    HttpResponse<String> answer =
        http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    Map<String, String> checks = new TreeMap<>();
    Json.read(answer.body(), JsonNode.class)
        .path("checks")
        .forEach(c -> checks.put(c.path("name").asText(), c.path("status").asText()));
    return new Health(answer.statusCode(), checks);
  }

  private void isReadyWithoutKafka(Program program) {
    Waiting.untilAsserted("to be ready without Kafka", () -> saysThatKafkaIsAway(program));
  }

  private void saysThatKafkaIsAway(Program program) throws Exception {
    Health ready = health(program, "/q/health/ready");
    assertThat(ready.status()).as(ready.toString()).isEqualTo(200);
    assertThat(ready.checks()).containsEntry("Intake", "UP").doesNotContainKey("Kafka");
    Health all = health(program, "/q/health");
    assertThat(all.status()).isEqualTo(503);
    assertThat(all.checks())
        .containsEntry("Kafka", "DOWN")
        .containsEntry("Database", "UP")
        .containsEntry("Intake", "UP");
  }

  @Test
  void aBrokerThatCannotBeFoundAtTheStartIsKafkaAway() throws Exception {
    Map<String, String> environment = world.environment();
    environment.put("KAFKA_BOOTSTRAP_SERVERS", "broker.invalid:9092");
    try (Program program = Program.start("kafka-nowhere", environment)) {
      for (int i = 0; i < 5; i++) {
        assertThat(accepted(program, body("nowhere-" + i, "r" + i))).isEqualTo("nowhere-" + i);
      }
      isReadyWithoutKafka(program);
      assertThat(
              world.actors(program).program().get("/api/pipeline").body().path("pending").asInt())
          .isGreaterThanOrEqualTo(5);
      Waiting.untilAsserted(
          "the log to say it",
          () ->
              assertThat(program.output())
                  .contains("The steps wait: Kafka at broker.invalid:9092")
                  .contains("KAFKA_BOOTSTRAP_SERVERS"));
      assertThat(program.terminate()).isIn(0, 143);
    }
  }

  @Test
  void whileKafkaIsAwayTheDatabaseKeepsWhatIsAccepted() throws Exception {
    Path folder = Path.of("target/journey/spool-kafka").toAbsolutePath();
    Program.delete(folder);
    DataDirectory directory = DataDirectory.open(folder);
    EmbeddedKafka kafka = EmbeddedKafka.start(directory);
    Map<String, String> environment = world.environment();
    environment.putAll(Backing.variables(EmbeddedKafka.clientSettings(folder)));
    try (Program program = Program.start("kafka-spool", environment)) {
      Actors there = world.actors(program);
      there.program().settle();
      Waiting.untilAsserted(
          "Kafka to be there",
          () -> assertThat(health(program, "/q/health").checks()).containsEntry("Kafka", "UP"));
      kafka.close();
      Set<String> accepted = new TreeSet<>();
      String id =
          there
              .shopper("es")
              .quiet()
              .create(
                  ReturnBuilder.ofOrder(Shop.SHIRT_AND_SCARF)
                      .rmaNumber("RMA-SPOOL")
                      .item("TSHIRT-RED-M", 1, "too_small", "24.9500"));
      for (int i = 0; i < 20; i++) {
        accepted.add(
            accepted(
                program,
                i == 0
                    ? there
                        .reveni()
                        .webhooks("es")
                        .body(id, "return.created", WebhookSender.Style.THIN)
                    : body("spooled-" + i, id)));
      }
      isReadyWithoutKafka(program);
      assertThat(there.program().get("/api/pipeline").body().path("pending").asInt())
          .isGreaterThanOrEqualTo(20);

      kafka = EmbeddedKafka.start(directory);
      there.program().settle(Duration.ofMinutes(4));
      Set<String> stored = new TreeSet<>();
      Topic.records(EmbeddedKafka.clientSettings(folder), "reveni.webhooks.v1")
          .forEach(
              r ->
                  stored.add(
                      new String(
                          r.headers().lastHeader("eventId").value(), StandardCharsets.UTF_8)));
      assertThat(stored).containsAll(accepted);
      assertThat(OrderState.of(world.commercetools, Shop.SHIRT_AND_SCARF).set("reveniReturnIds"))
          .contains(id);
      Waiting.untilAsserted(
          "all to be well again",
          () -> assertThat(health(program, "/q/health").status()).isEqualTo(200));
    } finally {
      kafka.close();
      directory.close();
    }
  }
}
