package io.returnbridge.api;

import io.returnbridge.camel.RouteRules;
import io.returnbridge.camel.Standstill;
import io.returnbridge.kafka.ConsumerLag;
import io.returnbridge.kafka.ConsumerLag.Lag;
import io.returnbridge.outage.Circuits;
import io.returnbridge.registry.About;
import io.returnbridge.registry.StepDefinition;
import io.returnbridge.registry.Steps;
import io.returnbridge.store.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.ServiceStatus;
import org.jspecify.annotations.Nullable;

/**
 * What is still under way. Pending is accepted work that is neither applied nor a case nor
 * deliberately waiting; it is 0 when, and only when, there is none. Each piece counts at every
 * place where it lies, so the number says whether and where, rather than how many returns. That the
 * clock has ticked for a job is not accepted work; what the job then finds to do is.
 */
@ApplicationScoped
public class Pipeline {

  /**
   * @param pending what is known; while Kafka does not say what it holds, 1 at least
   * @param waiting for a batch, a receipt, a classification, or a person
   * @param batches what of it waits for which batch, the next first
   * @param scans what of it are scans, by what they wait for
   */
  public record Answer(
      long pending, long waiting, List<Step> steps, List<Batch> batches, List<Scans> scans) {}

  /**
   * @param waitsFor {@code receipt}, {@code classification}, {@code channel}, {@code return} or
   *     {@code corrected-scan}
   * @param oldestAt when the first of them was accepted
   */
  public record Scans(String waitsFor, long waiting, Instant oldestAt) {}

  /**
   * Updates that {@code timing.csv} has let wait.
   *
   * @param schedule the Quartz cron when they began to wait
   * @param dueAt when the first of them is due
   */
  public record Batch(String step, String schedule, long waiting, Instant dueAt) {}

  /**
   * @param oldestSeconds age of the oldest pending piece, null for none
   * @param state {@code ok}; {@code retrying} after a failure; {@code waiting} while records of a
   *     step of one's own wait behind a case; {@code paused} while an API that it needs is away;
   *     {@code stopped} when its route does not run, stands still or has no file any more; {@code
   *     unknown} while Kafka does not answer
   */
  public record Step(String step, long pending, @Nullable Long oldestSeconds, String state) {}

  private record Part(
      String step, long pending, @Nullable Long oldestSeconds, boolean retrying, boolean stuck) {}

  private static final String PENDING =
      """
      with recursive parked as (
        select l.id from stock_leg l join exception_case c on c.step = any(?)
          and c.work_subject = l.channel || '/' || l.sku and c.status in ('open', 'snoozed')
        where l.state <> 'applied'
          and not exists (select 1 from work w where w.step = c.step and w.subject = c.work_subject
            and (not w.waiting or w.token is not null))
        union
        select l.id from stock_leg l join parked p on l.after_leg = p.id where l.state <> 'applied')
      select step, count(*) filter (where accepted),
        extract(epoch from now() - min(since) filter (where accepted))::bigint, bool_or(retrying), bool_or(stuck) from (
        select step, created_at as since, attempt > 0 as retrying, coalesce(trigger, '') not like 'schedule:%' as accepted,
          false as stuck from work w
          where (not waiting or token is not null) and not (step = any(?) and exists
            (select 1 from stock_leg l where l.channel || '/' || l.sku = w.subject and l.state <> 'applied'))
            and not exists (select 1 from own_record r where r.step = w.step and r.subject = w.subject)
        union all
        select r.step, r.stored_at, w.attempt > 0 and not (w.waiting and w.token is null), not w.waiting or w.token is not null, w.waiting and w.token is null
          from own_record r join work w on w.step = r.step and w.subject = r.subject
        union all
        select stock, planned_at, false, true, false from stock_leg, unnest(?::text[]) as stock
          where state <> 'applied' and id not in (select id from parked)
        union all
        select step, created_at, false, true, false from outgoing where published_at is null
        union all
        select 'receive-webhook', accepted_at, false, true, false from intake_spool
        union all
        select 'receive-scan', accepted_at, false, true, false from scan where published_at is null) pending
      group by step
      """;

  private static final String WAITING =
      """
      select (select count(*) from work w where waiting and token is null
          and not exists (select 1 from own_record r where r.step = w.step and r.subject = w.subject))
        + (select count(*) from own_record r join work w on w.step = r.step and w.subject = r.subject
          where w.waiting and w.token is null and not exists (select 1 from exception_case c where c.step = r.step
            and c.work_subject = r.subject and c.subject = r.place and c.status in ('open', 'snoozed')))
        + (select count(*) from scan where status = 'waiting' and published_at is not null)
        + (select count(*) from exception_case where status in ('open', 'snoozed'))
      """;

  private static final String BATCHES =
      """
      select step, regexp_replace(trigger, '^(also:)?batch:', '') as schedule, count(*), date_trunc('second', min(due_at) + interval '500 milliseconds')
      from work where waiting and token is null and trigger ~ '^(also:)?batch:'
      group by step, schedule order by min(due_at), step
      """;

  private static final String SCANS =
      """
      select waits_for, count(*), min(accepted_at) from scan where status = 'waiting' and published_at is not null
      group by waits_for order by min(accepted_at), waits_for
      """;

