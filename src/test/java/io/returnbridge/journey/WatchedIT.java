package io.returnbridge.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.returnbridge.http.Endpoint;
import io.returnbridge.http.Endpoint.Answer;
import io.returnbridge.http.Endpoint.Request;
import io.returnbridge.json.Json;
import io.returnbridge.sandbox.Actors;
import io.returnbridge.sandbox.Shop;
import io.returnbridge.sandbox.reveni.NewRefund;
import io.returnbridge.sandbox.reveni.ReturnBuilder;
import io.returnbridge.sandbox.reveni.Shopper;
import io.returnbridge.tracing.Collector;
import io.returnbridge.tracing.Collector.Seen;
import io.returnbridge.watched.WatchedMetrics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * The packaged program with a collector of traces, its log in JSON, and somebody who scrapes it.
 * One return comes in; the first credit that commercetools is sent is answered 503.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WatchedIT {

  private static final String SECRET = "a-key-that-only-the-erp-knows";
  private static final Set<String> FIELDS =
      Set.of(
          "timestamp",
          "level",
          "logger",
          "message",
          "stack",
          "step",
          "store",
          "returnId",
          "rmaNumber",
          "orderNumber",
          "subject",
          "eventId",
          "traceId");

  private final HttpClient http = HttpClient.newHttpClient();
  private final Collector collector = new Collector();
  private final Endpoint erp = new Endpoint();
  private final Endpoint commercetools = new Endpoint();
  private final AtomicInteger refused = new AtomicInteger();
  private World world;
  private Program program;
  private Actors actors;
  private String returnId;

  @BeforeAll
  void a_return_comes_in() throws IOException {
    world = new World();
    Shop shop = Shop.open(world.commercetools, world.mappings);
    world.setUp();
    world.shirts(shop, "WATCHED-1", "es", 1);
    commercetools.answers(this::forwarded);
    Path routes = Path.of("target/journey/watched-routes").toAbsolutePath();
    Program.delete(routes);
    Files.createDirectories(routes);
    try (Stream<Path> shipped = Files.list(Path.of("routes"))) {
      for (Path file : shipped.filter(f -> f.toString().endsWith(".camel.yaml")).toList()) {
        Files.copy(file, routes.resolve(file.getFileName()));
      }
    }
    Files.writeString(
        routes.resolve("51-credit-to-erp.camel.yaml"),
        Files.readString(Path.of("routes/examples/51-credit-to-erp.camel.yaml"))
            .replace("uri: https", "uri: http"));
    Map<String, String> environment = world.environment();
    environment.put("ROUTES_DIR", routes.toString());
    environment.put("OWN_STEP_ERP_HOST", erp.address());
    environment.put("OWN_STEP_ERP_KEY", SECRET);
    environment.put("CTP_API_URL", "http://" + commercetools.address());
    environment.put("RETRY_COMMERCETOOLS_FIRST_PAUSE", "300ms");
    environment.put("LOG_FORMAT", "json");
    environment.put("OTEL_EXPORTER_OTLP_ENDPOINT", collector.address());
    environment.put("OTEL_EXPORTER_OTLP_HEADERS", "X-Key=the-collectors");
    program = Program.start("watched", environment);
    actors = world.actors(program);
    World.awaitSteps(actors.program());
    Shopper shopper = actors.shopper("es").quiet();
    returnId =
        shopper.create(
            ReturnBuilder.ofOrder("WATCHED-1").item(Life.SKU, 1, "too_small", "24.9500"));
    shopper.ship(returnId);
    shopper.receive(returnId);
    shopper.completeRefund(returnId, NewRefund.byMerchant("rf-1", "24.9500"));
    World.tell(actors, "es", returnId);
    Waiting.until("the ERP to be told", () -> !erp.requests().isEmpty());
    // What nobody can read, and a signature that is wrong, are counted.
    Topic.write(program.brokers(), "returns.events.v1", "stranger", "not JSON");
    post("/webhooks/reveni/es", "{}");
    Waiting.until("the dead letters", () -> metrics().contains("returnbridge_dead_letters_total{"));
    actors.program().settle(java.time.Duration.ofMinutes(2));
  }

  /** Everything reaches commercetools this way; the first credit does not. */
  private Answer forwarded(Request request) {
    if (request.method().equals("POST")
        && request.path().endsWith("/payments")
        && refused.getAndIncrement() == 0) {
      // Without Retry-After it would be looked for at once, in the same attempt.
      return new Answer(503, "{}", "Retry-After", "1");
    }
    HttpRequest.Builder same =
        HttpRequest.newBuilder(URI.create(world.commercetools.url() + request.path()))
            .header("Authorization", request.headers().getOrDefault("authorization", ""))
            .method(request.method(), HttpRequest.BodyPublishers.ofString(request.body()));
    if (!request.body().isEmpty()) {
      same.header("Content-Type", "application/json");
    }
    try {
      var answer = http.send(same.build(), BodyHandlers.ofString());
      return new Answer(
          answer.statusCode(), answer.body(), "Content-Type", "application/json; charset=utf-8");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private void post(String path, String body) throws IOException {
    try {
      var unused =
          http.send(
              HttpRequest.newBuilder(program.address().resolve(path))
                  .header("Content-Type", "application/json")
                  .POST(HttpRequest.BodyPublishers.ofString(body))
                  .build(),
              BodyHandlers.discarding());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private String metrics() throws IOException, InterruptedException {
    return http.send(
            HttpRequest.newBuilder(program.address().resolve("/q/metrics")).build(),
            BodyHandlers.ofString())
        .body();
  }

  @AfterAll
  void end() {
    program.close();
    world.close();
    collector.close();
    erp.close();
    commercetools.close();
  }

  /** Of the webhook. */
  private List<Seen> trace() {
    String id =
        collector.spans().stream()
            .filter(s -> s.name().equals("receive-webhook"))
            .map(Seen::trace)
            .findFirst()
            .orElse("none yet");
    return collector.spans().stream().filter(s -> s.trace().equals(id)).toList();
  }

  private static List<Seen> named(List<Seen> spans, String name) {
    return spans.stream().filter(s -> s.name().equals(name)).toList();
  }

  private static List<String> wayBack(List<Seen> spans, Seen from) {
    List<String> names = new ArrayList<>();
    for (Seen at = from; at != null; ) {
      names.add(at.name());
      String parent = at.parent();
      at = spans.stream().filter(s -> s.id().equals(parent)).findFirst().orElse(null);
    }
    return names;
  }

  @Test
  void one_trace_leads_from_the_webhook_by_kafka_and_a_retry_to_commercetools_and_the_erp() {
    Waiting.untilAsserted(
        "the spans",
        () -> {
          List<Seen> spans = trace();
          assertThat(named(spans, "link-credit"))
              .extracting(s -> s.says("returnbridge.outcome"))
              .contains("unavailable", "done");
          assertThat(named(spans, "credit-to-erp")).isNotEmpty();
        });
    List<Seen> spans = trace();

    Seen call503 =
        spans.stream()
            .filter(s -> s.says("http.response.status_code").equals("503"))
            .findFirst()
            .orElseThrow();
    assertThat(call503.failed()).isTrue();
    assertThat(wayBack(spans, call503))
        .containsExactly(
            "POST 127.0.0.1",
            "link-credit",
            "link-credit-wake-up",
            "accept-return",
            "accept-return-wake-up",
            "receive-webhook");
    Seen told =
        spans.stream()
            .filter(
                s ->
                    wayBack(spans, s)
                        .get(Math.min(1, wayBack(spans, s).size() - 1))
                        .equals("credit-to-erp"))
            .findFirst()
            .orElseThrow();
    assertThat(wayBack(spans, told))
        .containsSubsequence("credit-to-erp", "link-credit", "accept-return", "receive-webhook");

    String trace = call503.trace();
    assertThat(credits())
        .hasSizeGreaterThan(1)
        .allSatisfy(
            r -> assertThat(r.headers().get("traceparent")).startsWith("00-" + trace + "-"));
    assertThat(erp.requests().get(0).headers().get("traceparent")).startsWith("00-" + trace + "-");
    assertThat(named(spans, "receive-webhook").get(0).resource())
        .containsEntry("service.name", "returnbridge");
    assertThat(collector.headers()).containsOnly("the-collectors");
  }

  private List<Request> credits() {
    return commercetools.requests().stream()
        .filter(r -> r.method().equals("POST") && r.path().endsWith("/payments"))
        .toList();
  }

  @Test
  void no_span_says_what_is_private() {
    Waiting.untilAsserted(
        "the spans", () -> assertThat(named(trace(), "link-credit")).isNotEmpty());

    assertThat(collector.spans())
        .allSatisfy(
            span -> {
              assertThat(span.says().keySet())
                  .allSatisfy(
                      name ->
                          assertThat(name)
                              .isIn(
                                  "returnbridge.step",
                                  "returnbridge.store",
                                  "returnbridge.return",
                                  "returnbridge.order",
                                  "returnbridge.event",
                                  "returnbridge.record",
                                  "returnbridge.attempt",
                                  "returnbridge.outcome",
                                  "http.request.method",
                                  "http.response.status_code",
                                  "server.address",
                                  "error.type"));
              assertThat(span.says().values().toString() + span.name())
                  .doesNotContain(SECRET, "key-es", "@", "Bearer", "/payments");
            });
  }

  @Test
  void the_log_is_one_object_a_line_with_fields_of_a_closed_list() {
    List<JsonNode> lines =
        whole(program.output()).map(line -> Json.read(line, JsonNode.class)).toList();

    Set<String> fields = new TreeSet<>();
    lines.forEach(line -> line.fieldNames().forEachRemaining(fields::add));
    assertThat(FIELDS).containsAll(fields);
    JsonNode accepted =
        lines.stream()
            .filter(line -> line.path("message").asText().startsWith("event webhook-accepted"))
            .filter(line -> line.path("returnId").asText().equals(returnId))
            .findFirst()
            .orElseThrow();
    assertThat(accepted.path("store").asText()).isEqualTo("es");
    assertThat(accepted.path("eventId").asText()).isNotEmpty();
    assertThat(lines)
        .filteredOn(line -> line.path("message").asText().startsWith("event credit-linked"))
        .singleElement()
        .satisfies(
            line -> {
              assertThat(line.path("traceId")).isEqualTo(accepted.path("traceId"));
              assertThat(line.path("traceId").asText()).hasSize(32);
              assertThat(line.path("step").asText()).isEqualTo("link-credit");
              assertThat(line.path("orderNumber").asText()).isEqualTo("WATCHED-1");
            });
    assertThat(lines)
        .filteredOn(line -> line.has("stack"))
        .isNotEmpty()
        .allSatisfy(line -> assertThat(line.path("stack").asText()).contains("\n\tat "));
  }

  /** The last one may still be written. */
  private static Stream<String> whole(String output) {
    return output.substring(0, output.lastIndexOf('\n')).lines();
  }

  @Test
  void every_metric_of_the_rules_and_the_dashboard_is_there() throws Exception {
    String scraped = metrics();

    assertThat(WatchedMetrics.named())
        .hasSizeGreaterThan(20)
        .allSatisfy(name -> assertThat(scraped).containsPattern("(?m)^(# TYPE )?" + name + "[{ ]"));
  }
}
