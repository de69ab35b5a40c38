package io.returnbridge.camel;

import io.opentelemetry.api.trace.SpanKind;
import io.returnbridge.engine.Claim;
import io.returnbridge.metrics.Meters;
import io.returnbridge.model.Subject;
import io.returnbridge.store.WakeUp;
import io.returnbridge.tracing.Traced;
import io.returnbridge.tracing.Traces;
import java.util.Locale;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/** Spans of what exchanges do: what came in, what was consumed, and each attempt of a step. */
final class TracedWork {

  private static final String PROPERTY = "traced";

  private TracedWork() {}

  /** Something has come in by HTTP, and is whose it says that it is: a trace begins. */
  static Traced received(String step, Exchange exchange) {
    return here(Traces.begin(step, SpanKind.SERVER, null), exchange);
  }

  /**
   * A record was consumed.
   *
   * @return the cause of what it wakes
   */
  static @Nullable String consumed(String route, Consumed record) {
    Traced read =
        Traces.begin(route, SpanKind.CONSUMER, Traces.cause(record.headers().get(Traces.HEADER)));
    read.say("record", record.place()).end();
    return read.text();
  }

  /** An attempt of the claimed work begins. */
  static void begin(Claim claim, @Nullable String causes, Exchange exchange) {
    WakeUp wakeUp = claim.wakeUp();
    Traced attempt =
        here(Traces.begin(wakeUp.step(), SpanKind.INTERNAL, causes), exchange)
            .say("step", wakeUp.step())
            .say("attempt", claim.attempt() + 1L);
    if (wakeUp.about() instanceof Subject.OfReturn of) {
      attempt.say("store", of.id().store()).say("return", of.id().id());
    }
  }

  static void end(Meters.Work outcome, Exchange exchange) {
    String word = outcome.name().toLowerCase(Locale.ROOT).replace('_', '-');
    Traced ended = of(exchange).say("outcome", word);
    (outcome == Meters.Work.DONE ? ended : ended.failed(word)).end();
    exchange.removeProperty(PROPERTY);
  }

  private static Traced here(Traced begun, Exchange exchange) {
    exchange.setProperty(PROPERTY, begun.here());
    return begun;
  }

  /** The span that has begun last; where nobody traces, none. */
  static Traced of(Exchange exchange) {
    return exchange.getProperty(PROPERTY, Traced.NOT, Traced.class);
  }
}
