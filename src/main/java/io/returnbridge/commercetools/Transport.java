package io.returnbridge.commercetools;

import io.returnbridge.commerce.Doubtful;
import io.returnbridge.failure.Unavailable;
import io.returnbridge.settings.Commercetools;
import io.returnbridge.store.Rehearsal;
import io.vrap.rmf.base.client.ApiHttpHeaders;
import io.vrap.rmf.base.client.ApiHttpMethod;
import io.vrap.rmf.base.client.ApiHttpRequest;
import io.vrap.rmf.base.client.ApiHttpResponse;
import io.vrap.rmf.base.client.VrapHttpClient;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * The SDK's transport: token, rate, and failures in our terms. It repeats a request only after a
 * 401, once, with a new token; the SDK's own retries and its rewriting of versions are not used,
 * since they would apply a write twice.
 */
final class Transport implements VrapHttpClient {

  private final RawHttp http;
  private final Tokens tokens;
  private final RequestRate rate;
  private final Clock clock;

  Transport(Commercetools project, Duration requestTimeout, Clock clock) {
    this.http = new RawHttp(requestTimeout);
    this.tokens = new Tokens(http, project, clock);
    this.rate = new RequestRate(project.maxRequestsPerSecond(), clock);
    this.clock = clock;
  }

  void shareRateAmong(int replicas) {
    rate.shareAmong(replicas);
  }

  Set<String> scopes() {
    return tokens.scopes();
  }

  @Override
  public CompletableFuture<ApiHttpResponse<byte[]>> execute(ApiHttpRequest request) {
    try {
      return CompletableFuture.completedFuture(exchange(request));
    } catch (RuntimeException failure) {
      return CompletableFuture.failedFuture(failure);
    }
  }

  private ApiHttpResponse<byte[]> exchange(ApiHttpRequest request) {
    boolean write =
        request.getMethod() != ApiHttpMethod.GET && request.getMethod() != ApiHttpMethod.HEAD;
    String name = request.getMethod() + " " + request.getUri().getPath();
    if (write && Rehearsal.isOn()) {
      throw new IllegalStateException(name + " would write, which a dry run must not");
    }
    String token = tokens.current();
    RawHttp.Answer answer = send(name, write, request, token);
    if (answer.status() == 401) {
      answer = send(name, write, request, tokens.insteadOf(token));
    }
    if (answer.status() >= 200 && answer.status() < 300) {
      return new ApiHttpResponse<>(answer.status(), new ApiHttpHeaders(), answer.body());
    }
    RuntimeException failure = Answers.failure(name, write, answer, clock);
    if (failure instanceof Unavailable unavailable
        && unavailable.retryAfter() != null
        && (answer.status() == 429 || answer.status() == 503)) {
      rate.pause(unavailable.retryAfter());
    }
    throw failure;
  }

  private RawHttp.Answer send(String name, boolean write, ApiHttpRequest request, String token) {
    rate.acquire();
    Map<String, String> headers = new LinkedHashMap<>();
    request.getHeaders().getHeaders().forEach(h -> headers.put(h.getKey(), h.getValue()));
    headers.put("Authorization", "Bearer " + token);
    headers.put("User-Agent", "returnbridge");
    byte[] body = request.getBody();
    if (body != null) {
      headers.put("Content-Type", "application/json");
    }
    try {
      return http.send(request.getMethod().name(), request.getUri(), headers, body);
    } catch (RawHttp.NotSent e) {
      throw new Unavailable(
          "commercetools", name + " could not be sent: " + e.getMessage(), null, e);
    } catch (RawHttp.AnswerLost e) {
      String message = name + " got no answer: " + e.getMessage();
      throw write
          ? new Doubtful(message, null, e)
          : new Unavailable("commercetools", message, null, e);
    }
  }
}
