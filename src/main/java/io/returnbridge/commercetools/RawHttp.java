package io.returnbridge.commercetools;

import io.returnbridge.http.OneRequest;
import io.returnbridge.http.Unsent;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP exchange, never repeated. What goes wrong is told apart by whether the request can have
 * reached the other side.
 */
final class RawHttp implements Wire {

  static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);

  /** For the whole answer, body included. */
  static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(10);

  /** A page of 500 products, unpacked, stays below it. */
  static final int LARGEST_ANSWER = 32 << 20;

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
   * @param contentType the header of that name; empty for none
   * @param retryAfter the header of that name
   * @param body decompressed
   */
  record Answer(int status, String contentType, @Nullable String retryAfter, byte[] body) {
    String text() {
      return new String(body, StandardCharsets.UTF_8);
    }
  }

  private final CloseableHttpClient client;

  /**
   * @param requestTimeout for the whole answer
   */
  RawHttp(Duration requestTimeout) {
    client =
        OneRequest.on(HttpClientBuilder.create(), LARGEST_ANSWER)
            .useSystemProperties()
            .setConnectionManager(OneRequest.connections(CONNECT_TIMEOUT))
            .setDefaultRequestConfig(
                RequestConfig.custom()
                    .setConnectionRequestTimeout(Timeout.of(requestTimeout))
                    .setResponseTimeout(Timeout.of(requestTimeout))
                    .setAuthenticationEnabled(false)
                    .build())
            .build();
  }

  @Override
  public Answer send(String method, URI uri, Map<String, String> headers, byte @Nullable [] body)
      throws NotSent, AnswerLost {
    HttpUriRequestBase request = new HttpUriRequestBase(method, uri);
    headers.forEach(request::setHeader);
    if (body != null) {
      request.setEntity(
          new ByteArrayEntity(body, ContentType.parseLenient(headers.get("Content-Type"))));
    }
    try {
      return client.execute(request, RawHttp::answer);
    } catch (IOException e) {
      String why = Unreachable.why(uri, e);
      if (Unsent.is(e)) {
        throw new NotSent(why, e);
      }
      throw new AnswerLost(why, e);
    }
  }

  private static Answer answer(ClassicHttpResponse response) throws IOException {
    byte[] body =
        response.getEntity() == null
            ? new byte[0]
            : EntityUtils.toByteArray(response.getEntity(), LARGEST_ANSWER);
    return new Answer(
        response.getCode(),
        Objects.requireNonNullElse(header(response, "Content-Type"), ""),
        header(response, "Retry-After"),
        body);
  }

  private static @Nullable String header(ClassicHttpResponse response, String name) {
    Header header = response.getFirstHeader(name);
    return header == null ? null : header.getValue();
  }
}
