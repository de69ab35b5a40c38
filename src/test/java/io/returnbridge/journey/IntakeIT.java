package io.returnbridge.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.returnbridge.json.Json;
import io.returnbridge.sandbox.Actors;
import io.returnbridge.sandbox.ProgramApi;
import io.returnbridge.sandbox.Shop;
import io.returnbridge.sandbox.reveni.ReturnBuilder;
import io.returnbridge.sandbox.reveni.WebhookSender;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What is let in and what is not, and that what was answered 202 is never lost. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IntakeIT {

  private static final String TOPIC = "reveni.webhooks.v1";
  private static final String KEY = "key-es";

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
    program = Program.start("intake", world.environment());
    actors = world.actors(program);
  }

  @AfterAll
  void end() {
    program.close();
    world.close();
  }

  private static byte[] body(String id) {
    return body(id, id);
  }

  private static byte[] body(String id, String returnId) {
    return ("{\"id\":\""
            + id
            + "\",\"event\":\"return.updated\",\"data\":{\"resource\":\"return\",\"resource_id\":\""
            + returnId
            + "\"}}")
        .getBytes(StandardCharsets.UTF_8);
  }

  private static String signed(byte[] body) {
    return WebhookSender.sign(body, KEY, Instant.now());
  }

  private HttpRequest.Builder webhook(String path, byte[] body) {
    return HttpRequest.newBuilder(program.address().resolve(path))
        .timeout(Duration.ofMinutes(1))
        .header("Content-Type", "application/json")
        .POST(BodyPublishers.ofByteArray(body));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  /** Sent again while nothing is stored (503), as on a busy machine; then it is a 202. */
  private HttpResponse<String> accepted(HttpRequest.Builder request) {
    HttpResponse<String> answer =
        Awaitility.await("an answer other than 503")
            .atMost(Duration.ofMinutes(1))
            .pollInSameThread()
            .until(() -> send(request), a -> a.statusCode() != 503);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    return answer;
  }

  private static JsonNode problem(HttpResponse<String> answer, int status) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/problem+json");
    assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
    JsonNode problem = Json.read(answer.body(), JsonNode.class);
    assertThat(problem.path("status").asInt()).isEqualTo(status);
    assertThat(problem.path("detail").asText()).isNotEmpty();
    return problem;
  }

  private List<ConsumerRecord<String, byte[]>> stored() {
    return Topic.records(program.brokers(), TOPIC);
  }

  private static Set<String> eventIds(List<ConsumerRecord<String, byte[]>> records) {
    return records.stream()
        .map(r -> text(r.headers().lastHeader("eventId").value()))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String text(byte[] value) {
    return new String(value, StandardCharsets.UTF_8);
  }

  @Test
  void whatReveniHasNotSignedIsA401AndLeavesNothing() throws Exception {
    actors.program().settle();
    byte[] body = body("unsigned");
    Instant now = Instant.now();
    String right = signed(body);
    Map<String, String> wrong = new LinkedHashMap<>();
    wrong.put("another key", WebhookSender.sign(body, "wrong", now));
    wrong.put("another store's key", WebhookSender.sign(body, "key-uk", now));
    wrong.put("another body", signed(body("another")));
    wrong.put("stale", WebhookSender.sign(body, KEY, now.minusSeconds(310)));
    wrong.put("of the future", WebhookSender.sign(body, KEY, now.plusSeconds(310)));
    wrong.put("another time", right.replaceFirst("t=\\d+", "t=" + now.getEpochSecond() + "0"));
    wrong.put("time cut", right.replaceFirst("\\.\\d+", ""));
    wrong.put("no scheme", right.replace("v1=", ""));
    wrong.put("other scheme", right.replace("v1=", "v0="));
    wrong.put("no time", right.replaceFirst("t=[^,]+,", ""));
    wrong.put("two times", "t=1," + right);
    wrong.put("cut", right.substring(0, right.length() - 2));
    wrong.put("empty", "");
    wrong.put("garbled", "\"';--{}%00");
    wrong.put("long", right + ",v1=" + "0".repeat(6000));
    int before = stored().size();

    problem(send(webhook("/webhooks/reveni/es", body)), 401);
    for (Map.Entry<String, String> signature : wrong.entrySet()) {
      HttpResponse<String> answer =
          send(
              webhook("/webhooks/reveni/es", body)
                  .header("X-REVENI-SIGNATURE", signature.getValue()));
      assertThat(answer.statusCode()).as(signature.getKey()).isEqualTo(401);
      problem(answer, 401);
    }

    assertThat(stored()).hasSize(before);
    actors.program().settle();
    assertThat(actors.program().get("/api/returns/unsigned").status()).isEqualTo(404);
    assertThat(actors.program().get("/api/exceptions?returnId=unsigned").body().path("items"))
        .isEmpty();
  }

  @Test
  void whatIsNoWebhookIsRefusedWithAProblem() throws Exception {
    actors.program().settle();
    int before = stored().size();
    byte[] body = body("misplaced");
    for (String path :
        List.of("/webhooks/reveni/nowhere", "/webhooks/reveni/ES", "/webhooks/reveni/es%20")) {
      HttpResponse<String> answer =
          send(webhook(path, body).header("X-REVENI-SIGNATURE", signed(body)));
      assertThat(answer.statusCode()).as(path).isEqualTo(404);
    }
    problem(
        send(webhook("/webhooks/reveni/nowhere", body).header("X-REVENI-SIGNATURE", signed(body))),
        404);
    problem(send(webhook("/webhooks/reveni/es", body).GET()), 405);
    for (String type :
        List.of("text/plain", "application/x-www-form-urlencoded", "application/xml", "json")) {
      problem(
          send(
              webhook("/webhooks/reveni/es", body)
                  .setHeader("Content-Type", type)
                  .header("X-REVENI-SIGNATURE", signed(body))),
          415);
    }
    byte[] large = new byte[256 * 1024 + 1];
    problem(
        send(webhook("/webhooks/reveni/es", large).header("X-REVENI-SIGNATURE", signed(large))),
        413);
    problem(
        send(
            webhook("/webhooks/reveni/es", large)
                .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(large)))
                .header("X-REVENI-SIGNATURE", signed(large))),
        413);
    assertThat(announce(50_000_000)).contains(" 413 ").contains("\"status\":413");
    assertThat(stored()).hasSize(before);

    byte[] largest =
        ("{\"id\":\"largest\",\"x\":\"" + "x".repeat(256 * 1024 - 23) + "\"}")
            .getBytes(StandardCharsets.UTF_8);
    assertThat(largest).hasSize(256 * 1024);
    accepted(webhook("/webhooks/reveni/es", largest).header("X-REVENI-SIGNATURE", signed(largest)));
  }

  /** What is answered to a client that announces so much, and waits. */
  private String announce(long length) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", program.address().getPort())) {
      socket.setSoTimeout(60_000);
      socket
          .getOutputStream()
          .write(
              ("POST /webhooks/reveni/es HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                      + "Content-Length: "
                      + length
                      + "\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      return text(socket.getInputStream().readAllBytes());
    }
  }

  @Test
  void noHeaderRedirectsAnything() throws Exception {
    List<String> names =
        List.of(
            "kafka.TOPIC",
            "KAFKA.OVERRIDE_TOPIC",
            "kafka.PARTITION_KEY",
            "kafka.KEY",
            "CamelKafkaOverrideTopic",
            "camelkafkaoverridetopic",
            "CAMELKAFKATOPIC",
            "CamelKafkaKey",
            "CamelKafkaPartitionKey",
            "cAmElHttpUri",
            "CamelHttpPath",
            "camelhttppath",
            "CamelHttpMethod",
            "CamelHttpResponseCode",
            "CamelBeanMethodName",
            "CamelToEndpoint",
            "store",
            "STORE",
            "eventId",
            "receivedAt",
            "org.apache.camel.x");
    byte[] body = body("hostile");
    HttpRequest.Builder request =
        webhook("/webhooks/reveni/es", body).header("X-REVENI-SIGNATURE", signed(body));
    for (String name : names) {
      request.header(
          name,
          name.toLowerCase(java.util.Locale.ROOT).contains("topic")
              ? "customer.notifications.v1"
              : "/webhooks/reveni/uk");
    }
    HttpResponse<String> answer = accepted(request);
    assertThat(Json.read(answer.body(), JsonNode.class).path("eventId").asText())
        .isEqualTo("hostile");
    actors.program().settle();

    List<ConsumerRecord<String, byte[]>> hostile =
        stored().stream().filter(r -> "hostile".equals(r.key())).toList();
    // A confirmation that comes late sends it again by the spool: one or two, each as it is to be.
    assertThat(hostile).isNotEmpty().allSatisfy(record -> asReceived(record, body));
    assertThat(Topic.records(program.brokers(), "customer.notifications.v1"))
        .noneMatch(r -> "hostile".equals(r.key()));

    var scan = ProgramApi.scanOf("es", "hostile", "TSHIRT-RED-M", 1, "a");
    HttpRequest.Builder scanning =
        HttpRequest.newBuilder(program.address().resolve("/warehouse/scans"))
            .header("Content-Type", "application/json")
            .header("Authorization", "Bearer " + World.WAREHOUSE_KEY)
            .POST(BodyPublishers.ofString(scan.toString()));
    names.forEach(name -> scanning.header(name, "customer.notifications.v1"));
    accepted(scanning);
    Awaitility.await("the scan")
        .atMost(Duration.ofMinutes(2))
        .pollInterval(Duration.ofMillis(500))
        .until(
            () ->
                Topic.records(program.brokers(), "warehouse.scans.v1").stream()
                    .anyMatch(r -> "hostile".equals(r.key())));
    assertThat(Topic.records(program.brokers(), "customer.notifications.v1"))
        .noneMatch(r -> "hostile".equals(r.key()));
  }

  private static void asReceived(ConsumerRecord<String, byte[]> record, byte[] body) {
    List<String> headers = new ArrayList<>();
    record.headers().forEach(h -> headers.add(h.key()));
    assertThat(headers).containsExactlyInAnyOrder("store", "eventId", "receivedAt");
    assertThat(text(record.headers().lastHeader("store").value())).isEqualTo("es");
    assertThat(record.value()).isEqualTo(body);
  }

  @Test
  void aScanThatAWarehouseWritesToKafkaIsOneLikeAnyOther() {
    String id =
        actors
            .shopper("es")
            .create(
                ReturnBuilder.ofOrder(Shop.DRESS).item("DRESS-BLUE-S", 1, "too_small", "24.9500"));
    actors.shopper("es").receive(id);
    actors.program().settle();
    String scan = ProgramApi.scanOf("es", id, "DRESS-BLUE-S", 1, "a").toString();

    Topic.write(program.brokers(), "warehouse.scans.v1", id, scan);
    Topic.write(program.brokers(), "warehouse.scans.v1", id, scan);

    Waiting.until(
        "the dress to be on its shelf",
        () -> actors.program().returnOf(id).at("/items/0/location").asText().equals("saleable"));
    actors.program().settle();
    assertThat(actors.program().openCases())
        .filteredOn(c -> c.path("returnId").asText().equals(id))
        .isEmpty();
  }

  @Test
  void signedRubbishIsA202AndACase() throws Exception {
    Map<String, String> rubbish = new LinkedHashMap<>();
    rubbish.put("", "EVENT_UNREADABLE");
    rubbish.put("{", "EVENT_UNREADABLE");
    rubbish.put("[]", "EVENT_UNREADABLE");
    rubbish.put("\u0000\u0001", "EVENT_UNREADABLE");
    rubbish.put("[".repeat(20_000), "EVENT_UNREADABLE");
    rubbish.put("{\"a\":".repeat(20_000), "EVENT_UNREADABLE");
    rubbish.put("{\"id\":\"odd-1\",\"event\":\"invoice.paid\"}", "EVENT_UNKNOWN");
    actors.program().settle();
    int before = actors.program().openCases().size();
    for (Map.Entry<String, String> entry : rubbish.entrySet()) {
      byte[] body = entry.getKey().getBytes(StandardCharsets.UTF_8);
      for (int twice = 0; twice < 2; twice++) {
        accepted(webhook("/webhooks/reveni/es", body).header("X-REVENI-SIGNATURE", signed(body)));
      }
    }
    actors.program().settle();
    List<JsonNode> cases = actors.program().openCases();
    assertThat(cases).hasSize(before + rubbish.size());
    assertThat(cases)
        .filteredOn(c -> c.path("code").asText().equals("EVENT_UNREADABLE"))
        .hasSizeGreaterThanOrEqualTo(6)
        .allSatisfy(c -> assertThat(c.path("nextStep").asText()).isNotEmpty());
  }

  @Test
  void whatWasAnswered202SurvivesAKill() throws Exception {
    Set<String> accepted = new TreeSet<>();
    try (Program killed = Program.start("intake-killed", world.environment())) {
      String id =
          actors
              .shopper("es")
              .quiet()
              .create(
                  ReturnBuilder.ofOrder(Shop.SHIRT_AND_SCARF)
                      .rmaNumber("RMA-KILL")
                      .item("TSHIRT-RED-M", 1, "too_small", "24.9500"));
      for (int i = 0; i < 60; i++) {
        byte[] body = body("survivor-" + i, id);
        HttpRequest.Builder request =
            HttpRequest.newBuilder(killed.address().resolve("/webhooks/reveni/es"))
                .header("Content-Type", "application/json")
                .header("X-REVENI-SIGNATURE", signed(body))
                .POST(BodyPublishers.ofByteArray(body));
        accepted(request);
        accepted.add("survivor-" + i);
      }
      killed.kill9();
      killed.start();
      Actors after = world.actors(killed);
      after.program().settle(Duration.ofMinutes(4));
      assertThat(eventIds(Topic.records(killed.brokers(), TOPIC))).containsAll(accepted);
      assertThat(OrderState.of(world.commercetools, Shop.SHIRT_AND_SCARF).set("reveniReturnIds"))
          .contains(id);
    } finally {
      world.actors(program);
    }
  }
}
