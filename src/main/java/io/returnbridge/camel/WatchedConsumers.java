package io.returnbridge.camel;

import io.quarkus.arc.Unremovable;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Properties;
import org.apache.camel.component.kafka.DefaultKafkaClientFactory;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;

/** Makes consumers that are seen to be alive whenever they have asked for records. */
@Named("watchedConsumers")
@Singleton
@Unremovable
public class WatchedConsumers extends DefaultKafkaClientFactory {

  private final Standstill standstill;

  public WatchedConsumers(Standstill standstill) {
    this.standstill = standstill;
  }

  /** The group is the step. */
  @Override
  public Consumer<Object, Object> getConsumer(Properties properties) {
    String step = String.valueOf(properties.get(ConsumerConfig.GROUP_ID_CONFIG));
    Consumer<Object, Object> consumer = new Watched(properties, step, standstill);
    standstill.replaced(step);
    standstill.alive(step, consumer);
    return consumer;
  }

  private static final class Watched extends KafkaConsumer<Object, Object> {

    private final String step;
    private final Standstill standstill;

    Watched(Properties properties, String step, Standstill standstill) {
      super(properties);
      this.step = step;
      this.standstill = standstill;
    }

    @Override
    public ConsumerRecords<Object, Object> poll(Duration timeout) {
      ConsumerRecords<Object, Object> records = super.poll(timeout);
      standstill.alive(step, this);
      return records;
    }
  }
}
