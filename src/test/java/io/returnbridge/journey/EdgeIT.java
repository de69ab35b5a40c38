package io.returnbridge.journey;

import static io.returnbridge.journey.Strangers.ADMIN;
import static io.returnbridge.journey.Strangers.HOST;
import static io.returnbridge.journey.Strangers.JSON;
import static io.returnbridge.journey.Strangers.body;
import static io.returnbridge.journey.Strangers.problem;
import static io.returnbridge.journey.Strangers.signature;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.returnbridge.journey.RawClient.Answer;
import io.returnbridge.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What strangers send, byte for byte, to the packaged program. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EdgeIT {

  private Strangers strangers;

  @BeforeAll
  void start() {
    strangers = new Strangers("edge", Map.of("HTTP_HEAD_SECONDS", "4", "HTTP_BODY_SECONDS", "8"));
  }

  @AfterAll
  void end() {
    strangers.close();
  }

  @Test
  void what_is_no_plain_request_is_a_400_before_it_is_routed() {
    for (String path :
        List.of(
            "/webhooks/%2e%2e/q/metrics",
            "/webhooks/%2E%2e/q/metrics",
            "/webhooks/../q/metrics",
            "/webhooks/./reveni/es",
            "/webhooks/reveni%2fes",
            "/webhooks/reveni/es%2F..%2f..%2fq",
            "/webhooks/reveni\\es",
            "/webhooks/reveni%5Ces",
            "/webhooks//reveni/es",
            "//q/metrics",
            "/webhooks/reveni/es;x=y",
            "/webhooks/reveni/es%3bx=y",
            "/webhooks/reveni/es%00",
            "/webhooks/reveni/es%0d%0aX:y",
            "/webhooks/reveni/%65s",
            "/webhooks/reveni/%252e%252e",
            "/webhooks/reveni/es%",
            "/webhooks/reveni/es%zz",
            "/webhooks/reveni/%c3%28",
            "/webhooks/reveni/\u00e9s",
            "/q/metrics#x",
            "/q/metrics?a=%00",
            "/q/metrics?a=%",
            "http://127.0.0.1/q/metrics",
            "q/metrics",
            "*")) {
      problem(strangers.ask("GET " + path + " HTTP/1.1", HOST), 400);
    }
    problem(strangers.ask("GET /q/health HTTP/1.1"), 400);
    problem(strangers.ask("GET /q/health HTTP/1.1", HOST, "Host: y"), 400);
    problem(strangers.ask("GET /q/health HTTP/1.1", "Host: a/b"), 400);
    problem(strangers.ask("GET /q/health HTTP/1.1", HOST, "Na me: x"), 400);
    problem(strangers.ask("GET /q/health HTTP/1.1", HOST, "Name : x"), 400);
    problem(strangers.ask("GET /q/health HTTP/1.1", HOST, "X: a\u0000b"), 400);
    problem(strangers.ask("GET  /q/health  HTTP/1.1 x", HOST), 400);
    problem(strangers.ask("garbage"), 400);
    problem(strangers.ask("GET /q/health HTTP/3.7", HOST), 400);
    problem(strangers.ask("GET /q/health HTTP/1.1", HOST, JSON, JSON), 400);
    problem(strangers.ask("GET /" + "x".repeat(9000) + " HTTP/1.1", HOST), 414);
    problem(strangers.ask("GET /q/health HTTP/1.1", HOST, "X: " + "x".repeat(30_000)), 431);
    assertThat(strangers.ask("GET /q/health/live HTTP/1.1", HOST).status()).isEqualTo(200);
    assertThat(strangers.ask("GET /q/health/live HTTP/1.0").status()).isEqualTo(200);
    assertThat(strangers.get("/api/returns?order=a%20b%C3%A9&limit=1").status()).isEqualTo(200);
    strangers.assertNothingIsLoggedAsADefect();
  }

  @Test
  void http_2_is_not_spoken() {
    String[] offer = {
      "Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AAMAAABkAAQAAP__"
    };
    for (String path : List.of("/webhooks/reveni/es", "/warehouse/scans")) {
      problem(strangers.ask("GET " + path + " HTTP/1.1", HOST, offer[0], offer[1], offer[2]), 400);
      problem(strangers.ask("GET " + path + " HTTP/1.1", HOST, "Upgrade: websocket"), 400);
    }
    problem(
        RawClient.ask(
            strangers.published(),
            "GET /api/reason-codes HTTP/1.1",
            HOST,
            offer[0],
            offer[1],
            offer[2]),
        400);
    Answer plain = strangers.ask("GET /q/health/live HTTP/1.1", HOST, offer[0], offer[1], offer[2]);
    assertThat(plain.status()).isEqualTo(200);
    assertThat(plain.header("Upgrade")).isEmpty();
    problem(strangers.ask("PRI * HTTP/2.0", "", "SM"), 400);
  }

  @Test
  void a_body_has_one_length() {
    String post = "POST /webhooks/reveni/es HTTP/1.1";
    String chunked = "Transfer-Encoding: chunked";
    for (List<String> headers :
        List.of(
            List.of("Content-Length: 4", chunked),
            List.of(chunked, "Content-Length: 4"),
            List.of("Content-Length: 4", "Content-Length: 4"),
            List.of("Content-Length: 4", "Content-Length: 5"),
            List.of("Content-Length: 4, 4"),
            List.of("Content-Length: -1"),
            List.of("Content-Length: +4"),
            List.of("Content-Length: 0x4"),
            List.of("Content-Length: 99999999999999999999"),
            List.of("Transfer-Encoding: gzip, chunked"),
            List.of("Transfer-Encoding: xchunked"),
            List.of("Transfer-Encoding: identity"),
            List.of(chunked, chunked))) {
      List<String> lines = new ArrayList<>(List.of(post, HOST, JSON));
      lines.addAll(headers);
      lines.addAll(List.of("", "0", "", ""));
      problem(strangers.ask(lines.toArray(String[]::new)), 400);
    }
    problem(
        strangers.ask("POST /webhooks/reveni/es HTTP/1.0", HOST, JSON, chunked, "", "0", ""), 400);
    problem(strangers.ask(post, HOST, JSON, chunked, "", "zz", "x"), 400);
    problem(
        strangers.ask(post, HOST, JSON, "Expect: a-miracle", "Content-Length: 2", "", "{}"), 417);
    problem(
        strangers.ask(post, HOST, JSON, "Content-Encoding: gzip", "Content-Length: 2", "", "{}"),
        415);
    // What follows a body that was cut short is not a request of its own.
    try (RawClient client = RawClient.to(strangers.program.address())) {
      client.send(
          post
              + "\r\n"
              + HOST
              + "\r\n"
              + chunked
              + "\r\nContent-Length: 3\r\n\r\n0\r\n\r\n"
              + "GET /q/metrics HTTP/1.1\r\n"
              + HOST
              + "\r\n\r\n");
      problem(client.answer(), 400);
      assertThat(client.answer().status()).isZero();
    }
  }

  @Test
  void each_path_has_its_limit_before_the_body_is_read() {
    Map<String, Integer> limits =
        Map.of(
            "/webhooks/reveni/es", 256 << 10,
            "/warehouse/scans", 256 << 10,
            "/api/exceptions/x/retry", 64 << 10,
            "/api/nothing", 64 << 10,
            "/q/health", 8 << 10,
            "/nothing", 8 << 10,
            "/api/imports/returns", 32 << 20);
    limits.forEach(
        (path, most) -> {
          String post = "POST " + path + " HTTP/1.1";
          problem(strangers.ask(post, HOST, JSON, "Content-Length: " + (most + 1)), 413);
          problem(
              strangers.ask(
                  post, HOST, JSON, "Expect: 100-continue", "Content-Length: 999999999999"),
              413);
        });
    for (String path : List.of("/webhooks/reveni/es", "/api/exceptions/x/retry", "/q/health")) {
      try (RawClient client = RawClient.to(strangers.program.address())) {
        client.send(
            "POST "
                + path
                + " HTTP/1.1\r\n"
                + HOST
                + "\r\n"
                + JSON
                + "\r\nTransfer-Encoding: chunked\r\n\r\n");
        String chunk = "1000\r\n" + "x".repeat(0x1000) + "\r\n";
        for (int i = 0; i < 80 && client.send(chunk); i++) {
          assertThat(i).isLessThan(80);
        }
        problem(client.answer(), 413);
      }
    }
  }

  @Test
  void a_table_of_32_MiB_is_taken_and_is_not_read_before_the_login() {
    String post = "POST /api/imports/returns HTTP/1.1";
    String csv = "Content-Type: text/csv";
    int most = 32 << 20;
    problem(strangers.ask(post, HOST, csv, "Content-Length: " + most), 401);
    problem(strangers.ask(post, HOST, csv, "Transfer-Encoding: chunked", "", "1000", "es,r1"), 401);

    String head = "store,return_id,note\n";
    String row = "es,imported," + "x".repeat(1000) + "\n";
    int rows = (most - head.length()) / row.length();
    String table = head + row.repeat(rows);
    try (RawClient client = RawClient.to(strangers.program.address())) {
      client.send(
          String.join("\r\n", post, HOST, csv, ADMIN, "Content-Length: " + most, "", table));
      assertThat(client.send("\n".repeat(most - table.length()))).isTrue();
      Answer answer = client.answer();
      assertThat(answer.status()).as(answer.body()).isEqualTo(202);
      assertThat(Json.read(answer.body(), JsonNode.class).path("rows").asInt()).isEqualTo(rows);
    }
    String part = row.repeat(1000);
    String chunk = Integer.toHexString(part.length()) + "\r\n" + part + "\r\n";
    try (RawClient client = RawClient.to(strangers.program.address())) {
      client.send(
          String.join("\r\n", post, HOST, csv, ADMIN, "Transfer-Encoding: chunked", "", ""));
      for (int i = 0; i < 40 && client.send(chunk); i++) {
        assertThat(i).isLessThan(40);
      }
      problem(client.answer(), 413);
    }
  }

  @Test
  void a_body_may_be_announced() {
    String body = body("announced");
    try (RawClient client = RawClient.to(strangers.program.address())) {
      client.send(
          String.join(
              "\r\n",
              "POST /webhooks/reveni/es HTTP/1.1",
              HOST,
              JSON,
              signature(body),
              "Expect: 100-continue",
              "Content-Length: " + body.length(),
              "",
              ""));
      assertThat(client.answer().status()).isEqualTo(100);
      client.send(body);
      assertThat(client.answer().status()).isIn(202, 503);
    }
  }

  @Test
  void odd_methods_and_paths_leave_no_trace_in_the_metrics() {
    problem(strangers.ask("BREW /q/health HTTP/1.1", HOST), 405);
    problem(strangers.ask("GET /webhooks/x HTTP/1.1", HOST, "Upgrade: x"), 400);
    strangers.get("/nowhere/0");
    strangers.get("/api/nowhere/0");
    long before = httpMetrics();
    try (RawClient client = RawClient.to(strangers.program.address())) {
      for (int i = 0; i < 1000; i++) {
        client.send("GET /nowhere/" + i + " HTTP/1.1\r\n" + HOST + "\r\n\r\n");
        assertThat(client.answer().status()).isEqualTo(404);
        client.send("GET /api/nowhere/" + i + " HTTP/1.1\r\n" + HOST + "\r\n" + ADMIN + "\r\n\r\n");
        assertThat(client.answer().status()).isEqualTo(404);
      }
    }
    for (int i = 0; i < 1500; i++) {
      Answer answer = strangers.ask("ODD" + i + " /webhooks/reveni/es HTTP/1.1", HOST);
      assertThat(answer.status()).isEqualTo(405);
    }
    problem(strangers.ask("TRACE /q/health HTTP/1.1", HOST), 405);
    assertThat(strangers.metrics().keySet())
        .noneMatch(s -> s.contains("ODD") || s.contains("/nowhere/"));
    assertThat(httpMetrics() - before).isLessThan(15);
  }

  /** Those that a request may add to; the program's other work adds its own meanwhile. */
  private long httpMetrics() {
    return strangers.metrics().keySet().stream().filter(s -> s.startsWith("http_")).count();
  }

  @Test
  void two_hundred_and_forty_that_send_and_stop_keep_nobody_from_being_served() {
    List<RawClient> hogs = new ArrayList<>();
    try {
      int announced = 250_000;
      byte[] part = new byte[announced - 1000];
      for (int i = 0; i < 240; i++) {
        RawClient hog = RawClient.from("127.0.0.4", strangers.program.address());
        hog.send(
            "POST /webhooks/reveni/es HTTP/1.1\r\n"
                + HOST
                + "\r\n"
                + JSON
                + "\r\nContent-Length: "
                + announced
                + "\r\n\r\n");
        hog.send(part);
        hogs.add(hog);
      }
      strangers.assertThatWebhooksGoOn(strangers.program.address());
      assertThat(strangers.metrics().get("http_server_body_bytes")).isLessThan(40e6);
      for (RawClient hog : hogs) {
        assertThat(hog.answer().status()).isIn(408, 503, 0);
      }
      try (RawClient large = RawClient.to(strangers.program.address())) {
        large.send(
            "POST /webhooks/reveni/es HTTP/1.1\r\n"
                + HOST
                + "\r\n"
                + JSON
                + "\r\nContent-Length: 1040000\r\n\r\n");
        large.send(new byte[1_000_000]);
        problem(large.answer(), 413);
      }
    } finally {
      hogs.forEach(RawClient::close);
    }
    Waiting.until(
        "what was held to be free again",
        () -> strangers.metrics().get("http_server_body_bytes") == 0);
    strangers.assertThatWebhooksGoOn(strangers.program.address());
  }

  @Test
  void more_connections_than_there_may_be_make_the_longest_waiting_ones_go() {
    List<RawClient> idle = new ArrayList<>();
    try {
      for (int i = 0; i < 1100; i++) {
        idle.add(RawClient.from("127.0.0.5", strangers.program.address()));
      }
      strangers.assertThatWebhooksGoOn(strangers.program.address());
      Waiting.untilAsserted(
          "the metrics to be told, when one of them has waited for a second",
          () ->
              assertThat(strangers.metrics().get("http_server_connections"))
                  .isLessThanOrEqualTo(1000));
    } finally {
      idle.forEach(RawClient::close);
    }
  }

  @Test
  void a_request_that_trickles_in_is_cut() {
    try (RawClient head = RawClient.to(strangers.program.address());
        RawClient body = RawClient.to(strangers.program.address());
        RawClient silent = RawClient.to(strangers.program.address())) {
      head.send("GET /q/health HTTP/1.1\r\nHost: x\r\n");
      body.send(
          "POST /webhooks/reveni/es HTTP/1.1\r\n"
              + HOST
              + "\r\n"
              + JSON
              + "\r\nTransfer-Encoding: chunked\r\n\r\n");
      Waiting.until("the head to be given up", () -> !head.send("X: y\r\n"));
      assertThat(head.answer().status()).isIn(408, 0);
      assertThat(silent.answer().status()).isZero();
      Waiting.until("the body to be given up", () -> !body.send("1\r\nx\r\n"));
      assertThat(body.answer().status()).isIn(408, 0);
    }
  }

  @Test
  void many_requests_on_one_connection_are_answered_in_their_order() {
    try (RawClient client = RawClient.to(strangers.program.address())) {
      String wrong =
          "POST /webhooks/reveni/es HTTP/1.1\r\n"
              + HOST
              + "\r\n"
              + JSON
              + "\r\nContent-Length: 2\r\n\r\n{}";
      client.send(
          "GET /q/health/live HTTP/1.1\r\n"
              + HOST
              + "\r\n\r\n"
              + wrong
              + "GET /nowhere HTTP/1.1\r\n"
              + HOST
              + "\r\n\r\n"
              + "GET //x HTTP/1.1\r\n"
              + HOST
              + "\r\n\r\n"
              + wrong);
      assertThat(client.answer().status()).isEqualTo(200);
      assertThat(client.answer().status()).isEqualTo(401);
      assertThat(client.answer().status()).isEqualTo(404);
      problem(client.answer(), 400);
      assertThat(client.answer().status()).isZero();
    }
  }
}
