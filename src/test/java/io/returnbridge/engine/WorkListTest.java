package io.returnbridge.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.returnbridge.failure.NotTried;
import io.returnbridge.failure.Unavailable;
import io.returnbridge.store.ChangedMeanwhile;
import io.returnbridge.store.Database;
import io.returnbridge.store.TestDatabase;
import io.returnbridge.store.WakeUp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WorkListTest {

  private Database database;
  private WorkList work;
  private Claims claims;

  @BeforeEach
  void clean() {
    database = TestDatabase.clean();
    work = TestDatabase.work(database);
    claims = TestDatabase.claims(database);
  }

  private Claim claimOne() {
    List<Claim> claimed = claims.claim(10);
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

    Claim claimed = claimOne();
    assertThat(claimed.wakeUp()).isEqualTo(new WakeUp("link-credit", "es/r1", "event:1"));
    assertThat(claims.claim(10)).isEmpty();

    assertThat(claims.done(claimed)).isTrue();
    assertThat(database.query("select 1 from work", r -> 1)).isEmpty();
  }

  @Test
  void a_wake_up_during_the_work_is_not_lost() {
    work.wake("link-credit", "es/r1", "event:1");
    Claim first = claimOne();

    work.wake("link-credit", "es/r1", "event:2");
    assertThat(claims.claim(10)).isEmpty();
    assertThat(claims.done(first)).isFalse();

    Claim second = claimOne();
    assertThat(second.wakeUp().trigger()).isEqualTo("also:event:2");
    assertThat(claims.done(second)).isTrue();
  }

  @Test
  void a_repeat_that_joins_other_work_does_not_make_it_a_repeat() {
    WakeUp webhook = new WakeUp("accept-return", "es/r1", "webhook:1:a");
    work.wake("accept-return", "es/r1", "webhook:2:b");

    work.retry(Claim.none(webhook), new Unavailable("commercetools", "503", null, null), true);
    work.retry(Claim.none(webhook), new Unavailable("commercetools", "503", null, null), true);
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
  void a_failure_is_tried_again_later_and_later_each_time() {
    WakeUp wakeUp = new WakeUp("link-credit", "es/r1", "event:1");
    Unavailable away = new Unavailable("commercetools", "503", null, null);

    Runnable again = () -> work.retry(Claim.none(wakeUp), away, true);
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

    assertPause(20, 31, () -> work.retry(Claim.none(wakeUp), later, true));
  }

  @Test
  void what_others_have_changed_does_not_count_as_a_failed_attempt() {
    WakeUp wakeUp = new WakeUp("link-credit", "es/r1", "event:1");
    work.retry(Claim.none(wakeUp), new ChangedMeanwhile("changed"), true);

    assertThat(database.find("select attempt from work", r -> r.integer(1))).contains(0);
  }

  @Test
  void of_two_times_the_earlier_counts_and_a_wake_up_ends_the_waiting() {
    work.wakeAt("mirror-status", "es/r1", "batch", Instant.now().plusSeconds(600));
    assertThat(claims.claim(10)).isEmpty();
    work.wakeAt("mirror-status", "es/r1", "batch", Instant.now().plusSeconds(60));
    assertThat(secondsUntilDue()).isLessThan(61);

    work.wake("mirror-status", "es/r1", "event:1");
    assertThat(database.find("select waiting from work", r -> r.flag(1))).contains(false);
    claimOne();
  }

  @Test
  void what_waits_for_its_next_attempt_can_be_made_due_and_what_waits_on_purpose_cannot() {
    work.retry(
        Claim.none(new WakeUp("link-credit", "es/r1", "event:1")),
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
    assertThat(claims.claim(10))
        .extracting(c -> c.wakeUp().step() + " " + c.wakeUp().subject() + " " + c.generation())
        .containsExactlyInAnyOrder("accept-return es/r1 3", "mirror-status es/r2 2");
  }

  @Test
  void work_that_goes_on_later_is_pending_meanwhile() {
    work.wake("replay", "1", "api:admin");
    Claim claimed = claimOne();

    work.again(claimed.wakeUp(), Instant.now().plusSeconds(60));
    assertThat(claims.done(claimed)).isFalse();

    assertThat(claims.claim(10)).isEmpty();
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
              Claim.none(wakeUp),
              new NotTried("commercetools", "away", Duration.ofSeconds(4), null),
              true);
    }
    WorkList.Next next =
        work.retry(Claim.none(wakeUp), new Unavailable("commercetools", "503", null, null), false);

    assertThat(next.attempts()).isZero();
    assertThat(next.usedUp()).isFalse();
    assertThat(database.find("select attempt from work", r -> r.integer(1))).contains(0);
  }

  @Test
  void used_up_attempts_are_said_and_the_longest_pause_is_kept() {
    WakeUp wakeUp = new WakeUp("link-credit", "es/r1", "event:1");
    Unavailable away = new Unavailable("commercetools", "503", null, null);
    for (int i = 1; i < 10; i++) {
      assertThat(work.retry(Claim.none(wakeUp), away, true).usedUp()).isFalse();
    }

    WorkList.Next next = work.retry(Claim.none(wakeUp), away, true);

    assertThat(next.attempts()).isEqualTo(10);
    assertThat(next.usedUp()).isTrue();
    assertThat(next.pause()).isBetween(Duration.ofSeconds(150), Duration.ofSeconds(450));
  }

  @Test
  void the_next_attempts_of_the_steps_whose_api_answers_again_are_due() {
    for (String step : List.of("link-credit", "kafka-step")) {
      var unused =
          work.retry(
              Claim.none(new WakeUp(step, "es/r1", "event:1")),
              new Unavailable("commercetools", "503", Duration.ofHours(1), null),
              true);
    }

    assertThat(work.retryNow(List.of("link-credit", "mirror-status"))).isEqualTo(1);
    assertThat(claimOne().wakeUp().step()).isEqualTo("link-credit");
  }

  @Test
  void the_log_names_the_attempt_and_when_the_next_one_is() {
    assertThat(new WorkList.Next(1, Duration.ofMillis(1_250), false, false))
        .hasToString("1 attempt has counted, next in 1.25 s");
    assertThat(new WorkList.Next(12, Duration.ofMinutes(5), true, false))
        .hasToString("12 attempts have counted, next in 300 s");
  }
}
