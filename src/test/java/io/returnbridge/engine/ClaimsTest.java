package io.returnbridge.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.returnbridge.failure.Unavailable;
import io.returnbridge.model.ExchangePlan;
import io.returnbridge.model.ReturnId;
import io.returnbridge.model.ReturnState;
import io.returnbridge.model.Returns;
import io.returnbridge.store.ChangedMeanwhile;
import io.returnbridge.store.Database;
import io.returnbridge.store.ReturnStates;
import io.returnbridge.store.TestDatabase;
import io.returnbridge.store.ThisReplica;
import io.returnbridge.store.WakeUp;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who works on what. */
class ClaimsTest {

  private Database database;
  private WorkList work;
  private Claims claims;
  private Claims others;
  private ReturnStates states;

  @BeforeEach
  void clean() {
    database = TestDatabase.clean();
    work = TestDatabase.work(database);
    claims = TestDatabase.claims(database);
    others = TestDatabase.claims(database);
    states = new ReturnStates(database);
  }

  private Claim claimOne() {
    List<Claim> claimed = claims.claim(10);
    assertThat(claimed).hasSize(1);
    return claimed.get(0);
  }

  private List<Claim> claimOf(int most) {
    List<Claim> claimed = claims.claim(most);
    assertThat(claimed).hasSize(most);
    return claimed;
  }

  private static List<String> subjects(List<Claim> claimed) {
    return claimed.stream().map(c -> c.wakeUp().subject()).toList();
  }

  /** A return of that order, which has no exchange yet. */
  private ReturnState known(String id, String order) {
    return states.save(state(id, order));
  }

  private static ReturnState state(String id, String order) {
    return new ReturnState(
        new ReturnId("es", id),
        "RMA-" + id,
        order,
        true,
        Returns.snapshot("in_progress", 1, List.of(), List.of()),
        List.of(),
        List.of(),
        List.of(),
        Map.of(),
        List.of(),
        List.of(),
        0);
  }

  private static ReturnState exchanged(String id, String order, String exchangeOrder) {
    return state(id, order)
        .withExchange(
            new ExchangePlan(
                exchangeOrder,
                List.of(new ExchangePlan.Line("i", "A", 1, "wh-es", null)),
                "id-" + exchangeOrder,
                ExchangePlan.CREATED));
  }

  private List<String> keys() {
    return database.query("select key from work order by step, subject", r -> r.text(1));
  }

  @Test
  void the_work_on_the_returns_of_an_order_is_claimed_by_one_at_a_time_and_jobs_side_by_side() {
    // Given
    known("r1", "O-1");
    known("r2", "O-1");
    work.wake("link-credit", "es/r1", "event");
    work.wake("mirror-status", "es/r2", "event");
    work.wake("mirror-status", "es/r3", "event");
    work.wake("sweep", WakeUp.INSTALLATION, "schedule:1");
    work.wake("watchdogs", WakeUp.INSTALLATION, "schedule:1");

    // When
    List<Claim> first = claims.claim(10);

    // Then
    assertThat(subjects(first)).containsExactlyInAnyOrder("es/r1", "es/r3", "all", "all");
    assertThat(others.claim(10)).isEmpty();
    first.forEach(claims::done);
    assertThat(subjects(others.claim(10))).containsExactly("es/r2");
  }

  @Test
  void exchange_orders_share_the_key_of_their_original() {
    // Given
    states.save(exchanged("r1", "O-1", "EX-1"));
    states.save(exchanged("r2", "EX-1", "EX-2"));
    known("r3", "EX-2");
    known("r4", "EX-unknown");

    // When
    List.of("r1", "r2", "r3", "r4").forEach(id -> work.wake("link-credit", "es/" + id, "event"));

    // Then
    assertThat(keys()).containsExactly("order/O-1", "order/O-1", "order/O-1", "order/EX-unknown");
  }

  @Test
  void a_return_that_gets_an_order_or_another_one_takes_its_work_there() {
    work.wake("link-credit", "es/r1", "event");
    assertThat(keys()).containsExactly("es/r1");

    ReturnState saved = known("r1", "O-1");
    assertThat(keys()).containsExactly("order/O-1");

    Claim claimed = claimOne();
    states.save(saved.withOrder("O-2"));
    assertThat(keys()).as("while it is worked on").containsExactly("order/O-1");
    work.wake("link-credit", "es/r1", "event:2");
    claims.done(claimed);
    assertThat(keys()).containsExactly("order/O-2");
  }

