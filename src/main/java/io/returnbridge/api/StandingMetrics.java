package io.returnbridge.api;

import io.micrometer.prometheus.PrometheusMeterRegistry;
import io.prometheus.client.Collector;
import io.prometheus.client.GaugeMetricFamily;
import io.quarkus.runtime.StartupEvent;
import io.returnbridge.alerts.AlertMedium;
import io.returnbridge.camel.RouteRules;
import io.returnbridge.mappings.ExceptionRow;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.metrics.Meters;
import io.returnbridge.model.Money;
import io.returnbridge.registry.Steps;
import io.returnbridge.store.Columns;
import io.returnbridge.store.Database;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
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

  /** Money is expected by a watchdog until it opens a case; from then on it is the case's. */
  private static final String STANDING =
      """
      with unresolved as (
        select code, owner, status, store, return_id, details ->> 'refundId' as refund_id,
          details ->> 'amount' as amount, status in ('open', 'retrying') and due_at < now() as overdue
        from exception_case where status <> 'resolved'),
      risk as (
        select code, details ->> 'amount' as amount from watch
        where met_at is null and opened_at is null
          and code in ('CREDIT_MISSING', 'REFUND_NOT_MIRRORED', 'COVER_EXPIRING')
        union all
        select code, amount from (
          select distinct on (u.code, u.store, u.return_id, u.refund_id) u.code,
            coalesce(u.amount, (refund ->> 'amount') || ' ' || (refund ->> 'currency')) as amount
          from unresolved u
          left join return_state s on u.amount is null and (s.store, s.return_id) = (u.store, u.return_id)
          left join jsonb_array_elements(s.document -> 'snapshot' -> 'refunds') refund
            on refund ->> 'refundId' = u.refund_id
          where u.refund_id is not null) of_cases)
      select 'cases', code, owner, status, count(*)::float from unresolved group by code, owner, status
      union all
      select 'overdue', owner, '', '', count(*) from unresolved where overdue group by owner
      union all
      select 'risk', split_part(amount, ' ', 2), code, '', sum(split_part(amount, ' ', 1)::numeric)::float
        from risk where amount ~ '^-?[0-9]{1,15}([.][0-9]{1,9})? [A-Z]{3}$' group by split_part(amount, ' ', 2), code
      union all
      select 'spool', '', '', '', count(*) from intake_spool
      union all
      select 'undelivered', channel, '', '', max(extract(epoch from now() - failing_since))::float
        from alert_channel where failing_since is not null group by channel
      """;

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

  private record Row(String what, String first, String second, String third, double number) {}

  private final Pipeline pipeline;
  private final Database database;
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

  public StandingMetrics(Pipeline pipeline, Database database, Mappings mappings, Steps steps) {
    this.pipeline = pipeline;
    this.database = database;
    this.mappings = mappings;
    this.steps = steps;
  }

  void begin(@Observes StartupEvent started, PrometheusMeterRegistry registry) {
    registry.getPrometheusRegistry().register(this);
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
    for (Row row : database.query(STANDING, StandingMetrics::row)) {
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

  private static Row row(Columns r) {
    return new Row(r.text(1), r.text(2), r.text(3), r.text(4), r.decimal(5));
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
