package io.returnbridge.camel;

import io.quarkus.arc.Unremovable;
import io.returnbridge.outage.Circuits;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Properties;
import org.apache.camel.component.kafka.DefaultKafkaClientFactory;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Makes consumers that give out no records while what their step needs is away, and that are seen
 * to be alive whenever they have asked for records. They go on polling, so that they stay members
 * of their group, and commit nothing. Suspending the routes instead would not be sound: Camel
 * pauses only the partitions that a consumer has at that moment, and ends the thread of a suspended
 * consumer when a poll fails.
 */
@Named("pausableConsumers")
@Singleton
@Unremovable
public class PausableConsumers extends DefaultKafkaClientFactory {

  private final Circuits circuits;
  private final Standstill standstill;

  public PausableConsumers(Circuits circuits, Standstill standstill) {
    this.circuits = circuits;
    this.standstill = standstill;
  }

  /** The group is the step. */
  @Override
  public Consumer<Object, Object> getConsumer(Properties properties) {
    String step = String.valueOf(properties.get(ConsumerConfig.GROUP_ID_CONFIG));
    Consumer<Object, Object> consumer = new PausableConsumer(properties, step, this);
    standstill.replaced(step);
    standstill.alive(step, consumer);
    return consumer;
  }

  private static final class PausableConsumer extends KafkaConsumer<Object, Object> {

    private final String step;
    private final PausableConsumers owner;

    PausableConsumer(Properties properties, String step, PausableConsumers owner) {
      super(properties);
      this.step = step;
      this.owner = owner;
    }

    private boolean pauses() {
      return owner.circuits.pauses(step);
    }

    @Override
    public ConsumerRecords<Object, Object> poll(Duration timeout) {
      if (pauses()) {
        pause(assignment());
      } else if (!paused().isEmpty()) {
        resume(paused());
      }
      ConsumerRecords<Object, Object> records = super.poll(timeout);
      owner.standstill.alive(step, this);
      return pauses() ? givenBack(records) : records;
    }

    /** What came while the outage began, or with a partition that was assigned just now. */
    private ConsumerRecords<Object, Object> givenBack(ConsumerRecords<Object, Object> records) {
      for (TopicPartition partition : records.partitions()) {
        seek(partition, records.records(partition).get(0).offset());
      }
      return ConsumerRecords.empty();
    }
  }
}
