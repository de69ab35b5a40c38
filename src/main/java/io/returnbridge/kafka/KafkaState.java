package io.returnbridge.kafka;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import java.time.Duration;

/**
 * Whether Kafka is known to be away, so that not every answer waits for it anew. Told by whoever
 * sends; after a few seconds the next one tries again.
 */
@Named("kafkaState")
@ApplicationScoped
public class KafkaState {
  private static final long PAUSE = Duration.ofSeconds(5).toNanos();

  private volatile boolean failed;
  private volatile long failedAt;

  public boolean away() {
    return failed && System.nanoTime() - failedAt < PAUSE;
  }

  public void failed() {
    failedAt = System.nanoTime();
    failed = true;
  }

  public void confirmed() {
    failed = false;
  }
}
