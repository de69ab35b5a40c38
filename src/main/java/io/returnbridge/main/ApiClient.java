package io.returnbridge.main;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.returnbridge.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;

/**
 * The API of the program that serves on this machine, for commands: {@code HTTP_PORT} on loopback,
 * as user {@code admin} with {@code CONSOLE_ADMIN_PASSWORD}.
 */
final class ApiClient {

  /** A call that did not do what it should; the message says what to do. */
  static final class Failed extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final int status;

    Failed(int status, String message) {
      super(message, null, false, false);
      this.status = status;
    }

    /** Whether what was asked for is wrong, rather than the asking. */
    boolean isUsage() {
      return status == 400;
    }
  }

  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final Duration LONG_TIMEOUT = Duration.ofMinutes(10);

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private final URI address;
  private final String login;

  private ApiClient(URI address, String password) {
    this.address = address;
    this.login =
        "Basic "
            + Base64.getEncoder()
                .encodeToString(("admin:" + password).getBytes(StandardCharsets.UTF_8));
  }

  /**
   * @throws Failed when a variable is missing or wrong
   */
  static ApiClient of(Map<String, String> variables) {
    URI address = address(variables);
    String password = variables.getOrDefault("CONSOLE_ADMIN_PASSWORD", "").strip();
    if (password.isEmpty()) {
      throw new Failed(
          0, "CONSOLE_ADMIN_PASSWORD is not set: set it to that of the running program");
    }
    return new ApiClient(address, password);
  }

  /**
   * The running program's, on this machine.
   *
   * @throws Failed when {@code HTTP_PORT} is wrong
   */
  static URI address(Map<String, String> variables) {
    String port = variables.getOrDefault("HTTP_PORT", "").strip();
    if (!port.isEmpty() && !port.matches("[1-9][0-9]{0,4}")) {
      throw new Failed(0, "HTTP_PORT is `" + port + "`: set it to the running program's port");
    }
    String host = variables.getOrDefault("HTTP_HOST", "").strip();
    boolean everywhere = host.isEmpty() || host.equals("0.0.0.0") || host.equals("::");
    String named = everywhere ? "127.0.0.1" : host.contains(":") ? "[" + host + "]" : host;
    return URI.create("http://" + named + ":" + (port.isEmpty() ? "8080" : port));
  }

  JsonNode get(String path) {
    return send(request(path).GET());
  }

  /**
   * @param contentType of the body
   */
  JsonNode post(String path, String contentType, String body) {
    return send(
        request(path).header("Content-Type", contentType).POST(BodyPublishers.ofString(body)));
  }

  /** As {@link #post}, of what reads whole topics. */
  JsonNode postAtLength(String path, String contentType, String body) {
    return send(
        request(path)
            .timeout(LONG_TIMEOUT)
            .header("Content-Type", contentType)
            .POST(BodyPublishers.ofString(body)));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(address.resolve(path))
        .timeout(TIMEOUT)
        .header("Authorization", login)
        .header("Accept", "application/json");
  }

  private JsonNode send(HttpRequest.Builder request) {
    try {
      HttpResponse<String> answer =
          http.send(request.build(), HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() == 401) {
        throw new Failed(
            401,
            "The program at "
                + address
                + " refuses CONSOLE_ADMIN_PASSWORD: set it to that of the running program");
      }
      JsonNode body = json(answer.body());
      if (answer.statusCode() / 100 != 2) {
        String detail = body.path("detail").asText();
        throw new Failed(
            answer.statusCode(),
            detail.isEmpty()
                ? "The program at " + address + " answered " + answer.statusCode()
                : detail);
      }
      if (body.isMissingNode()) {
        throw new Failed(
            0, address + " answers, but not as this program does: set HTTP_PORT to its port");
      }
      return body;
    } catch (IOException e) {
      throw new Failed(
          0,
          "Nothing answers at "
              + address
              + ": start the program, or set HTTP_PORT to its port ("
              + e
              + ")");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Failed(0, "Interrupted while waiting for " + address);
    }
  }

  /** Missing where it is no JSON. */
  static JsonNode json(String body) {
    try {
      JsonNode json = Json.MAPPER.readTree(body);
      return json == null ? Json.MAPPER.missingNode() : json;
    } catch (JsonProcessingException notOurs) {
      return Json.MAPPER.missingNode();
    }
  }
}
