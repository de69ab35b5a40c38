package io.returnbridge.commercetools;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP exchange, never repeated. What goes wrong is told apart by whether the request can have
 * reached the other side.
 */
final class RawHttp {

  static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);

  /** For the whole answer, body included. */
  static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(10);

  /** No answer, and the request was certainly not applied. */
  static final class NotSent extends IOException {
    private static final long serialVersionUID = 1L;

    NotSent(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** No answer, and the request may have been applied. */
  static final class AnswerLost extends IOException {
    private static final long serialVersionUID = 1L;

    AnswerLost(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /**
   * @param body decompressed
   */
  record Answer(int status, HttpHeaders headers, byte[] body) {
    String text() {
      return new String(body, StandardCharsets.UTF_8);
    }
  }

  static {
    // Without this the JDK keeps idle connections for 20 minutes, longer than load balancers do,
    // and a write on a connection that the other side has closed ends in doubt.
    if (System.getProperty("jdk.httpclient.keepalive.timeout") == null) {
      System.setProperty("jdk.httpclient.keepalive.timeout", "30");
    }
  }

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT_TIMEOUT)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();
  private final Duration requestTimeout;

  RawHttp(Duration requestTimeout) {
    this.requestTimeout = requestTimeout;
  }

  Answer send(String method, URI uri, Map<String, String> headers, byte @Nullable [] body)
      throws NotSent, AnswerLost {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .timeout(requestTimeout)
            .method(
                method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body))
            .setHeader("Accept-Encoding", "gzip");
    headers.forEach(request::setHeader);
    CompletableFuture<HttpResponse<byte[]>> exchange =
        client.sendAsync(request.build(), BodyHandlers.ofByteArray());
    try {
      HttpResponse<byte[]> response =
          exchange.get(requestTimeout.toMillis(), TimeUnit.MILLISECONDS);
      return new Answer(response.statusCode(), response.headers(), decompressed(response));
    } catch (TimeoutException e) {
      exchange.cancel(true);
      throw new AnswerLost("no answer within " + requestTimeout.toSeconds() + " s", e);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      if (neverLeft(cause)) {
        throw new NotSent(Unreachable.why(uri, cause), cause);
      }
      throw new AnswerLost(Unreachable.why(uri, cause), cause);
    } catch (InterruptedException e) {
      exchange.cancel(true);
      Thread.currentThread().interrupt();
      throw new AnswerLost("interrupted", e);
    } catch (UncheckedIOException e) {
      throw new AnswerLost("the answer's body cannot be decompressed", e);
    }
  }

  private static boolean neverLeft(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof ConnectException
          || t instanceof HttpConnectTimeoutException
          || t instanceof UnresolvedAddressException) {
        return true;
      }
    }
    return false;
  }

  private static byte[] decompressed(HttpResponse<byte[]> response) {
    if (!response.headers().firstValue("Content-Encoding").orElse("").equalsIgnoreCase("gzip")) {
      return response.body();
    }
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(response.body()))) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
