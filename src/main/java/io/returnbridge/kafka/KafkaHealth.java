package io.returnbridge.kafka;

import io.returnbridge.kafka.ConsumerLag.Lag;
import io.smallrye.health.api.Wellness;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;

/**
 * Whether Kafka answers: for {@code /q/health}, which says whether all is well. It does not decide
 * on {@code /q/health/ready}, since without Kafka webhooks are kept in the database.
 */
@Wellness
@ApplicationScoped
public class KafkaHealth implements HealthCheck {

  private final KafkaReach kafka;
  private final ConsumerLag consumers;

  public KafkaHealth(KafkaReach kafka, ConsumerLag consumers) {
    this.kafka = kafka;
    this.consumers = consumers;
  }

  /** With how many records each step has not read yet, if any: they are work, and no fault. */
  @Override
  public HealthCheckResponse call() {
    boolean answers = kafka.answers();
    HealthCheckResponseBuilder answer = HealthCheckResponse.named("Kafka").status(answers);
    if (answers) {
      consumers
          .now()
          .ifPresent(
              lags -> {
                answer.withData("lag", lags.values().stream().mapToLong(Lag::records).sum());
                lags.forEach(
                    (step, lag) -> {
                      if (lag.records() > 0) {
                        answer.withData("lag of " + step, lag.records());
                      }
                    });
              });
    }
    return answer.build();
  }
}
