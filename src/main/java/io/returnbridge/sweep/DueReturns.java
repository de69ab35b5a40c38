package io.returnbridge.sweep;

import io.returnbridge.model.ReturnId;
import io.returnbridge.store.Database;
import io.returnbridge.store.WakeUp;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Makes returns due to be read from Reveni, so many in a second. */
@ApplicationScoped
class DueReturns {

  /** What is tried again after a failure keeps its time, and what is being read is left alone. */
  private static final String ADD =
      """
      insert into work (step, subject, trigger, due_at)
      select ?, n.subject, ?, n.due_at::timestamptz from unnest(?::text[], ?::text[]) as n (subject, due_at)
      order by n.subject
      on conflict (step, subject) do update set due_at = excluded.due_at, waiting = false,
        generation = work.generation + 1
      where work.token is null and work.attempt = 0 and work.due_at > excluded.due_at
      """;

  private final Database database;
  private final double perSecond;

  DueReturns(
      Database database, @ConfigProperty(name = "sweep.returns-per-second") double perSecond) {
    this.database = database;
    this.perSecond = perSecond;
  }

  /**
   * @param ids in the order in which they are to be read
   * @param from when the first of them is due
   * @return when the one after them may be due
   */
  Instant add(List<ReturnId> ids, String trigger, Instant from) {
    Set<ReturnId> distinct = new LinkedHashSet<>(ids);
    List<String> subjects = new ArrayList<>();
    List<String> times = new ArrayList<>();
    for (ReturnId id : distinct) {
      times.add(after(from, subjects.size()).toString());
      subjects.add(id.subject());
    }
    if (!subjects.isEmpty()) {
      database.update(
          ADD,
          WakeUp.ACCEPT_RETURN,
          trigger,
          subjects.toArray(String[]::new),
          times.toArray(String[]::new));
    }
    return after(from, subjects.size());
  }

  private Instant after(Instant from, int count) {
    return from.plus(Duration.ofNanos((long) (count * 1e9 / perSecond)));
  }
}