  @Test
  void of_many_who_claim_at_once_one_gets_an_order() throws Exception {
    // Given
    for (int order = 0; order < 5; order++) {
      for (int n = 0; n < 8; n++) {
        known("r" + order + n, "O-" + order);
        work.wake("link-credit", "es/r" + order + n, "event");
      }
    }
    List<Integer> at = Collections.synchronizedList(new ArrayList<>());
    ExecutorService replicas = Executors.newFixedThreadPool(8);
    try {
      // When
      List<Future<?>> all = new ArrayList<>();
      for (int n = 0; n < 8; n++) {
        all.add(replicas.submit(() -> claimAllAs(TestDatabase.claims(database), at)));
      }
      for (Future<?> one : all) {
        one.get();
      }
    } finally {
      replicas.shutdownNow();
    }

    // Then
    assertThat(at).hasSize(40);
    assertThat(database.query("select 1 from work", r -> 1)).isEmpty();
  }

  private void claimAllAs(Claims replica, List<Integer> at) {
    while (at.size() < 40) {
      try {
        for (Claim claim : replica.claim(3)) {
          int holders =
              database
                  .query(
                      "select count(*) from work where token is not null and key = ?",
                      r -> r.integer(1),
                      claim.key())
                  .get(0);
          assertThat(holders).isEqualTo(1);
          assertThat(replica.done(claim)).isTrue();
          at.add(1);
        }
      } catch (ChangedMeanwhile wasFirst) {
        assertThat(wasFirst).hasMessageContaining("work_claimed");
      }
    }
  }

  @Test
  void who_has_done_one_piece_goes_on_with_the_next_of_the_same_key() {
    // Given
    known("r1", "O-1");
    work.wake("link-credit", "es/r1", "event");
    work.wake("mirror-status", "es/r1", "event");
    work.wake("mirror-status", "es/r9", "event");
    Claim first = claimOf(1).get(0);

    // When
    List<Claim> next = afterEnd(first, List.of());

    // Then
    assertThat(next).hasSize(1);
    assertThat(next.get(0).key()).isEqualTo("order/O-1");
    assertThat(subjects(others.claim(10))).containsExactly("es/r9");
    assertThat(afterEnd(next.get(0), List.of())).isEmpty();
  }

  @Test
  void who_has_no_time_or_whose_step_is_paused_goes_on_with_nothing() {
    work.wake("link-credit", "es/r1", "event");
    work.wake("mirror-status", "es/r1", "event");
    work.wake("hold-for-inspection", "es/r1", "event");
    Claim first = claimOne();

    List<String> paused = List.of("link-credit", "mirror-status", "hold-for-inspection");
    assertThat(afterEnd(first, paused)).isEmpty();
    Claim second = claimOne();
    afterEnd(second, List.of()).forEach(claims::giveBack);
    assertThat(claimOne().wakeUp().subject()).isEqualTo("es/r1");
  }

  @Test
  void a_claim_joins_the_order_that_its_work_turns_out_to_be_about_unless_others_work_on_that() {
    // Given
    work.wake("accept-return", "es/new", "webhook:1");
    known("r1", "O-1");
    work.wake("link-credit", "es/r1", "event");
    Claim fresh = claims.claim(1).get(0);
    Claim holder = others.claim(1).get(0);

    // When
    assertThatThrownBy(() -> claims.join(fresh, "order/O-1"))
        .isInstanceOfSatisfying(
            ChangedMeanwhile.class, e -> assertThat(e.key()).isEqualTo("order/O-1"));

    // Then
    work.retry(fresh, new ChangedMeanwhile("order/O-1", "Others work on it"), true);
    assertThat(claims.claim(1)).as("it waits for the order").isEmpty();
    others.done(holder);
    Claim again = claimOne();
    assertThat(again.wakeUp()).isEqualTo(fresh.wakeUp());
    assertThat(again.key()).isEqualTo("order/O-1");
    assertThat(again.attempt()).isZero();
  }

