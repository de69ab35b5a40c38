package io.returnbridge.camel;

import java.util.HashMap;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.kafka.KafkaConstants;
import org.jspecify.annotations.Nullable;

/**
 * The record of Kafka that an exchange began with, for its dead letter.
 *
 * @param key null when it has none
 * @param value empty when it has none
 * @param headers those of the record
 */
@SuppressWarnings("ArrayRecordComponent")
record Consumed(@Nullable String key, byte[] value, Map<String, byte[]> headers) {

  private static final String PROPERTY = "consumed";

  /** To be called before anything changes the message. */
  static Consumed remember(Exchange exchange) {
    Message message = exchange.getMessage();
    byte[] value = message.getBody(byte[].class);
    Map<String, byte[]> headers = new HashMap<>();
    message
        .getHeaders()
        .forEach(
            (name, header) -> {
              if (header instanceof byte[] bytes) {
                headers.put(name, bytes);
              }
            });
    Consumed record =
        new Consumed(
            message.getHeader(KafkaConstants.KEY, String.class),
            value == null ? new byte[0] : value,
            headers);
    exchange.setProperty(PROPERTY, record);
    return record;
  }

  /** Null for work that no record began. */
  static @Nullable Consumed by(Exchange exchange) {
    return exchange.getProperty(PROPERTY, Consumed.class);
  }
}
