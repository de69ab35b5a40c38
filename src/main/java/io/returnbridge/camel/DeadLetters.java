package io.returnbridge.camel;

import io.returnbridge.json.Json;
import io.returnbridge.kafka.Topics;
import io.returnbridge.store.WakeUp;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import java.util.Objects;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.kafka.KafkaConstants;

/**
 * Addresses a dead letter: {@code <topic>.<step>.dlt}, the wake-up as its body, the reason in its
 * headers.
 */
@Named("deadLetters")
@ApplicationScoped
public class DeadLetters {

  private final Topics topics;

  public DeadLetters(Topics topics) {
    this.topics = topics;
  }

  public void address(Exchange exchange) {
    WakeUp wakeUp = Objects.requireNonNull(exchange.getProperty(WakeUps.PROPERTY, WakeUp.class));
    Throwable cause = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
    Message message = exchange.getMessage();
    message.setHeader(KafkaConstants.OVERRIDE_TOPIC, topics.deadLetters(wakeUp.step()));
    message.setHeader(KafkaConstants.KEY, wakeUp.subject());
    message.setHeader("step", wakeUp.step());
    message.setHeader("kind", cause.getClass().getName());
    message.setHeader("reason", brief(String.valueOf(cause.getMessage())));
    message.setBody(Json.write(wakeUp));
  }

  private static String brief(String text) {
    return text.length() > 1000 ? text.substring(0, 1000) + "…" : text;
  }
}
