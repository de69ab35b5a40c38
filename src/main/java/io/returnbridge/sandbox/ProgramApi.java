package io.returnbridge.sandbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The program's HTTP API, as the warehouse and a person at the console use it. */
public final class ProgramApi {
  private static final Duration STORED_WITHIN = Duration.ofSeconds(30);

  /** Between two looks. What takes longer is looked at less often: a look is work as well. */
  private static final long FIRST_PAUSE_MILLIS = 100;

  private static final long LONGEST_PAUSE_MILLIS = 250;
  private static final ObjectMapper JSON = new ObjectMapper();

  /** An HTTP answer; the body is missing when it is no JSON. */
  public record Answer(int status, JsonNode body) {}

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private final URI address;
  private final String warehouseKey;
  private final String login;

  /**
   * @param consolePassword of the user {@code admin}
   */
  public ProgramApi(URI address, String warehouseKey, String consolePassword) {
    this.address = address;
    this.warehouseKey = warehouseKey;
    this.login =
        "Basic "
            + Base64.getEncoder()
                .encodeToString(("admin:" + consolePassword).getBytes(StandardCharsets.UTF_8));
  }

  public URI address() {
    return address;
  }

  public String warehouseKey() {
    return warehouseKey;
  }

  /**
   * A scan of units in one condition, with an id of its own, which is answered. It is sent again
   * while it is answered 503, which says that nothing was stored, for half a minute at most.
   */
  public String scan(String store, String returnId, String sku, int quantity, String grade) {
    ObjectNode scan = scanOf(store, returnId, sku, quantity, grade);
    Answer answer = scanUntilStored(scan);
    if (answer.status() != 202) {
      throw new IllegalStateException(
          "the scan of " + sku + " was answered " + answer.status() + ": " + answer.body());
    }
    return scan.get("scanId").asText();
  }

  /** A scan that is not sent yet. */
  public static ObjectNode scanOf(
      String store, String returnId, String sku, int quantity, String grade) {
    return JSON.createObjectNode()
        .put("scanId", "scan-" + UUID.randomUUID())
        .put("returnId", returnId)
        .put("store", store)
        .put("sku", sku)
        .put("quantity", quantity)
        .put("grade", grade)
        .put("scannedAt", Instant.now().toString())
        .put("operator", "sandbox");
  }

  /** Sends a scan again while it is answered 503, for half a minute at most. */
  public Answer scanUntilStored(ObjectNode scan) {
    long end = System.nanoTime() + STORED_WITHIN.toNanos();
    Answer answer = scan(scan);
    while (answer.status() == 503 && System.nanoTime() < end) {
      pause(FIRST_PAUSE_MILLIS);
      answer = scan(scan);
    }
    return answer;
  }

  public Answer scan(ObjectNode scan) {
    return send(
        request("/warehouse/scans")
            .header("Authorization", "Bearer " + warehouseKey)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(scan.toString())));
  }

  public Answer get(String path) {
    return send(request(path).header("Authorization", login));
  }

  /**
   * @param body JSON; null for none
   */
  public Answer post(String path, @Nullable String body) {
    return send(
        request(path)
            .header("Authorization", login)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body == null ? "{}" : body)));
  }

  public JsonNode returnOf(String returnId) {
    return expect("/api/returns/" + returnId);
  }

  /** The open cases, of all pages. */
  public List<JsonNode> openCases() {
    List<JsonNode> cases = new ArrayList<>();
    JsonNode page = expect("/api/exceptions?status=open");
    while (true) {
      page.path("items").forEach(cases::add);
      if (!page.path("next").isTextual()) {
        return cases;
      }
      page = expect("/api/exceptions?status=open&cursor=" + page.get("next").asText());
    }
  }

  /**
   * Waits until every accepted message is applied, is a case, or deliberately waits.
   *
   * @throws IllegalStateException with the pipeline's last answer when that takes too long
   */
  public void settle(Duration longest) {
    await(
        longest,
        "the pipeline to say pending 0",
        () -> {
          Answer pipeline = get("/api/pipeline");
          boolean done = pipeline.status() == 200 && pipeline.body().path("pending").asInt(-1) == 0;
          return done ? null : pipeline.status() + " " + pipeline.body();
        });
  }

  public void settle() {
    settle(Duration.ofMinutes(2));
  }

  /** Waits until {@code /q/health/ready} is UP. */
  public void awaitReady(Duration longest) {
    await(
        longest,
        "/q/health/ready to be UP",
        () -> {
          Answer health = get("/q/health/ready");
          return health.status() == 200 ? null : health.status() + " " + health.body();
        });
  }

  /** Answers what is still missing, or null. */
  private interface Check {
    @Nullable String missing();
  }

  private static void await(Duration longest, String what, Check check) {
    long end = System.nanoTime() + longest.toNanos();
    String missing = check.missing();
    long pause = FIRST_PAUSE_MILLIS;
    while (missing != null) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException(
            "waited " + longest.toSeconds() + " s for " + what + "; last answer: " + missing);
      }
      pause(pause);
      pause = Math.min(LONGEST_PAUSE_MILLIS, pause * 3 / 2);
      missing = check.missing();
    }
  }

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting", e);
    }
  }

  private JsonNode expect(String path) {
    Answer answer = get(path);
    if (answer.status() != 200) {
      throw new IllegalStateException(
          "GET " + path + " was answered " + answer.status() + ": " + answer.body());
    }
    return answer.body();
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(address.resolve(path)).timeout(Duration.ofSeconds(10));
  }

  /** Status 0 when nobody answers. */
  private Answer send(HttpRequest.Builder request) {
    try {
      HttpResponse<String> response =
          http.send(request.build(), HttpResponse.BodyHandlers.ofString());
      return new Answer(response.statusCode(), parse(response.body()));
    } catch (IOException e) {
      return new Answer(0, JSON.createObjectNode().put("error", String.valueOf(e)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for an answer", e);
    }
  }

  private static JsonNode parse(String body) {
    try {
      return JSON.readTree(body);
    } catch (JsonProcessingException e) {
      return JSON.missingNode();
    }
  }
}
