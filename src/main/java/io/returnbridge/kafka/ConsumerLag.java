package io.returnbridge.kafka;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * How many records each step has not committed yet. A step that never committed has all that the
 * topic holds before it; a topic that does not exist holds none.
 */
@ApplicationScoped
public class ConsumerLag {

  /**
   * @param sinceSeconds how long there have been such records, as far as this process has looked
   * @param end how many records the topic has ever had
   */
  public record Lag(long records, long sinceSeconds, long end) {}

  private record Behind(long records, long end) {}

  private static final Logger LOG = Logger.getLogger(ConsumerLag.class);
  private static final int TIMEOUT_MILLIS = 2000;

  private final Topics topics;
  private final KafkaClients clients;
  private final Map<String, Long> behindSince = new HashMap<>();
  private @Nullable Admin admin;

  public ConsumerLag(Topics topics, KafkaClients clients) {
    this.topics = topics;
    this.clients = clients;
  }

  /** The steps that read a topic. */
  public Set<String> steps() {
    return topics.inputs().keySet();
  }

  /**
   * By step, asked anew: an older answer would not know what has just been accepted. Empty while
   * Kafka is away.
   */
  public synchronized Optional<Map<String, Lag>> now() {
    return ask();
  }

  private Optional<Map<String, Lag>> ask() {
    try {
      Map<String, Behind> found = lags(client());
      long now = System.nanoTime();
      Map<String, Lag> lags = new HashMap<>();
      found.forEach(
          (step, behind) -> {
            boolean none = behind.records() == 0;
            if (none) {
              behindSince.remove(step);
            }
            long since = none ? now : behindSince.computeIfAbsent(step, s -> now);
            lags.put(
                step,
                new Lag(
                    behind.records(), TimeUnit.NANOSECONDS.toSeconds(now - since), behind.end()));
          });
      return Optional.of(lags);
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      LOG.debugf("Kafka does not say how far the steps are: %s", e);
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private Map<String, Behind> lags(Admin client)
      throws ExecutionException, InterruptedException, TimeoutException {
    Map<String, String> inputs = topics.inputs();
    // Committed first: a record that arrives meanwhile makes the lag too large, never too small.
    Map<String, Map<TopicPartition, OffsetAndMetadata>> committed =
        get(
            client
                .listConsumerGroupOffsets(
                    inputs.keySet().stream()
                        .collect(Collectors.toMap(s -> s, s -> new ListConsumerGroupOffsetsSpec())))
                .all());
    Set<TopicPartition> partitions = partitions(client);
    Map<TopicPartition, ListOffsetsResultInfo> first =
        get(client.listOffsets(all(partitions, OffsetSpec.earliest())).all());
    Map<TopicPartition, ListOffsetsResultInfo> end =
        get(client.listOffsets(all(partitions, OffsetSpec.latest())).all());
    Map<String, Behind> lags = new HashMap<>();
    inputs.forEach(
        (step, topic) -> {
          Map<TopicPartition, OffsetAndMetadata> done = committed.getOrDefault(step, Map.of());
          long behind = 0;
          long ever = 0;
          for (TopicPartition p : partitions) {
            if (p.topic().equals(topic)) {
              OffsetAndMetadata at = done.get(p);
              long from = Math.max(offset(first, p), at == null ? 0 : at.offset());
              ever += offset(end, p);
              behind += Math.max(0, offset(end, p) - from);
            }
          }
          lags.put(step, new Behind(behind, ever));
        });
    return lags;
  }

  private Set<TopicPartition> partitions(Admin client)
      throws ExecutionException, InterruptedException, TimeoutException {
    Set<TopicPartition> partitions = new java.util.HashSet<>();
    for (KafkaFuture<TopicDescription> topic :
        client.describeTopics(Set.copyOf(topics.inputs().values())).topicNameValues().values()) {
      try {
        TopicDescription found = get(topic);
        found
            .partitions()
            .forEach(p -> partitions.add(new TopicPartition(found.name(), p.partition())));
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
          throw e;
        }
      }
    }
    return partitions;
  }

  private static Map<TopicPartition, OffsetSpec> all(Set<TopicPartition> of, OffsetSpec which) {
    return of.stream().collect(Collectors.toMap(p -> p, p -> which));
  }

  private static long offset(Map<TopicPartition, ListOffsetsResultInfo> of, TopicPartition p) {
    ListOffsetsResultInfo info = of.get(p);
    return info == null ? 0 : info.offset();
  }

  private static <T> T get(KafkaFuture<T> future)
      throws ExecutionException, InterruptedException, TimeoutException {
    return future.get(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
  }

  private Admin client() {
    Admin known = admin;
    if (known == null) {
      Duration patience = Duration.ofMillis(TIMEOUT_MILLIS);
      known = clients.admin("returnbridge-lag", patience, patience);
      admin = known;
    }
    return known;
  }

  @PreDestroy
  synchronized void close() {
    Admin known = admin;
    if (known != null) {
      known.close(Duration.ofSeconds(1));
    }
  }
}
