package io.returnbridge.camel;

import io.returnbridge.kafka.Topics;
import io.returnbridge.store.OutboxRecord;
import io.returnbridge.tracing.Traces;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import java.util.List;
import java.util.Objects;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Message;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.support.DefaultMessage;

/**
 * Sends the records of the table {@code outgoing}, each to its topic. They are marked when the work
 * that has made them is done; a repeat sends them again, with their ids.
 */
@Named("publishing")
@ApplicationScoped
public class Publishing {

  private static final String SENT = "sent";
  private static final String TOLD = "told";

  private final Topics topics;

  public Publishing(Topics topics) {
    this.topics = topics;
  }

  /** One message a record; those of one key stay in order. */
  public List<Message> address(
      @Body List<OutboxRecord> records, @ExchangeProperty("step") String step, Exchange exchange) {
    exchange.setProperty(SENT, records);
    // Of several records all get the headers of the exchange.
    records.stream()
        .map(OutboxRecord::trace)
        .filter(Objects::nonNull)
        .reduce((earlier, later) -> later)
        .ifPresent(trace -> exchange.getMessage().setHeader(Traces.HEADER, trace));
    return records.stream().map(record -> message(record, step, exchange)).toList();
  }

  private Message message(OutboxRecord record, String step, Exchange exchange) {
    if (!topics.toldBy(step).contains(record.topic())) {
      throw new IllegalStateException(
          step + " tells " + record.topic() + ", which its @Step does not name");
    }
    Message message = new DefaultMessage(exchange.getContext());
    message.setHeader(KafkaConstants.OVERRIDE_TOPIC, record.topic());
    message.setHeader(KafkaConstants.KEY, record.key());
    message.setBody(record.payload());
    return message;
  }

  public void confirmed(Exchange exchange) {
    exchange.setProperty(TOLD, exchange.removeProperty(SENT));
  }

  /** What Kafka has confirmed since the work has begun; it is not asked for again. */
  static List<OutboxRecord> told(Exchange exchange) {
    List<?> told = exchange.getProperty(TOLD, List.of(), List.class);
    exchange.removeProperty(TOLD);
    return told.stream().map(OutboxRecord.class::cast).toList();
  }
}
