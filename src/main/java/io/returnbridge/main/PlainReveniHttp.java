package io.returnbridge.main;

import io.returnbridge.failure.Unavailable;
import io.returnbridge.reveni.ReveniHttp;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One request to Reveni for a command, of which nothing else of the program runs. */
final class PlainReveniHttp implements ReveniHttp {

  private static final int LONGEST = 2 * 1024 * 1024 + 1;

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(3))
          .build();

  @Override
  public Answer call(String method, String url, String bearer, @Nullable String body) {
    try {
      HttpResponse<InputStream> answer =
          client.send(
              HttpRequest.newBuilder(URI.create(url))
                  .timeout(Duration.ofSeconds(10))
                  .header("Authorization", "Bearer " + bearer)
                  .header("Accept", "application/json")
                  .method(
                      method,
                      body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                  .build(),
              BodyHandlers.ofInputStream());
      try (InputStream in = answer.body()) {
        String text = new String(in.readNBytes(LONGEST), StandardCharsets.UTF_8);
        return new Answer(answer.statusCode(), null, text);
      }
    } catch (IOException e) {
      throw new Unavailable("reveni", "Reveni gave no answer: " + e.getMessage(), null, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Unavailable("reveni", "Interrupted", null, e);
    }
  }
}
