package io.returnbridge.camel;

import io.returnbridge.failure.NotTried;
import io.returnbridge.failure.RetryAfter;
import io.returnbridge.failure.Unavailable;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.outage.Circuit;
import io.returnbridge.outage.Circuits;
import io.returnbridge.outage.Reply;
import io.returnbridge.reveni.ReveniHttp;
import io.returnbridge.settings.ReveniStore;
import io.returnbridge.settings.Settings;
import io.returnbridge.store.Rehearsal;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.ProducerTemplate;
import org.jspecify.annotations.Nullable;

/** Sends requests through the route {@code call-reveni}, as long as Reveni answers. */
@ApplicationScoped
public class CamelReveniHttp implements ReveniHttp {

  /** A return that cannot exist: that there is none is an answer. */
  private static final String NO_RETURN = "00000000000000000000000000000000";

  /** After a 429 that does not say for how long. */
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final ProducerTemplate template;
  private final Circuit circuit;
  private final Clock clock = Clock.systemUTC();
  private final AtomicLong pausedUntil = new AtomicLong(System.nanoTime());

  public CamelReveniHttp(
      ProducerTemplate template, Circuits circuits, Settings settings, Mappings mappings) {
    this.template = template;
    this.circuit = circuits.reveni();
    circuit.askBy(() -> ask(settings, mappings));
  }

  @Override
  public Answer call(String method, String url, String bearer, @Nullable String body) {
    if (Rehearsal.isOn() && !method.equals("GET")) {
      throw new IllegalStateException(
          method + " " + url + " would write, which a dry run must not");
    }
    long left = pausedUntil.get() - System.nanoTime();
    if (left > 0) {
      throw new NotTried("reveni", "Reveni has asked for a pause", Duration.ofNanos(left), null);
    }
    return circuit.call(() -> send(method, url, bearer, body), this::reply);
  }

  private Reply ask(Settings settings, Mappings mappings) {
    ReveniStore store = settings.reveniStore(mappings.stores().all().get(0).store());
    String url = settings.reveni().apiUrl() + "/" + store.storeId() + "/returns/" + NO_RETURN;
    return reply(send("GET", url, store.apiKey(), null));
  }

  /** A 429 holds up all requests of this process. */
  private Reply reply(Answer answer) {
    Duration retryAfter = answer.retryAfter();
    if (answer.status() == 429) {
      long until = System.nanoTime() + (retryAfter == null ? PAUSE : retryAfter).toNanos();
      pausedUntil.accumulateAndGet(until, Math::max);
    }
    return Reply.of(answer.status(), retryAfter);
  }

  private Answer send(String method, String url, String bearer, @Nullable String body) {
    Exchange answer =
        template.request(
            "direct:call-reveni",
            exchange -> {
              Message request = exchange.getMessage();
              request.setHeader(Exchange.HTTP_METHOD, method);
              request.setHeader(Exchange.HTTP_URI, url);
              request.setHeader("Authorization", "Bearer " + bearer);
              request.setHeader("Accept", "application/json");
              if (body != null) {
                request.setHeader(Exchange.CONTENT_TYPE, "application/json");
                request.setBody(body);
              }
            });
    Exception failure = answer.getException();
    if (failure != null) {
      throw new Unavailable(
          "reveni", "Reveni gave no answer: " + failure.getMessage(), null, failure);
    }
    Message message = answer.getMessage();
    Integer status = message.getHeader(Exchange.HTTP_RESPONSE_CODE, Integer.class);
    String text = message.getBody(String.class);
    return new Answer(
        status == null ? 0 : status,
        RetryAfter.parse(message.getHeader("Retry-After", String.class), clock),
        text == null ? "" : text);
  }
}
