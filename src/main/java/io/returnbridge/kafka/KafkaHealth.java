package io.returnbridge.kafka;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Whether Kafka answers. */
@Readiness
@ApplicationScoped
public class KafkaHealth implements HealthCheck {

  private final ConsumerLag lag;

  public KafkaHealth(ConsumerLag lag) {
    this.lag = lag;
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("Kafka").status(lag.now().isPresent()).build();
  }
}
