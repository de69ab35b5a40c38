package io.returnbridge.http;

import io.opentelemetry.api.trace.SpanKind;
import io.returnbridge.tracing.Traced;
import io.returnbridge.tracing.Traces;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.io.HttpClientConnectionManager;
import org.apache.hc.core5.concurrent.Cancellable;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.net.URIAuthority;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/**
 * Makes a client of Apache HttpClient send a request once, and take its answer whole or not at all:
 * nothing is repeated after a 429, a 503 or a lost connection, no redirect is followed, the
 * client's response time-out is for the whole answer instead of for each read, and an answer has a
 * largest size after it was unpacked.
 */
public final class OneRequest implements ExecChainHandler {

  /**
   * Header of a request whose answer has another largest size than those of its client, in bytes.
   * It is not sent.
   */
  public static final String LARGEST_ANSWER = "Returnbridge-Largest-Answer";

  /** Where a client has no response time-out. */
  private static final Duration LONGEST = Duration.ofSeconds(60);

  private static final int LONGEST_LINE = 16 * 1024;
  private static final int MOST_HEADERS = 200;
  static final int MOST_CONNECTIONS = 128;

  /** Load balancers close an idle connection sooner than the other side says. */
  private static final TimeValue LONGEST_IDLE = TimeValue.ofSeconds(30);

  private static final ScheduledExecutorService CLOCK =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "http-deadlines");
            thread.setDaemon(true);
            return thread;
          });

  private final int largest;

  private OneRequest(int largest) {
    this.largest = largest;
  }

  /**
   * @param largest bytes of an answer's body; more is {@link AnswerTooLarge}
   */
  public static HttpClientBuilder on(HttpClientBuilder client, int largest) {
    return client
        .disableAutomaticRetries()
        .disableRedirectHandling()
        .disableCookieManagement()
        .disableAuthCaching()
        .setKeepAliveStrategy((response, context) -> LONGEST_IDLE)
        .addExecInterceptorFirst("one-request", new OneRequest(largest));
  }

  /** Connections whose answers have bounded headers too. */
  public static HttpClientConnectionManager connections(Duration connectTimeout) {
    Http1Config bounds =
        Http1Config.custom().setMaxLineLength(LONGEST_LINE).setMaxHeaderCount(MOST_HEADERS).build();
    return PoolingHttpClientConnectionManagerBuilder.create()
        .useSystemProperties()
        .setConnectionFactory(
            ManagedHttpClientConnectionFactory.builder().http1Config(bounds).build())
        .setDefaultConnectionConfig(
            ConnectionConfig.custom()
                .setConnectTimeout(Timeout.of(connectTimeout))
                // A write on a connection that the other side has closed would end in doubt.
                .setValidateAfterInactivity(TimeValue.ZERO_MILLISECONDS)
                .build())
        .setMaxConnPerRoute(MOST_CONNECTIONS)
        .setMaxConnTotal(2 * MOST_CONNECTIONS)
        .build();
  }

  @Override
  public ClassicHttpResponse execute(
      ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
      throws IOException, HttpException {
    Header own = request.getFirstHeader(LARGEST_ANSWER);
    request.removeHeaders(LARGEST_ANSWER);
    int most = own == null ? largest : Integer.parseInt(own.getValue());
    Traced traced = traced(request);
    Duration within = within(scope.clientContext.getRequestConfigOrDefault().getResponseTimeout());
    AtomicBoolean late = new AtomicBoolean();
    ScheduledFuture<?> deadline =
        CLOCK.schedule(
            () -> {
              late.set(true);
              abort(scope);
            },
            within.toMillis(),
            TimeUnit.MILLISECONDS);
    try {
      ClassicHttpResponse answer = whole(chain.proceed(request, scope), scope, most);
      traced.say("http.response.status_code", answer.getCode());
      if (answer.getCode() >= 400) {
        traced.failed(Integer.toString(answer.getCode()));
      }
      return answer;
    } catch (IOException | HttpException | RuntimeException e) {
      traced.failed(late.get() ? "AnswerTooSlow" : e.getClass().getSimpleName());
      // Nobody else closes an answer that was taken in part only.
      scope.execRuntime.discardEndpoint();
      if (late.get()) {
        AnswerTooSlow tooSlow = new AnswerTooSlow(within);
        tooSlow.initCause(e);
        throw tooSlow;
      }
      throw e;
    } finally {
      deadline.cancel(false);
      traced.end();
    }
  }

  /** Within the work of this thread: whoever takes the request can go on with its trace. */
  private static Traced traced(ClassicHttpRequest request) {
    URIAuthority host = request.getAuthority();
    String name = host == null ? "" : host.getHostName();
    Traced traced = Traces.within(request.getMethod() + " " + name, SpanKind.CLIENT);
    String trace = traced.text();
    if (trace != null) {
      request.setHeader(Traces.HEADER, trace);
      traced.say("http.request.method", request.getMethod()).say("server.address", name);
    }
    return traced;
  }

  private static Duration within(Timeout configured) {
    return configured == null || configured.isDisabled() ? LONGEST : configured.toDuration();
  }

  /** Closes the connection under whoever reads from it, and is heard before there is one. */
  private static void abort(ExecChain.Scope scope) {
    if (scope.originalRequest instanceof Cancellable request) {
      request.cancel();
    }
    scope.execRuntime.discardEndpoint();
  }

  private static ClassicHttpResponse whole(
      ClassicHttpResponse answer, ExecChain.Scope scope, int most) throws IOException {
    HttpEntity entity = answer.getEntity();
    if (entity == null) {
      return answer;
    }
    byte[] body;
    InputStream content = entity.getContent();
    body = content == null ? new byte[0] : content.readNBytes(most + 1);
    if (body.length > most) {
      // Else closing would read what is left.
      scope.execRuntime.discardEndpoint();
      throw new AnswerTooLarge(answer.getCode(), most);
    }
    if (content != null) {
      content.close();
    }
    answer.setEntity(new ByteArrayEntity(body, ContentType.parseLenient(entity.getContentType())));
    return answer;
  }
}
