package io.returnbridge.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.returnbridge.cases.Origin;
import io.returnbridge.engine.Claim;
import io.returnbridge.failure.NeedsDecision;
import io.returnbridge.kafka.TopicReader;
import io.returnbridge.model.Cause;
import io.returnbridge.model.Subject;
import io.returnbridge.model.Trouble;
import io.returnbridge.outage.Progress;
import io.returnbridge.store.Effects;
import io.returnbridge.store.Happened;
import io.returnbridge.store.Happened.Kind;
import io.returnbridge.store.WakeUp;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** How a replay goes on until it has ended. */
class ReplayerTest extends ReplayTables {

  @Test
  void a_return_has_every_step_woken_and_its_stock_and_is_looked_at_when_no_work_is_left() {
    known("es", "r1");
    known("uk", "r1");
    known("es", "r2");
    leg("r1", "wh-es", "applied");
    String id = replays.ask(new Scope.OfReturn("es", "r1"), false, "ana");
    assertThat(pendingOfItself()).isEqualTo(1);

    Replay running = turn(id);

    assertThat(running.state()).isEqualTo(Replay.State.RUNNING);
    assertThat(running.who()).isEqualTo("ana");
    String by = " replay:" + id;
    assertThat(due())
        .containsExactly(
            "accept-return es/r1" + by,
            "mirror-status es/r1" + by,
            "hold-for-inspection es/r1" + by,
            "link-credit es/r1" + by,
            "create-exchange-order es/r1" + by,
            "move-inspected-stock es/r1" + by,
            "apply-stock-movements wh-es/TSHIRT" + by);
    assertThat(pendingOfItself()).isEqualTo(1);
    assertThat(turn(id).counts().looked()).isZero();

    workOn();
    turn(id);
    Replay done = turn(id);

    assertThat(done.state()).isEqualTo(Replay.State.DONE);
    assertThat(done.counts()).isEqualTo(new Replay.Counts(0, 0, 1, 1, 0, 0, 0, 0));
    assertThat(done.endedAt()).isNotNull();
    assertThat(database.query("select 1 from work", r -> 1)).isEmpty();
    assertThat(database.query("select 1 from replay_part", r -> 1)).isEmpty();
  }

  @Test
  void a_return_with_news_is_followed_and_what_came_of_it_is_counted() {
    known("es", "r1");
    leg("r1", "wh-es", "applied");
    String id = replays.ask(new Scope.OfReturn("es", "r1"), false, "ana");
    new Effects(database)
        .record("order", "O-1", 1L, 2L, new Cause("mirror-status", "es/r1", "event:0"), "before");
    turn(id);
    database.update(
        """
        insert into outgoing (id, step, subject, topic, record_key, payload)
        values ('e1', 'accept-return', 'es/r1', 't', 'k', '{}')
        """);
    database.update("update return_state set saved_at = clock_timestamp()");
    workOn();

    turn(id);

    assertThat(due())
        .containsExactly(
            "mirror-status es/r1 replay:" + id,
            "hold-for-inspection es/r1 replay:" + id,
            "link-credit es/r1 replay:" + id,
            "create-exchange-order es/r1 replay:" + id,
            "move-inspected-stock es/r1 replay:" + id);
    Effects effects = new Effects(database);
    effects.record("order", "O-1", 2L, 3L, new Cause("mirror-status", "es/r1", "event:e1"), "x");
    effects.record(
        "inventory-entry",
        "k",
        1L,
        2L,
        new Cause("apply-stock-movements", "wh-es/TSHIRT", "y"),
        "x");
    effects.record("order", "O-2", 2L, 3L, new Cause("mirror-status", "es/other", "z"), "x");
    workOn();
    turn(id);
    turn(id);

    Replay done = replays.find(id).orElseThrow();
    assertThat(done.state()).isEqualTo(Replay.State.DONE);
    assertThat(done.counts().events()).isEqualTo(1);
    assertThat(done.counts().effects()).isEqualTo(2);
  }

  @Test
  void a_return_that_was_saved_after_others_had_looked_is_followed_though_its_events_were_told() {
    known("es", "r1");
    String id = replays.ask(new Scope.OfReturn("es", "r1"), false, "ana");
    turn(id);
    workOn();
    database.update("update return_state set saved_at = clock_timestamp()");

    turn(id);

    assertThat(due()).contains("mirror-status es/r1 replay:" + id);
    workOn();
    turn(id);
    assertThat(turn(id).state()).isEqualTo(Replay.State.DONE);
  }

  @Test
  void what_steps_of_ones_own_have_sent_and_their_cases_are_counted() {
    String id = replays.ask(new Scope.OfTopic("finance.credits.v1"), false, "ana");
    List<Subject> keys =
        List.of(
            new Subject.OfKey("credit-to-erp", "1001"), new Subject.OfKey("credit-to-erp", "2"));
    WakeUp of1001 = new WakeUp("credit-to-erp", keys.get(0).text(), "replay:" + id);
    parts.add(id, keys);
    parts.woken(id, keys, false);
    Happened sent =
        new Happened(Kind.EFFECT, "own-step", null, null, null, null, "s", Map.of("key", "c1"));
    new Effects(database).sent(new Cause(of1001.step(), of1001.subject(), of1001.trigger()), sent);
    cases.open(
        Origin.of(new WakeUp("credit-to-erp", keys.get(1).text(), "x")),
        new Trouble("STEP_FAILED", "finance.credits.v1/0/2", null, Map.of("detail", "422")));

    parts.done(id, keys);
    parts.end(id);

    Replay.Counts counts = replays.find(id).orElseThrow().counts();
    assertThat(counts.effects()).isEqualTo(1);
    assertThat(counts.cases()).isEqualTo(1);
  }

