package io.returnbridge.restore;

import io.returnbridge.cases.Cases;
import io.returnbridge.cases.Origin;
import io.returnbridge.failure.Unavailable;
import io.returnbridge.model.Trouble;
import io.returnbridge.replay.Replays;
import io.returnbridge.replay.Scope;
import io.returnbridge.store.Database;
import io.returnbridge.store.WakeUp;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Keeps the steps from starting on a database that was set back to an older copy, until a person
 * says that it is the right one. Then what Kafka was told since is known again, so that it is told
 * once, and every return that had a webhook, a scan or a change since is looked at by every step:
 * what stands in commercetools is recognised by its natural key, and the rest is done.
 */
@ApplicationScoped
public class Restore {

  static final String CODE = "DATABASE_RESTORED";

  /** Pressing Retry wakes what waits; the case itself is looked at before the steps start. */
  private static final Origin ORIGIN = new Origin("retries", "all", null, null, null);

  /** Of clocks, and of webhooks that were in Kafka and not yet in the copy. */
  private static final Duration BEFORE = Duration.ofHours(1);

  private static final Logger LOG = Logger.getLogger(Restore.class);

  /**
   * @param since of the last record that the database knows
   */
  private record Unresolved(String id, boolean retrying, Instant since) {}

  private final Database database;
  private final TheirAge age;
  private final ToldRecords told;
  private final Replays replays;
  private final Cases cases;

  Restore(Database database, TheirAge age, ToldRecords told, Replays replays, Cases cases) {
    this.database = database;
    this.age = age;
    this.told = told;
    this.replays = replays;
    this.cases = cases;
  }

  /**
   * Returns when nothing keeps the steps from starting.
   *
   * @throws Unavailable while a person has to decide, or Kafka does not answer
   */
  public void goOn() {
    if (unresolved().isEmpty()) {
      age.ofTheDatabase().ifPresent(this::open);
    }
    Optional<Unresolved> unresolved = unresolved();
    if (unresolved.isPresent() && !unresolved.get().retrying()) {
      throw new Unavailable(
          "database",
          "the database was set back to an older copy, or is another one: decide the case "
              + CODE
              + " in the console",
          null,
          null);
    }
    unresolved.ifPresent(this::goOn);
  }

  private Optional<Unresolved> unresolved() {
    return database.find(
        """
        select id, status = 'retrying', (details ->> 'expected')::timestamptz from exception_case
        where code = ? and status <> 'resolved'
        """,
        r -> new Unresolved(r.text(1), r.flag(2), r.time(3)),
        CODE);
  }

  private void open(TheirAge.Older older) {
    LOG.errorf(
        "The database ends at %s, and Kafka has records until %s that it does not know",
        older.knownUntil(), older.toldUntil());
    cases.open(
        ORIGIN,
        Trouble.of(
            CODE,
            Map.of(
                "expected",
                older.knownUntil().toString(),
                "actual",
                older.toldUntil().toString(),
                "detail",
                older.ownSteps().isEmpty() ? "none" : String.join(", ", older.ownSteps()))));
  }

  /** A crash in between costs nothing: the case is still being retried. */
  private void goOn(Unresolved of) {
    Instant from = of.since().minus(BEFORE);
    long records = told.readAgain(from);
    database.inTransaction(
        () -> {
          boolean first =
              database
                  .find(
                      "select 1 from exception_case where id = ? and status = 'retrying' for update",
                      r -> true,
                      of.id())
                  .isPresent();
          if (first) {
            String replay =
                replays.ask(new Scope.OfPeriod(from, Instant.now()), false, Cases.PROGRAM);
            cases.resolve(
                new WakeUp(ORIGIN.step(), ORIGIN.workSubject(), ""),
                List.of(CODE),
                records + " records of Kafka are known again; the replay " + replay + " goes on");
            LOG.infof(
                "%d records of Kafka since %s are known again, and the replay %s looks at what was"
                    + " taken in since",
                records, from, replay);
          }
        });
  }
}
