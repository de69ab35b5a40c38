package io.returnbridge.alerts;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;

/** Digests that went out, and attempts that failed. */
@ApplicationScoped
public class AlertMetrics {

  private final MeterRegistry registry;

  public AlertMetrics(MeterRegistry registry) {
    this.registry = registry;
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
}
