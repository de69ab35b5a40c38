package io.returnbridge.camel;

import static org.assertj.core.api.Assertions.assertThat;

import io.returnbridge.embedded.DataDirectory;
import io.returnbridge.embedded.EmbeddedKafka;
import io.returnbridge.engine.TestSteps;
import io.returnbridge.outage.Circuits;
import io.returnbridge.outage.Reply;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a real Kafka. */
class PausableConsumersTest {

  private static final String TOPIC = "returns.events.v1";
  private static final Duration POLL = Duration.ofMillis(200);

  @TempDir Path folder;

  private volatile Reply answer = Reply.failed("HTTP 503", null);
  private final Standstill standstill = new Standstill(Duration.ofSeconds(2));
  private DataDirectory data;
  private EmbeddedKafka kafka;
  private Circuits circuits;
  private PausableConsumers consumers;

  @BeforeEach
  void start() throws Exception {
    data = DataDirectory.open(folder);
    kafka = EmbeddedKafka.start(data);
    circuits = TestSteps.circuits();
    consumers = new PausableConsumers(circuits, standstill);
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

  private void publish(int from, int to) {
    Properties properties = new Properties();
    properties.putAll(kafka.clientSettings());
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(properties, new StringSerializer(), new StringSerializer())) {
      for (int i = from; i < to; i++) {
        var unused = producer.send(new ProducerRecord<>(TOPIC, i % 4, "k", Integer.toString(i)));
      }
    }
  }

  private static List<String> values(Iterable<ConsumerRecord<Object, Object>> records) {
    List<String> values = new ArrayList<>();
    records.forEach(r -> values.add(String.valueOf(r.value())));
    return values;
  }

  private void outage() {
    circuits.commercetools().askBy(() -> answer);
    for (int i = 0; i < 5; i++) {
      circuits.commercetools().call(() -> 503, status -> Reply.of(status, null));
    }
  }

  @Test
  void while_paused_nothing_is_given_out_or_lost_and_the_group_keeps_its_members()
      throws Exception {
    publish(0, 20);
    List<String> seen = new ArrayList<>();
    try (Consumer<Object, Object> first = consumer("link-credit");
        Consumer<Object, Object> other = consumer("hold-for-inspection")) {
      while (seen.size() < 10) {
        seen.addAll(values(first.poll(POLL)));
      }
      first.commitSync();
      outage();
      publish(20, 40);
      List<String> without = new ArrayList<>();
      for (int i = 0; i < 10 || (without.size() <= 20 && i < 120); i++) {
        assertThat(values(first.poll(POLL))).isEmpty();
        without.addAll(values(other.poll(POLL)));
      }
      assertThat(without).as("a step that needs no API goes on").hasSizeGreaterThan(20);

      // Another replica: each gets half of the partitions anew, and still nothing is given out.
      try (Consumer<Object, Object> second = consumer("link-credit")) {
        for (int i = 0;
            i < 120 && (first.assignment().size() != 2 || second.assignment().size() != 2);
            i++) {
          assertThat(values(first.poll(POLL))).isEmpty();
          assertThat(values(second.poll(POLL))).isEmpty();
        }
        assertThat(first.assignment()).hasSize(2);
        assertThat(second.assignment()).hasSize(2);
        try (Admin admin = Admin.create(kafka.clientSettings())) {
          assertThat(
                  admin
                      .listConsumerGroupOffsets("link-credit")
                      .partitionsToOffsetAndMetadata()
                      .get()
                      .values()
                      .stream()
                      .mapToLong(o -> o.offset())
                      .sum())
              .isEqualTo(seen.size());
        }

        answer = Reply.ANSWERED;
        circuits.commercetools().askNow();
        for (int i = 0; i < 200 && seen.size() < 40; i++) {
          seen.addAll(values(first.poll(POLL)));
          seen.addAll(values(second.poll(POLL)));
        }
      }
    }
    assertThat(seen)
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, 40).mapToObj(Integer::toString).toList());
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

      // Kafka is away, and so is what the step needs: it goes on asking.
      kafka.close();
      answer = Reply.failed("HTTP 503", null);
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
