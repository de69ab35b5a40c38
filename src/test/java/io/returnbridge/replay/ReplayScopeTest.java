package io.returnbridge.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.returnbridge.engine.Claim;
import io.returnbridge.failure.Unavailable;
import io.returnbridge.kafka.TopicReader;
import io.returnbridge.model.Cause;
import io.returnbridge.model.Subject;
import io.returnbridge.store.Rehearsal;
import io.returnbridge.store.WakeUp;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a replay is about, and what a dry run of it says. */
class ReplayScopeTest extends ReplayTables {

  @Test
  void without_a_store_all_of_that_id_are_looked_at() {
    known("es", "r1");
    known("uk", "r1");

    String id = replays.ask(new Scope.OfReturn(null, "r1"), false, "ana");
    turn(id);

    assertThat(due()).anyMatch(w -> w.contains(" es/r1 ")).anyMatch(w -> w.contains(" uk/r1 "));
  }

  @Test
  void an_unknown_return_is_asked_for_at_reveni() {
    String none = replays.ask(new Scope.OfReturn(null, "lost"), false, "ana");
    turn(none);
    assertThat(replays.find(none).orElseThrow().counts().returns()).isZero();
    assertThat(replays.find(none).orElseThrow().state()).isEqualTo(Replay.State.DONE);
    assertThat(due()).isEmpty();
  }

  @Test
  void only_some_are_under_way_at_a_time() {
    for (int i = 0; i < 120; i++) {
      known("es", "r" + i);
    }
    String id =
        replays.ask(
            new Scope.OfPeriod(Instant.now().minusSeconds(60), Instant.now().plusSeconds(60)),
            false,
            "ana");
    parts.addChangedBetween(id, Instant.now().minusSeconds(60), Instant.now().plusSeconds(60));
    replays.spans(id, new TopicReader.Spans(Map.of()), 0, 0);

    Replay running = turn(id);

    assertThat(running.counts().returns()).isEqualTo(120);
    assertThat(due()).hasSize(50 * 6);
    workOn();
    running = turn(id);
    assertThat(running.counts().looked()).isEqualTo(50);
    assertThat(due()).hasSize(50 * 6);
    workOn();
    turn(id);
    workOn();
    turn(id);
    assertThat(turn(id).state()).isEqualTo(Replay.State.DONE);
    assertThat(replays.find(id).orElseThrow().counts().returns()).isEqualTo(120);
  }

  @Test
  void a_period_is_what_changed_in_it() {
    Instant from = Instant.parse("2026-11-22T00:00:00Z");
    known("es", "saved");
    known("es", "opened");
    known("es", "told");
    known("es", "before");
    known("es", "after");
    at("saved", "saved_at", "2026-11-22T10:00:00Z");
    at("opened", "created_at", "2026-11-22T00:00:00Z");
    at("after", "saved_at", "2026-11-23T00:00:00Z");
    database.update(
        """
        insert into outgoing (id, step, subject, topic, record_key, payload, published_at)
        values ('e1', 'accept-return', 'es/told', 't', 'k', '{}', '2026-11-22T23:59:59Z')
        """);
    scan("s1", "scanned", true, "2026-11-22T11:00:00Z");
    scan("s2", "unknown", false, "2026-11-22T11:00:00Z");
    scan("s3", "before", true, "2026-11-21T11:00:00Z");
    String id = replays.ask(new Scope.OfPeriod(from, from.plusSeconds(86400)), false, "ana");

    parts.addChangedBetween(id, from, from.plusSeconds(86400));

    assertThat(parts.found(id, 100))
        .extracting(Subject::text)
        .containsExactlyInAnyOrder(
            "es/saved", "es/opened", "es/told", "es/scanned", "scan/warehouse/s2");
    replays.spans(id, new TopicReader.Spans(Map.of()), 0, 0);
    turn(id);
    assertThat(due())
        .contains(
            "move-inspected-stock scan/warehouse/s2 replay:" + id,
            "link-credit es/scanned replay:" + id)
        .noneMatch(w -> w.startsWith("link-credit scan/"));
  }

  @Test
  void a_scan_whose_return_is_known_by_now_is_that_return() {
    scan("s1", "r1", true, "2026-11-22T11:00:00Z");
    scan("s2", "unknown", false, "2026-11-22T11:00:00Z");
    String id = replays.ask(new Scope.OfTopic("warehouse.scans.v1"), false, "ana");

    parts.add(
        id,
        List.of(
            Subject.of("scan/warehouse/s1"),
            Subject.of("scan/warehouse/s2"),
            Subject.of("es/r1"),
            Subject.of("es/r2")));

    assertThat(parts.found(id, 10))
        .extracting(s -> s.text() + " " + (s instanceof Subject.OfReturn))
        .containsExactlyInAnyOrder("es/r1 true", "es/r2 true", "scan/warehouse/s2 false");
  }

  private void at(String returnId, String column, String time) {
    database.update(
        "update return_state set saved_at = 'epoch', created_at = 'epoch' where return_id <> ? and saved_at > '2026-11-24'",
        returnId);
    database.update(
        "update return_state set " + column + " = ?::timestamptz where return_id = ?",
        time,
        returnId);
  }

  private void scan(String scanId, String returnId, boolean isKnown, String at) {
    database.update(
        """
        insert into scan (source, scan_id, content, body, store, return_id, status, known, accepted_at)
        values ('warehouse', ?, 'c', '{}', 'es', ?, 'waiting', ?, ?::timestamptz)
        """,
        scanId,
        returnId,
        isKnown,
        at);
  }

  @Test
  void a_dry_run_stores_what_each_return_would_write_and_wakes_nothing() {
    known("es", "r1");
    known("uk", "r1");
    steps.put(
        "mirror-status",
        w -> {
          if (w.subject().equals("uk/r1")) {
            throw new IllegalStateException("broken");
          }
          Rehearsal.write(new Cause(w.step(), w.subject(), null), "order", "O-1", "state x");
          return List.of();
        });
    String id = replays.ask(new Scope.OfReturn(null, "r1"), true, "ana");

    turn(id);

    Replay done = replays.find(id).orElseThrow();
    assertThat(done.state()).isEqualTo(Replay.State.DONE);
    assertThat(done.counts()).isEqualTo(new Replay.Counts(0, 0, 2, 2, 1, 0, 0, 0));
    assertThat(replays.changes(id, 0, 10))
        .extracting(c -> c.subject() + " " + c.step() + " " + c.resourceKey() + " " + c.what())
        .containsExactly("es/r1 mirror-status O-1 state x");
    assertThat(replays.problems(id, 10))
        .containsExactly(new Replays.Problem("uk/r1", "mirror-status would fail: broken"));
    assertThat(due()).isEmpty();
  }

  @Test
  void a_dry_run_during_an_outage_is_tried_some_times_and_then_says_so() {
    known("es", "r1");
    steps.put(
        "accept-return",
        w -> {
          throw new Unavailable("reveni", "Reveni answered 503", null, null);
        });
    String id = replays.ask(new Scope.OfReturn("es", "r1"), true, "ana");

    for (int i = 0; i < 5; i++) {
      assertThatThrownBy(() -> replayer.replay(Claim.none(new WakeUp("replay", id, "test"))))
          .isInstanceOf(Unavailable.class);
    }
    replayer.replay(Claim.none(new WakeUp("replay", id, "test")));

    assertThat(replays.find(id).orElseThrow().state()).isEqualTo(Replay.State.DONE);
    assertThat(replays.problems(id, 10))
        .extracting(Replays.Problem::problem)
        .containsExactly("It could not be looked at: Reveni answered 503");
  }
}
