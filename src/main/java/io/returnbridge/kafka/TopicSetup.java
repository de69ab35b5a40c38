package io.returnbridge.kafka;

import io.returnbridge.failure.Unavailable;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Creates the topics that are missing. What exists is left as it is: {@code doctor} looks at it.
 */
@ApplicationScoped
public class TopicSetup {

  private final Topics topics;
  private final String brokers;
  private final int partitions;
  private final long retentionMillis;

  public TopicSetup(
      Topics topics,
      @ConfigProperty(name = "camel.component.kafka.brokers") String brokers,
      @ConfigProperty(name = "topics.partitions") int partitions,
      @ConfigProperty(name = "topics.retention-days") long retentionDays) {
    this.topics = topics;
    this.brokers = brokers;
    this.partitions = partitions;
    this.retentionMillis = TimeUnit.DAYS.toMillis(retentionDays);
  }

  /**
   * Replication is the brokers' default. A repeat, or another replica at the same time, does no
   * harm.
   */
  public void createMissing() {
    Map<String, Object> client =
        Map.of(
            AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, brokers,
            AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 5000,
            AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 10000);
    try (Admin admin = Admin.create(client)) {
      Set<String> missing = new HashSet<>(topics.all());
      missing.removeAll(admin.listTopics().names().get(15, TimeUnit.SECONDS));
      List<NewTopic> wanted =
          missing.stream()
              .map(
                  name ->
                      new NewTopic(name, Optional.of(partitions), Optional.empty())
                          .configs(
                              Map.of(
                                  TopicConfig.RETENTION_MS_CONFIG, Long.toString(retentionMillis))))
              .toList();
      admin.createTopics(wanted).all().get(15, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw new Unavailable("kafka", "Topics cannot be created: " + e.getCause(), null, e);
      }
    } catch (TimeoutException e) {
      throw new Unavailable("kafka", "Kafka at " + brokers + " does not answer", null, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Unavailable("kafka", "stopped while creating topics", null, e);
    }
  }
}
