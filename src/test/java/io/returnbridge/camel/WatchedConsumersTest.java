package io.returnbridge.camel;

import static org.assertj.core.api.Assertions.assertThat;

import io.returnbridge.embedded.DataDirectory;
import io.returnbridge.embedded.EmbeddedKafka;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a real Kafka. */
class WatchedConsumersTest {

  private static final String TOPIC = "returns.events.v1";
  private static final Duration POLL = Duration.ofMillis(200);

  @TempDir Path folder;

  private final Standstill standstill = new Standstill(Duration.ofSeconds(2));
  private DataDirectory data;
  private EmbeddedKafka kafka;
  private WatchedConsumers consumers;

  @BeforeEach
  void start() throws Exception {
    data = DataDirectory.open(folder);
    kafka = EmbeddedKafka.start(data);
    consumers = new WatchedConsumers(standstill);
    try (Admin admin = Admin.create(kafka.clientSettings())) {
      admin.createTopics(List.of(new NewTopic(TOPIC, 4, (short) 1))).all().get();
    }
  }

  @AfterEach
  void stop() throws Exception {
    kafka.close();
    data.close();
  }

  private Consumer<Object, Object> consumer(String step) {
    Properties properties = new Properties();
    properties.putAll(kafka.clientSettings());
    properties.put("group.id", step);
    properties.put("auto.offset.reset", "earliest");
    properties.put("enable.auto.commit", "false");
    properties.put("max.poll.records", "5");
    properties.put("key.deserializer", StringDeserializer.class.getName());
    properties.put("value.deserializer", StringDeserializer.class.getName());
    Consumer<Object, Object> consumer = consumers.getConsumer(properties);
    consumer.subscribe(List.of(TOPIC));
    return consumer;
  }

  @Test
  void a_consumer_that_no_longer_asks_for_records_stands_still_and_one_that_waits_does_not() {
    try (Consumer<Object, Object> asks = consumer("link-credit");
        Consumer<Object, Object> hangs = consumer("mirror-status")) {
      var unused = hangs.poll(POLL);
      Awaitility.await()
          .atMost(Duration.ofMinutes(1))
          .untilAsserted(
              () -> {
                var none = asks.poll(POLL);
                assertThat(standstill.steps()).containsExactly("mirror-status");
              });

      // Kafka is away: it goes on asking.
      kafka.close();
      long until = System.nanoTime() + Duration.ofSeconds(4).toNanos();
      while (System.nanoTime() < until) {
        var none = asks.poll(POLL);
        assertThat(standstill.steps()).containsExactly("mirror-status");
      }
    }
  }

  @Test
  void a_consumer_whose_thread_has_ended_stands_still() throws InterruptedException {
    Thread thread =
        new Thread(
            () -> {
              Consumer<Object, Object> consumer = consumer("link-credit");
              var unused = consumer.poll(POLL);
              throw new IllegalStateException("killed by the test");
            });
    thread.setUncaughtExceptionHandler((t, e) -> {});
    thread.start();
    thread.join();

    assertThat(standstill.steps()).containsExactly("link-credit");
  }
}
