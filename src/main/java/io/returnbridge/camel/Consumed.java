package io.returnbridge.camel;

import io.returnbridge.engine.OwnRecord;
import io.returnbridge.failure.Rejected;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * The record of Kafka that an exchange began with, for its dead letter.
 *
 * @param place where it lies: topic/partition/offset
 * @param key null when it has none
 * @param value empty when it has none
 * @param headers those of the record; of a name that it has twice the second is {@code name#2}
 */
@SuppressWarnings("ArrayRecordComponent")
record Consumed(String place, byte @Nullable [] key, byte[] value, Map<String, byte[]> headers) {

  private static final String PROPERTY = "consumed";

  /** To be called before anything changes the message. */
  static Consumed remember(Exchange exchange) {
    Message message = exchange.getMessage();
    byte[] value = message.getBody(byte[].class);
    Consumed record =
        new Consumed(
            place(message), key(message), value == null ? new byte[0] : value, headers(message));
    exchange.setProperty(PROPERTY, record);
    return record;
  }

  /** As when it was consumed, for a route that has it from the table. */
  static void again(OwnRecord record, Exchange exchange) {
    exchange.setProperty(
        PROPERTY, new Consumed(record.place(), record.key(), record.value(), record.headers()));
  }

  /** The exchange goes on with something else. */
  static void forget(Exchange exchange) {
    exchange.removeProperty(PROPERTY);
  }

  static String place(Message message) {
    return message.getHeader(KafkaConstants.TOPIC)
        + "/"
        + message.getHeader(KafkaConstants.PARTITION)
        + "/"
        + message.getHeader(KafkaConstants.OFFSET);
  }

  /** Null for work that no record began. */
  static @Nullable Consumed by(Exchange exchange) {
    return exchange.getProperty(PROPERTY, Consumed.class);
  }

  /**
   * The text of a header; null when the record has none.
   *
   * @throws Rejected when it has two that differ: nobody knows which one counts
   */
  @Nullable String header(String name) {
    byte[] first = headers.get(name);
    byte[] second = headers.get(name + "#2");
    if (second != null && !Arrays.equals(first, second)) {
      throw new Rejected("The record has the header " + name + " twice, with two values", null);
    }
    return first == null ? null : new String(first, StandardCharsets.UTF_8);
  }

  private static byte @Nullable [] key(Message message) {
    Object key = message.getHeader(KafkaConstants.KEY);
    return key instanceof byte[] bytes
        ? bytes
        : key == null ? null : key.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** Camel keeps one of each name, and none that may steer it: those are not kept here either. */
  private static Map<String, byte[]> headers(Message message) {
    Map<String, byte[]> headers = new HashMap<>();
    message
        .getHeaders()
        .forEach(
            (name, header) -> {
              if (header instanceof byte[] bytes) {
                headers.put(name, bytes);
              }
            });
    headers.remove(KafkaConstants.KEY);
    Headers all = message.getHeader(KafkaConstants.HEADERS, Headers.class);
    if (all != null) {
      for (String name : List.copyOf(headers.keySet())) {
        int n = 0;
        for (Header header : all.headers(name)) {
          if (header.value() != null) {
            n++;
            headers.put(n == 1 ? name : name + "#" + n, header.value());
          }
        }
      }
    }
    return headers;
  }
}
