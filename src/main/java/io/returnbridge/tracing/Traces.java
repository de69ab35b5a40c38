package io.returnbridge.tracing;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporterBuilder;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Makes the spans of this process. Until {@link #start} nothing is made, and nothing is asked but
 * whether it was called. What a span says is on a closed list, as in the log: no personal data, no
 * address with a path, no body.
 */
public final class Traces {

  /**
   * The header of a record or a request, and the column of a row, that names the trace and the span
   * which it comes from, as the W3C's Trace Context has it.
   */
  public static final String HEADER = "traceparent";

  /** So many characters have three of them, separated by blanks. */
  public static final int SOME = 3 * 55 + 2;

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** The program ends all the same when its collector is away. */
  private static final Duration LAST_SPANS = Duration.ofSeconds(2);

  private static final W3CTraceContextPropagator FORM = W3CTraceContextPropagator.getInstance();
  private static final TextMapGetter<String> TEXT =
      new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(String text) {
          return List.of(HEADER);
        }

        @Override
        public @Nullable String get(@Nullable String text, String key) {
          return key.equals(HEADER) ? text : null;
        }
      };

  private static volatile @Nullable SdkTracerProvider provider;
  private static volatile @Nullable Tracer tracer;

  private Traces() {}

  /**
   * Spans go to the collector from now on, by OTLP over HTTP, and in batches: nobody waits for it,
   * and what it does not take in time is lost.
   *
   * @param endpoint without {@code /v1/traces}
   * @param share of the traces that are kept, from 0 to 1
   */
  public static void start(
      URI endpoint, Map<String, String> headers, String service, String version, double share) {
    OtlpHttpSpanExporterBuilder exporter =
        OtlpHttpSpanExporter.builder().setEndpoint(endpoint + "/v1/traces").setTimeout(PATIENCE);
    headers.forEach(exporter::addHeader);
    start(BatchSpanProcessor.builder(exporter.build()).build(), service, version, share);
  }

  static void start(SpanProcessor spans, String service, String version, double share) {
    SdkTracerProvider started =
        SdkTracerProvider.builder()
            .addSpanProcessor(spans)
            .setSampler(Sampler.parentBased(Sampler.traceIdRatioBased(share)))
            .setResource(
                Resource.getDefault().toBuilder()
                    .put(AttributeKey.stringKey("service.name"), service)
                    .put(AttributeKey.stringKey("service.version"), version)
                    .build())
            .build();
    provider = started;
    tracer = started.get("io.returnbridge");
  }

  /** The last spans go out; then nothing is made any more. */
  public static void end() {
    tracer = null;
    SdkTracerProvider ended = provider;
    provider = null;
    if (ended != null) {
      var unused = ended.shutdown().join(LAST_SPANS.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  /**
   * A span of what is begun now, in the trace of the last of these causes; the others are its
   * links. Without any it begins a trace.
   *
   * @param causes as {@link #current} says them, separated by blanks
   */
  public static Traced begin(String name, SpanKind kind, @Nullable String causes) {
    Tracer making = tracer;
    if (making == null) {
      return Traced.NOT;
    }
    SpanBuilder span = making.spanBuilder(name).setSpanKind(kind).setNoParent();
    String[] all = causes == null ? new String[0] : causes.split(" ");
    for (int n = 0; n < all.length; n++) {
      Context cause = FORM.extract(Context.root(), all[n], TEXT);
      if (n == all.length - 1) {
        span.setParent(cause);
      } else {
        span.addLink(Span.fromContext(cause).getSpanContext());
      }
    }
    return new Traced(span.startSpan());
  }

  /** A span within what is done on this thread; none where that has none. */
  public static Traced within(String name, SpanKind kind) {
    Tracer making = tracer;
    return making == null || !Span.current().getSpanContext().isValid()
        ? Traced.NOT
        : new Traced(making.spanBuilder(name).setSpanKind(kind).startSpan());
  }

  /** As it stands in a record that somebody else has written; null when it is none. */
  public static @Nullable String cause(byte @Nullable [] header) {
    return tracer == null || header == null
        ? null
        : text(FORM.extract(Context.root(), new String(header, UTF_8), TEXT));
  }

  /** What is done on this thread, as the cause of what comes of it; null where nobody traces. */
  public static @Nullable String current() {
    return tracer == null ? null : text(Context.current());
  }

  /** The causes of what has two, each as {@link #begin} takes them. */
  public static @Nullable String both(@Nullable String one, @Nullable String other) {
    return one == null || one.equals(other) ? other : other == null ? one : one + " " + other;
  }

  /** Says more of what is done on this thread. */
  public static void say(String name, @Nullable String value) {
    if (tracer != null && value != null) {
      var unused = Span.current().setAttribute("returnbridge." + name, value);
    }
  }

  static @Nullable String text(Context context) {
    Map<String, String> said = new HashMap<>();
    FORM.inject(context, said, (to, name, value) -> said.put(name, value));
    return said.get(HEADER);
  }
}
