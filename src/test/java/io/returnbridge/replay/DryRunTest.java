package io.returnbridge.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.returnbridge.commerce.Conflict;
import io.returnbridge.engine.Claims;
import io.returnbridge.engine.TestSteps;
import io.returnbridge.engine.WorkList;
import io.returnbridge.failure.NeedsDecision;
import io.returnbridge.failure.Unavailable;
import io.returnbridge.kafka.Topics;
import io.returnbridge.model.Cause;
import io.returnbridge.model.Subject;
import io.returnbridge.model.Trouble;
import io.returnbridge.registry.StepDefinition;
import io.returnbridge.registry.Steps;
import io.returnbridge.registry.Topic;
import io.returnbridge.store.Database;
import io.returnbridge.store.Outbox;
import io.returnbridge.store.OutboxRecord;
import io.returnbridge.store.Rehearsal;
import io.returnbridge.store.TestDatabase;
import io.returnbridge.store.WakeUp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DryRunTest {

  static final Topics TOPICS = TestSteps.topics();

  private static final Subject SUBJECT = Subject.of("es/r1");

  private final List<String> ran = new ArrayList<>();
  private final Map<String, Function<WakeUp, List<OutboxRecord>>> steps = new LinkedHashMap<>();
  private Database database;
  private WorkList work;
  private Claims claims;
  private DryRun dryRun;

  @BeforeEach
  void clean() {
    database = TestDatabase.clean();
    work = TestDatabase.work(database);
    claims = TestDatabase.claims(database);
    dryRun = new DryRun(TestSteps.ALL, w -> steps.get(w.step()).apply(w), TOPICS, database, work);
    for (String step :
        List.of(
            "accept-return",
            "mirror-status",
            "hold-for-inspection",
            "link-credit",
            "create-exchange-order",
            "move-inspected-stock",
            "apply-stock-movements")) {
      step(step, w -> {});
    }
  }

  private void step(String name, Consumer<WakeUp> does) {
    steps.put(
        name,
        wakeUp -> {
          ran.add(name + " " + wakeUp.subject() + " " + wakeUp.trigger());
          does.accept(wakeUp);
          return List.of();
        });
  }

  private static void writes(WakeUp wakeUp, String what) {
    Rehearsal.write(new Cause(wakeUp.step(), wakeUp.subject(), null), "order", "O-1", what);
  }

  private static WakeUp woken(String step) {
    return new WakeUp(step, "es/r1", "replay:1");
  }

  private long rows(String table) {
    return database.find("select count(*) from " + table, r -> r.number(1)).orElseThrow();
  }

  @Test
  void of_a_step_of_ones_own_it_says_that_its_route_would_run() {
    Steps withOwn =
        TestSteps.ALL.and(
            List.of(
                StepDefinition.own("to-erp", Topic.FINANCE_CREDITS, Set.of("erp.example.com"))));
    DryRun own = new DryRun(withOwn, w -> List.of(), TestSteps.topics(withOwn), database, work);
    Subject key = Subject.of("own/to-erp/1001");

    DryRun.Result result = own.of(key, List.of(new WakeUp("to-erp", key.text(), "replay:1")));

    assertThat(result.problems()).isEmpty();
    assertThat(result.writes())
        .extracting(Rehearsal.Write::step, Rehearsal.Write::resource, Rehearsal.Write::resourceKey)
        .containsExactly(tuple("to-erp", "own-step", "own/to-erp/1001"));
  }

  @Test
  void each_step_sees_what_the_one_before_has_done_and_nothing_is_left() {
    step(
        "accept-return",
        w -> database.update("insert into inbox (step, dedupe_key) values ('accept-return', 'x')"));
    step("mirror-status", w -> writes(w, rows("inbox") + " seen"));

    DryRun.Result result =
        dryRun.of(SUBJECT, List.of(woken("accept-return"), woken("mirror-status")));

    assertThat(result.writes())
        .containsExactly(new Rehearsal.Write("mirror-status", "order", "O-1", "1 seen"));
    assertThat(result.problems()).isEmpty();
    assertThat(rows("inbox") + rows("work")).isZero();
  }

  @Test
  void what_the_steps_tell_and_wake_is_followed_for_this_return_and_its_stock() {
    Outbox outbox = new Outbox(database);
    step(
        "accept-return",
        w ->
            outbox.add(
                w.step(),
                w.subject(),
                List.of(new OutboxRecord("e1", "returns.events.v1", "k", "{}"))));
    step(
        "hold-for-inspection",
        w -> {
          work.wake("apply-stock-movements", "wh-es/SHIRT", w.trigger());
          work.wakeAt("accept-return", "es/r1", "order-awaited", Instant.now());
        });
    step(
        "apply-stock-movements",
        w -> {
          work.wake("move-inspected-stock", "es/r1", w.trigger());
          work.wake("move-inspected-stock", "es/other", w.trigger());
        });

    DryRun.Result result = dryRun.of(SUBJECT, List.of(woken("accept-return")));

    assertThat(result.problems()).isEmpty();
    assertThat(ran)
        .containsExactlyInAnyOrder(
            "accept-return es/r1 replay:1",
            "mirror-status es/r1 event:e1",
            "hold-for-inspection es/r1 event:e1",
            "link-credit es/r1 event:e1",
            "create-exchange-order es/r1 event:e1",
            "apply-stock-movements wh-es/SHIRT event:e1",
            "move-inspected-stock es/r1 event:e1");
    assertThat(ran.get(0)).startsWith("accept-return");
    assertThat(rows("outgoing")).isZero();
  }

  @Test
  void one_step_in_trouble_is_said_and_the_others_go_on() {
    step(
        "mirror-status",
        w -> {
          throw new NeedsDecision(Trouble.of("OVER_RETURN", Map.of()));
        });
    step("hold-for-inspection", w -> database.update("insert into inbox (step) values (null)"));
    step("link-credit", w -> writes(w, "payment p1"));

    DryRun.Result result =
        dryRun.of(
            SUBJECT,
            List.of(woken("mirror-status"), woken("hold-for-inspection"), woken("link-credit")));

    assertThat(result.problems())
        .hasSize(2)
        .anyMatch(p -> p.equals("mirror-status would wait for a decision: OVER_RETURN"))
        .anyMatch(p -> p.startsWith("hold-for-inspection would fail: SQL failed"));
    assertThat(result.writes()).extracting(Rehearsal.Write::what).containsExactly("payment p1");
  }

  @Test
  void an_outage_and_a_conflict_say_nothing_about_the_return() {
    step(
        "mirror-status",
        w -> {
          throw new Unavailable("commercetools", "away", null, null);
        });
    step(
        "link-credit",
        w -> {
          throw new Conflict("others write");
        });

    assertThatThrownBy(() -> dryRun.of(SUBJECT, List.of(woken("mirror-status"))))
        .isInstanceOf(Unavailable.class);
    assertThatThrownBy(() -> dryRun.of(SUBJECT, List.of(woken("link-credit"))))
        .isInstanceOf(Unavailable.class);
  }

  @Test
  void a_step_that_waits_for_its_batch_would_not_be_woken() {
    work.wakeAt("mirror-status", "es/r1", "batch:0 0 2 * * ?", Instant.now().plusSeconds(60));

    dryRun.of(SUBJECT, List.of(woken("mirror-status"), woken("link-credit")));

    assertThat(ran).containsExactly("link-credit es/r1 replay:1");
  }

  @Test
  void steps_that_wake_each_other_for_ever_end() {
    step("link-credit", w -> work.wake("mirror-status", "es/r1", "a"));
    step("mirror-status", w -> work.wake("link-credit", "es/r1", "b"));

    dryRun.of(SUBJECT, List.of(woken("link-credit")));

    assertThat(ran).hasSize(10);
  }
}
