package io.returnbridge.outage;

import io.smallrye.health.api.Wellness;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;

/**
 * Whether both APIs answer. It is part of {@code /q/health} and {@code /q/health/well}; neither
 * readiness nor liveness depends on others.
 */
@ApplicationScoped
public class ApisHealth {

  @Produces
  @Wellness
  @ApplicationScoped
  HealthCheck commercetools(Circuits circuits) {
    return check(circuits.commercetools());
  }

  @Produces
  @Wellness
  @ApplicationScoped
  HealthCheck reveni(Circuits circuits) {
    return check(circuits.reveni());
  }

  private static HealthCheck check(Circuit circuit) {
    return () -> {
      Circuit.Status status = circuit.status();
      return HealthCheckResponse.named(circuit.system())
          .status(status.state() == Circuit.State.CLOSED)
          .withData("state", status.state().word())
          .withData("since", status.since().toString())
          .build();
    };
  }
}