  private final Steps steps;
  private final List<String> working;
  private final String[] stock;
  private final Database database;
  private final ConsumerLag consumers;
  private final CamelContext camel;
  private final Circuits circuits;
  private final Standstill standstill;
  private final Recent<Answer> recent = new Recent<>(this::glanced);

  public Pipeline(
      Steps steps,
      Database database,
      ConsumerLag consumers,
      CamelContext camel,
      Circuits circuits,
      Standstill standstill) {
    this.steps = steps;
    this.working = steps.working();
    this.stock = steps.about(About.ENTRY).toArray(String[]::new);
    this.database = database;
    this.consumers = consumers;
    this.camel = camel;
    this.circuits = circuits;
    this.standstill = standstill;
  }

  /**
   * Rows become records and records become rows: looking before and after the lag sees each at
   * least once, unless one was both meanwhile; so it is nothing only when no record has come since.
   * Throws {@link io.returnbridge.failure.Unavailable} while the database is away.
   */
  public Answer now() {
    List<Part> before = rows();
    Optional<Map<String, Lag>> lags = consumers.now();
    while (true) {
      List<Part> after = rows();
      List<Step> steps = steps(most(before, after), lags);
      long known = steps.stream().mapToLong(Step::pending).sum();
      if (known > 0 || lags.isEmpty()) {
        return answer(Math.max(1, known), steps);
      }
      Optional<Map<String, Lag>> again = consumers.now();
      if (again.equals(lags)) {
        return answer(0, steps);
      }
      before = after;
      lags = again;
    }
  }

  private Answer answer(long pending, List<Step> steps) {
    long waiting = database.find(WAITING, r -> r.number(1)).orElse(0L);
    List<Batch> batches =
        database.query(BATCHES, r -> new Batch(r.text(1), r.text(2), r.number(3), r.time(4)));
    List<Scans> scans = database.query(SCANS, r -> new Scans(r.text(1), r.number(2), r.time(3)));
    return new Answer(pending, waiting, steps, batches, scans);
  }

  private Map<String, Part> most(List<Part> before, List<Part> after) {
    Map<String, Part> parts = nothing();
    before.forEach(part -> parts.put(part.step(), part));
    after.forEach(
        part -> parts.merge(part.step(), part, (a, b) -> a.pending() > b.pending() ? a : b));
    return parts;
  }

  /** As it was a moment ago, at one look: for people. */
  public Answer recent() {
    return recent.now();
  }

  private Answer glanced() {
    List<Step> steps = glance();
    return answer(steps.stream().mapToLong(Step::pending).sum(), steps);
  }

  /**
   * As {@link #now}, at one look: what goes from place to place meanwhile may count twice, or not.
   */
  List<Step> glance() {
    Optional<Map<String, Lag>> lags = consumers.now();
    Map<String, Part> parts = nothing();
    rows().forEach(part -> parts.put(part.step(), part));
    return steps(parts, lags);
  }

  private Map<String, Part> nothing() {
    Map<String, Part> parts = new LinkedHashMap<>();
    Stream.concat(RouteRules.INTAKES.stream(), working.stream())
        .forEach(step -> parts.put(step, new Part(step, 0, null, false, false)));
    return parts;
  }

  private List<Step> steps(Map<String, Part> parts, Optional<Map<String, Lag>> lags) {
    List<Step> steps = new ArrayList<>();
    for (Part part : parts.values()) {
      Lag lag = lags.map(all -> all.get(part.step())).orElse(null);
      steps.add(step(part, lag, lags.isPresent()));
    }
    return steps;
  }

  private List<Part> rows() {
    return database.query(
        PENDING,
        r -> new Part(r.text(1), r.number(2), r.numberOrNull(3), r.flag(4), r.flag(5)),
        stock,
        stock,
        stock);
  }

  private Step step(Part part, @Nullable Lag lag, boolean kafkaAnswers) {
    long pending = part.pending() + (lag == null ? 0 : lag.records());
    Long oldest = part.oldestSeconds();
    if (lag != null && lag.records() > 0) {
      oldest = oldest == null ? lag.sinceSeconds() : Math.max(oldest, lag.sinceSeconds());
    }
    return new Step(part.step(), pending, oldest, state(part, kafkaAnswers));
  }

  private String state(Part part, boolean kafkaAnswers) {
    if (standstill.steps().contains(part.step()) || isGone(part.step())) {
      return "stopped";
    }
    boolean listens = consumers.steps().contains(part.step());
    if (listens && !kafkaAnswers) {
      return "unknown";
    }
    if (!runs(part.step()) || (listens && !runs(part.step() + StepDefinition.WAKE_UP))) {
      return "stopped";
    }
    if (circuits.pauses(part.step())) {
      return "paused";
    }
    if (part.retrying()) {
      return "retrying";
    }
    return part.stuck() ? "waiting" : "ok";
  }

  /** It has work, and no file any more. */
  private boolean isGone(String step) {
    return steps.find(step).isEmpty() && !RouteRules.INTAKES.contains(step);
  }

  private boolean runs(String route) {
    return camel.getRoute(route) == null
        || camel.getRouteController().getRouteStatus(route) == ServiceStatus.Started;
  }
}
