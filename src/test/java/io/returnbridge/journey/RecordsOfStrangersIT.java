package io.returnbridge.journey;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.returnbridge.json.Json;
import io.returnbridge.sandbox.Actors;
import io.returnbridge.sandbox.Shop;
import io.returnbridge.sandbox.reveni.ReturnBuilder;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Whoever may write to the topics can write anything, and whoever else works on the machine can
 * look around: no record stops a partition, and a step that stands still is told.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RecordsOfStrangersIT {

  private static final String WEBHOOKS = "reveni.webhooks.v1";
  private static final String EVENTS = "returns.events.v1";
  private static final String SCANS = "warehouse.scans.v1";

  /** Not to be compressed: 9,000 characters that an index entry cannot hold. */
  private static final String HUGE =
      new Random(9)
          .ints(9_000, 'a', 'z' + 1)
          .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
          .toString();

  private static final int PARTITIONS = 6;

  /** As large as a record may be: with the headers of a dead letter it is too large. */
  private static final int LARGEST = (1 << 20) - 200;

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private World world;
  private Program program;
  private Actors actors;

  @BeforeAll
  void start() {
    world = new World();
    Shop.open(world.commercetools, world.mappings);
    world.setUp();
    Map<String, String> environment = world.environment();
    environment.put("STEPS_STANDS_STILL_AFTER", "PT8S");
    program = Program.start("strangers", environment);
    actors = world.actors(program);
  }

  @AfterAll
  void end() {
    program.close();
    world.close();
  }

  private static ProducerRecord<byte[], byte[]> record(
      String topic, int partition, byte[] value, String... headers) {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(topic, partition, new byte[] {(byte) 0xff, 1}, value);
    for (int i = 0; i < headers.length; i += 2) {
      record.headers().add(headers[i], headers[i + 1].getBytes(UTF_8));
    }
    return record;
  }

  private List<ConsumerRecord<String, byte[]>> deadLetters(String topic, String step) {
    return Topic.records(program.brokers(), topic + "." + step + ".dlt");
  }

  private static String header(ConsumerRecord<String, byte[]> record, String name) {
    return new String(record.headers().lastHeader(name).value(), UTF_8);
  }

  @Test
  void whatNoTableCanHoldIsADeadLetterAndTheNextReturnGoesOn() {
    // Given
    String event = "{\"id\":\"e1\",\"store\":\"es\",\"returnId\":\"" + HUGE + "\"}";
    String webhook =
        "{\"id\":\"w1\",\"event\":\"return.updated\",\"data\":{\"resource_id\":\"r1\"}}";
    String scan =
        "{\"known\":true,\"source\":\"warehouse\",\"scanId\":\"s1\",\"store\":\"es\",\"returnId\":\""
            + HUGE
            + "\"}";
    List<ProducerRecord<byte[], byte[]>> poison = new ArrayList<>();
    for (int p = 0; p < PARTITIONS; p++) {
      poison.add(record(EVENTS, p, event.getBytes(UTF_8), "trace", "t-1"));
      poison.add(record(WEBHOOKS, p, webhook.getBytes(UTF_8), "store", "es", "eventId", HUGE));
      poison.add(record(SCANS, p, scan.getBytes(UTF_8)));
    }
    poison.add(record(EVENTS, 0, new byte[LARGEST], "trace", "t-2"));
    poison.add(record(EVENTS, 1, null));
    poison.add(record(SCANS, 1, ("{\"scanId\":\"" + HUGE + "\"}").getBytes(UTF_8)));
    World.awaitSteps(actors.program());

    // When
    Topic.write(program.brokers(), poison);
    String id =
        actors
            .shopper("es")
            .create(
                ReturnBuilder.ofOrder(Shop.DRESS).item("DRESS-BLUE-S", 1, "too_small", "24.9500"));
    actors.shopper("es").receive(id);
    actors.program().settle();

    // Then
    assertThat(OrderState.of(world.commercetools, Shop.DRESS).set("reveniReturnIds")).contains(id);
    assertThat(deadLetters(WEBHOOKS, "accept-return"))
        .hasSize(PARTITIONS)
        .allSatisfy(
            letter -> {
              assertThat(letter.value()).isEqualTo(webhook.getBytes(UTF_8));
              assertThat(header(letter, "eventId")).isEqualTo(HUGE);
              assertThat(header(letter, "reason")).contains("eventId").contains("9000 characters");
            });
    assertThat(deadLetters(SCANS, "move-inspected-stock")).hasSize(PARTITIONS + 1);
    for (String step :
        List.of("mirror-status", "hold-for-inspection", "link-credit", "create-exchange-order")) {
      List<ConsumerRecord<String, byte[]>> letters = deadLetters(EVENTS, step);
      assertThat(letters).as(step).hasSize(PARTITIONS + 2);
      assertThat(letters)
          .filteredOn(l -> l.value().length == event.length())
          .hasSize(PARTITIONS)
          .allSatisfy(letter -> assertThat(header(letter, "trace")).isEqualTo("t-1"));
      assertThat(letters)
          .filteredOn(l -> l.headers().lastHeader("left-out") != null)
          .singleElement()
          .satisfies(
              letter -> {
                assertThat(header(letter, "trace")).isEqualTo("t-2");
                assertThat(header(letter, "record")).startsWith(EVENTS + "/0/");
                assertThat(header(letter, "left-out")).contains(LARGEST + " bytes");
              });
    }
    assertThat(actors.program().openCases())
        .filteredOn(c -> c.path("cause").asText().contains(" failed for record "))
        .allMatch(c -> c.path("code").asText().equals("COMMERCETOOLS_REJECTED"))
        .hasSize(PARTITIONS + (PARTITIONS + 1) + 4 * (PARTITIONS + 2));
  }

  @Test
  void aStepThatDoesNotComeBackIsStoppedAndHealthIsDownUntilItDoes() throws Exception {
    // Given
    World.awaitSteps(actors.program());
    Waiting.untilAsserted("to be well", () -> assertThat(ready()).isEqualTo(200));
    try (Connection connection = connection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("lock table return_state in access exclusive mode");

      // When
      String id =
          actors
              .shopper("es")
              .quiet()
              .create(
                  ReturnBuilder.ofOrder(Shop.SHIRT_AND_SCARF)
                      .rmaNumber("RMA-STILL")
                      .item("TSHIRT-RED-M", 1, "too_small", "24.9500"));
      World.tell(actors, "es", id);

      // Then
      Waiting.untilAsserted(
          "accept-return to stand still",
          () -> {
            assertThat(state("accept-return")).isEqualTo("stopped");
            assertThat(ready()).isEqualTo(503);
          });
      connection.rollback();
    }
    Waiting.untilAsserted(
        "accept-return to go on",
        () -> {
          assertThat(state("accept-return")).isNotEqualTo("stopped");
          assertThat(ready()).isEqualTo(200);
        });
    actors.program().settle();
  }

  @Test
  void workOfAStepThatIsGoneIsACaseAndNotTriedForEver() throws Exception {
    World.awaitSteps(actors.program());
    try (Connection connection = connection();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "insert into work (step, subject, trigger) values ('of-old', 'es/r1', 'event:e')");
    }

    Waiting.until(
        "the case",
        () ->
            actors.program().openCases().stream()
                .anyMatch(c -> c.path("step").asText().equals("of-old")));
    actors.program().settle();
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

  private int ready() throws Exception {
    URI uri = program.address().resolve("/q/health/ready");
    return http.send(
            HttpRequest.newBuilder(uri).timeout(Duration.ofMinutes(1)).build(),
            HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  private String state(String step) {
    for (JsonNode one : actors.program().get("/api/pipeline").body().path("steps")) {
      if (one.path("step").asText().equals(step)) {
        return one.path("state").asText();
      }
    }
    throw new AssertionError(Json.write(actors.program().get("/api/pipeline").body()));
  }

  @Test
  void nobodyElseReadsWhatIsKept() throws Exception {
    Path data = program.dataDirectory();

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data)))
        .isEqualTo("rwx------");
    for (String secret : List.of("kafka.password", "postgres.password")) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve(secret))))
          .isEqualTo("rw-------");
      assertThat(program.output()).doesNotContain(Files.readString(data.resolve(secret)).strip());
    }
  }

  @Test
  void theStartOfTheEmbeddedKafkaSaysNothingThatIsHarmless() {
    assertThat(program.output().lines())
        .noneMatch(line -> line.matches(".* (ERROR|WARN) +\\[(or\\.ap\\.)?ka\\..*"));
  }
}
