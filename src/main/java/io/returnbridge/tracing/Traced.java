package io.returnbridge.tracing;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import org.jboss.logging.MDC;
import org.jspecify.annotations.Nullable;

/**
 * A span from its beginning to its end, or, where nobody traces, none. It ends elsewhere than it
 * has begun; a thread that has none is then outside of any.
 */
@SuppressWarnings("MustBeClosedChecker")
public final class Traced {

  /** In the log's context: the trace that the work on this thread belongs to. */
  public static final String TRACE_ID = "traceId";

  /** Where nobody traces. */
  public static final Traced NOT = new Traced(Span.getInvalid());

  private final Span span;
  private boolean isHere;

  Traced(Span span) {
    this.span = span;
  }

  /** What this thread does from now on, until the end, is within it. */
  public Traced here() {
    if (this != NOT) {
      isHere = true;
      var unused = Context.root().with(span).makeCurrent();
      MDC.put(TRACE_ID, span.getSpanContext().getTraceId());
    }
    return this;
  }

  /**
   * @param name after {@code returnbridge.}, or with a dot one that OpenTelemetry has names for
   */
  public Traced say(String name, @Nullable String value) {
    if (value != null) {
      span.setAttribute(name.indexOf('.') < 0 ? "returnbridge." + name : name, value);
    }
    return this;
  }

  public Traced say(String name, long value) {
    span.setAttribute(name.indexOf('.') < 0 ? "returnbridge." + name : name, value);
    return this;
  }

  /** It has not done what it was for. */
  public Traced failed(String why) {
    span.setStatus(StatusCode.ERROR).setAttribute("error.type", why);
    return this;
  }

  /** Itself, as the cause of what comes of it. */
  public @Nullable String text() {
    return this == NOT ? null : Traces.text(Context.root().with(span));
  }

  public void end() {
    span.end();
    if (isHere) {
      isHere = false;
      var unused = Context.root().makeCurrent();
      MDC.remove(TRACE_ID);
    }
  }
}
