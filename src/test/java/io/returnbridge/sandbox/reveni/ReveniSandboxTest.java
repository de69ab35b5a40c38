package io.returnbridge.sandbox.reveni;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.returnbridge.sandbox.reveni.Calls.Operation;
import io.returnbridge.sandbox.reveni.Faults.Fault;
import io.returnbridge.sandbox.reveni.ReveniSandbox.Store;
import io.returnbridge.sandbox.reveni.WebhookSender.Style;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReveniSandboxTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String KEY = "key-of-es";

  private record Received(String signature, byte[] body) {}

  private final BlockingQueue<Received> received = new LinkedBlockingQueue<>();

  /** Of the merchant to the next webhooks; to those after them 202. */
  private final Queue<Integer> answers = new ConcurrentLinkedQueue<>();

  private final HttpClient http = HttpClient.newHttpClient();
  private ReveniSandbox reveni;
  private HttpServer merchant;
  private Shopper shopper;

  @BeforeEach
  void start() throws Exception {
    reveni = ReveniSandbox.start(0, Map.of("es", new Store("store-es", KEY)));
    merchant = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    merchant.createContext(
        "/",
        exchange -> {
          received.add(
              new Received(
                  exchange.getRequestHeaders().getFirst("X-REVENI-SIGNATURE"),
                  exchange.getRequestBody().readAllBytes()));
          Integer once = answers.poll();
          exchange.sendResponseHeaders(once == null ? 202 : once, -1);
          exchange.close();
        });
    merchant.start();
    reveni.webhooks("es").target(merchantUrl());
    shopper = reveni.shopper("es");
  }

  @AfterEach
  void stop() {
    reveni.close();
    merchant.stop(0);
  }

  @Test
  void what_a_shopper_does_is_told_until_it_is_stored_and_what_is_refused_once() {
    answers.addAll(List.of(503, 503, 202, 401));

    String id = shopper.create(threeShirts());
    assertThat(received)
        .hasSize(3)
        .extracting(r -> new String(r.body(), UTF_8))
        .containsOnly(new String(received.peek().body(), UTF_8));
    shopper.ship(id);

    assertThat(received).hasSize(4);
  }

  @Test
  void answers_the_return_in_the_assumed_payload() throws Exception {
    String id = shopper.create(threeShirts());
    shopper.ship(id);
    shopper.receive(id);
    shopper.completeRefund(id, NewRefund.instant("rf-1", "74.8500"));

    JsonNode read = JSON.readTree(get("/store-es/returns/" + id, KEY).body());

    assertThat(read.get("status").asText()).isEqualTo("received");
    assertThat(read.at("/order/external_id").asText()).isEqualTo("ORD-1");
    assertThat(read.at("/return_items/0/id").asText()).isEqualTo("item-1");
    assertThat(read.at("/return_items/0/status").asText()).isEqualTo("pending");
    assertThat(read.at("/return_items/0/exchange").isNull()).isTrue();
    assertThat(read.at("/refunds/0/status").asText()).isEqualTo("completed");
    assertThat(read.at("/refunds/0/fees/0/type").asText()).isEqualTo("return_label");
    assertThat(read.at("/shipments/0/status").asText()).isEqualTo("delivered");
    assertThat(Instant.parse(read.get("updated_at").asText()))
        .isAfter(Instant.parse(read.get("created_at").asText()));
  }

  @Test
  void wants_the_stores_own_key() throws Exception {
    String id = shopper.quiet().create(threeShirts());

    assertThat(get("/store-es/returns/" + id, "another").statusCode()).isEqualTo(401);
    assertThat(get("/store-uk/returns/" + id, KEY).statusCode()).isEqualTo(404);
    assertThat(get("/store-es/returns/nothing", KEY).statusCode()).isEqualTo(404);
    reveni.rotate("es", "new-key");
    assertThat(get("/store-es/returns/" + id, KEY).statusCode()).isEqualTo(401);
    assertThat(get("/store-es/returns/" + id, "new-key").statusCode()).isEqualTo(200);
  }

  @Test
  void signs_the_raw_body_with_the_literal_time() throws Exception {
    shopper.create(threeShirts());

    Received webhook = received.poll(60, TimeUnit.SECONDS);

    String[] parts = webhook.signature().split(",");
    String t = parts[0].substring("t=".length());
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(KEY.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    mac.update(
        (t + "." + new String(webhook.body(), StandardCharsets.UTF_8))
            .getBytes(StandardCharsets.UTF_8));
    StringBuilder hex = new StringBuilder("v1=");
    for (byte b : mac.doFinal()) {
      hex.append(String.format("%02x", b));
    }
    assertThat(parts[1]).isEqualTo(hex.toString());
    assertThat(t).matches("\\d{10}\\.\\d{6}");
  }

  @Test
  void sends_full_thin_and_stale_webhooks() throws Exception {
    String id = shopper.quiet().create(threeShirts());
    shopper.telling(Style.FULL).ship(id);
    shopper.telling(Style.THIN).receive(id);
    shopper.telling(Style.STALE).review(id);

    JsonNode full = JSON.readTree(received.poll(60, TimeUnit.SECONDS).body());
    JsonNode thin = JSON.readTree(received.poll(60, TimeUnit.SECONDS).body());
    JsonNode stale = JSON.readTree(received.poll(60, TimeUnit.SECONDS).body());

    assertThat(full.get("event").asText()).isEqualTo("return.updated");
    assertThat(full.at("/data/amount").asText()).isEqualTo("74.8500");
    assertThat(full.at("/data/object/status").asText()).isEqualTo("shipped");
    assertThat(full.at("/data/resource_id").asText()).isEqualTo(id);
    assertThat(thin.get("data").has("object")).isFalse();
    assertThat(stale.at("/data/object/status").asText()).isEqualTo("received");
  }

  @Test
  void prepared_webhooks_can_be_repeated_and_shuffled() {
    String id = shopper.quiet().create(threeShirts());
    WebhookSender webhooks = reveni.webhooks("es");
    List<Webhook> kept = new ArrayList<>();
    kept.add(webhooks.prepare(id, WebhookSender.UPDATED, Style.FULL));
    shopper.quiet().ship(id);
    kept.add(0, webhooks.prepare(id, WebhookSender.UPDATED, Style.FULL));
    kept.add(kept.get(0));

    assertThat(kept).allSatisfy(webhook -> assertThat(webhooks.send(webhook)).isEqualTo(202));
    assertThat(received).hasSize(3);
    webhooks.target(URI.create("http://127.0.0.1:1/"));
    assertThat(webhooks.send(kept.get(0))).isEqualTo(WebhookSender.NO_ANSWER);
  }

  @Test
  void every_change_is_later_than_the_one_before() {
    Instant noon = Instant.parse("2026-11-02T12:00:00Z");
    reveni.clock().set(noon);
    String id = shopper.quiet().create(threeShirts());
    shopper.quiet().ship(id);
    assertThat(updatedAt(id)).isEqualTo(noon.plusMillis(1));
    reveni.clock().set(noon.minusSeconds(60));
    shopper.quiet().receive(id);
    assertThat(updatedAt(id)).isEqualTo(noon.plusMillis(2));
  }

  @Test
  void validates_items_strictly_and_only_once() throws Exception {
    String id = shopper.quiet().create(threeShirts().item("JEANS-32", 1, "too_small", "59.9000"));

    assertThat(validate(id, "{}")).isEqualTo(400);
    assertThat(validate(id, entries(entry("item-9", 1, "accepted", "")))).isEqualTo(404);
    assertThat(validate(id, entries(entry("item-1", 0, "accepted", "")))).isEqualTo(400);
    assertThat(validate(id, entries(entry("item-1", 4, "accepted", "")))).isEqualTo(400);
    assertThat(validate(id, entries(entry("item-1", 1, "maybe", "")))).isEqualTo(400);
    assertThat(validate(id, entries(entry("item-1", 1, "rejected", "")))).isEqualTo(400);
    assertThat(
            validate(
                id,
                entries(
                    entry("item-1", 2, "accepted", ""), entry("item-1", 2, "rejected", "worn"))))
        .isEqualTo(400);
    assertThat(reveni.verdicts()).isEmpty();
    assertThat(reveni.webhooks("es").sent()).isZero();

    Instant before = updatedAt(id);
    assertThat(
            validate(
                id,
                entries(
                    entry("item-1", 2, "accepted", ""), entry("item-1", 1, "rejected", "worn"))))
        .isEqualTo(200);
    assertThat(validate(id, entries(entry("item-1", 1, "accepted", "")))).isEqualTo(409);
    assertThat(validate(id, entries(entry("item-2", 1, "accepted", "")))).isEqualTo(200);

    JsonNode read = reveni.read("es", id).orElseThrow();
    assertThat(read.at("/return_items/0/status").asText()).isEqualTo("rejected");
    assertThat(read.at("/return_items/1/status").asText()).isEqualTo("accepted");
    assertThat(read.get("status").asText()).isEqualTo("partly_accepted");
    assertThat(updatedAt(id)).isAfter(before);
    assertThat(reveni.verdicts())
        .extracting(Verdict::itemId, Verdict::quantity, Verdict::rejectReason)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("item-1", 2, null),
            org.assertj.core.groups.Tuple.tuple("item-1", 1, "worn"),
            org.assertj.core.groups.Tuple.tuple("item-2", 1, null));
    assertThat(received.poll(60, TimeUnit.SECONDS)).isNotNull();
  }

  @Test
  void webhooks_can_be_registered_and_removed() throws Exception {
    reveni.webhooks("es").target(null);
    HttpResponse<String> added =
        post(
            "/store-es/webhooks",
            "{\"event_types\":[\"return.updated\"],\"url\":\"" + merchantUrl() + "\"}");
    assertThat(added.statusCode()).isEqualTo(201);
    String hookId = JSON.readTree(added.body()).get("id").asText();

    String id = shopper.create(threeShirts());
    assertThat(received).isEmpty();
    shopper.ship(id);
    assertThat(received).hasSize(1);

    URI hook = URI.create(reveni.url() + "/store-es/webhooks/" + hookId);
    assertThat(send(HttpRequest.newBuilder(hook).DELETE(), KEY).statusCode()).isEqualTo(204);
    assertThat(send(HttpRequest.newBuilder(hook).DELETE(), KEY).statusCode()).isEqualTo(404);
    shopper.receive(id);
    assertThat(received).hasSize(1);
  }

  @Test
  void misbehaves_as_told_and_counts() throws Exception {
    String id = shopper.quiet().create(threeShirts());
    reveni.faults(Faults.first(2, Fault.UNAVAILABLE));
    assertThat(get("/store-es/returns/" + id, KEY).statusCode()).isEqualTo(503);
    assertThat(get("/store-es/returns/" + id, KEY).statusCode()).isEqualTo(503);
    assertThat(get("/store-es/returns/" + id, KEY).statusCode()).isEqualTo(200);

    reveni.faults(Faults.always(Fault.TOO_MANY));
    assertThat(get("/store-es/returns/" + id, KEY).headers().firstValue("Retry-After"))
        .contains("1");

    reveni.faults(Faults.always(Fault.ANSWER_LOST));
    assertThat(validate(id, entries(entry("item-1", 3, "accepted", "")))).isEqualTo(502);
    assertThat(reveni.verdicts()).hasSize(1);

    assertThat(reveni.calls().of(Operation.READ_RETURN)).isEqualTo(4);
    assertThat(reveni.calls().of(Operation.PARTIAL_VALIDATE)).isEqualTo(1);
    assertThat(reveni.calls().answers()).containsEntry(503, 2L).containsEntry(429, 1L);
  }

  @Test
  void random_faults_repeat_with_their_seed() {
    Faults one = Faults.random(7, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1);
    Faults other = Faults.random(7, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1);
    List<Fault> first = new ArrayList<>();
    List<Fault> second = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      first.add(one.next("GET", "/"));
      second.add(other.next("GET", "/"));
    }
    assertThat(first).isEqualTo(second).contains(Fault.values());
    assertThatThrownBy(() -> Faults.random(7, 1, 1, 0, 0, 0, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static ReturnBuilder threeShirts() {
    return ReturnBuilder.ofOrder("ORD-1").item("SHIRT-M", 3, "too_small", "74.8500");
  }

  private static String entries(String... entries) {
    return "{\"items\":[" + String.join(",", entries) + "]}";
  }

  private static String entry(String item, int quantity, String status, String reason) {
    return """
        {"item_id":"%s","quantity":%d,"status":"%s","reject_reason":"%s"}"""
        .formatted(item, quantity, status, reason);
  }

  private Instant updatedAt(String id) {
    return Instant.parse(reveni.read("es", id).orElseThrow().get("updated_at").asText());
  }

  private URI merchantUrl() {
    return URI.create("http://127.0.0.1:" + merchant.getAddress().getPort() + "/webhooks");
  }

  private int validate(String id, String body) throws Exception {
    return post("/store-es/returns/" + id + "/partial_validate", body).statusCode();
  }

  private HttpResponse<String> get(String path, String key) throws Exception {
    return send(HttpRequest.newBuilder(URI.create(reveni.url() + path)), key);
  }

  private HttpResponse<String> post(String path, String body) throws Exception {
    return send(
        HttpRequest.newBuilder(URI.create(reveni.url() + path))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body)),
        KEY);
  }

  private HttpResponse<String> send(HttpRequest.Builder request, String key) throws Exception {
    return http.send(
        request.header("Authorization", "Bearer " + key).timeout(Duration.ofSeconds(60)).build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
