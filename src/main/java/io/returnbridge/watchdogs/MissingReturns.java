package io.returnbridge.watchdogs;

import io.returnbridge.cases.Cases;
import io.returnbridge.engine.WorkList;
import io.returnbridge.json.Json;
import io.returnbridge.model.ReturnId;
import io.returnbridge.store.Database;
import io.returnbridge.store.WakeUp;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Returns that Reveni was asked for and does not find, whichever step asked. Time may cure it, so
 * accept-return asks for each again, at first after seconds; a watchdog opens the case. When a
 * person has closed that, or after a month, it is given up, until it is announced again.
 */
@ApplicationScoped
public class MissingReturns {

  /** Of the wake-ups that ask again. */
  static final String TRIGGER = "return-awaited";

  static final String CODE = "RETURN_NOT_FOUND";

  private static final Pace PACE = new Pace(2, Duration.ofSeconds(5), Duration.ofHours(1));

  /** Asks Reveni as well, and ends without an answer when the return is missing. */
  private static final String ASKS_TOO = WakeUp.MOVE_INSPECTED_STOCK;

  private static final Duration GIVEN_UP = Duration.ofDays(30);

  /** That a store is found is written down so often at most. */
  private static final Duration NOTED = Duration.ofSeconds(5);

  private final Database database;
  private final Cases cases;
  private final WorkList work;
  private final Map<String, Instant> noted = new ConcurrentHashMap<>();

  public MissingReturns(Database database, Cases cases, WorkList work) {
    this.database = database;
    this.cases = cases;
    this.work = work;
  }

  /** A step that knows it did not find it: that step is woken when it is found. */
  public void missed(ReturnId id) {
    database.inTransaction(
        () -> {
          Instant again = nextLook(id, Instant.now(), false);
          if (again != null) {
            work.wakeAt(WakeUp.ACCEPT_RETURN, id.subject(), TRIGGER, again);
          }
        });
  }

  /**
   * accept-return did not find it.
   *
   * @param announced by a webhook, now
   */
  public void missed(ReturnId id, WakeUp wakeUp, boolean announced) {
    database.inTransaction(
        () -> {
          Instant again = nextLook(id, Instant.now(), announced);
          if (again != null) {
            work.waitUntil(wakeUp, TRIGGER, again);
          }
        });
  }

  /** The more seldom the longer it is missing; null when it is given up. */
  private @Nullable Instant nextLook(ReturnId id, Instant now, boolean announced) {
    Instant since = watched(id, now);
    if (isGivenUp(id, since, now)) {
      if (!announced) {
        return null;
      }
      var unused = forget(id, "It was announced again");
      since = watched(id, now);
    }
    return PACE.next(since, now);
  }

  private boolean isGivenUp(ReturnId id, Instant since, Instant now) {
    return since.plus(GIVEN_UP).isBefore(now)
        || database
            .find(
                "select 1 from exception_case where step = ? and work_subject = ? and code = ? and accepted limit 1",
                r -> true,
                WakeUp.ACCEPT_RETURN,
                id.subject(),
                CODE)
            .isPresent();
  }

  /** Since when it is missing. */
  private Instant watched(ReturnId id, Instant now) {
    return database
        .query(
            """
                with added as (
                  insert into watch (store, return_id, code, subject, expected, step, work_subject, since, details)
                  values (?, ?, ?, '', '', ?, ?, ?, ?::jsonb) on conflict do nothing returning since)
                select since from added
                union all select since from watch
                  where store = ? and return_id = ? and code = ? and subject = '' and expected = ''
                """,
            r -> r.time(1),
            id.store(),
            id.id(),
            CODE,
            WakeUp.ACCEPT_RETURN,
            id.subject(),
            now,
            Json.write(
                Map.of(
                    "detail", "Reveni does not find it when asked for it in store " + id.store())),
            id.store(),
            id.id(),
            CODE)
        .stream()
        .findFirst()
        .orElse(now);
  }

  /** Reveni has answered with the return. */
  public void found(ReturnId id) {
    database.inTransaction(
        () -> {
          if (forget(id, "Reveni has it now")) {
            work.wake(ASKS_TOO, id.subject(), TRIGGER);
          }
          note(id.store());
        });
  }

  /** Whether it was missing. */
  private boolean forget(ReturnId id, String why) {
    List<Boolean> watched =
        database.query(
            "delete from watch where store = ? and return_id = ? and code = ? returning opened_at is not null",
            r -> r.flag(1),
            id.store(),
            id.id(),
            CODE);
    if (watched.contains(true)) {
      cases.resolve(CODE, id, "", why);
    }
    return !watched.isEmpty();
  }

  private void note(String store) {
    Instant now = Instant.now();
    Instant last = noted.get(store);
    if (last == null || last.plus(NOTED).isBefore(now)) {
      database.update(
          """
          insert into reveni_store (store, found_at) values (?, now())
          on conflict (store) do update set found_at = excluded.found_at
          """,
          store);
      noted.put(store, now);
    }
  }
}
