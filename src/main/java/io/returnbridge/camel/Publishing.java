package io.returnbridge.camel;

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

  public Publishing(Outbox outbox) {
    this.outbox = outbox;
  }

  /** Records of one key stay in order. */
  public void address(@Body OutboxRecord record, Exchange exchange) {
    exchange.setProperty(RECORD, record);
    exchange.getMessage().setHeader(KafkaConstants.OVERRIDE_TOPIC, record.topic());
    exchange.getMessage().setHeader(KafkaConstants.KEY, record.key());
    exchange.getMessage().setBody(record.payload());
  }

  public void confirmed(@ExchangeProperty(RECORD) OutboxRecord record) {
    outbox.published(record);
  }
}
