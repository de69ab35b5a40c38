package io.returnbridge.alerts;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.returnbridge.failure.Unavailable;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;

/**
 * Digests that went out and attempts that failed, and for how long a channel has not got through.
 */
@ApplicationScoped
public class AlertMetrics {

  private final MeterRegistry registry;
  private final AlertBook book;

  public AlertMetrics(MeterRegistry registry, AlertBook book) {
    this.registry = registry;
    this.book = book;
  }

  void register(@Observes StartupEvent started) {
    for (AlertMedium channel : AlertMedium.values()) {
      Gauge.builder("returnbridge.alerts.undelivered.seconds", () -> undelivered(channel))
          .tag("channel", channel.word())
          .description("For how long digests have not got through; 0 while they do")
          .register(registry);
    }
  }

  void sent(Recipient recipient) {
    count("returnbridge.alerts.sent", recipient);
  }

  void failed(Recipient recipient) {
    count("returnbridge.alerts.failed", recipient);
  }

  private void count(String name, Recipient recipient) {
    registry
        .counter(name, "owner", recipient.owner(), "channel", recipient.channel().word())
        .increment();
  }

  private double undelivered(AlertMedium channel) {
    try {
      return book.standings().entrySet().stream()
          .filter(entry -> entry.getKey().channel() == channel)
          .map(Map.Entry::getValue)
          .map(Standing::failingSince)
          .filter(Objects::nonNull)
          .min(Comparator.naturalOrder())
          .map(since -> (double) Duration.between(since, Instant.now()).toSeconds())
          .orElse(0.0);
    } catch (Unavailable away) {
      return Double.NaN;
    }
  }
}
