package io.returnbridge.intake;

import io.smallrye.health.api.Wellness;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;

/**
 * Whether the database answers: for {@code /q/health}, which says whether all is well. It does not
 * decide on {@code /q/health/ready}, since without it webhooks are kept in Kafka.
 */
@Wellness
@ApplicationScoped
public class DatabaseHealth implements HealthCheck {

  private final DatabaseReach database;

  public DatabaseHealth(DatabaseReach database) {
    this.database = database;
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("Database").status(database.answers()).build();
  }
}
