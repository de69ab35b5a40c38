package io.returnbridge.main;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.returnbridge.json.Json;
import io.returnbridge.settings.SettingsProblems;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * The API of the program that runs on this machine, as user {@code admin}: what commands of another
 * process talk to, since one process at a time has the embedded storage.
 */
final class ApiClient {

  /**
   * @param body missing when it is no JSON
   */
  record Answer(int status, JsonNode body) {

    /** What went wrong, in the words of the problem details. */
    String problem() {
      return body.path("detail").asText("It answered " + status);
    }
  }

  /** Nobody answers, or not to this login. */
  static final class NoAnswer extends Exception {
    private static final long serialVersionUID = 1L;

    NoAnswer(String message) {
      super(message);
    }
  }

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private final URI address;
  private final String login;

  private ApiClient(URI address, String login) {
    this.address = address;
    this.login = login;
  }

  /**
   * By {@code HTTP_PORT} and {@code CONSOLE_ADMIN_PASSWORD}, as the running program has them.
   *
   * @throws SettingsProblems without the password
   */
  static ApiClient of(Map<String, String> variables) {
    String password = variables.getOrDefault("CONSOLE_ADMIN_PASSWORD", "").strip();
    if (password.isEmpty()) {
      throw new SettingsProblems(
          List.of(
              "CONSOLE_ADMIN_PASSWORD is not set: set it to the password of the program that runs,"
                  + " which has printed it at its start when it had none"));
    }
    String port = variables.getOrDefault("HTTP_PORT", "").strip();
    if (!port.matches("[0-9]{0,5}")) {
      throw new SettingsProblems(
          List.of("HTTP_PORT is \"" + port + "\": set it to the port of the program that runs"));
    }
    return new ApiClient(
        URI.create("http://127.0.0.1:" + (port.isEmpty() ? "8080" : port)),
        "Basic "
            + Base64.getEncoder()
                .encodeToString(("admin:" + password).getBytes(StandardCharsets.UTF_8)));
  }

  Answer get(String path) throws NoAnswer {
    return send(request(path).GET());
  }

  Answer post(String path, String contentType, String body) throws NoAnswer {
    return send(
        request(path)
            .header("Content-Type", contentType)
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(address.resolve(path))
        .timeout(Duration.ofMinutes(2))
        .header("Authorization", login);
  }

  private Answer send(HttpRequest.Builder request) throws NoAnswer {
    try {
      HttpResponse<String> response =
          http.send(request.build(), HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() == 401) {
        throw new NoAnswer(
            "The program at "
                + address
                + " refuses the login: set CONSOLE_ADMIN_PASSWORD to its password");
      }
      return new Answer(response.statusCode(), parse(response.body()));
    } catch (IOException e) {
      throw new NoAnswer(
          "Nothing answers at "
              + address
              + " ("
              + e
              + "): start the program, or set HTTP_PORT to its port");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NoAnswer("Interrupted while waiting for " + address);
    }
  }

  private static JsonNode parse(String body) {
    try {
      JsonNode json = Json.MAPPER.readTree(body);
      return json == null ? Json.MAPPER.missingNode() : json;
    } catch (JsonProcessingException e) {
      return Json.MAPPER.missingNode();
    }
  }
}
