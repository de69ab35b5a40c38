package io.returnbridge.camel;

import io.returnbridge.commerce.WriteOutcomeUnknown;
import io.returnbridge.failure.RetryAfter;
import io.returnbridge.failure.Unavailable;
import io.returnbridge.http.AnswerTooLarge;
import io.returnbridge.http.OneRequest;
import io.returnbridge.http.Unsent;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.outage.Circuit;
import io.returnbridge.outage.Circuits;
import io.returnbridge.outage.Reply;
import io.returnbridge.reveni.ReveniHttp;
import io.returnbridge.settings.ReveniStore;
import io.returnbridge.settings.Settings;
import io.returnbridge.store.Database;
import io.returnbridge.store.Rehearsal;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.ProducerTemplate;
import org.jspecify.annotations.Nullable;

/** Sends requests through the route {@code call-reveni}, as long as Reveni answers. */
@ApplicationScoped
public class CamelReveniHttp implements ReveniHttp {

  /** A return that cannot exist: that there is none is an answer. */
  private static final String NO_RETURN = "00000000000000000000000000000000";

  private final ProducerTemplate template;
  private final Circuit circuit;
  private final Database database;
  private final Clock clock = Clock.systemUTC();

  public CamelReveniHttp(
      ProducerTemplate template,
      Circuits circuits,
      Database database,
      Settings settings,
      Mappings mappings) {
    this.template = template;
    this.database = database;
    this.circuit = circuits.reveni();
    circuit.askBy(() -> ask(settings, mappings));
  }

  @Override
  public Answer call(String method, String url, String bearer, @Nullable String body) {
    if (Rehearsal.isOn() && !method.equals("GET")) {
      throw new IllegalStateException(
          method + " " + url + " would write, which a dry run must not");
    }
    database.letGo();
    return circuit.call(() -> send(method, url, bearer, body, null), CamelReveniHttp::reply);
  }

  @Override
  public Answer list(String url, String bearer) {
    database.letGo();
    return circuit.call(() -> send("GET", url, bearer, null, LARGEST_LIST), CamelReveniHttp::reply);
  }

  private Reply ask(Settings settings, Mappings mappings) {
    ReveniStore store = settings.reveniStore(mappings.stores().all().get(0).store());
    String url = settings.reveni().of(store.storeId()) + "/returns/" + NO_RETURN;
    return reply(send("GET", url, store.apiKey(), null, null));
  }

  private static Reply reply(Answer answer) {
    return Reply.of(answer.status(), answer.retryAfter());
  }

  /**
   * @param largest bytes of the answer; null: as those of all routes
   */
  private Answer send(
      String method, String url, String bearer, @Nullable String body, @Nullable Integer largest) {
    Exchange answer =
        template.request(
            "direct:call-reveni",
            exchange -> {
              Message request = exchange.getMessage();
              request.setHeader(Exchange.HTTP_METHOD, method);
              request.setHeader(Exchange.HTTP_URI, url);
              request.setHeader("Authorization", "Bearer " + bearer);
              request.setHeader("Accept", "application/json");
              if (largest != null) {
                request.setHeader(OneRequest.LARGEST_ANSWER, largest.toString());
              }
              if (body != null) {
                request.setHeader(Exchange.CONTENT_TYPE, "application/json");
                request.setBody(body);
              }
            });
    Exception failure = answer.getException();
    if (failure != null) {
      return tooLarge(failure, method);
    }
    Message message = answer.getMessage();
    Integer status = message.getHeader(Exchange.HTTP_RESPONSE_CODE, Integer.class);
    byte[] text = message.getBody(byte[].class);
    return new Answer(
        status == null ? 0 : status,
        RetryAfter.parse(message.getHeader("Retry-After", String.class), clock),
        text == null ? "" : new String(text, StandardCharsets.UTF_8),
        true);
  }

  /** An answer that is too large is one; everything else is none. */
  private static Answer tooLarge(Exception failure, String method) {
    Optional<AnswerTooLarge> large = AnswerTooLarge.within(failure);
    if (large.isPresent()) {
      return new Answer(
          large.get().status(), null, String.valueOf(large.get().getMessage()), false);
    }
    String what = "Reveni gave no answer: " + failure.getMessage();
    throw method.equals("GET") || Unsent.is(failure)
        ? new Unavailable("reveni", what, null, failure)
        : new WriteOutcomeUnknown("reveni", what, null, failure);
  }
}
