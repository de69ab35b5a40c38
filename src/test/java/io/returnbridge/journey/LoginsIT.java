package io.returnbridge.journey;

import static io.returnbridge.journey.Strangers.ADMIN;
import static io.returnbridge.journey.Strangers.HOST;
import static io.returnbridge.journey.Strangers.JSON;
import static io.returnbridge.journey.Strangers.SCANNER;
import static io.returnbridge.journey.Strangers.basic;
import static io.returnbridge.journey.Strangers.body;
import static io.returnbridge.journey.Strangers.problem;
import static io.returnbridge.journey.Strangers.signature;
import static io.returnbridge.journey.Strangers.webhook;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.elytron.security.common.BcryptUtil;
import io.returnbridge.journey.RawClient.Answer;
import io.returnbridge.sandbox.reveni.WebhookSender;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Who may do what, by which proof, and what becomes of wrong ones, on the packaged program. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LoginsIT {

  private Strangers strangers;

  @BeforeAll
  void start() {
    strangers = new Strangers("logins", Map.of());
  }

  @AfterAll
  void end() {
    strangers.close();
  }

  @Test
  void wrong_logins_are_slowed_down_by_name_and_address_logged_and_counted() {
    String attacker = "127.0.0.6";
    String right = ADMIN;
    int slowed = 0;
    for (int i = 0; i < 30; i++) {
      Answer answer =
          RawClient.askFrom(
              attacker,
              strangers.program.address(),
              "GET /api/pipeline HTTP/1.1",
              HOST,
              "Authorization: " + basic("admin", "guess-number-" + i));
      assertThat(answer.status()).isIn(401, 429);
      slowed += answer.status() == 429 ? 1 : 0;
    }
    assertThat(slowed).isPositive();
    Answer locked =
        RawClient.askFrom(
            attacker, strangers.program.address(), "GET /api/pipeline HTTP/1.1", HOST, right);
    problem(locked, 429);
    assertThat(Integer.parseInt(locked.header("Retry-After"))).isPositive();

    assertThat(strangers.get("/api/pipeline").status()).isEqualTo(200);
    assertThat(
            RawClient.askFrom(
                    attacker,
                    strangers.program.address(),
                    "GET /api/pipeline HTTP/1.1",
                    HOST,
                    "Authorization: " + basic("carla", "carlas-password"))
                .status())
        .isEqualTo(200);
    // Who a stranger says that he is counts for nothing; what a proxy of ours says does.
    assertThat(
            RawClient.askFrom(
                    attacker,
                    strangers.program.address(),
                    "GET /api/pipeline HTTP/1.1",
                    HOST,
                    right,
                    "X-Forwarded-For: 127.0.0.1")
                .status())
        .isEqualTo(429);
    assertThat(
            RawClient.askFrom(
                    "127.0.0.9",
                    strangers.program.address(),
                    "GET /api/pipeline HTTP/1.1",
                    HOST,
                    right,
                    "X-Forwarded-For: 127.0.0.1, " + attacker)
                .status())
        .isEqualTo(429);
    Map<String, Double> metrics = strangers.metrics();
    assertThat(metrics)
        .containsKeys(
            "returnbridge_wrong_credentials_total{kind=\"login\",outcome=\"refused\"}",
            "returnbridge_wrong_credentials_total{kind=\"warehouse-key\",outcome=\"refused\"}",
            "returnbridge_wrong_credentials_total{kind=\"signature\",outcome=\"refused\"}");
    assertThat(
            metrics.get("returnbridge_wrong_credentials_total{kind=\"login\",outcome=\"slowed\"}"))
        .isPositive();
    assertThat(strangers.program.output())
        .contains("Wrong login for admin from 127.0.0.6")
        .doesNotContain("guess-number")
        .doesNotContain(World.PASSWORD);
  }

  @Test
  void guesses_that_come_at_once_are_no_more_than_one_after_another() {
    List<CompletableFuture<Answer>> guesses = new ArrayList<>();
    ExecutorService threads = Executors.newFixedThreadPool(60);
    try {
      for (int i = 0; i < 60; i++) {
        String guess = "Authorization: " + basic("carla", "guess-at-once-" + i);
        guesses.add(
            CompletableFuture.supplyAsync(
                () ->
                    RawClient.askFrom(
                        "127.0.0.8",
                        strangers.program.address(),
                        "GET /api/pipeline HTTP/1.1",
                        HOST,
                        guess),
                threads));
      }
      List<Answer> answers = guesses.stream().map(CompletableFuture::join).toList();
      assertThat(answers).extracting(Answer::status).isSubsetOf(401, 429, 503);
      for (Answer answer : answers) {
        if (answer.status() != 401) {
          assertThat(Integer.parseInt(answer.header("Retry-After"))).isPositive();
        }
      }
      assertThat(answers.stream().filter(answer -> answer.status() == 401)).hasSizeBetween(1, 40);
    } finally {
      threads.shutdownNow();
    }
    String carla = "Authorization: " + basic("carla", "carlas-password");
    assertThat(strangers.ask("GET /api/pipeline HTTP/1.1", HOST, carla).status()).isEqualTo(200);
  }

  @Test
  void wrong_keys_and_signatures_wait_longer_and_right_ones_never() {
    String scanner = "127.0.0.7";
    for (int i = 0; i < 12; i++) {
      problem(
          RawClient.askFrom(
              scanner,
              strangers.program.address(),
              webhook("/warehouse/scans", "{}", "Authorization: Bearer guessed-key-" + i)),
          401);
      String body = body("forged");
      problem(
          RawClient.askFrom(
              scanner,
              strangers.program.address(),
              webhook(
                  "/webhooks/reveni/es",
                  body,
                  "X-REVENI-SIGNATURE: "
                      + WebhookSender.sign(
                          body.getBytes(StandardCharsets.UTF_8), "guess", Instant.now()))),
          401);
    }
    problem(
        RawClient.askFrom(
            scanner, strangers.program.address(), webhook("/warehouse/scans", "{}", SCANNER)),
        400);
    assertThat(strangers.program.output())
        .contains("Wrong warehouse key for scans from 127.0.0.7")
        .contains("Wrong signature for es from 127.0.0.7")
        .doesNotContain("guessed-key");
  }

  @Test
  void each_role_may_do_its_own_and_the_file_of_users_is_read_again() throws IOException {
    String carla = "Authorization: " + basic("carla", "carlas-password");
    String nora = "Authorization: " + basic("nora", "noras-password");
    for (String path : List.of("/api/returns", "/api/exceptions", "/api/pipeline")) {
      assertThat(strangers.ask("GET " + path + " HTTP/1.1", HOST, carla).status()).isEqualTo(200);
    }
    for (String path :
        List.of(
            "/api/replay",
            "/api/mapping-proposals",
            "/api/mappings",
            "/api/audit",
            "/api/returns/r1/evidence.json")) {
      problem(strangers.ask("GET " + path + " HTTP/1.1", HOST, carla), 403);
    }
    problem(
        strangers.ask(
            "POST /api/jobs/retries/run HTTP/1.1",
            HOST,
            carla,
            JSON,
            "Content-Length: 2",
            "",
            "{}"),
        403);
    problem(
        strangers.ask(
            "POST /api/imports/returns HTTP/1.1",
            HOST,
            carla,
            "Content-Type: text/csv",
            "Content-Length: 2000000"),
        403);
    problem(strangers.ask("GET /api/pipeline HTTP/1.1", HOST, nora), 401);

    Files.writeString(
        strangers.users,
        "nora," + BcryptUtil.bcryptHash("noras-password", 4) + ",finance\n",
        StandardOpenOption.APPEND);
    Waiting.until(
        "nora to be known",
        () -> strangers.ask("GET /api/pipeline HTTP/1.1", HOST, nora).status() == 200);
    assertThat(strangers.ask("GET /api/audit HTTP/1.1", HOST, nora).status()).isEqualTo(200);
    problem(strangers.ask("GET /api/returns/r1/evidence.json HTTP/1.1", HOST, nora), 404);
    for (String call : List.of("erase", "export")) {
      problem(
          strangers.ask(
              "POST /api/personal-data/" + call + " HTTP/1.1",
              HOST,
              nora,
              JSON,
              "Content-Length: 2",
              "",
              "{}"),
          403);
    }
    String table = "store,return_id\nes,none-such\n";
    assertThat(
            strangers
                .ask(
                    "POST /api/imports/returns HTTP/1.1",
                    HOST,
                    nora,
                    "Content-Type: text/csv",
                    "Content-Length: " + table.length(),
                    "",
                    table)
                .status())
        .isEqualTo(202);
    String before = Files.readString(strangers.users);
    Files.writeString(strangers.users, before + "broken,x,nobody\n");
    Waiting.until(
        "the fault to be told",
        () -> {
          assertThat(strangers.ask("GET /api/pipeline HTTP/1.1", HOST, nora).status())
              .isEqualTo(200);
          return strangers.program.output().contains("\"nobody\" is no role");
        });
    Files.writeString(strangers.users, before);
  }

  @Test
  void what_proves_who_somebody_is_stands_in_one_header_and_nowhere_else() {
    String body = body("from-the-query");
    String right = signature(body).split(": ")[1];
    String encoded = right.replace("=", "%3D").replace(",", "%2C");
    String path = "/webhooks/reveni/es";
    problem(strangers.ask(webhook(path + "?X-REVENI-SIGNATURE=" + encoded, body)), 401);
    problem(strangers.ask(webhook(path + "?x-reveni-signature=" + encoded, body)), 401);
    problem(strangers.ask(webhook(path, body, signature(body), signature(body))), 401);
    problem(
        strangers.ask(webhook(path, body, signature(body), "x-reveni-signature: t=1,v1=0")), 401);
    problem(
        strangers.ask(webhook(path, body, "X-REVENI-SIGNATURE: t=1,v1=0", signature(body))), 401);
    String scan =
        "{\"scanId\":\"s\",\"returnId\":\"r\",\"sku\":\"k\",\"quantity\":1,\"grade\":\"a\",\"scannedAt\":\"2026-01-01T00:00:00Z\"}";
    String scans = "/warehouse/scans";
    problem(
        strangers.ask(webhook(scans + "?Authorization=Bearer%20" + World.WAREHOUSE_KEY, scan)),
        401);
    problem(strangers.ask(webhook(scans, scan, SCANNER, SCANNER)), 401);
    problem(strangers.ask(webhook(scans, scan, SCANNER, "authorization: Bearer x")), 401);
    problem(strangers.ask("GET /api/pipeline HTTP/1.1", HOST, ADMIN, ADMIN), 401);
    problem(
        strangers.ask(
            "GET /api/pipeline?Authorization="
                + basic("admin", World.PASSWORD).replace(" ", "%20")
                + " HTTP/1.1",
            HOST),
        401);
    assertThat(strangers.isStored("from-the-query")).isFalse();
  }

  @Test
  void a_query_steers_nothing() {
    String body = body("steered");
    for (String query :
        List.of(
            "CamelKafkaTopic=customer.notifications.v1",
            "CamelKafkaOverrideTopic=customer.notifications.v1",
            "kafka.OVERRIDE_TOPIC=customer.notifications.v1",
            "CamelHttpPath=/webhooks/reveni/uk",
            "store=uk",
            "Content-Type=application/json",
            "")) {
      problem(strangers.ask(webhook("/webhooks/reveni/es?" + query, body, signature(body))), 400);
    }
    problem(strangers.ask(webhook("/warehouse/scans?CamelBeanMethodName=x", "{}", SCANNER)), 400);
    assertThat(strangers.isStored("steered")).isFalse();
    assertThat(Topic.records(strangers.program.brokers(), "customer.notifications.v1")).isEmpty();
  }

  @Test
  void an_unknown_query_parameter_is_refused_by_name() {
    JsonNode problem = problem(strangers.get("/api/returns?orderNumber=X"), 400);
    assertThat(problem.path("field").asText()).isEqualTo("orderNumber");
    assertThat(problem.path("detail").asText()).contains("did you mean \"order\"?");
    for (String path :
        List.of(
            "/api/returns?Order=X",
            "/api/returns/x?returnId=y",
            "/api/exceptions?states=open",
            "/api/exceptions/x?full=1",
            "/api/pipeline?x",
            "/api/replay?x=1",
            "/api/replay/x?x=1",
            "/api/mappings?x=1",
            "/api/mapping-proposals?x=1",
            "/api/mapping-proposals.csv?x=1",
            "/api/returns?order=a&order=b")) {
      assertThat(problem(strangers.get(path), 400).path("field").asText())
          .as(path)
          .isEqualTo(path.substring(path.indexOf('?') + 1).split("=")[0]);
    }
    problem(
        strangers.ask(
            "POST /api/jobs/retries/run?now=1 HTTP/1.1",
            HOST,
            ADMIN,
            JSON,
            "Content-Length: 2",
            "",
            "{}"),
        400);
  }

  @Test
  void the_port_to_publish_has_nothing_but_what_strangers_need() {
    URI published = strangers.published();
    strangers.assertThatWebhooksGoOn(published);
    problem(RawClient.ask(published, webhook("/warehouse/scans", "{}", SCANNER)), 400);
    assertThat(RawClient.ask(published, "GET /api/reason-codes HTTP/1.1", HOST).status())
        .isEqualTo(200);
    for (String path :
        List.of(
            "/",
            "/q/health",
            "/q/metrics",
            "/api/pipeline",
            "/api/reason-codes/",
            "/api/reason-codesx",
            "/API/reason-codes",
            "/webhooksx",
            "/console",
            "/hawtio")) {
      problem(RawClient.ask(published, "GET " + path + " HTTP/1.1", HOST, ADMIN), 404);
    }
    problem(RawClient.ask(published, "GET /webhooks/%2e%2e/q/metrics HTTP/1.1", HOST), 400);
    problem(RawClient.ask(published, "POST /api/reason-codes HTTP/1.1", HOST, ADMIN), 404);
  }
}
