package io.returnbridge.camel;

import static org.assertj.core.api.Assertions.assertThat;

import io.returnbridge.embedded.DataDirectory;
import io.returnbridge.embedded.EmbeddedKafka;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.kafka.DefaultKafkaClientFactory;
import org.apache.camel.component.kafka.KafkaComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a real Kafka. */
class PollAgainTest {

  private static final String TOPIC = "returns.events.v1";

  @TempDir Path folder;

  /** Is refused its first records once, as by a broker that cannot read its disk. */
  private static final class RefusedOnce extends DefaultKafkaClientFactory {
    private final AtomicBoolean refused = new AtomicBoolean();

    @Override
    public Consumer<Object, Object> getConsumer(Properties properties) {
      return new KafkaConsumer<>(properties) {
        @Override
        public ConsumerRecords<Object, Object> poll(Duration timeout) {
          ConsumerRecords<Object, Object> records = super.poll(timeout);
          if (!records.isEmpty() && refused.compareAndSet(false, true)) {
            records.partitions().forEach(p -> seek(p, records.records(p).get(0).offset()));
            throw new KafkaException("Unexpected error while reading");
          }
          return records;
        }
      };
    }
  }

  @Test
  void records_that_were_refused_once_are_read() throws Exception {
    Queue<String> read = new ConcurrentLinkedQueue<>();
    RefusedOnce clients = new RefusedOnce();
    try (DataDirectory data = DataDirectory.open(folder);
        EmbeddedKafka kafka = EmbeddedKafka.start(data)) {
      Properties settings = new Properties();
      settings.putAll(kafka.clientSettings());
      try (Admin admin = Admin.create(settings)) {
        admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1))).all().get();
      }
      settings.put("key.serializer", StringSerializer.class.getName());
      settings.put("value.serializer", StringSerializer.class.getName());
      try (KafkaProducer<String, String> producer = new KafkaProducer<>(settings)) {
        for (String value : List.of("first", "second", "third")) {
          producer.send(new ProducerRecord<>(TOPIC, value)).get();
        }
      }
      try (DefaultCamelContext camel = new DefaultCamelContext()) {
        KafkaComponent component = new KafkaComponent(camel);
        component.getConfiguration().setBrokers(settings.getProperty("bootstrap.servers"));
        component.getConfiguration().setSecurityProtocol(settings.getProperty("security.protocol"));
        component.getConfiguration().setSaslMechanism(settings.getProperty("sasl.mechanism"));
        component.getConfiguration().setSaslJaasConfig(settings.getProperty("sasl.jaas.config"));
        component.getConfiguration().setAutoOffsetReset("earliest");
        component.setKafkaClientFactory(clients);
        component.setPollExceptionStrategy(new PollAgain());
        camel.addComponent("kafka", component);
        camel.addRoutes(
            new RouteBuilder() {
              @Override
              public void configure() {
                from("kafka:" + TOPIC + "?groupId=reader")
                    .process(e -> read.add(e.getMessage().getBody(String.class)));
              }
            });
        camel.start();
        Awaitility.await().until(() -> read.contains("third"));
      }
    }

    assertThat(clients.refused).isTrue();
    assertThat(read).containsExactly("first", "second", "third");
  }
}
