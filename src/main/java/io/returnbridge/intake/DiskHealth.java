package io.returnbridge.intake;

import io.smallrye.health.api.Wellness;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;

/**
 * The room that is left for what the embedded Kafka and PostgreSQL keep. Without either of them
 * this process keeps nothing on a disk.
 */
@Wellness
@ApplicationScoped
public class DiskHealth implements HealthCheck {

  private final StorageRoom room;

  DiskHealth(StorageRoom room) {
    this.room = room;
  }

  @Override
  public HealthCheckResponse call() {
    HealthCheckResponseBuilder answer = HealthCheckResponse.named("Disk").status(!room.isLow());
    return room.directory().isEmpty()
        ? answer.withData("keeps", "nothing").build()
        : answer.withData("freeMegabytes", room.megabytes().getAsLong()).build();
  }
}
