package io.returnbridge.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.returnbridge.camel.Standstill;
import io.returnbridge.cases.Cases;
import io.returnbridge.cases.Origin;
import io.returnbridge.engine.Claim;
import io.returnbridge.engine.Claims;
import io.returnbridge.engine.TestSteps;
import io.returnbridge.engine.WorkList;
import io.returnbridge.failure.Unavailable;
import io.returnbridge.kafka.ConsumerLag;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.model.Trouble;
import io.returnbridge.registry.StepDefinition;
import io.returnbridge.registry.Topic;
import io.returnbridge.store.Database;
import io.returnbridge.store.TestDatabase;
import io.returnbridge.store.WakeUp;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PipelineTest {

  private static final WakeUp TICK = new WakeUp("sweep", "all", "schedule:2026-11-25T02:17:00Z");

  /** No step reads a topic, and Kafka says so, unless a test says more. */
  private static final class NoLag extends ConsumerLag {
    private final Deque<Lag> next = new ArrayDeque<>();
    private boolean answers = true;

    NoLag() {
      super(null, null);
    }

    @Override
    public Set<String> steps() {
      return Set.of();
    }

    @Override
    public synchronized Optional<Map<String, Lag>> now() {
      if (!next.isEmpty()) {
        return Optional.of(Map.of("link-credit", next.size() > 1 ? next.pop() : next.peek()));
      }
      return answers ? Optional.of(Map.of()) : Optional.empty();
    }
  }

  private final NoLag lag = new NoLag();
  private final Standstill standstill = new Standstill(Duration.ofMinutes(1));
  private Database database;
  private WorkList work;
  private Claims claims;
  private Pipeline pipeline;

  @BeforeEach
  void clean() {
    database = TestDatabase.clean();
    work = TestDatabase.work(database);
    claims = TestDatabase.claims(database);
    pipeline =
        new Pipeline(
            TestSteps.ALL,
            database,
            lag,
            new DefaultCamelContext(),
            TestSteps.circuits(),
            standstill);
  }

  private Pipeline.Step step(String step) {
    return pipeline.now().steps().stream()
        .filter(s -> s.step().equals(step))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void both_intakes_and_every_step_are_shown_also_while_nothing_is_pending() {
    assertThat(pipeline.now().steps())
        .extracting(Pipeline.Step::step)
        .startsWith("receive-webhook", "receive-scan")
        .containsAll(TestSteps.ALL.ofTheWay());
  }

  @Test
  void a_record_that_was_a_row_between_two_looks_is_pending_all_the_same() {
    // Given
    lag.next.add(new ConsumerLag.Lag(0, 0, 7));
    lag.next.add(new ConsumerLag.Lag(1, 0, 8));

    // Then
    assertThat(pipeline.now().pending()).isEqualTo(1);
  }

  @Test
  void what_came_and_went_while_it_looked_is_not_pending() {
    // Given
    lag.next.add(new ConsumerLag.Lag(0, 0, 7));
    lag.next.add(new ConsumerLag.Lag(0, 0, 8));

    // Then
    assertThat(pipeline.now().pending()).isZero();
  }

  @Test
  void a_tick_of_the_clock_is_not_accepted_work() {
    work.wake(TICK.step(), TICK.subject(), TICK.trigger());
    assertThat(pipeline.now().pending()).isZero();

    claims.claim(1);
    assertThat(pipeline.now().pending()).as("while it is worked on").isZero();
  }

  @Test
  void what_somebody_asked_for_is_pending_also_when_the_clock_ticks_meanwhile() {
    work.wake("sweep", "all", "api:ida");
    assertThat(step("sweep").pending()).isEqualTo(1);

    work.wake(TICK.step(), TICK.subject(), TICK.trigger());
    assertThat(step("sweep").pending()).isEqualTo(1);
    assertThat(step("sweep").oldestSeconds()).isNotNull();

    claims.claim(1);
    assertThat(step("sweep").pending()).as("while it is worked on").isEqualTo(1);
  }

  @Test
  void a_person_who_joins_a_tick_is_counted() {
    work.wake(TICK.step(), TICK.subject(), TICK.trigger());
    work.wake("sweep", "all", "api:ida");

    assertThat(pipeline.now().pending()).isEqualTo(1);
  }

  @Test
  void a_job_of_the_clock_that_failed_shows_and_counts_nothing() {
    work.retry(Claim.none(TICK), new Unavailable("reveni", "HTTP 503", null, null), true);

    assertThat(step("sweep")).isEqualTo(new Pipeline.Step("sweep", 0, null, "retrying"));
  }

  /** Of three records the first is a case, and that case stands for it. */
  @Test
  void what_waits_behind_the_case_of_an_own_step_waits_and_counts_once() {
    for (int n = 1; n <= 3; n++) {
      database.update(
          "insert into own_record (step, subject, place, value, headers) values ('erp', 'own/erp/k', ?, '', '{}')",
          "t/0/" + n);
    }
    work.wake("erp", "own/erp/k", "record:t/0/1");
    assertThat(step("erp")).extracting(Pipeline.Step::pending).isEqualTo(3L);

    new Cases(database, Mappings.load(Path.of("mappings")))
        .open(
            Origin.of(new WakeUp("erp", "own/erp/k", "")),
            new Trouble("STEP_FAILED", "t/0/1", null, Map.of("detail", "422")));
    database.update("update work set waiting = true, due_at = 'infinity'");

    Pipeline.Answer now = withOwnStep().now();
    assertThat(now.pending()).isZero();
    assertThat(now.waiting()).isEqualTo(3);
    assertThat(now.steps()).contains(new Pipeline.Step("erp", 0, null, "waiting"));
  }

  @Test
  void a_step_that_has_work_and_no_file_is_stopped() {
    database.update(
        "insert into own_record (step, subject, place, value, headers) values ('erp', 'own/erp/k', 't/0/1', '', '{}')");
    work.wake("erp", "own/erp/k", "record:t/0/1");

    assertThat(step("erp").state()).isEqualTo("stopped");
    assertThat(step("erp").pending()).isEqualTo(1);
  }

  @Test
  void scans_that_wait_are_told_by_what_they_wait_for() {
    database.update(
        """
        insert into scan (source, scan_id, content, body, status, waits_for, accepted_at, published_at)
        select 'w', 's' || n, '', '{}', case when n = 4 then 'done' else 'waiting' end,
          case when n = 4 then null when n = 3 then 'receipt' else 'return' end, now() - n * interval '1 minute', now()
        from generate_series(1, 4) n
        """);

    assertThat(pipeline.now().scans())
        .extracting(Pipeline.Scans::waitsFor, Pipeline.Scans::waiting)
        .containsExactly(tuple("receipt", 1L), tuple("return", 2L));
  }

  private Pipeline withOwnStep() {
    return new Pipeline(
        TestSteps.ALL.and(
            List.of(StepDefinition.own("erp", Topic.FINANCE_CREDITS, Set.of("erp.example.com")))),
        database,
        lag,
        new DefaultCamelContext(),
        TestSteps.circuits(),
        standstill);
  }

  @Test
  void what_waits_for_a_batch_is_told_by_batch() {
    Instant night = Instant.parse("2099-01-01T02:00:00Z");
    Instant soon = Instant.parse("2098-12-31T23:15:00Z");
    work.wakeAt("mirror-status", "es/r1", "batch:0 0 2 * * ?", night);
    work.wakeAt("mirror-status", "es/r2", "batch:0 0 2 * * ?", night);
    work.wakeAt("mirror-status", "es/r2", "batch:0 0 2 * * ?", night);
    work.wakeAt("mirror-status", "es/r3", "batch:0 0/15 * * * ?", soon);
    work.wake("link-credit", "es/r1", "event:1");

    assertThat(pipeline.now().batches())
        .containsExactly(
            new Pipeline.Batch("mirror-status", "0 0/15 * * * ?", 1, soon),
            new Pipeline.Batch("mirror-status", "0 0 2 * * ?", 2, night));
    assertThat(pipeline.now().waiting()).isEqualTo(3);

    work.wake("mirror-status", "es/r3", "event:2");
    assertThat(pipeline.now().batches())
        .extracting(Pipeline.Batch::schedule)
        .doesNotContain("0 0/15 * * * ?");
  }

  @Test
  void while_kafka_does_not_say_what_it_holds_something_is_pending() {
    lag.answers = false;

    assertThat(pipeline.now().pending()).isEqualTo(1);
  }
}