  @Test
  void stock_that_is_on_its_way_keeps_its_return_under_way() {
    known("es", "r1");
    leg("r1", "wh-es", "sent");
    String id = replays.ask(new Scope.OfReturn("es", "r1"), false, "ana");
    turn(id);
    database.update("delete from work where step not in ('replay', 'apply-stock-movements')");

    turn(id);
    assertThat(turn(id).state()).isEqualTo(Replay.State.RUNNING);

    database.update("update stock_leg set state = 'applied'");
    turn(id);
    assertThat(turn(id).state()).isEqualTo(Replay.State.DONE);
  }

  @Test
  void what_deliberately_waits_does_not_keep_a_return_under_way() {
    known("es", "r1");
    String id = replays.ask(new Scope.OfReturn("es", "r1"), false, "ana");
    turn(id);
    workOn();
    work.wakeAt("accept-return", "es/r1", "order-awaited", Instant.now().plusSeconds(600));

    turn(id);

    assertThat(turn(id).state()).isEqualTo(Replay.State.DONE);
    assertThat(due()).containsExactly("accept-return es/r1 order-awaited");
  }

  @Test
  void a_dry_run_gives_a_sign_of_life_for_each_return() {
    known("es", "r1");
    known("uk", "r1");
    String both = replays.ask(new Scope.OfReturn(null, "r1"), true, "ana");
    AtomicInteger signs = new AtomicInteger();
    Progress.toldTo(signs::incrementAndGet);

    replayer.replay(Claim.none(new WakeUp("replay", both, "test")));

    Progress.toldTo(null);
    assertThat(signs).as("returns").hasValueGreaterThanOrEqualTo(2);
  }

  @Test
  void a_topic_that_no_step_reads_fails_it_and_a_retry_goes_on_and_ends_its_case() {
    known("es", "r1");
    String id = replays.ask(new Scope.OfTopic("no.such.topic"), false, "ana");

    assertThatThrownBy(() -> replayer.replay(Claim.none(new WakeUp("replay", id, "test"))))
        .isInstanceOfSatisfying(
            NeedsDecision.class,
            held -> {
              assertThat(held.trouble().code()).isEqualTo("REPLAY_FAILED");
              assertThat(held.trouble().values().get("detail"))
                  .startsWith("No step reads the topic no.such.topic: put the file of its step");
            });
    assertThat(replays.find(id).orElseThrow().state()).isEqualTo(Replay.State.FAILED);
    assertThat(replays.find(id).orElseThrow().ended()).isTrue();
    Origin origin = Origin.of(new WakeUp("replay", id, "test"));
    cases.open(origin, Trouble.of("REPLAY_FAILED", Map.of("detail", "no step")));

    database.update("update replay set topic = 'returns.events.v1'");
    replays.spans(id, new TopicReader.Spans(Map.of()), 0, 0);
    replayer.replay(Claim.none(new WakeUp("replay", id, "case:1")));

    assertThat(replays.find(id).orElseThrow().state()).isEqualTo(Replay.State.DONE);
    assertThat(cases.isAnyUnresolved(origin)).isFalse();
  }

  @Test
  void an_ended_replay_that_is_woken_again_does_nothing() {
    known("es", "r1");
    String id = replays.ask(new Scope.OfReturn("es", "r1"), true, "ana");
    turn(id);
    Instant ended = replays.find(id).orElseThrow().endedAt();

    replayer.replay(Claim.none(new WakeUp("replay", id, "test")));
    replayer.replay(Claim.none(new WakeUp("replay", "unknown", "test")));

    assertThat(replays.find(id).orElseThrow().endedAt()).isEqualTo(ended);
    assertThat(due()).isEmpty();
  }

  @Test
  void replays_are_listed_newest_first_and_forgotten_after_a_month() {
    String first = replays.ask(new Scope.OfReturn("es", "r1"), false, "ana");
    String second = replays.ask(new Scope.OfTopic("returns.events.v1"), true, "ben");
    List<Replay> all = replays.list(null, null, 10);
    assertThat(all).extracting(Replay::id).containsExactly(second, first);
    assertThat(all.get(0).scope()).isEqualTo(new Scope.OfTopic("returns.events.v1"));
    assertThat(replays.list(all.get(0).askedAt(), second, 10))
        .extracting(Replay::id)
        .containsExactly(first);

    database.update("update replay set asked_at = now() - interval '40 days', state = 'done'");
    replays.ask(new Scope.OfReturn("es", "r1"), false, "ana");

    assertThat(replays.list(null, null, 10)).hasSize(1);
  }
}