  @Test
  void what_has_joined_an_order_keeps_others_from_it_and_ends_by_its_token() {
    work.wake("accept-return", "es/new", "webhook:1");
    Claim claimed = claimOne();
    Claim joined = claims.join(claimed, "order/O-1");
    known("r1", "O-1");
    work.wake("link-credit", "es/r1", "event");

    assertThat(others.claim(10)).isEmpty();
    claims.confirm(joined);
    assertThat(claims.done(claimed)).isTrue();
    assertThat(subjects(others.claim(10))).containsExactly("es/r1");
  }

  @Test
  void whose_claim_has_ended_confirms_nothing_and_ends_no_claim_of_others() {
    // Given
    work.wake("link-credit", "es/r1", "event:1");
    Claim lost = claimOne();
    claims.freeAll();
    Claim second = others.claim(1).get(0);

    // When
    assertThatThrownBy(() -> claims.confirm(lost)).isInstanceOf(ChangedMeanwhile.class);
    assertThat(claims.done(lost)).isFalse();
    work.retry(lost, new Unavailable("commercetools", "503", null, null), true);

    // Then
    assertThat(claims.claim(10)).as("still worked on by the second").isEmpty();
    others.confirm(second);
    assertThat(others.done(second)).as("it may have looked before the failure").isFalse();
    database.update("update work set due_at = now()");
    assertThat(claims.done(claimOne())).isTrue();
    assertThat(database.query("select 1 from work", r -> 1)).isEmpty();
  }

  @Test
  void what_a_dead_replica_had_claimed_is_due_and_what_a_living_one_has_is_not() {
    // Given
    work.wake("link-credit", "es/r1", "event:1");
    assertThat(others.claim(10)).hasSize(1);
    work.wake("link-credit", "es/r2", "event:1");
    Claim living = claimOne();
    database.update(
        "insert into replica (id, seen_at) select distinct claimed_by, now() from work");
    assertThat(claims.freeThoseOfTheDead()).isZero();

    // When
    database.update(
        "update replica set seen_at = now() - interval '11 seconds' where id = (select claimed_by from work where subject = 'es/r1')");
    assertThat(claims.freeThoseOfTheDead()).isEqualTo(1);

    // Then
    assertThat(claimOne().wakeUp().subject()).isEqualTo("es/r1");
    assertThat(claims.done(living)).isTrue();
  }

  @Test
  void what_this_replica_has_claimed_without_having_heard_of_it_is_due_again() {
    work.wake("link-credit", "es/r1", "event:1");
    Claim lost = claimOne();
    database.update("insert into replica (id, seen_at) select claimed_by, now() from work");
    database.update("update work set claimed_at = now() - interval '11 seconds'");
    assertThat(claims.freeThoseOfTheDead()).as("somebody works on it").isZero();

    claims.forget(lost);
    assertThat(claims.freeThoseOfTheDead()).isEqualTo(1);
    assertThat(claimOne().wakeUp()).isEqualTo(lost.wakeUp());
  }

  @Test
  void of_a_store_that_has_its_share_nothing_is_claimed() {
    work.wake("link-credit", "es/r1", "event:1");
    work.wake("link-credit", "uk/r2", "event:1");

    assertThat(subjects(claims.claim(10, List.of(), List.of("es")))).containsExactly("uk/r2");
    assertThat(subjects(claims.claim(10))).containsExactly("es/r1");
  }

  @Test
  void what_happens_now_does_not_wait_behind_what_an_outage_has_left_and_that_gets_on_as_well() {
    // Given
    for (int n = 0; n < 100; n++) {
      work.wake("link-credit", "es/old" + n, "event");
    }
    work.retryNow(List.of("link-credit"));
    work.wakeUnlessInBatch(List.of(new WakeUp("link-credit", "es/replayed", "replay:1")));
    for (int n = 0; n < 30; n++) {
      work.wake("link-credit", "es/new" + n, "event");
    }
    work.wake("link-credit", "es/old99", "event");

    // When
    List<String> claimed = new ArrayList<>();
    for (int n = 0; n < 40; n++) {
      claimed.add(claimOf(1).get(0).wakeUp().subject());
    }

    // Then
    assertThat(claimed.subList(0, 3)).contains("es/old99").noneMatch(s -> s.equals("es/old0"));
    assertThat(claimed.stream().filter(s -> s.startsWith("es/new"))).hasSize(29);
    assertThat(claimed).contains("es/old0", "es/old9").doesNotContain("es/replayed");
  }

