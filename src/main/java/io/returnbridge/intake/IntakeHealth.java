package io.returnbridge.intake;

import io.returnbridge.kafka.KafkaReach;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Whether a webhook that came now would be kept: in Kafka, or in the database's spool. A load
 * balancer that takes the process out of service while one of the two is away would turn away what
 * could be taken.
 */
@Readiness
@ApplicationScoped
public class IntakeHealth implements HealthCheck {

  private final DatabaseReach database;
  private final KafkaReach kafka;
  private final StorageRoom room;

  public IntakeHealth(DatabaseReach database, KafkaReach kafka, StorageRoom room) {
    this.database = database;
    this.kafka = kafka;
    this.room = room;
  }

  @Override
  public HealthCheckResponse call() {
    if (room.isLow()) {
      return HealthCheckResponse.named("Intake").down().withData("disk", "full").build();
    }
    boolean keeps = database.answers() || kafka.answers();
    return HealthCheckResponse.named("Intake").status(keeps).build();
  }
}
