package io.returnbridge.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.elytron.security.common.BcryptUtil;
import io.returnbridge.journey.RawClient.Answer;
import io.returnbridge.json.Json;
import io.returnbridge.sandbox.Shop;
import io.returnbridge.sandbox.reveni.WebhookSender;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A program that strangers can reach, and what they send. */
final class Strangers implements AutoCloseable {

  static final String HOST = "Host: x";
  static final String JSON = "Content-Type: application/json";
  static final String ADMIN = "Authorization: " + basic("admin", World.PASSWORD);
  static final String SCANNER = "Authorization: Bearer " + World.WAREHOUSE_KEY;

  /** May log in with {@code carlas-password}. */
  private static final String USERS =
      "name,password,roles,locale\ncarla,"
          + BcryptUtil.bcryptHash("carlas-password", 4)
          + ",cx,es\n";

  final Path users;
  final Program program;
  private final int publicPort = Ports.free();
  private final World world = new World();

  /**
   * @param variables in the place of those of {@link World}
   */
  Strangers(String name, Map<String, String> variables) {
    Shop.open(world.commercetools, world.mappings);
    world.setUp();
    users = Path.of("target/journey/" + name + "-users.csv").toAbsolutePath();
    try {
      Files.createDirectories(users.getParent());
      Files.writeString(users, USERS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Map<String, String> environment = new HashMap<>(world.environment());
    environment.put("JDK_JAVA_OPTIONS", "-Xmx512m");
    environment.put("CONSOLE_USERS", users.toString());
    environment.put("PUBLIC_HTTP_PORT", Integer.toString(publicPort));
    environment.put("TRUSTED_PROXIES", "127.0.0.9");
    environment.putAll(variables);
    program = Program.start(name, environment);
  }

  @Override
  public void close() {
    program.close();
    world.close();
  }

  static String basic(String user, String password) {
    return "Basic "
        + Base64.getEncoder()
            .encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
  }

  URI published() {
    return URI.create("http://127.0.0.1:" + publicPort);
  }

  Answer ask(String... lines) {
    return RawClient.ask(program.address(), lines);
  }

  Answer get(String path) {
    return ask("GET " + path + " HTTP/1.1", HOST, ADMIN);
  }

  static JsonNode problem(Answer answer, int status) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
    JsonNode problem = Json.read(answer.body(), JsonNode.class);
    assertThat(problem.path("status").asInt()).isEqualTo(status);
    assertThat(problem.path("detail").asText()).isNotEmpty();
    return problem;
  }

  static String body(String id) {
    return "{\"id\":\"%s\",\"event\":\"return.updated\",\"data\":{\"resource\":\"return\",\"resource_id\":\"%s\"}}"
        .formatted(id, id);
  }

  static String signature(String body) {
    return "X-REVENI-SIGNATURE: "
        + WebhookSender.sign(body.getBytes(StandardCharsets.UTF_8), "key-es", Instant.now());
  }

  static String[] webhook(String address, String body, String... headers) {
    return Stream.of(
            Stream.of("POST " + address + " HTTP/1.1", HOST, JSON),
            Stream.of(headers),
            Stream.of("Content-Length: " + body.length(), "", body))
        .flatMap(s -> s)
        .toArray(String[]::new);
  }

  /** Sent again where nothing was stored: a machine may be busy. */
  void assertThatWebhooksGoOn(URI address) {
    Waiting.until(
        "a webhook to be taken",
        () -> {
          String body = body("real-" + UUID.randomUUID());
          Answer answer =
              RawClient.ask(address, webhook("/webhooks/reveni/es", body, signature(body)));
          assertThat(answer.status()).as(answer.body()).isIn(202, 503);
          return answer.status() == 202;
        });
  }

  boolean isStored(String eventId) {
    return Topic.records(program.brokers(), "reveni.webhooks.v1").stream()
        .anyMatch(r -> eventId.equals(r.key()));
  }

  Map<String, Double> metrics() {
    Answer answer =
        RawClient.ask(program.address(), "GET /q/metrics HTTP/1.1", HOST, "Accept: text/plain");
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer
        .body()
        .lines()
        .filter(l -> !l.startsWith("#"))
        .map(l -> l.replace(",}", "}"))
        .collect(
            Collectors.toMap(
                l -> l.substring(0, l.lastIndexOf(' ')),
                l -> Double.parseDouble(l.substring(l.lastIndexOf(' ') + 1)),
                (a, b) -> a,
                LinkedHashMap::new));
  }

  void assertNothingIsLoggedAsADefect() {
    assertThat(program.output().lines())
        .noneMatch(l -> l.startsWith("\tat ") || l.contains(" ERROR "));
  }
}
