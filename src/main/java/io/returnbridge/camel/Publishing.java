package io.returnbridge.camel;

import io.returnbridge.kafka.Topics;
import io.returnbridge.store.Outbox;
import io.returnbridge.store.OutboxRecord;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.component.kafka.KafkaConstants;

/** Sends the records of the table {@code outgoing}, each to its topic, and marks what is there. */
@Named("publishing")
@ApplicationScoped
public class Publishing {

  private static final String RECORD = "outgoing";

  private final Outbox outbox;
  private final Topics topics;

  public Publishing(Outbox outbox, Topics topics) {
    this.outbox = outbox;
    this.topics = topics;
  }

  /** Records of one key stay in order. */
  public void address(
      @Body OutboxRecord record, @ExchangeProperty("step") String step, Exchange exchange) {
    if (!topics.toldBy(step).contains(record.topic())) {
      throw new IllegalStateException(
          step + " tells " + record.topic() + ", which its @Step does not name");
    }
    exchange.setProperty(RECORD, record);
    exchange.getMessage().setHeader(KafkaConstants.OVERRIDE_TOPIC, record.topic());
    exchange.getMessage().setHeader(KafkaConstants.KEY, record.key());
    exchange.getMessage().setBody(record.payload());
  }

  public void confirmed(@ExchangeProperty(RECORD) OutboxRecord record) {
    outbox.published(record);
  }
}
