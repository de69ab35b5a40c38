package io.returnbridge.schedules;

import static org.assertj.core.api.Assertions.assertThat;

import io.returnbridge.engine.Replicas;
import io.returnbridge.engine.TestSteps;
import io.returnbridge.outage.SharedRate;
import io.returnbridge.settings.Settings;
import io.returnbridge.store.Database;
import io.returnbridge.store.TestDatabase;
import io.returnbridge.store.ThisReplica;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SchedulesTest {

  private static final Settings SETTINGS =
      Settings.read(
          Map.of(
              "CTP_PROJECT_KEY", "p",
              "CTP_CLIENT_ID", "c",
              "CTP_CLIENT_SECRET", "s",
              "CTP_AUTH_URL", "http://127.0.0.1:1",
              "CTP_API_URL", "http://127.0.0.1:1",
              "CTP_SCOPES", "manage_orders"));

  /** Not during this test. */
  private static final String HOURLY =
      "0 %d * * * ?".formatted(LocalTime.now(ZoneOffset.UTC).plusMinutes(30).getMinute());

  private Database database;

  @BeforeEach
  void clean() {
    database = TestDatabase.clean();
  }

  /** Of one more process. */
  private Schedules schedules() {
    Config config = new SmallRyeConfigBuilder().withDefaultValue("schedule.sweep", HOURLY).build();
    return new Schedules(
        database, TestDatabase.work(database), config, SETTINGS, Duration.ofMinutes(1));
  }

  /** A process starts: its heart beats, and what was missed is caught up. */
  private Replicas start() {
    Schedules schedules = schedules();
    Replicas replicas = replicas(schedules);
    replicas.beat();
    schedules.catchUp();
    return replicas;
  }

  private Replicas replicas(Schedules schedules) {
    return new Replicas(
        database, new ThisReplica(), new WholeRate(), TestSteps.circuits(), schedules, false);
  }

  /** Every process ended so long ago. */
  private void ended(String interval) {
    database.update("update replica set ended = true, seen_at = now() - ?::interval", interval);
  }

  private List<String> work() {
    return database.query(
        "select step || ' ' || subject || ' ' || left(trigger, 9) || ' ' || generation from work order by 1",
        r -> r.text(1));
  }

  @Test
  void after_a_downtime_the_sweep_is_due_once_however_many_come_back() {
    start();
    assertThat(work()).as("the first of all has missed nothing").isEmpty();

    ended("61 seconds");
    start();
    start();

    assertThat(work()).containsExactly("sweep all downtime: 1");
  }

  @Test
  void after_a_short_one_it_is_not() {
    start();
    ended("30 seconds");

    start();

    assertThat(work()).isEmpty();
  }

  @Test
  void a_schedule_that_begins_rarely_is_no_downtime_and_one_that_began_late_hides_none() {
    Replicas living = start();
    database.update("update schedule_run set began_at = now() - interval '1 hour'");
    living.beat();
    start();
    assertThat(work()).isEmpty();

    ended("61 seconds");
    database.update("update schedule_run set began_at = now()");
    start();
    assertThat(work()).containsExactly("sweep all downtime: 1");
  }

  @Test
  void who_comes_back_and_dies_at_once_has_not_used_it_up() {
    start();
    ended("61 seconds");
    Replicas killed = replicas(schedules());
    killed.beat();
    killed.end();

    start();

    assertThat(work()).containsExactly("sweep all downtime: 1");
  }

  @Test
  void one_run_makes_up_for_all_that_were_missed_and_the_downtime_with_them() {
    start();
    database.update("update schedule_run set due_at = now() - interval '5 hours'");
    ended("5 hours");

    start();

    assertThat(work()).containsExactly("sweep all also:sche 2");
  }

  @Test
  void health_says_when_each_job_ran_and_is_down_once_one_is_missed() {
    SchedulesHealth health = new SchedulesHealth(schedules());
    assertThat(health.call().getData().orElseThrow().get("sweep").toString())
        .startsWith("never yet, next 20");

    start();
    assertThat(health.call().getStatus()).isEqualTo(HealthCheckResponse.Status.UP);
    assertThat(health.call().getData().orElseThrow().get("sweep").toString())
        .startsWith("last 20")
        .doesNotContain("missed");

    database.update("update schedule_run set due_at = now() - interval '5 hours'");
    assertThat(health.call().getStatus()).isEqualTo(HealthCheckResponse.Status.DOWN);
    assertThat(health.call().getData().orElseThrow().get("sweep").toString())
        .contains(", missed 20");
  }

  /** The one who is alone uses all of it. */
  private static final class WholeRate implements SharedRate {

    @Override
    public int cap() {
      return 50;
    }

    @Override
    public void limit(int share, Duration validFor) {}

    @Override
    public int inUse() {
      return 0;
    }

    @Override
    public Duration pauseLeft() {
      return Duration.ZERO;
    }

    @Override
    public void pause(Duration pause) {}

    @Override
    public void whenPaused(Runnable listener) {}
  }
}
