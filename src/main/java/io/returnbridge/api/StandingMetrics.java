package io.returnbridge.api;

import io.micrometer.core.instrument.binder.system.DiskSpaceMetrics;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import io.prometheus.client.Collector;
import io.prometheus.client.GaugeMetricFamily;
import io.quarkus.runtime.StartupEvent;
import io.returnbridge.alerts.AlertMedium;
import io.returnbridge.camel.RouteRules;
import io.returnbridge.intake.StorageRoom;
import io.returnbridge.mappings.ExceptionRow;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.metrics.Meters;
import io.returnbridge.model.Money;
import io.returnbridge.registry.Steps;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.File;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * How things stand, in {@code /q/metrics}: what is pending, cases, the spool and money at risk. The
 * database is looked at when somebody asks, by one look in some seconds; one that does not answer
 * in time keeps no scrape waiting, and its numbers are left out until it does.
 */
@ApplicationScoped
public class StandingMetrics extends Collector implements Collector.Describable {

  private static final Logger LOG = Logger.getLogger(StandingMetrics.class);

  private static final Duration FRESH = Duration.ofSeconds(5);
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private static final List<String> STATUSES = List.of("open", "snoozed", "retrying");

  /** A family's labels and their values, each with its number. */
  private static final class Family {
    private final String name;
    private final String help;
    private final List<String> labels;
    private final Map<List<String>, Double> samples = new LinkedHashMap<>();

    Family(String name, String help, String... labels) {
      this.name = name;
      this.help = help;
      this.labels = List.of(labels);
    }

    void add(double value, String... of) {
      samples.merge(List.of(of), value, Double::sum);
    }

    MetricFamilySamples samples() {
      GaugeMetricFamily family = new GaugeMetricFamily("returnbridge_" + name, help, labels);
      samples.forEach(family::addMetric);
      return family;
    }
  }

  private record Look(long began, Future<List<MetricFamilySamples>> found) {

    boolean isOver() {
      return found.isDone() && System.nanoTime() - began > FRESH.toNanos();
    }

    /** Nobody waits anew for one that does not come. */
    long patience() {
      return Math.max(0, began + PATIENCE.toNanos() - System.nanoTime());
    }
  }

  private final Pipeline pipeline;
  private final Standing standing;
  private final Mappings mappings;
  private final Steps steps;
  private final ThreadPoolExecutor thread =
      new ThreadPoolExecutor(
          0,
          1,
          30,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(),
          runnable -> {
            Thread looking = new Thread(runnable, "metrics");
            looking.setDaemon(true);
            return looking;
          });

  private @Nullable Look look;

  public StandingMetrics(Pipeline pipeline, Standing standing, Mappings mappings, Steps steps) {
    this.pipeline = pipeline;
    this.standing = standing;
    this.mappings = mappings;
    this.steps = steps;
  }

  void begin(@Observes StartupEvent started, PrometheusMeterRegistry registry, StorageRoom room) {
    registry.getPrometheusRegistry().register(this);
    if (!room.directory().isEmpty()) {
      new DiskSpaceMetrics(new File(room.directory())).bindTo(registry);
    }
  }

  /** Else it would be collected from to see what it has. */
  @Override
  public List<MetricFamilySamples> describe() {
    return List.of();
  }

  @Override
  public List<MetricFamilySamples> collect() {
    Look now = look();
    try {
      return now.found().get(now.patience(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException | ExecutionException away) {
      LOG.debugf("How things stand is not known: %s", away);
      return List.of();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return List.of();
    }
  }

  /** The one that is under way, or that has just been made; else a new one. */
  private synchronized Look look() {
    Look known = look;
    if (known == null || known.isOver()) {
      known = new Look(System.nanoTime(), thread.submit(this::now));
      look = known;
    }
    return known;
  }

  private List<MetricFamilySamples> now() {
    Family pending =
        new Family("pending", "Accepted work that is neither applied nor a case", "step");
    Family oldest = new Family("oldest_seconds", "Age of the oldest pending work", "step");
    for (Pipeline.Step step : pipeline.glance()) {
      String name = known(step.step());
      pending.add(step.pending(), name);
      Long age = step.oldestSeconds();
      oldest.samples.merge(List.of(name), age == null ? 0.0 : age, Math::max);
    }
    Family cases = new Family("cases", "Cases that are not resolved", "code", "owner", "status");
    Family overdue = new Family("cases_overdue", "Cases whose time is up", "owner");
    ExceptionRow.OWNERS.forEach(owner -> overdue.add(0, owner));
    Family risk =
        new Family(
            "money_at_risk", "Refunds that something is wrong with or missing", "currency", "kind");
    Family spool = new Family("spool", "Webhooks in the database that Kafka has not taken yet");
    Family undelivered =
        new Family(
            "alerts_undelivered_seconds",
            "For how long digests have not got through; 0 while they do",
            "channel");
    for (AlertMedium channel : AlertMedium.values()) {
      undelivered.add(0, channel.word());
    }
    for (Standing.Row row : standing.now()) {
      switch (row.what()) {
        case "cases" ->
            cases.add(row.number(), code(row.first()), owner(row.second()), status(row.third()));
        case "overdue" -> overdue.add(row.number(), owner(row.first()));
        case "risk" -> risk.add(row.number(), currency(row.first()), code(row.second()));
        case "undelivered" -> undelivered.add(row.number(), row.first());
        default -> spool.add(row.number());
      }
    }
    return List.of(
        pending.samples(),
        oldest.samples(),
        cases.samples(),
        overdue.samples(),
        risk.samples(),
        spool.samples(),
        undelivered.samples());
  }

  private String known(String step) {
    return RouteRules.INTAKES.contains(step) || steps.find(step).isPresent() ? step : Meters.OTHER;
  }

  private String code(String code) {
    return mappings.exceptions().find(code).isPresent() ? code : Meters.OTHER;
  }

  private static String owner(String owner) {
    return ExceptionRow.OWNERS.contains(owner) ? owner : Meters.OTHER;
  }

  private static String status(String status) {
    return STATUSES.contains(status) ? status : Meters.OTHER;
  }

  private static String currency(String code) {
    return Money.digits(code).isPresent() ? code : Meters.OTHER;
  }

  @PreDestroy
  void close() {
    thread.shutdownNow();
  }
}
