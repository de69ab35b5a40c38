package io.returnbridge.camel;

import io.returnbridge.failure.Unavailable;
import io.returnbridge.reveni.ReveniHttp;
import io.returnbridge.store.Rehearsal;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.ProducerTemplate;
import org.jspecify.annotations.Nullable;

/** Sends requests through the route {@code call-reveni}. */
@ApplicationScoped
public class CamelReveniHttp implements ReveniHttp {

  private final ProducerTemplate template;

  public CamelReveniHttp(ProducerTemplate template) {
    this.template = template;
  }

  @Override
  public Answer call(String method, String url, String bearer, @Nullable String body) {
    if (Rehearsal.isOn() && !method.equals("GET")) {
      throw new IllegalStateException(
          method + " " + url + " would write, which a dry run must not");
    }
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
        retryAfter(message.getHeader("Retry-After", String.class)),
        text == null ? "" : text);
  }

  /** Seconds only; a date is left to the backoff. */
  private static @Nullable Duration retryAfter(@Nullable String value) {
    return value != null && value.matches("[0-9]{1,6}")
        ? Duration.ofSeconds(Long.parseLong(value))
        : null;
  }
}
