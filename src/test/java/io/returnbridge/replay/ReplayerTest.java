package io.returnbridge.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.returnbridge.commerce.Cause;
import io.returnbridge.failure.Unavailable;
import io.returnbridge.kafka.TopicReader;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.returns.ReturnId;
import io.returnbridge.returns.ReturnState;
import io.returnbridge.returns.Returns;
import io.returnbridge.reveni.ReveniHttp;
import io.returnbridge.reveni.ReveniReturns;
import io.returnbridge.settings.Settings;
import io.returnbridge.store.Database;
import io.returnbridge.store.Effects;
import io.returnbridge.store.Leases;
import io.returnbridge.store.Outgoing;
import io.returnbridge.store.Rehearsal;
import io.returnbridge.store.ReturnStates;
import io.returnbridge.store.TestDatabase;
import io.returnbridge.store.WakeUp;
import io.returnbridge.store.WorkList;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A replay over the tables of a real database; the test is the workers. */
class ReplayerTest {

  private static final Mappings MAPPINGS = Mappings.load(Path.of("mappings"));
  private static final List<String> STEPS =
      List.of(
          "accept-return",
          "mirror-status",
          "hold-for-inspection",
          "link-credit",
          "create-exchange-order",
          "move-inspected-stock",
          "apply-stock-movements");

  private final Map<String, Function<WakeUp, List<Outgoing>>> steps = new LinkedHashMap<>();
  private final Map<String, Integer> atReveni = new HashMap<>();
  private Database database;
  private WorkList work;
  private ReturnStates states;
  private Replays replays;
  private Parts parts;
  private Replayer replayer;

  @BeforeEach
  void clean() {
    database = TestDatabase.clean();
    work = TestDatabase.work(database);
    states = new ReturnStates(database);
    replays = new Replays(database, work);
    parts = new Parts(database, replays);
    STEPS.forEach(step -> steps.put(step, w -> List.of()));
    Leases leases = new Leases(database);
    Steps all = new Steps(steps);
    ReveniHttp http =
        (method, url, bearer, body) ->
            new ReveniHttp.Answer(
                atReveni.getOrDefault(url.substring(url.indexOf("/store")), 404), null, "{}");
    ScopeFinder finder =
        new ScopeFinder(
            new TopicReader("127.0.0.1:1"),
            DryRunTest.TOPICS,
            (topic, step, record) -> java.util.Optional.empty(),
            states,
            new ReveniReturns(http, settings(), MAPPINGS),
            MAPPINGS,
            replays,
            parts);
    replayer =
        new Replayer(
            replays,
            parts,
            finder,
            new DryRun(all, DryRunTest.TOPICS, database, leases, work),
            all,
            DryRunTest.TOPICS,
            database,
            leases,
            work);
  }

  private static Settings settings() {
    Map<String, String> variables = new HashMap<>();
    for (String name : List.of("PROJECT_KEY", "CLIENT_ID", "CLIENT_SECRET", "SCOPES")) {
      variables.put("CTP_" + name, "x");
    }
    variables.put("CTP_AUTH_URL", "http://127.0.0.1:1");
    variables.put("CTP_API_URL", "http://127.0.0.1:1");
    variables.put("REVENI_API_URL", "http://127.0.0.1:1");
    MAPPINGS
        .stores()
        .all()
        .forEach(
            s -> {
              variables.put("REVENI_" + s.environmentName() + "_STORE_ID", "store-" + s.store());
              variables.put("REVENI_" + s.environmentName() + "_API_KEY", "key");
            });
    return Settings.read(variables);
  }

  private void known(String store, String returnId) {
    ReturnState state =
        Returns.state(
            Returns.snapshot(
                "received", 1, List.of(Returns.item("i1", "TSHIRT", 1, "too_small")), List.of()));
    states.save(
        new ReturnState(
            new ReturnId(store, returnId),
            "RMA-" + returnId,
            "O-1",
            true,
            state.snapshot(),
            List.of(),
            List.of(),
            List.of(),
            Map.of(),
            List.of(),
            0));
  }

