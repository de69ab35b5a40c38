package io.returnbridge.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.returnbridge.outage.SharedRate;
import io.returnbridge.store.Database;
import io.returnbridge.store.TestDatabase;
import io.returnbridge.store.ThisReplica;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReplicasTest {

  private static final int CAP = 50;

  private Database database;
  private final List<Process> living = new ArrayList<>();
  private final List<Duration> comebacks = new ArrayList<>();

  @BeforeEach
  void clean() {
    database = TestDatabase.clean();
  }

  /** A replica with what it may send, and what it is sending, in the test's hands. */
  private final class Process implements SharedRate {

    private final int cap;
    private final ThisReplica id = new ThisReplica();
    final Replicas replicas;
    int limit;
    int inUse;
    Duration pause = Duration.ZERO;

    Process(int cap, boolean alone) {
      this.cap = cap;
      this.replicas =
          new Replicas(
              database,
              id,
              this,
              TestSteps.circuits(),
              (lastSeen, downtime) -> comebacks.add(downtime),
              alone);
    }

    void beat() {
      replicas.beat();
      living.remove(this);
      living.add(this);
    }

    /** No more beats; what it recorded stays. */
    void die() {
      living.remove(this);
      limit = 0;
      inUse = 0;
      database.update(
          "update replica set seen_at = now() - interval '11 seconds' where id = ?", id.id());
    }

    @Override
    public int cap() {
      return cap;
    }

    @Override
    public void limit(int share, Duration validFor) {
      limit = share;
      if (limit > 0) {
        assertThat(validFor).isPositive();
      }
    }

    @Override
    public int inUse() {
      return inUse;
    }

    @Override
    public Duration pauseLeft() {
      return pause;
    }

    @Override
    public void pause(Duration asked) {
      pause = asked.compareTo(pause) > 0 ? asked : pause;
    }

    @Override
    public void whenPaused(Runnable listener) {}
  }

  private Process process() {
    return new Process(CAP, false);
  }

  /** At every moment: what is used and what may still be used together, and what is recorded. */
  private void assertNoOverrun(int cap) {
    assertThat(living.stream().mapToInt(p -> Math.max(p.limit, p.inUse)).sum())
        .isLessThanOrEqualTo(cap);
    assertThat(
            database.find(
                """
                select coalesce(sum(share), 0) from replica
                where not ended and seen_at > now() - interval '10 seconds'
                """,
                r -> r.integer(1)))
        .hasValueSatisfying(sum -> assertThat(sum).isLessThanOrEqualTo(cap));
  }

  private void beatAll(int times) {
    for (int i = 0; i < times; i++) {
      for (Process process : List.copyOf(living)) {
        process.beat();
        assertNoOverrun(CAP);
      }
    }
  }

  @Test
  void the_first_has_all_and_who_joins_waits_until_the_others_have_given_up_their_part() {
    Process a = process();
    a.beat();
    assertThat(a.limit).isEqualTo(CAP);

    Process b = process();
    b.beat();
    assertThat(b.limit).as("nothing is free yet").isZero();

    a.inUse = 40;
    a.beat();
    assertThat(a.limit).isEqualTo(25);
    b.beat();
    assertThat(b.limit).as("the other's requests are still under way").isEqualTo(10);

    a.inUse = 25;
    a.beat();
    b.beat();
    assertThat(a.limit).isEqualTo(25);
    assertThat(b.limit).isEqualTo(25);
  }

  @Test
  void three_come_and_go_and_never_have_more_than_the_cap_together() {
    Random random = new Random(20261122);
    List<Process> gone = new ArrayList<>();
    for (int step = 0; step < 300; step++) {
      int draw = random.nextInt(10);
      if (living.size() < 3 && draw < 3) {
        process().beat();
      } else if (!living.isEmpty() && draw == 3) {
        Process process = living.get(random.nextInt(living.size()));
        if (random.nextBoolean()) {
          process.die();
        } else {
          process.inUse = 0;
          living.remove(process);
          process.replicas.end();
        }
        gone.add(process);
      } else if (!living.isEmpty()) {
        Process process = living.get(random.nextInt(living.size()));
        process.inUse = random.nextInt(process.limit + 1);
        process.beat();
      }
      assertNoOverrun(CAP);
    }
    assertThat(gone).hasSizeGreaterThan(10);
    while (living.size() < 3) {
      process().beat();
    }
    living.forEach(p -> p.inUse = 0);
    beatAll(3);
    assertThat(living.stream().map(p -> p.limit)).containsExactlyInAnyOrder(17, 17, 16);
  }

  @Test
  void what_a_dead_one_had_is_shared_by_the_others() {
    Process a = process();
    Process b = process();
    a.beat();
    b.beat();
    beatAll(2);
    assertThat(b.limit).isEqualTo(25);

    a.die();
    b.beat();

    assertThat(b.limit).isEqualTo(CAP);
  }

  @Test
  void one_that_was_silent_for_too_long_has_lost_its_share() {
    Process a = process();
    Process b = process();
    a.beat();
    a.die();
    b.beat();
    assertThat(b.limit).isEqualTo(CAP);

    a.beat();
    assertThat(a.limit).isZero();
    beatAll(2);
    assertThat(a.limit).isEqualTo(25);
  }

  @Test
  void with_fewer_requests_than_replicas_they_take_turns() {
    List<Process> three =
        List.of(new Process(1, false), new Process(1, false), new Process(1, false));
    for (int i = 0; i < 3; i++) {
      for (Process process : three) {
        process.beat();
        assertNoOverrun(1);
      }
    }

    assertThat(three.stream().mapToInt(p -> p.limit).sum()).isEqualTo(1);
  }

  @Test
  void where_there_is_no_other_the_whole_rate_is_its_own_at_once() {
    Process killed = new Process(CAP, true);
    killed.beat();
    Process next = new Process(CAP, true);
    next.beat();

    assertThat(next.limit).isEqualTo(CAP);
    assertThat(comebacks).hasSize(1);
  }

  @Test
  void a_pause_that_one_was_asked_for_holds_for_all() {
    Process a = process();
    Process b = process();
    a.beat();
    b.beat();
    a.pause = Duration.ofMinutes(20);
    a.beat();
    b.beat();

    assertThat(b.pause).isBetween(Duration.ofMinutes(18), Duration.ofMinutes(20));
    b.beat();
    a.beat();
    assertThat(a.pause).isLessThanOrEqualTo(Duration.ofMinutes(20));
  }

  @Test
  void the_first_who_comes_back_tells_how_long_nobody_lived() {
    Process first = process();
    first.beat();
    Process beside = process();
    beside.beat();
    assertThat(comebacks).as("the first of all, and one beside a living one").isEmpty();

    first.die();
    beside.replicas.end();
    database.update("update replica set seen_at = seen_at - interval '5 minutes'");
    Process later = process();
    later.beat();
    later.beat();
    process().beat();

    assertThat(comebacks)
        .singleElement()
        .satisfies(
            downtime ->
                assertThat(downtime).isBetween(Duration.ofMinutes(5), Duration.ofMinutes(6)));
  }

  @Test
  void the_last_beat_of_a_dead_one_is_kept_for_a_day() {
    Process old = process();
    old.beat();
    database.update("update replica set seen_at = now() - interval '23 hours'");
    Process next = process();
    next.beat();
    assertThat(comebacks).hasSize(1);

    database.update(
        "update replica set seen_at = now() - interval '25 hours' where seen_at < now() - interval '1 hour'");
    next.beat();

    assertThat(database.query("select id from replica", r -> r.text(1))).hasSize(1);
  }
}
