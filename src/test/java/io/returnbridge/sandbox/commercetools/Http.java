package io.returnbridge.sandbox.commercetools;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;

/** Talks to the sandbox as any client would; every answer is held against what is published. */
final class Http {
  static final ObjectMapper JSON = new ObjectMapper();

  /** An answer; the body of an empty answer is a missing node. */
  record Answer(int status, JsonNode body, Optional<String> retryAfter) {
    String code() {
      return body.path("errors").path(0).path("code").asText();
    }

    JsonNode error() {
      return body.path("errors").path(0);
    }

    String id() {
      return body.path("id").asText();
    }

    long version() {
      return body.path("version").asLong();
    }
  }

  private final CommercetoolsSandbox sandbox;
  private final HttpClient client = HttpClient.newHttpClient();
  private String token;

  Http(CommercetoolsSandbox sandbox) {
    this.sandbox = sandbox;
    this.token = token("").body().path("access_token").asText();
  }

  void use(String newToken) {
    token = newToken;
  }

  Answer token(String scope) {
    return token(sandbox.clientId(), sandbox.clientSecret(), scope);
  }

  Answer token(String id, String secret, String scope) {
    String basic =
        Base64.getEncoder().encodeToString((id + ":" + secret).getBytes(StandardCharsets.UTF_8));
    return send(
        HttpRequest.newBuilder(URI.create(sandbox.authUrl() + "/oauth/token"))
            .header("Authorization", "Basic " + basic)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "grant_type=client_credentials"
                        + (scope.isEmpty()
                            ? ""
                            : "&scope=" + URLEncoder.encode(scope, StandardCharsets.UTF_8)))));
  }

  Answer get(String path) {
    return send(request(path).GET());
  }

  Answer query(String path, String where, String... variables) {
    StringBuilder uri = new StringBuilder(path + "?where=" + encode(where));
    for (int i = 0; i < variables.length; i += 2) {
      uri.append("&var.").append(variables[i]).append('=').append(encode(variables[i + 1]));
    }
    return get(uri.toString());
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** Single quotes in the body stand for double ones. */
  Answer post(String path, String body) {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body.replace('\'', '"'))));
  }

  Answer update(String path, long version, String... actions) {
    return post(path, "{'version':" + version + ",'actions':[" + String.join(",", actions) + "]}");
  }

  Answer delete(String path) {
    return send(request(path).DELETE());
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(
            URI.create(
                sandbox.url() + "/" + sandbox.projectKey() + (path.isEmpty() ? "" : "/" + path)))
        .timeout(Duration.ofSeconds(10))
        .header("Authorization", "Bearer " + token);
  }

  Answer send(HttpRequest.Builder request) {
    try {
      HttpResponse<String> response =
          client.send(request.build(), HttpResponse.BodyHandlers.ofString());
      JsonNode body = JSON.readTree(response.body());
      String path = response.uri().getRawPath().replaceFirst("^/" + sandbox.projectKey(), "");
      if (!path.startsWith("/oauth") && !body.isMissingNode()) {
        assertThat(Facts.differences(path, response.statusCode(), body)).isEmpty();
      }
      return new Answer(response.statusCode(), body, response.headers().firstValue("Retry-After"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
