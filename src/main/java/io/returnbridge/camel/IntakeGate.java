package io.returnbridge.camel;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.returnbridge.intake.StorageRoom;
import io.returnbridge.json.Json;
import io.returnbridge.json.Problem;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Before intake's routes: until they run it answers 503 and not 404: the sender comes again. */
@ApplicationScoped
public class IntakeGate {

  private static final int BEFORE_ALL = 1000;

  private final StorageRoom room;
  private volatile boolean open;

  public IntakeGate(StorageRoom room) {
    this.room = room;
  }

  void register(@Observes Filters filters) {
    filters.register(
        context -> {
          String path = context.normalizedPath();
          if (!(path.startsWith("/webhooks/") || path.startsWith("/warehouse/"))) {
            context.next();
          } else if (!open) {
            context.response().putHeader("Retry-After", "2");
            refuse(context, 503, "Starting", "Nothing was stored: send it again");
          } else if (room.isLow()) {
            context.response().putHeader("Retry-After", "5");
            refuse(context, 503, "Disk full", "Nothing was stored: send it again later");
          } else if (!context.request().method().equals(HttpMethod.POST)) {
            context.response().putHeader("Allow", "POST");
            refuse(context, 405, "Method not allowed", "Webhooks and scans are sent with POST");
          } else {
            context.next();
          }
        },
        BEFORE_ALL);
  }

  private static void refuse(RoutingContext context, int status, String title, String detail) {
    context
        .response()
        .setStatusCode(status)
        .putHeader("Content-Type", Problem.MEDIA_TYPE)
        .end(Json.write(Problem.titled(status, title, detail)));
  }

  /** The routes run. */
  public void open() {
    open = true;
  }
}
