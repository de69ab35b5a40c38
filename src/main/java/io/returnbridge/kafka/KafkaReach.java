package io.returnbridge.kafka;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/** Whether Kafka answers, said soon. */
@ApplicationScoped
public class KafkaReach {

  private static final Duration PATIENCE = Duration.ofMillis(800);

  private final KafkaClients clients;
  private @Nullable Admin admin;

  public KafkaReach(KafkaClients clients) {
    this.clients = clients;
  }

  /** Asks the brokers; within a second there is an answer. */
  public boolean answers() {
    try {
      client().describeCluster().nodes().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (ExecutionException | TimeoutException | KafkaException away) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private synchronized Admin client() {
    Admin known = admin;
    if (known == null) {
      known = clients.admin("returnbridge-health", PATIENCE, PATIENCE);
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
