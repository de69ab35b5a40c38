package io.returnbridge.kafka;

import io.returnbridge.failure.Unavailable;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Creates the topics that are missing. What exists is left as it is: {@code doctor} looks at it.
 */
@ApplicationScoped
public class TopicSetup {

  /** A file is deleted as a whole: a day late at most. */
  private static final String FILE_MILLIS = Long.toString(TimeUnit.DAYS.toMillis(1));

  private final Topics topics;
  private final KafkaClients clients;
  private final int partitions;
  private final long retentionMillis;

  public TopicSetup(
      Topics topics,
      KafkaClients clients,
      @ConfigProperty(name = "topics.partitions") int partitions,
      @ConfigProperty(name = "topics.retention-days") long retentionDays) {
    this.topics = topics;
    this.clients = clients;
    this.partitions = partitions;
    this.retentionMillis = TimeUnit.DAYS.toMillis(retentionDays);
  }

  /**
   * Replication is the brokers' default. A repeat, or another replica at the same time, does no
   * harm.
   */
  public void createMissing() {
    try (Admin admin =
        clients.admin("returnbridge-topics", Duration.ofSeconds(5), Duration.ofSeconds(10))) {
      Set<String> missing = new HashSet<>(topics.all());
      missing.removeAll(admin.listTopics().names().get(15, TimeUnit.SECONDS));
      List<NewTopic> wanted =
          missing.stream()
              .map(
                  name ->
                      new NewTopic(name, Optional.of(partitions), Optional.empty())
                          .configs(
                              Map.of(
                                  TopicConfig.RETENTION_MS_CONFIG,
                                  Long.toString(retentionMillis),
                                  TopicConfig.SEGMENT_MS_CONFIG,
                                  FILE_MILLIS)))
              .toList();
      admin.createTopics(wanted).all().get(15, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw new Unavailable("kafka", "Topics cannot be created: " + e.getCause(), null, e);
      }
    } catch (TimeoutException e) {
      throw new Unavailable("kafka", "Kafka at " + clients.brokers() + " does not answer", null, e);
    } catch (KafkaException e) {
      throw new Unavailable(
          "kafka",
          "Kafka at "
              + clients.brokers()
              + " cannot be reached: check KAFKA_BOOTSTRAP_SERVERS ("
              + reason(e)
              + ")",
          null,
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Unavailable("kafka", "stopped while creating topics", null, e);
    }
  }

  private static String reason(KafkaException e) {
    Throwable last = e;
    while (last.getCause() != null) {
      last = last.getCause();
    }
    return String.valueOf(last.getMessage());
  }
}
