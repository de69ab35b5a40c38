package io.returnbridge.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.returnbridge.failure.NotTried;
import io.returnbridge.failure.Unavailable;
import io.returnbridge.store.Database;
import io.returnbridge.store.LeaseTaken;
import io.returnbridge.store.TestDatabase;
import io.returnbridge.store.WakeUp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WorkListTest {

  private Database database;
  private WorkList work;

  @BeforeEach
  void clean() {
    database = TestDatabase.clean();
    work = TestDatabase.work(database);
  }

  private WorkList.Claimed claimOne() {
    List<WorkList.Claimed> claimed = work.claim(10);
    assertThat(claimed).hasSize(1);
    return claimed.get(0);
  }

  private double seconds(String sql) {
    return database.find(sql, r -> r.decimal(1)).orElseThrow();
  }

  private double secondsUntilDue() {
    return seconds("select extract(epoch from due_at - now()) from work");
  }

  private double now() {
    return seconds("select extract(epoch from clock_timestamp())");
  }

  /** However long the retry itself and the look at it take. */
  private void assertPause(double least, double most, Runnable retry) {
    double before = now();
    retry.run();
    double due = seconds("select extract(epoch from due_at) from work");
    assertThat(due - before).isGreaterThanOrEqualTo(least);
    assertThat(due - now()).isLessThanOrEqualTo(most);
  }

  @Test
  void a_wake_up_is_claimed_once_and_is_gone_when_done() {
    work.wake("link-credit", "es/r1", "event:1");

    WorkList.Claimed claimed = claimOne();
    assertThat(claimed.wakeUp()).isEqualTo(new WakeUp("link-credit", "es/r1", "event:1"));
    assertThat(work.claim(10)).isEmpty();

    assertThat(work.done(claimed)).isTrue();
    assertThat(database.query("select 1 from work", r -> 1)).isEmpty();
  }

  @Test
  void a_wake_up_during_the_work_is_not_lost() {
    work.wake("link-credit", "es/r1", "event:1");
    WorkList.Claimed first = claimOne();

    work.wake("link-credit", "es/r1", "event:2");
    assertThat(work.claim(10)).isEmpty();
    assertThat(work.done(first)).isFalse();

    WorkList.Claimed second = claimOne();
    assertThat(second.wakeUp().trigger()).isEqualTo("also:event:2");
    assertThat(work.done(second)).isTrue();
  }

  @Test
  void a_repeat_that_joins_other_work_does_not_make_it_a_repeat() {
    WakeUp webhook = new WakeUp("accept-return", "es/r1", "webhook:1:a");
    work.wake("accept-return", "es/r1", "webhook:2:b");

    work.retry(webhook, new Unavailable("commercetools", "503", null, null), true);
    work.retry(webhook, new Unavailable("commercetools", "503", null, null), true);
    database.update("update work set due_at = now()");

    assertThat(claimOne().wakeUp().trigger()).isEqualTo("webhook:2:b webhook:1:a");
  }

  @Test
  void webhooks_that_are_joined_are_all_named_once_and_what_joins_them_makes_the_step_look() {
    work.wakeAll(
        List.of(
            new WakeUp("accept-return", "es/r1", "webhook:1:a"),
            new WakeUp("accept-return", "es/r1", "webhook:2:b")));
    work.wake("accept-return", "es/r1", "webhook:1:a");
    assertThat(database.query("select trigger from work", r -> r.text(1)))
        .containsExactly("webhook:1:a webhook:2:b");

    work.wake("accept-return", "es/r1", "sweep:1");

    assertThat(claimOne().wakeUp().trigger()).isEqualTo("also:sweep:1");
  }

  @Test
  void a_decision_stays_a_decision_whatever_joins_it() {
    work.wake("move-inspected-stock", "scan/w/1", "case:7");
    work.wake("move-inspected-stock", "scan/w/1", "scan:w/1");

    assertThat(claimOne().wakeUp().trigger()).isEqualTo("case:7");
  }

  @Test
  void what_a_crash_left_claimed_is_claimed_again_when_its_claim_has_run_out() {
    work.wake("link-credit", "es/r1", "event:1");
    claimOne();
    assertThat(work.claim(10)).isEmpty();

    database.update("update work set claimed_until = now() - interval '1 second'");

    assertThat(claimOne().wakeUp().subject()).isEqualTo("es/r1");
  }

  @Test
  void what_a_killed_process_held_is_free_where_there_is_no_other() {
    work.wake("link-credit", "es/r1", "event:1");
    claimOne();
    database.update(
        "insert into lease (name, token, expires_at) values ('return/es/r1', gen_random_uuid(), now() + interval '45 seconds')");
    Leases leases = new Leases(database);

    leases.freeAll();
    work.freeClaims();

    assertThat(claimOne().wakeUp().subject()).isEqualTo("es/r1");
    assertThat(leases.<String>holding("return/es/r1", () -> "held")).isEqualTo("held");
  }

  @Test
  void a_failure_is_tried_again_later_and_later_each_time() {
    WakeUp wakeUp = new WakeUp("link-credit", "es/r1", "event:1");
    Unavailable away = new Unavailable("commercetools", "503", null, null);

    Runnable again = () -> work.retry(wakeUp, away, true);
    assertPause(0.5, 1.5, again);
    for (int i = 0; i < 4; i++) {
      again.run();
    }
    assertPause(16, 48, again);
    for (int i = 0; i < 19; i++) {
      again.run();
    }
    assertPause(150, 450, again);
  }

  @Test
  void what_the_other_side_asked_for_is_the_least_pause() {
    WakeUp wakeUp = new WakeUp("link-credit", "es/r1", "event:1");
    Unavailable later = new Unavailable("commercetools", "503", Duration.ofSeconds(20), null);

    assertPause(20, 31, () -> work.retry(wakeUp, later, true));
  }

  @Test
  void a_taken_lease_does_not_count_as_a_failed_attempt() {
    WakeUp wakeUp = new WakeUp("link-credit", "es/r1", "event:1");
    work.retry(wakeUp, new LeaseTaken("order/A", "taken"), true);

    assertThat(database.find("select attempt from work", r -> r.integer(1))).contains(0);
  }

  @Test
  void of_two_times_the_earlier_counts_and_a_wake_up_ends_the_waiting() {
    work.wakeAt("mirror-status", "es/r1", "batch", Instant.now().plusSeconds(600));
    assertThat(work.claim(10)).isEmpty();
    work.wakeAt("mirror-status", "es/r1", "batch", Instant.now().plusSeconds(60));
    assertThat(secondsUntilDue()).isLessThan(61);

    work.wake("mirror-status", "es/r1", "event:1");
    assertThat(database.find("select waiting from work", r -> r.flag(1))).contains(false);
    claimOne();
  }

  @Test
  void what_waits_for_its_next_attempt_can_be_made_due_and_what_waits_on_purpose_cannot() {
    work.retry(
        new WakeUp("link-credit", "es/r1", "event:1"),
        new Unavailable("commercetools", "503", Duration.ofHours(1), null),
        true);
    work.wakeAt("mirror-status", "es/r1", "batch", Instant.now().plusSeconds(600));

    assertThat(work.retryNow()).isEqualTo(1);
    assertThat(claimOne().wakeUp().step()).isEqualTo("link-credit");
  }

  @Test
  void several_are_woken_at_once_each_once_and_what_waits_for_its_batch_is_left_alone() {
    Instant tonight = Instant.now().plusSeconds(3600);
    work.wakeAt("mirror-status", "es/r1", "batch:0 0 2 * * ?", tonight);
    work.wakeAt("accept-return", "es/r1", "order-awaited", tonight);
    WakeUp accept = new WakeUp("accept-return", "es/r1", "replay:1");

    work.wakeUnlessInBatch(
        List.of(
            accept,
            new WakeUp("mirror-status", "es/r1", "replay:1"),
            new WakeUp("mirror-status", "es/r2", "replay:1"),
            accept));

    assertThat(work.waitsForBatch("mirror-status", "es/r1")).isTrue();
    assertThat(work.waitsForBatch("accept-return", "es/r1")).isFalse();
    assertThat(work.claim(10))
        .extracting(c -> c.wakeUp().step() + " " + c.wakeUp().subject() + " " + c.generation())
        .containsExactlyInAnyOrder("accept-return es/r1 3", "mirror-status es/r2 2");
  }

  @Test
  void work_that_goes_on_later_is_pending_meanwhile() {
    work.wake("replay", "1", "api:admin");
    WorkList.Claimed claimed = claimOne();

    work.again(claimed.wakeUp(), Instant.now().plusSeconds(60));
    assertThat(work.done(claimed)).isFalse();

    assertThat(work.claim(10)).isEmpty();
    assertThat(secondsUntilDue()).isBetween(50.0, 60.0);
    assertThat(database.query("select waiting, trigger from work", r -> r.flag(1) + r.text(2)))
        .containsExactly("falseapi:admin");
  }

  @Test
  void what_was_not_tried_uses_up_no_attempt_and_needs_no_growing_pause() {
    WakeUp wakeUp = new WakeUp("link-credit", "es/r1", "event:1");
    for (int i = 0; i < 30; i++) {
      var unused =
          work.retry(
              wakeUp, new NotTried("commercetools", "away", Duration.ofSeconds(4), null), true);
    }
    WorkList.Next next =
        work.retry(wakeUp, new Unavailable("commercetools", "503", null, null), false);

    assertThat(next.attempts()).isZero();
    assertThat(next.usedUp()).isFalse();
    assertThat(database.find("select attempt from work", r -> r.integer(1))).contains(0);
  }

  @Test
  void used_up_attempts_are_said_and_the_longest_pause_is_kept() {
    WakeUp wakeUp = new WakeUp("link-credit", "es/r1", "event:1");
    Unavailable away = new Unavailable("commercetools", "503", null, null);
    for (int i = 1; i < 10; i++) {
      assertThat(work.retry(wakeUp, away, true).usedUp()).isFalse();
    }

    WorkList.Next next = work.retry(wakeUp, away, true);

    assertThat(next.attempts()).isEqualTo(10);
    assertThat(next.usedUp()).isTrue();
    assertThat(next.pause()).isBetween(Duration.ofSeconds(150), Duration.ofSeconds(450));
  }

  @Test
  void put_off_pauses_grow_to_seconds_only() {
    WakeUp wakeUp = new WakeUp("link-credit", "es/r1", "event:1");
    assertThat(work.retry(wakeUp, new LeaseTaken("order/A", "taken"), true).pause())
        .isLessThan(Duration.ofMillis(500));
    WorkList.Next next = new WorkList.Next(0, Duration.ZERO, false);
    for (int i = 0; i < 30; i++) {
      next = work.retry(wakeUp, new LeaseTaken("order/A", "taken"), true);
    }

    assertThat(next.pause()).isBetween(Duration.ofMillis(1400), Duration.ofMillis(4600));
    assertThat(next.usedUp()).isFalse();
  }

  @Test
  void of_what_waits_for_one_lease_one_piece_is_claimed_and_none_while_it_is_taken() {
    for (int i = 0; i < 40; i++) {
      var unused =
          work.retry(
              new WakeUp("mirror-status", "es/hot-" + i, "event"),
              new LeaseTaken("order/HOT", "taken"),
              true);
    }
    for (int i = 0; i < 3; i++) {
      work.wake("mirror-status", "es/other-" + i, "event");
    }
    database.update(
        "update work set due_at = now() - interval '1 hour' where subject like 'es/hot%'");
    database.update(
        "insert into lease (name, token, expires_at) values ('order/HOT', gen_random_uuid(), now() + interval '45 seconds')");
    assertThat(work.claim(8)).hasSize(3).allMatch(c -> c.wakeUp().subject().contains("other"));

    database.update("delete from lease");
    assertThat(work.claim(8)).hasSize(1).allMatch(c -> c.wakeUp().subject().contains("hot"));
  }

  @Test
  void one_piece_on_a_subject_is_worked_on_at_a_time_and_jobs_side_by_side() {
    // Given
    work.wake("link-credit", "es/r1", "event");
    work.wake("mirror-status", "es/r1", "event");
    work.wake("mirror-status", "es/r2", "event");
    work.wake("sweep", WakeUp.INSTALLATION, "schedule:1");
    work.wake("watchdogs", WakeUp.INSTALLATION, "schedule:1");

    // When
    List<WorkList.Claimed> first = work.claim(10);

    // Then
    assertThat(first)
        .extracting(c -> c.wakeUp().subject())
        .containsExactlyInAnyOrder("es/r1", "es/r2", "all", "all");
    assertThat(work.claim(10)).isEmpty();
    first.forEach(work::done);
    assertThat(work.claim(10)).extracting(c -> c.wakeUp().subject()).containsExactly("es/r1");
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

  private List<WorkList.Claimed> claimOf(int most) {
    List<WorkList.Claimed> claimed = work.claim(most);
    assertThat(claimed).hasSize(most);
    return claimed;
  }

  @Test
  void nothing_of_a_paused_step_is_claimed_and_all_of_it_when_it_goes_on() {
    work.wake("link-credit", "es/r1", "event:1");
    work.wake("hold-for-inspection", "es/r2", "event:1");

    assertThat(work.claim(10, List.of("link-credit", "mirror-status")))
        .singleElement()
        .matches(c -> c.wakeUp().step().equals("hold-for-inspection"));
    assertThat(claimOne().wakeUp().step()).isEqualTo("link-credit");
  }

  @Test
  void the_next_attempts_of_the_steps_whose_api_answers_again_are_due() {
    for (String step : List.of("link-credit", "kafka-step")) {
      var unused =
          work.retry(
              new WakeUp(step, "es/r1", "event:1"),
              new Unavailable("commercetools", "503", Duration.ofHours(1), null),
              true);
    }

    assertThat(work.retryNow(List.of("link-credit", "mirror-status"))).isEqualTo(1);
    assertThat(claimOne().wakeUp().step()).isEqualTo("link-credit");
  }

  @Test
  void what_a_dead_replica_had_claimed_is_due_and_what_a_living_one_has_is_not() {
    WorkList dead = TestDatabase.work(database);
    work.wake("link-credit", "es/r1", "event:1");
    assertThat(dead.claim(10)).hasSize(1);
    work.wake("link-credit", "es/r2", "event:1");
    WorkList.Claimed living = claimOne();
    database.update(
        "insert into replica (id, seen_at) select distinct claimed_by, now() from work");
    assertThat(work.freeClaimsOfTheDead()).isZero();

    database.update(
        "update replica set seen_at = now() - interval '11 seconds' where id = (select claimed_by from work where subject = 'es/r1')");
    assertThat(work.freeClaimsOfTheDead()).isEqualTo(1);

    assertThat(claimOne().wakeUp().subject()).isEqualTo("es/r1");
    assertThat(work.done(living)).isTrue();
  }

  @Test
  void a_late_end_of_a_claim_that_ran_out_ends_no_other_claim_and_leaves_the_row_to_be_due() {
    work.wake("link-credit", "es/r1", "event:1");
    WorkList.Claimed first = claimOne();
    database.update("update work set claimed_until = now() - interval '1 second'");
    WorkList.Claimed second = claimOne();

    assertThat(work.done(first)).isFalse();
    assertThat(work.claim(10)).as("still worked on by the second").isEmpty();
    work.wake("link-credit", "es/r1", "event:2");
    assertThat(work.done(first)).isFalse();
    assertThat(work.done(second)).isFalse();

    WorkList.Claimed third = claimOne();
    assertThat(third.wakeUp().trigger()).isEqualTo("also:event:2");
    assertThat(work.done(second)).isFalse();
    assertThat(work.done(third)).isTrue();
    assertThat(database.query("select 1 from work", r -> 1)).isEmpty();
  }
}
