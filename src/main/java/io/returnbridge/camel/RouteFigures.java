package io.returnbridge.camel;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.returnbridge.kafka.Topics;
import io.returnbridge.registry.Steps;
import io.returnbridge.settings.Settings;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;

/**
 * How the routes run in this process: how often, how long, and what failed, since the oldest look
 * of the last minutes that somebody has taken. The first one tells of all since the start.
 */
@ApplicationScoped
public class RouteFigures {

  /** Looks are kept for so long. */
  private static final Duration WINDOW = Duration.ofMinutes(5);

  private static final Duration BETWEEN = Duration.ofSeconds(10);

  private static final String TIMER = "camel.route.policy";

  /**
   * Of one route.
   *
   * @param status as Camel has it, such as {@code Started}; null where it does not run here
   * @param runs since {@code since}
   * @param failed of these
   * @param meanMillis null when it did not run
   */
  public record Of(
      String route, @Nullable String status, long runs, long failed, @Nullable Long meanMillis) {}

  /**
   * @param since when counting began
   */
  public record Answer(Instant since, List<Of> routes) {

    /** Runs a minute of these routes. */
    public double aMinute(List<Of> some, Instant now) {
      double minutes = Math.max(1, Duration.between(since, now).toSeconds()) / 60.0;
      return some.stream().mapToLong(Of::runs).sum() / minutes;
    }
  }

  private record Count(long runs, long nanos, long failed) {
    static final Count NOTHING = new Count(0, 0, 0);
  }

  private record Look(Instant at, Map<String, Count> counts) {}

  private final CamelContext camel;
  private final MeterRegistry registry;
  private final List<RouteGraph.File> files;
  private final Deque<Look> looks = new ArrayDeque<>();

  RouteFigures(
      CamelContext camel, MeterRegistry registry, Settings settings, Steps steps, Topics topics) {
    this.camel = camel;
    this.registry = registry;
    try {
      this.files = RouteGraph.of(settings.routesDirectory(), steps, topics);
    } catch (IOException e) {
      throw new UncheckedIOException("The routes cannot be read", e);
    }
    looks.add(
        new Look(
            Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime()), Map.of()));
  }

  /** The files of the folder as they were at the start. */
  public List<RouteGraph.File> files() {
    return files;
  }

  public synchronized Answer now() {
    Instant now = Instant.now();
    Look latest = new Look(now, counts());
    while (looks.size() > 1 && looks.peekFirst().at().isBefore(now.minus(WINDOW))) {
      looks.removeFirst();
    }
    Look first = looks.getFirst();
    if (looks.getLast().at().isBefore(now.minus(BETWEEN))) {
      looks.add(latest);
    }
    return new Answer(
        first.at(),
        files.stream()
            .flatMap(file -> file.routes().stream())
            .map(route -> of(route, first, latest))
            .toList());
  }

  private Of of(String route, Look from, Look to) {
    Count before = from.counts().getOrDefault(route, Count.NOTHING);
    Count after = to.counts().getOrDefault(route, Count.NOTHING);
    long runs = after.runs() - before.runs();
    return new Of(
        route,
        camel.getRoute(route) == null
            ? null
            : camel.getRouteController().getRouteStatus(route).name(),
        runs,
        after.failed() - before.failed(),
        runs == 0 ? null : Math.round((after.nanos() - before.nanos()) / 1e6 / runs));
  }

  private Map<String, Count> counts() {
    Map<String, Count> counts = new HashMap<>();
    for (Timer timer : registry.find(TIMER).timers()) {
      String route = timer.getId().getTag("routeId");
      if (route != null) {
        counts.merge(
            route,
            new Count(timer.count(), (long) timer.totalTime(TimeUnit.NANOSECONDS), 0),
            RouteFigures::sum);
      }
    }
    registry
        .find("camel.exchanges.failed")
        .counters()
        .forEach(
            failed -> {
              String route = failed.getId().getTag("routeId");
              if (route != null) {
                counts.merge(route, new Count(0, 0, (long) failed.count()), RouteFigures::sum);
              }
            });
    return counts;
  }

  private static Count sum(Count a, Count b) {
    return new Count(a.runs() + b.runs(), a.nanos() + b.nanos(), a.failed() + b.failed());
  }
}
