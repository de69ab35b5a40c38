package io.returnbridge.camel;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.quarkus.arc.Unremovable;
import io.returnbridge.engine.Claim;
import io.returnbridge.engine.OwnRecord;
import io.returnbridge.engine.OwnWork;
import io.returnbridge.tracing.Traces;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;

/** Gives the route of a step of one's own the record that is next, and ends it. */
@Named("ownSteps")
@ApplicationScoped
@Unremovable
public class OwnSteps {

  /** The property of an exchange that has the record. */
  static final String RECORD = "ownRecord";

  /** The same however often the record is sent, so that whoever takes it can tell a repeat. */
  static final String IDEMPOTENCY_KEY = "Idempotency-Key";

  private final OwnWork work;

  public OwnSteps(OwnWork work) {
    this.work = work;
  }

  /**
   * Of what was consumed.
   *
   * @param trace that it belongs to, where it is traced
   */
  static OwnRecord remember(
      String step, Consumed consumed, @Nullable String trace, Exchange exchange) {
    Map<String, byte[]> headers = new HashMap<>(consumed.headers());
    if (trace != null) {
      headers.put(Traces.HEADER, trace.getBytes(UTF_8));
    }
    OwnRecord record =
        new OwnRecord(step, consumed.place(), consumed.key(), consumed.value(), headers);
    exchange.setProperty(RECORD, record);
    return record;
  }

  /** What follows on the same worker has nothing to do with it, nor with what was answered. */
  static void forget(Exchange exchange) {
    exchange.removeProperty(RECORD);
    Consumed.forget(exchange);
    exchange.getMessage().removeHeaders("*");
  }

  static @Nullable OwnRecord of(Exchange exchange) {
    return exchange.getProperty(RECORD, OwnRecord.class);
  }

  /**
   * The message becomes the record: its value, and no header of it, since whoever wrote it could
   * steer the requests by them; but what it sends on is in its trace. The property stays empty when
   * nothing is left to do.
   */
  public void begin(Exchange exchange) {
    exchange.getMessage().setBody(null);
    Claim claim = DueWork.claimed(exchange);
    work.next(claim)
        .ifPresent(
            record -> {
              TracedWork.begin(claim, record.trace(), exchange);
              begin(record, exchange);
            });
  }

  private static void begin(OwnRecord record, Exchange exchange) {
    exchange.setProperty(RECORD, record);
    Consumed.again(record, exchange);
    Message message = exchange.getMessage();
    message.setBody(record.value());
    message.setHeader(Exchange.CONTENT_TYPE, "application/json");
    message.setHeader(IDEMPOTENCY_KEY, record.id());
    String trace = Traces.current();
    if (trace != null) {
      message.setHeader(Traces.HEADER, trace);
    }
  }

  /** Everything that its route says has been done. */
  public void passed(Exchange exchange) {
    work.passed(DueWork.claimed(exchange), Objects.requireNonNull(of(exchange)));
  }
}
