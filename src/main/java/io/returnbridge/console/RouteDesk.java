package io.returnbridge.console;

import io.returnbridge.api.Pipeline;
import io.returnbridge.camel.RouteFigures;
import io.returnbridge.camel.RouteGraph;
import io.returnbridge.camel.RoutesLayout;
import io.returnbridge.outage.Circuit;
import io.returnbridge.outage.Circuits;
import io.returnbridge.store.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.text.NumberFormat;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How the routes run now: what this process counts, and what the installation has still to do. */
@ApplicationScoped
class RouteDesk {

  private static final String STARTED = "Started";

  /** Replicas that were not seen for so many seconds are gone. */
  static final int ALIVE = 15;

  private static final String PROCESSES =
      "select count(*) from replica where not ended and seen_at > now() - ? * interval '1 second'";

  /**
   * A file of routes.
   *
   * @param isStep whether work waits for it
   * @param aMinute how often its busiest route runs
   * @param mean how long that takes; empty when it did not run
   * @param away what it needs and does not answer
   */
  record Line(
      RouteGraph.File file,
      boolean isStep,
      String state,
      long pending,
      @Nullable Instant oldest,
      String aMinute,
      long failed,
      String mean,
      List<Away> away) {}

  /** An outside system that does not answer. */
  record Away(String system, Instant since, String lastFailure) {}

  record Route(String id, String state, String aMinute, long failed, String mean) {}

  /**
   * A box of the picture.
   *
   * @param line null for what is no file
   */
  record Box(RoutesLayout.Box at, @Nullable Line line) {}

  record Picture(int width, int height, List<Box> boxes, List<RoutesLayout.Arrow> arrows) {}

  /**
   * @param since when this process's counting began
   * @param processes how many there are; each counts what it does itself
   */
  record Look(Instant since, long processes, List<Line> lines, Picture picture) {}

  private final RouteFigures figures;
  private final Pipeline pipeline;
  private final Circuits circuits;
  private final Database database;
  private final RoutesLayout layout;

  RouteDesk(RouteFigures figures, Pipeline pipeline, Circuits circuits, Database database) {
    this.figures = figures;
    this.pipeline = pipeline;
    this.circuits = circuits;
    this.database = database;
    this.layout = new RoutesLayout(figures.files());
  }

  Look look(Locale locale) {
    RouteFigures.Answer counted = figures.now();
    Map<String, Pipeline.Step> steps = steps();
    List<Line> lines =
        figures.files().stream()
            .filter(file -> !file.routes().isEmpty())
            .map(file -> line(file, counted, steps, locale))
            .toList();
    Map<String, Line> byName =
        lines.stream().collect(Collectors.toMap(l -> l.file().name(), Function.identity()));
    return new Look(
        counted.since(),
        database.find(PROCESSES, r -> r.number(1), ALIVE).orElse(1L),
        lines,
        new Picture(
            layout.width(),
            layout.height(),
            layout.boxes().stream().map(box -> new Box(box, byName.get(box.name()))).toList(),
            layout.arrows()));
  }

  Optional<Line> line(String name, Locale locale) {
    RouteFigures.Answer counted = figures.now();
    Map<String, Pipeline.Step> steps = steps();
    return figures.files().stream()
        .filter(file -> file.name().equals(name))
        .findFirst()
        .map(file -> line(file, counted, steps, locale));
  }

  /** The routes of a file, each for itself. */
  List<Route> routes(RouteGraph.File file, Locale locale) {
    RouteFigures.Answer counted = figures.now();
    return counted.routes().stream()
        .filter(of -> file.routes().contains(of.route()))
        .map(
            of ->
                new Route(
                    of.route(),
                    STARTED.equals(of.status()) ? "ok" : "stopped",
                    aMinute(counted, List.of(of), locale),
                    of.failed(),
                    mean(of, locale)))
        .toList();
  }

  private Map<String, Pipeline.Step> steps() {
    return pipeline.recent().steps().stream()
        .collect(Collectors.toMap(Pipeline.Step::step, Function.identity()));
  }

  private Line line(
      RouteGraph.File file,
      RouteFigures.Answer counted,
      Map<String, Pipeline.Step> steps,
      Locale locale) {
    List<RouteFigures.Of> routes =
        counted.routes().stream().filter(of -> file.routes().contains(of.route())).toList();
    RouteFigures.@Nullable Of main =
        routes.stream()
            .filter(of -> of.route().equals(file.name()))
            .findFirst()
            .orElse(routes.isEmpty() ? null : routes.get(0));
    Pipeline.@Nullable Step step = steps.get(file.name());
    Long oldest = step == null ? null : step.oldestSeconds();
    return new Line(
        file,
        step != null,
        step != null
            ? step.state()
            : main != null && STARTED.equals(main.status()) ? "ok" : "stopped",
        step == null ? 0 : step.pending(),
        oldest == null ? null : Instant.now().minusSeconds(oldest),
        main == null ? "" : aMinute(counted, List.of(main), locale),
        routes.stream().mapToLong(RouteFigures.Of::failed).sum(),
        main == null ? "" : mean(main, locale),
        circuits.all().stream()
            .filter(circuit -> file.needs().contains(circuit.system()))
            .map(RouteDesk::away)
            .flatMap(Optional::stream)
            .toList());
  }

  private static Optional<Away> away(Circuit circuit) {
    Circuit.Status status = circuit.status();
    return Optional.ofNullable(status.awaySince())
        .map(since -> new Away(circuit.system(), since, status.lastFailure()));
  }

  private static String aMinute(
      RouteFigures.Answer counted, List<RouteFigures.Of> routes, Locale locale) {
    double rate = counted.aMinute(routes, Instant.now());
    NumberFormat format = NumberFormat.getNumberInstance(locale);
    format.setMaximumFractionDigits(rate < 10 ? 1 : 0);
    return format.format(rate);
  }

  private static String mean(RouteFigures.Of of, Locale locale) {
    Long millis = of.meanMillis();
    if (millis == null) {
      return "";
    }
    NumberFormat format = NumberFormat.getNumberInstance(locale);
    format.setMaximumFractionDigits(1);
    return Objects.requireNonNull(millis) < Duration.ofSeconds(1).toMillis()
        ? format.format(millis) + " ms"
        : format.format(millis / 1000.0) + " s";
  }
}
