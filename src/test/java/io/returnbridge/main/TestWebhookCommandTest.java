package io.returnbridge.main;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import io.returnbridge.intake.Signature;
import io.returnbridge.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TestWebhookCommandTest {

  private final List<String> paths = new ArrayList<>();
  private String body = "";
  private String signature = "";
  private final HttpServer program = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);

  TestWebhookCommandTest() throws IOException {}

  @AfterEach
  void stop() {
    program.stop(0);
  }

  private URI answering(int status, String answer) {
    program.createContext(
        "/",
        call -> {
          paths.add(call.getRequestURI().getPath());
          signature = call.getRequestHeaders().getFirst("X-REVENI-SIGNATURE");
          body = new String(call.getRequestBody().readAllBytes(), UTF_8);
          call.sendResponseHeaders(status, answer.length());
          call.getResponseBody().write(answer.getBytes(UTF_8));
          call.close();
        });
    program.start();
    return URI.create("http://127.0.0.1:" + program.getAddress().getPort());
  }

  private record Run(int code, String text) {}

  private static Run send(String store, URI to) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int code =
        TestWebhookCommand.run(
            Map.of("REVENI_ES_API_KEY", "the-key"),
            store,
            "r1",
            to,
            new PrintStream(out, true, UTF_8));
    return new Run(code, out.toString(UTF_8));
  }

  @Test
  void it_is_signed_as_reveni_signs_and_what_to_look_at_is_said() {
    URI to = answering(202, "{\"eventId\":\"e1\"}");

    Run run = send("es", to);

    assertThat(run.code()).isZero();
    assertThat(run.text())
        .contains("Accepted as event e1", to + "/api/returns/r1", "/api/exceptions?returnId=r1")
        .contains("RETURN_NOT_FOUND after 5 minutes");
    assertThat(paths).containsExactly("/webhooks/reveni/es");
    JsonNode sent = Json.read(body, JsonNode.class);
    assertThat(sent.path("event").asText()).isEqualTo("return.updated");
    assertThat(sent.at("/data/resource_id").asText()).isEqualTo("r1");
    Signature read = Signature.parse(signature).orElseThrow();
    assertThat(read.stale(Instant.now(), Duration.ofSeconds(60))).isFalse();
    assertThat(read.madeWith(List.of("the-key"), body.getBytes(UTF_8))).isTrue();
    assertThat(read.madeWith(List.of("another"), body.getBytes(UTF_8))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"localhost:8080", "returns.example.com", "ftp://x", "http://a b", "http://"})
  void what_is_no_address_is_said_without_names_of_classes(String to) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();

    assertThat(TestWebhookCommand.address(to, new PrintStream(out, true, UTF_8))).isEmpty();
    assertThat(out.toString(UTF_8))
        .contains("--to is \"" + to + "\": it is an address with http:// or https://")
        .doesNotContain("java.", "Exception");
  }

  @ParameterizedTest
  @CsvSource({
    "401, another key for this store",
    "404, the running program has other tables",
    "503, nothing was stored",
  })
  void a_refusal_says_what_to_do(int status, String said) {
    Run run = send("es", answering(status, "{\"detail\":\"Why\"}"));

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.text()).contains("answered " + status + ": Why; ").contains(said);
  }

  @Test
  void nobody_there_and_an_unknown_store_are_said() {
    assertThat(send("es", URI.create("http://127.0.0.1:1")))
        .matches(run -> run.code() == 1 && run.text().startsWith("Nothing answers at"));
    assertThat(send("ess", URI.create("http://127.0.0.1:1")).text())
        .contains("stores.csv has no store `ess` (did you mean \"es\"?): it has es, uk");
  }
}
