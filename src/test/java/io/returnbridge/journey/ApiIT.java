package io.returnbridge.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.returnbridge.json.Json;
import io.returnbridge.sandbox.Actors;
import io.returnbridge.sandbox.Day;
import io.returnbridge.sandbox.Shop;
import io.returnbridge.sandbox.Story;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What the API answers, on the packaged program. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ApiIT {

  private static final String LOGIN = basic("admin", World.PASSWORD);

  private final HttpClient http = HttpClient.newHttpClient();
  private World world;
  private Program program;
  private Story unmapped;

  @BeforeAll
  void start() {
    world = new World();
    Shop.open(world.commercetools, world.mappings);
    world.setUp();
    program = Program.start("api", world.environment());
    Actors actors = world.actors(program);
    unmapped = new Day(actors).unmappedReason();
  }

  @AfterAll
  void end() {
    program.close();
    world.close();
  }

  private static String basic(String user, String password) {
    return "Basic "
        + Base64.getEncoder()
            .encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
  }

  private HttpResponse<String> send(String method, String path, String body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(program.address().resolve(path))
            .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private HttpResponse<String> get(String path) {
    return send("GET", path, null, "Authorization", LOGIN);
  }

  private HttpResponse<String> post(String path, String body) {
    return send("POST", path, body, "Authorization", LOGIN, "Content-Type", "application/json");
  }

  private static JsonNode json(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isLessThan(300);
    return Json.read(answer.body(), JsonNode.class);
  }

  private static JsonNode problem(HttpResponse<String> answer, int status) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/problem+json");
    assertThat(answer.headers().allValues("Cache-Control"))
        .isEqualTo(
            answer.uri().getPath().equals("/api/reason-codes") ? List.of() : List.of("no-store"));
    JsonNode problem = Json.read(answer.body(), JsonNode.class);
    assertThat(problem.path("status").asInt()).isEqualTo(status);
    assertThat(problem.path("title").asText()).isNotEmpty();
    return problem;
  }

  private JsonNode caseOfUnmapped() {
    return json(get("/api/exceptions?returnId=" + unmapped.returnId() + "&code=REASON_UNMAPPED"))
        .path("items")
        .get(0);
  }

  @Test
  void theReasonCodesArePublicAndAllElseNeedsALogin() {
    HttpResponse<String> codes = send("GET", "/api/reason-codes", null);
    assertThat(json(codes).at("/items/0/labels/es").asText()).isNotEmpty();
    assertThat(codes.headers().allValues("Cache-Control")).containsExactly("public, max-age=300");
    assertThat(codes.headers().allValues("Access-Control-Allow-Origin")).containsExactly("*");
    assertThat(get("/api/pipeline").headers().map())
        .doesNotContainKey("access-control-allow-origin");

    for (String path :
        List.of(
            "/api/pipeline",
            "/api/exceptions",
            "/api/returns",
            "/api/returns/x",
            "/api/nothing",
            "/api//pipeline")) {
      HttpResponse<String> answer = send("GET", path, null);
      assertThat(answer.statusCode()).as(path).isIn(400, 401, 404);
      assertThat(answer.body()).as(path).doesNotContain("\"steps\"");
    }
    HttpResponse<String> refused = send("GET", "/api/pipeline", null);
    problem(refused, 401);
    assertThat(refused.headers().firstValue("WWW-Authenticate").orElse("")).startsWith("Basic");
    for (String wrong :
        List.of(
            basic("admin", "wrong"),
            basic("root", World.PASSWORD),
            basic("admin", ""),
            "Basic !!!",
            "Bearer " + World.WAREHOUSE_KEY)) {
      problem(send("GET", "/api/pipeline", null, "Authorization", wrong), 401);
    }
    assertThat(send("GET", "/q/health/ready", null).statusCode()).isEqualTo(200);
  }

  @Test
  void everyErrorIsAProblem() {
    problem(get("/api/nothing"), 404);
    problem(get("/api/exceptions/a/b/c"), 404);
    problem(get("/api/returns/no-such-return"), 404);
    problem(get("/api/exceptions/no-such-case"), 404);
    problem(get("/api/exceptions/has%20space"), 400);
    problem(get("/api/returns/" + "x".repeat(65)), 400);
    problem(post("/api/reason-codes", "{}"), 405);
    problem(post("/api/pipeline", "{}"), 405);
    problem(
        send(
            "DELETE",
            "/api/exceptions/x",
            null,
            "Authorization",
            LOGIN,
            "Content-Type",
            "application/json"),
        405);
    for (String query : List.of("limit=0", "limit=201", "limit=x", "cursor=x", "status=odd")) {
      JsonNode wrong = problem(get("/api/exceptions?" + query), 400);
      assertThat(wrong.path("field").asText()).isEqualTo(query.split("=")[0]);
    }
  }

  @Test
  void whatAnnouncesMoreThanAMebibyteIsAProblem() throws IOException {
    for (String path : List.of("/api/exceptions/x/retry", "/api/nothing", "/q/health")) {
      try (Socket socket = new Socket("127.0.0.1", program.address().getPort())) {
        socket.setSoTimeout(60_000);
        String head =
            "POST %s HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n";
        socket
            .getOutputStream()
            .write(head.formatted(path, (1 << 20) + 1).getBytes(StandardCharsets.US_ASCII));
        String answer =
            new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        assertThat(answer).as(path).contains(" 413 ", "application/problem+json", "\"status\":413");
      }
    }
  }

  @Test
  void aChangingCallIsJsonOfTheSameOriginWithKnownFieldsOnly() {
    String retry = "/api/exceptions/no-such-case/retry";
    problem(send("POST", retry, "note=x", "Authorization", LOGIN), 415);
    problem(send("POST", retry, "{}", "Authorization", LOGIN, "Content-Type", "text/plain"), 415);
    for (String origin : List.of("https://evil.example", "null")) {
      problem(
          send(
              "POST",
              retry,
              "{}",
              "Authorization",
              LOGIN,
              "Content-Type",
              "application/json",
              "Origin",
              origin),
          403);
    }
    problem(
        send(
            "POST",
            retry,
            "{}",
            "Authorization",
            LOGIN,
            "Content-Type",
            "application/json; charset=utf-8",
            "Origin",
            program.address().toString()),
        404);
    assertThat(problem(post(retry, "{\"notes\":\"x\"}"), 400).path("field").asText())
        .isEqualTo("notes");
    problem(post(retry, "[]"), 400);
    problem(post(retry, "{"), 400);
    problem(send("POST", retry, "{}", "Content-Type", "application/json"), 401);
  }

  @Test
  void aCaseIsFoundAndRetried() {
    JsonNode found = caseOfUnmapped();
    String id = found.path("id").asText();
    assertThat(found.path("owner").asText()).isEqualTo("cx");
    assertThat(found.path("history")).isNotEmpty();
    assertThat(json(get("/api/exceptions/" + id)).path("id").asText()).isEqualTo(id);

    JsonNode retried = json(post("/api/exceptions/" + id + "/retry", "{\"note\":\"again\"}"));

    assertThat(retried.path("id").asText()).isEqualTo(id);
    assertThat(retried.path("history").toString()).contains("again").contains("\"admin\"");
    Awaitility.await("the reason is still unmapped, so the case is open again")
        .atMost(Duration.ofMinutes(2))
        .until(() -> caseOfUnmapped().path("status").asText().equals("open"));
    assertThat(caseOfUnmapped().path("id").asText()).isEqualTo(id);
  }

  @Test
  void pagesOfReturnsAndTheirCaseFiles() {
    List<String> ids = new ArrayList<>();
    String next = "";
    do {
      JsonNode page = json(get("/api/returns?limit=1" + next));
      page.path("items").forEach(r -> ids.add(r.path("returnId").asText()));
      assertThat(page.has("next")).isTrue();
      next = page.path("next").isNull() ? "" : "&cursor=" + page.path("next").asText();
    } while (!next.isEmpty() && ids.size() < 50);
    assertThat(ids).doesNotHaveDuplicates().contains(unmapped.returnId());

    JsonNode file = json(get("/api/returns/" + unmapped.returnId()));
    assertThat(file.fieldNames())
        .toIterable()
        .contains(
            "returnId",
            "rmaNumber",
            "orderNumber",
            "store",
            "status",
            "items",
            "refunds",
            "exchanges",
            "timeline");
    assertThat(file.at("/items/0/reasonCode").isNull()).isTrue();
    assertThat(file.at("/items/0/units/0/n").asInt()).isEqualTo(1);
  }

  @Test
  void thePipelineNamesItsStepsAndJobsStart() {
    Waiting.untilAsserted(
        "a return that waits for its classification, and steps that run",
        () -> {
          JsonNode pipeline = json(get("/api/pipeline"));
          assertThat(pipeline.path("waiting").asInt()).isPositive();
          assertThat(pipeline.path("steps")).hasSizeGreaterThanOrEqualTo(8);
          assertThat(pipeline.path("steps"))
              .allSatisfy(s -> assertThat(s.path("state").asText()).isIn("ok", "retrying"));
        });

    assertThat(post("/api/jobs/retries/run", "{}").statusCode()).isEqualTo(202);
    problem(post("/api/jobs/nothing/run", "{}"), 404);
  }

  @Test
  void a_return_answers_where_the_refund_is_and_its_evidence_can_be_verified(@TempDir Path folder)
      throws IOException {
    JsonNode caseFile = json(get("/api/returns/" + unmapped.returnId()));
    assertThat(caseFile.path("answer").path("en").asText())
        .startsWith("Return " + caseFile.path("rmaNumber").asText() + ": ");
    assertThat(caseFile.path("answer").path("es").asText()).startsWith("Devolución ");

    HttpResponse<String> evidence = get("/api/returns/" + unmapped.returnId() + "/evidence.json");
    assertThat(json(evidence).path("entries").findValuesAsText("kind"))
        .contains("webhook", "reveni", "write", "case");
    assertThat(evidence.body()).contains("\"signature\":\"verified\"").doesNotContain("@");
    Path file = Files.writeString(folder.resolve("evidence.json"), evidence.body());
    assertThat(program.command(Map.of(), "evidence", "verify", file.toString()).output())
        .contains("the chain is whole");
    assertThat(get("/api/returns/" + unmapped.returnId() + "/evidence.html").body())
        .contains("<title>Evidence of return ");
    problem(get("/api/returns/" + unmapped.returnId() + "/evidence.pdf"), 404);
    problem(get("/api/audit?when=now"), 400);
    assertThat(json(get("/api/audit?case=" + caseOfUnmapped().path("id").asText())).path("items"))
        .isNotEmpty();
  }
}