  @Test
  void nothing_of_a_paused_step_is_claimed_and_all_of_it_when_it_goes_on() {
    work.wake("link-credit", "es/r1", "event:1");
    work.wake("hold-for-inspection", "es/r2", "event:1");

    assertThat(claims.claim(10, List.of("link-credit", "mirror-status"), List.of()))
        .singleElement()
        .matches(c -> c.wakeUp().step().equals("hold-for-inspection"));
    assertThat(claimOne().wakeUp().step()).isEqualTo("link-credit");
  }

  /**
   * Both see that nobody has the order; whoever comes second finds out only when the first commits.
   */
  @Test
  void what_is_recorded_with_the_end_of_work_stays_when_others_win_the_claim_of_what_is_next()
      throws Exception {
    // Given
    work.wake("link-credit", "es/r0", "event");
    Claim mine = claimOne();
    known("r1", "O-1");
    work.wake("link-credit", "es/r1", "event");
    for (int n = 10; n < 25; n++) {
      work.wake("link-credit", "es/r" + n, "event");
    }
    work.wake("mirror-status", "es/r1", "event");
    database.update(
        """
        update work set due_at = now() - case when subject <> 'es/r1' then interval '2 minutes'
          when step = 'link-credit' then interval '3 minutes' else interval '1 minute' end
        where token is null
        """);
    CountDownLatch claimed = new CountDownLatch(1);
    CountDownLatch waitedFor = new CountDownLatch(1);
    ExecutorService both = Executors.newFixedThreadPool(2);
    Future<List<Claim>> first =
        both.submit(
            () ->
                database.inTransaction(
                    () -> {
                      List<Claim> won = others.claim(1);
                      claimed.countDown();
                      assertThat(awaited(waitedFor)).isTrue();
                      return won;
                    }));
    assertThat(awaited(claimed)).isTrue();

    // When
    Future<List<Claim>> second = both.submit(() -> afterEnd(mine, List.of()));
    Awaitility.await().until(this::isAnyWaiting);
    waitedFor.countDown();

    // Then
    assertThat(subjects(first.get())).containsExactly("es/r1");
    assertThat(second.get()).isEmpty();
    assertThat(database.query("select 1 from work where subject = 'es/r0'", r -> 1)).isEmpty();
    both.shutdown();
  }

  private boolean isAnyWaiting() {
    return database
        .find("select 1 from pg_stat_activity where wait_event_type = 'Lock'", r -> 1)
        .isPresent();
  }

  private static boolean awaited(CountDownLatch latch) {
    try {
      return latch.await(1, TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private List<Claim> afterEnd(Claim claim, List<String> paused) {
    database.inTransaction(
        () -> {
          String key = claims.key(claim);
          assertThat(claims.done(claim)).isTrue();
          claims.goOn(claim, key, paused);
        });
    return claims.next(claim);
  }

  @Test
  void what_is_recorded_is_claimed_in_the_same_transaction() {
    List<Claim> claimed =
        claims.claimAfter(() -> work.wake("link-credit", "es/r1", "event"), List.of());

    assertThat(subjects(claimed)).containsExactly("es/r1");
    assertThat(claims.forget(claimed.get(0))).as("somebody here has it").isTrue();
  }

  @Test
  void what_is_not_known_to_be_committed_is_held_by_nobody_here() {
    Claims few = new Claims(database, new ThisReplica(), 1);
    work.wake("link-credit", "es/r1", "event");

    assertThatThrownBy(
            () ->
                few.claimAfter(
                    () ->
                        database.afterCommit(
                            () -> {
                              throw new IllegalStateException("no answer");
                            }),
                    List.of()))
        .isInstanceOf(IllegalStateException.class);

    claims.freeAll();
    assertThat(subjects(few.claim(List.of()))).as("its worker is free").containsExactly("es/r1");
  }
}
