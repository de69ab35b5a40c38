package io.returnbridge.kafka;

import io.returnbridge.failure.Unavailable;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;

/** How long a topic keeps a record at most. {@link Unavailable} while Kafka does not say. */
@ApplicationScoped
public class TopicRetention {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final KafkaClients clients;

  public TopicRetention(KafkaClients clients) {
    this.clients = clients;
  }

  /**
   * A file of records is deleted when its last one is old enough.
   *
   * @return empty when it keeps them for ever
   */
  public Optional<Duration> of(String topic) {
    try (Admin admin = clients.admin("returnbridge-retention", PATIENCE.dividedBy(2), PATIENCE)) {
      ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
      Config config =
          Objects.requireNonNull(
              admin
                  .describeConfigs(List.of(resource))
                  .all()
                  .get(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                  .get(resource));
      long kept = number(config, TopicConfig.RETENTION_MS_CONFIG);
      return kept < 0
          ? Optional.empty()
          : Optional.of(
              Duration.ofMillis(
                  Math.addExact(kept, number(config, TopicConfig.SEGMENT_MS_CONFIG))));
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      throw new Unavailable("kafka", "Kafka does not say how long it keeps " + topic, null, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Unavailable(
          "kafka", "stopped while asking how long " + topic + " is kept", null, e);
    }
  }

  private static long number(Config config, String name) {
    return Long.parseLong(config.get(name).value());
  }
}
