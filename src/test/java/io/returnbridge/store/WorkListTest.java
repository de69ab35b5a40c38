package io.returnbridge.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.returnbridge.failure.Unavailable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WorkListTest {

  private Database database;
  private WorkList work;

  @BeforeEach
  void clean() {
    database = TestDatabase.clean();
    work = new WorkList(database);
  }

  private WorkList.Claimed claimOne() {
    List<WorkList.Claimed> claimed = work.claim(10);
    assertThat(claimed).hasSize(1);
    return claimed.get(0);
  }

  private double secondsUntilDue() {
    return database
        .find("select extract(epoch from due_at - now()) from work", r -> r.getDouble(1))
        .orElseThrow();
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

    work.retry(webhook, new Unavailable("commercetools", "503", null, null));
    work.retry(webhook, new Unavailable("commercetools", "503", null, null));
    database.update("update work set due_at = now()");

    assertThat(claimOne().wakeUp().trigger()).isEqualTo("also:webhook:1:a");
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

    work.retry(wakeUp, away);
    assertThat(secondsUntilDue()).isBetween(0.3, 1.6);
    for (int i = 0; i < 5; i++) {
      work.retry(wakeUp, away);
    }
    assertThat(secondsUntilDue()).isBetween(15.0, 49.0);
    for (int i = 0; i < 20; i++) {
      work.retry(wakeUp, away);
    }
    assertThat(secondsUntilDue()).isBetween(149.0, 451.0);
  }

  @Test
  void what_the_other_side_asked_for_is_the_least_pause() {
    WakeUp wakeUp = new WakeUp("link-credit", "es/r1", "event:1");
    work.retry(wakeUp, new Unavailable("commercetools", "503", Duration.ofSeconds(20), null));

    assertThat(secondsUntilDue()).isBetween(19.0, 31.0);
  }

  @Test
  void a_taken_lease_does_not_count_as_a_failed_attempt() {
    WakeUp wakeUp = new WakeUp("link-credit", "es/r1", "event:1");
    work.retry(wakeUp, new Unavailable("lease", "taken", Duration.ofMillis(1), null));

    assertThat(database.find("select attempt from work", r -> r.getInt(1))).contains(0);
  }

  @Test
  void of_two_times_the_earlier_counts_and_a_wake_up_ends_the_waiting() {
    work.wakeAt("mirror-status", "es/r1", "batch", Instant.now().plusSeconds(600));
    assertThat(work.claim(10)).isEmpty();
    work.wakeAt("mirror-status", "es/r1", "batch", Instant.now().plusSeconds(60));
    assertThat(secondsUntilDue()).isLessThan(61);

    work.wake("mirror-status", "es/r1", "event:1");
    assertThat(database.find("select waiting from work", r -> r.getBoolean(1))).contains(false);
    claimOne();
  }

  @Test
  void what_waits_for_its_next_attempt_can_be_made_due_and_what_waits_on_purpose_cannot() {
    work.retry(
        new WakeUp("link-credit", "es/r1", "event:1"),
        new Unavailable("commercetools", "503", Duration.ofHours(1), null));
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
        .containsExactlyInAnyOrder("accept-return es/r1 2", "mirror-status es/r2 1");
  }

  @Test
  void work_that_goes_on_later_is_pending_meanwhile() {
    work.wake("replay", "1", "api:admin");
    WorkList.Claimed claimed = claimOne();

    work.again(claimed.wakeUp(), Instant.now().plusSeconds(60));
    assertThat(work.done(claimed)).isFalse();

    assertThat(work.claim(10)).isEmpty();
    assertThat(secondsUntilDue()).isBetween(50.0, 60.0);
    assertThat(
            database.query(
                "select waiting, trigger from work", r -> r.getBoolean(1) + r.getString(2)))
        .containsExactly("falseapi:admin");
  }
}
