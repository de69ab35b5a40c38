package io.returnbridge.camel;

import io.quarkus.vertx.http.runtime.filters.Filters;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Until the routes run, intake answers 503 and not 404: the sender is to come again. */
@ApplicationScoped
public class IntakeGate {

  private static final int BEFORE_ALL = 1000;

  private volatile boolean open;

  void register(@Observes Filters filters) {
    filters.register(
        context -> {
          String path = context.normalizedPath();
          if (open || !(path.startsWith("/webhooks/") || path.startsWith("/warehouse/"))) {
            context.next();
            return;
          }
          context
              .response()
              .setStatusCode(503)
              .putHeader("Content-Type", "application/problem+json")
              .putHeader("Retry-After", "2")
              .end(
                  "{\"type\":\"about:blank\",\"title\":\"Starting\",\"status\":503,"
                      + "\"detail\":\"Nothing was stored: send it again\"}");
        },
        BEFORE_ALL);
  }

  /** The routes run. */
  public void open() {
    open = true;
  }
}
