package io.returnbridge.commercetools;

import io.returnbridge.commerce.WriteOutcomeUnknown;
import io.returnbridge.failure.Unavailable;
import io.returnbridge.outage.Circuit;
import io.returnbridge.outage.Reply;
import io.returnbridge.settings.Commercetools;
import io.returnbridge.store.Rehearsal;
import io.vrap.rmf.base.client.ApiHttpHeaders;
import io.vrap.rmf.base.client.ApiHttpMethod;
import io.vrap.rmf.base.client.ApiHttpRequest;
import io.vrap.rmf.base.client.ApiHttpResponse;
import io.vrap.rmf.base.client.VrapHttpClient;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The SDK's transport: token, breaker, rate, and failures in our terms. It repeats a request only
 * after a 401, once, with a new token; the SDK's own retries and its rewriting of versions are not
 * used, since they would apply a write twice.
 */
final class Transport implements VrapHttpClient {

  /** After a 429 that does not say for how long. */
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final Wire http;
  private final Tokens tokens;
  private final RequestRate rate;
  private final Circuit circuit;
  private final URI question;
  private final Clock clock;

  Transport(Commercetools project, Wire http, Circuit circuit, Clock clock) {
    this(project, http, circuit, clock, new RequestRate(project.maxRequestsPerSecond()));
  }

  Transport(Commercetools project, Wire http, Circuit circuit, Clock clock, RequestRate rate) {
    this.http = http;
    this.tokens = new Tokens(http, project, circuit, clock);
    this.rate = rate;
    this.circuit = circuit;
    this.question =
        URI.create(
            Tokens.withoutSlash(project.apiUrl().toString())
                + "/"
                + project.projectKey()
                + "/orders?limit=0&withTotal=false");
    this.clock = clock;
    circuit.askBy(this::ask);
  }

  RequestRate rate() {
    return rate;
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
    URI uri = percentEncoded(request.getUri());
    String name = request.getMethod() + " " + uri.getRawPath();
    if (write && Rehearsal.isOn()) {
      throw new IllegalStateException(name + " would write, which a dry run must not");
    }
    circuit.check();
    String token = tokens.current();
    RawHttp.Answer answer = send(name, write, uri, request, token, this::reply);
    if (answer.status() == 401) {
      answer = send(name, write, uri, request, tokens.insteadOf(token), this::replyToNewToken);
    }
    if (answer.status() >= 200 && answer.status() < 300) {
      if (!Answers.isJson(answer)) {
        throw notCommercetools(name, write);
      }
      return new ApiHttpResponse<>(answer.status(), new ApiHttpHeaders(), answer.body());
    }
    throw Answers.failure(name, write, answer, clock);
  }

  /** A proxy's page, or another server's: it says nothing about what became of the request. */
  private static RuntimeException notCommercetools(String name, boolean write) {
    String message =
        name + " was not answered by commercetools, but with a page; check CTP_API_URL";
    return write
        ? new WriteOutcomeUnknown(message, null, null)
        : new Unavailable("commercetools", message, null, null);
  }

  /**
   * The SDK encodes path values as those of a form, where a blank is {@code +}; in a path that is a
   * plus. A plus that is meant is encoded anyway.
   */
  private static URI percentEncoded(URI uri) {
    String text = uri.toString();
    return text.indexOf('+') < 0 ? uri : URI.create(text.replace("+", "%20"));
  }

  private RawHttp.Answer send(
      String name,
      boolean write,
      URI uri,
      ApiHttpRequest request,
      String token,
      Function<RawHttp.Answer, Reply> meaning) {
    Map<String, String> headers = new LinkedHashMap<>();
    request.getHeaders().getHeaders().forEach(h -> headers.put(h.getKey(), h.getValue()));
    byte[] body = request.getBody();
    if (body != null) {
      headers.put("Content-Type", "application/json");
    }
    return inTurn(
        () ->
            circuit.call(
                () ->
                    answer(
                        name, write, request.getMethod().name(), uri, with(token, headers), body),
                meaning));
  }

  /** Whether commercetools is there, and takes the API client: of its orders, none. */
  private Reply ask() {
    return inTurn(
        () -> {
          String token = tokens.evenIfAway();
          RawHttp.Answer answer = question(token);
          return answer.status() == 401
              ? replyToNewToken(question(tokens.insteadOfEvenIfAway(token)))
              : reply(answer);
        });
  }

  private RawHttp.Answer question(String token) {
    return answer("GET /orders", false, "GET", question, with(token, new LinkedHashMap<>()), null);
  }

  private <T> T inTurn(Supplier<T> request) {
    try (RequestRate.Turn turn = rate.acquire()) {
      return request.get();
    }
  }

  /** A 429 slows all requests of all replicas; its next attempt is the work's own matter. */
  private Reply reply(RawHttp.Answer answer) {
    Duration retryAfter = Answers.retryAfter(answer, clock);
    if (answer.status() == 429) {
      rate.asked(retryAfter == null ? PAUSE : retryAfter);
    }
    return Reply.of(answer.status(), retryAfter);
  }

  private Reply replyToNewToken(RawHttp.Answer answer) {
    return answer.status() == 401
        ? Reply.failed("HTTP 401" + Answers.NEW_TOKEN, null)
        : reply(answer);
  }

  private static Map<String, String> with(String token, Map<String, String> headers) {
    headers.put("Authorization", "Bearer " + token);
    headers.put("User-Agent", "returnbridge");
    return headers;
  }

  private RawHttp.Answer answer(
      String name,
      boolean write,
      String method,
      URI uri,
      Map<String, String> headers,
      byte @org.jspecify.annotations.Nullable [] body) {
    try {
      return http.send(method, uri, headers, body);
    } catch (RawHttp.NotSent e) {
      throw new Unavailable(
          "commercetools",
          name + " could not be sent: " + e.getMessage() + "; check CTP_API_URL and the network",
          null,
          e);
    } catch (RawHttp.AnswerLost e) {
      String message = name + " got no answer: " + e.getMessage();
      throw write
          ? new WriteOutcomeUnknown(message, null, e)
          : new Unavailable("commercetools", message, null, e);
    }
  }
}
