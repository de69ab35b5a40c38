package io.returnbridge.kafka;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Whether Kafka is known to be away, so that not every answer waits for it anew. Told by whoever
 * sends; after a few seconds the next one tries again.
 */
@Named("kafkaState")
@ApplicationScoped
public class KafkaState {
  private static final long PAUSE = Duration.ofSeconds(5).toNanos();

  /** When it failed last, on the clock of {@link System#nanoTime}; null since it confirmed. */
  private final AtomicReference<@Nullable Long> failedAt = new AtomicReference<>();

  public boolean away() {
    Long at = failedAt.get();
    return at != null && System.nanoTime() - at < PAUSE;
  }

  public void failed() {
    failedAt.set(System.nanoTime());
  }

  public void confirmed() {
    failedAt.set(null);
  }
}
