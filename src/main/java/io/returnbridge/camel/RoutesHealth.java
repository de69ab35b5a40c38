package io.returnbridge.camel;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.ServiceStatus;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Routes expected against routes started: every route of the folder, and one for every business
 * step. The steps' consumers wait until commercetools has been reached, and are expected from then
 * on: an outage of commercetools or Reveni makes nothing DOWN. A step that stands still does.
 */
@Readiness
@ApplicationScoped
public class RoutesHealth implements HealthCheck {

  private final CamelContext camel;
  private final ExpectedRoutes routes;
  private final StepsStarter steps;
  private final Standstill standstill;

  public RoutesHealth(
      CamelContext camel, ExpectedRoutes routes, StepsStarter steps, Standstill standstill) {
    this.camel = camel;
    this.routes = routes;
    this.steps = steps;
    this.standstill = standstill;
  }

  private long started(List<ExpectedRoutes.Expected> expected) {
    return expected.stream()
        .filter(r -> camel.getRouteController().getRouteStatus(r.id()) == ServiceStatus.Started)
        .count();
  }

  @Override
  public HealthCheckResponse call() {
    List<String> missing = new ArrayList<>();
    List<ExpectedRoutes.Expected> expected = routes.all();
    for (ExpectedRoutes.Expected route : expected) {
      boolean mayWait = route.waits() && !steps.hasStarted();
      if (camel.getRoute(route.id()) == null && !mayWait
          || camel.getRouteController().getRouteStatus(route.id()) != ServiceStatus.Started
              && !mayWait) {
        missing.add(route.id());
      }
    }
    Set<String> still = standstill.steps();
    HealthCheckResponseBuilder answer =
        HealthCheckResponse.named("Routes")
            .status(missing.isEmpty() && still.isEmpty())
            .withData("expected", expected.size())
            .withData("started", started(expected))
            .withData("steps", steps.hasStarted() ? "started" : "waiting for commercetools");
    if (!missing.isEmpty()) {
      answer.withData("notStarted", String.join(", ", missing));
    }
    if (!still.isEmpty()) {
      answer.withData("standStill", String.join(", ", still));
    }
    return answer.build();
  }
}
