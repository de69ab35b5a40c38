package io.returnbridge.schedules;

import io.returnbridge.engine.Comeback;
import io.returnbridge.engine.WorkList;
import io.returnbridge.settings.Settings;
import io.returnbridge.store.Database;
import io.returnbridge.store.Reason;
import io.returnbridge.store.WakeUp;
import jakarta.enterprise.context.ApplicationScoped;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TimeZone;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;
import org.quartz.CronExpression;

/**
 * Turns the ticks of the clock into due work: a row of the work list with the job's word as its
 * step, so that it is worked on by one replica, and is tried again when it fails. Every replica's
 * clock ticks; the first to record the tick starts the work. It counts as pending when somebody
 * asked for it, and not when the clock did.
 */
@ApplicationScoped
public class Schedules implements Comeback {

  private static final String PREFIX = "schedule.";

  private static final Duration KEPT = Duration.ofDays(1);

  /** After a longer downtime one run is missed all the same. */
  private static final Duration LONGEST_LOOK = Duration.ofDays(8);

  private final Database database;
  private final WorkList work;
  private final Config config;
  private final TimeZone zone;
  private final Duration longestDowntime;

  /**
   * @param longestDowntime after which what Reveni announced meanwhile counts as lost
   */
  public Schedules(
      Database database,
      WorkList work,
      Config config,
      Settings settings,
      @ConfigProperty(name = "sweep.after-downtime") Duration longestDowntime) {
    this.database = database;
    this.work = work;
    this.config = config;
    this.zone = TimeZone.getTimeZone(settings.reportTimeZone());
    this.longestDowntime = longestDowntime;
  }

  /**
   * The clock has ticked for the job.
   *
   * @param due when it was to tick, the same on all replicas
   */
  public void tick(String job, Instant due) {
    database.inTransaction(
        () -> {
          boolean first =
              database.update(
                      "insert into schedule_run (job, due_at) values (?, ?) on conflict do nothing",
                      job,
                      due)
                  == 1;
          if (first) {
            work.wake(job, WakeUp.INSTALLATION, Reason.SCHEDULED + due);
            database.update(
                "delete from schedule_run where job = ? and due_at < ?", job, due.minus(KEPT));
          }
        });
  }

  /**
   * After a downtime the sweep is due, since what Reveni announced meanwhile is lost. It is due
   * work before this process does anything else, so that no crash forgets it.
   */
  @Override
  public void after(Instant lastSeen, Duration downtime) {
    if (downtime.compareTo(longestDowntime) > 0) {
      work.wake(Job.SWEEP.word(), WakeUp.INSTALLATION, "downtime:" + lastSeen);
    }
  }

  /** Starts what was due while nobody ran; a job that never ran has missed nothing. */
  public void catchUp() {
    for (String job : jobs()) {
      Optional<Instant> last = lastRun(job);
      if (last.isPresent()) {
        missedSince(job, last.get()).ifPresent(due -> tick(job, due));
      } else {
        cron(job)
            .ifPresent(
                c ->
                    database.update(
                        "insert into schedule_run (job, due_at) values (?, ?) on conflict do nothing",
                        job,
                        Instant.now()));
      }
    }
  }

  /** Whatever has a schedule. */
  private Set<String> jobs() {
    return StreamSupport.stream(config.getPropertyNames().spliterator(), false)
        .filter(name -> name.startsWith(PREFIX) && !name.equals(PREFIX + "time-zone"))
        .map(name -> name.substring(PREFIX.length()))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /**
   * A person or another program asks for the job now.
   *
   * @return how many runs that starts: 1
   */
  public int runNow(Job job, String who) {
    work.wake(job.word(), WakeUp.INSTALLATION, "api:" + who);
    return 1;
  }

  /**
   * What has a schedule.
   *
   * @param last when it was due the last time that it began; null before the first
   * @param next null where it is never due again
   * @param missed the latest time at which it was due and did not begin; null when there is none
   */
  public record Schedule(
      String job, @Nullable Instant last, @Nullable Instant next, @Nullable Instant missed) {}

  /**
   * By the alphabet.
   *
   * @param grace a time that is not as long ago is not missed yet
   */
  public List<Schedule> all(Duration grace) {
    Map<String, Instant> last = new HashMap<>();
    database.query(
        "select job, max(due_at) from schedule_run group by job",
        r -> last.put(r.text(1), r.time(2)));
    Instant now = Instant.now();
    List<Schedule> all = new ArrayList<>();
    for (String job : jobs()) {
      cron(job)
          .ifPresent(
              cron -> {
                Instant begun = last.get(job);
                Date next = cron.getNextValidTimeAfter(Date.from(now));
                Instant missed =
                    begun == null ? null : missed(cron, begun, now.minus(grace)).orElse(null);
                all.add(new Schedule(job, begun, next == null ? null : next.toInstant(), missed));
              });
    }
    return all;
  }

  private Optional<Instant> lastRun(String job) {
    List<Instant> last =
        database.query(
            "select max(due_at) from schedule_run where job = ? having max(due_at) is not null",
            r -> r.time(1),
            job);
    return last.stream().findFirst();
  }

  /** The latest time at which the job was due after its last run and before now. */
  private Optional<Instant> missedSince(String job, Instant last) {
    return cron(job).flatMap(cron -> missed(cron, last, Instant.now()));
  }

  private static Optional<Instant> missed(CronExpression cron, Instant last, Instant now) {
    Instant from = last.isBefore(now.minus(LONGEST_LOOK)) ? now.minus(LONGEST_LOOK) : last;
    Date missed = null;
    Date next = cron.getNextValidTimeAfter(Date.from(from));
    while (next != null && next.toInstant().isBefore(now)) {
      missed = next;
      next = cron.getNextValidTimeAfter(next);
    }
    return Optional.ofNullable(missed).map(Date::toInstant);
  }

  private Optional<CronExpression> cron(String job) {
    return config
        .getOptionalValue(PREFIX + job, String.class)
        .map(
            text -> {
              try {
                CronExpression cron = new CronExpression(text);
                cron.setTimeZone(zone);
                return cron;
              } catch (ParseException e) {
                throw new IllegalStateException(
                    PREFIX + job + " is \"" + text + "\": set it to a Quartz cron", e);
              }
            });
  }
}
