package io.returnbridge.intake;

import io.smallrye.health.api.Wellness;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;

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
    Optional<DatabaseReach.About> about = database.about();
    HealthCheckResponseBuilder answer =
        HealthCheckResponse.named("Database").status(about.isPresent());
    about.ifPresent(
        known -> answer.withData("version", known.version()).withData("schema", known.schema()));
    return answer.build();
  }
}