  private void leg(String returnId, String channel, String state) {
    database.update(
        """
        insert into stock_leg (id, sku, channel, delta, state, store, return_id, item_id, unit, location, kind)
        values (?, 'TSHIRT', ?, 1, ?, 'es', ?, 'i1', 1, 'awaiting-inspection', 'hold')
        """,
        returnId + channel,
        channel,
        state,
        returnId);
  }

  /** As a worker: claims the replay's own row, goes on, and finishes it. */
  private Replay turn(String id) {
    database.update("update work set due_at = now() where step = 'replay'");
    for (WorkList.Claimed claimed : work.claim(1000)) {
      if (claimed.wakeUp().step().equals("replay")) {
        replayer.replay(claimed.wakeUp());
        work.done(claimed);
      } else {
        database.update(
            """
            update work set claimed_until = null, due_at = now(), waiting = false where step = ? and subject = ?
            """,
            claimed.wakeUp().step(),
            claimed.wakeUp().subject());
      }
    }
    return replays.find(id).orElseThrow();
  }

  private List<String> due() {
    return database.query(
        "select step || ' ' || subject || ' ' || trigger from work where step <> 'replay' order by due_at",
        r -> r.getString(1));
  }

  private void workOn() {
    database.update("delete from work where step <> 'replay'");
  }

  private long pendingOfItself() {
    return database
        .find("select count(*) from work where step = 'replay' and not waiting", r -> r.getLong(1))
        .orElseThrow();
  }

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
            Subject.woken("move-inspected-stock", "scan/warehouse/s1"),
            Subject.woken("move-inspected-stock", "scan/warehouse/s2"),
            Subject.woken("move-inspected-stock", "es/r1"),
            Subject.woken("move-inspected-stock", "es/r2")));

    assertThat(parts.found(id, 10))
        .extracting(s -> s.text() + " " + s.returnId().isPresent())
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
    workOn();

    turn(id);

    assertThat(due())
        .containsExactly(
            "mirror-status es/r1 replay:" + id,
            "hold-for-inspection es/r1 replay:" + id,
            "link-credit es/r1 replay:" + id,
            "create-exchange-order es/r1 replay:" + id);
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
      assertThatThrownBy(() -> replayer.replay(new WakeUp("replay", id, "test")))
          .isInstanceOf(Unavailable.class);
    }
    replayer.replay(new WakeUp("replay", id, "test"));

    assertThat(replays.find(id).orElseThrow().state()).isEqualTo(Replay.State.DONE);
    assertThat(replays.problems(id, 10))
        .extracting(Replays.Problem::problem)
        .containsExactly("It could not be looked at: Reveni answered 503");
  }

  @Test
  void a_defect_fails_it_and_a_retry_goes_on() {
    known("es", "r1");
    String id = replays.ask(new Scope.OfTopic("no.such.topic"), false, "ana");

    assertThatThrownBy(() -> replayer.replay(new WakeUp("replay", id, "test")))
        .isInstanceOf(NullPointerException.class);
    assertThat(replays.find(id).orElseThrow().state()).isEqualTo(Replay.State.FAILED);
    assertThat(replays.find(id).orElseThrow().ended()).isTrue();

    database.update("update replay set topic = 'returns.events.v1'");
    replays.spans(id, new TopicReader.Spans(Map.of()), 0, 0);
    replayer.replay(new WakeUp("replay", id, "case:1"));

    assertThat(replays.find(id).orElseThrow().state()).isEqualTo(Replay.State.DONE);
  }

  @Test
  void an_ended_replay_that_is_woken_again_does_nothing() {
    known("es", "r1");
    String id = replays.ask(new Scope.OfReturn("es", "r1"), true, "ana");
    turn(id);
    Instant ended = replays.find(id).orElseThrow().endedAt();

    replayer.replay(new WakeUp("replay", id, "test"));
    replayer.replay(new WakeUp("replay", "unknown", "test"));

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
