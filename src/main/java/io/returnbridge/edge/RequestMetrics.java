package io.returnbridge.edge;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.netty.handler.codec.http.HttpMethod;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** How requests were answered; its tags come from closed lists, whatever was asked. */
final class RequestMetrics {
  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

  private record Tags(String method, Area area, String outcome) {}

  private final MeterRegistry registry;
  private final Map<Tags, Timer> timers = new ConcurrentHashMap<>();

  RequestMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  /**
   * @param method null where no request could be read
   */
  void answered(@Nullable HttpMethod method, Area area, int status, long nanos) {
    String known = method != null && METHODS.contains(method.name()) ? method.name() : "other";
    timers
        .computeIfAbsent(new Tags(known, area, outcome(status)), this::timer)
        .record(nanos, TimeUnit.NANOSECONDS);
  }

  private Timer timer(Tags tags) {
    return registry.timer(
        "http.server.requests",
        "method",
        tags.method(),
        "uri",
        tags.area().label(),
        "outcome",
        tags.outcome());
  }

  private static String outcome(int status) {
    return switch (status / 100) {
      case 1 -> "INFORMATIONAL";
      case 2 -> "SUCCESS";
      case 3 -> "REDIRECTION";
      case 4 -> "CLIENT_ERROR";
      default -> "SERVER_ERROR";
    };
  }
}
