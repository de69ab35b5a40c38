package io.returnbridge.kafka;

import io.returnbridge.failure.Unavailable;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/** Where consumer groups begin that have never read. */
@ApplicationScoped
public class FirstOffsets {

  private static final int SECONDS = 10;

  private final KafkaClients clients;

  public FirstOffsets(KafkaClients clients) {
    this.clients = clients;
  }

  /**
   * A group that has never read begins behind what its topic holds now. It is written down, so that
   * what comes while the group is away is read when it is back. {@link Unavailable} while Kafka
   * does not answer.
   */
  public void beginNow(String group, String topic) {
    try (Admin admin =
        clients.admin(
            "returnbridge-offsets", Duration.ofSeconds(SECONDS / 2), Duration.ofSeconds(SECONDS))) {
      if (!get(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata()).isEmpty()) {
        return;
      }
      Map<TopicPartition, OffsetSpec> partitions = new HashMap<>();
      get(admin.describeTopics(List.of(topic)).allTopicNames())
          .values()
          .forEach(
              of ->
                  of.partitions()
                      .forEach(
                          partition ->
                              partitions.put(
                                  new TopicPartition(topic, partition.partition()),
                                  OffsetSpec.latest())));
      Map<TopicPartition, OffsetAndMetadata> ends = new HashMap<>();
      get(admin.listOffsets(partitions).all())
          .forEach((partition, end) -> ends.put(partition, new OffsetAndMetadata(end.offset())));
      get(admin.alterConsumerGroupOffsets(group, ends).all());
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      throw new Unavailable(
          "kafka", "Kafka does not say where " + group + " begins: " + e.getMessage(), null, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Unavailable("kafka", "stopped while asking where " + group + " begins", null, e);
    }
  }

  private static <T> T get(KafkaFuture<T> future)
      throws ExecutionException, InterruptedException, TimeoutException {
    return future.get(SECONDS, TimeUnit.SECONDS);
  }
}
