package io.returnbridge.kafka;

import io.smallrye.health.api.Wellness;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;

/**
 * Whether Kafka answers: for {@code /q/health}, which says whether all is well. It does not decide
 * on {@code /q/health/ready}, since without Kafka webhooks are kept in the database.
 */
@Wellness
@ApplicationScoped
public class KafkaHealth implements HealthCheck {

  private final KafkaReach kafka;

  public KafkaHealth(KafkaReach kafka) {
    this.kafka = kafka;
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("Kafka").status(kafka.answers()).build();
  }
}
