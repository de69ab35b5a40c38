package io.returnbridge.reload;

import io.returnbridge.mappings.MappingsInForce;
import io.smallrye.health.api.Wellness;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;

/**
 * Whether this replica's folder has the tables that are in force. It works on with others, so that
 * it stays ready.
 */
@Wellness
@ApplicationScoped
public class MappingsHealth implements HealthCheck {

  private final MappingsInForce mappings;
  private final AnnouncedMappings announced;

  public MappingsHealth(MappingsInForce mappings, AnnouncedMappings announced) {
    this.mappings = mappings;
    this.announced = announced;
  }

  @Override
  public HealthCheckResponse call() {
    HealthCheckResponseBuilder answer =
        HealthCheckResponse.named("Mappings").withData("version", mappings.version());
    announced.difference().ifPresent(difference -> answer.withData("difference", difference));
    return answer.status(announced.difference().isEmpty()).build();
  }
}
