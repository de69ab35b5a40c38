package io.returnbridge.watchdogs;

import io.returnbridge.model.ReturnId;
import io.returnbridge.store.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;

/**
 * Returns whose order is not there yet, each with the time at which this program first missed it:
 * that paces how often it is looked for, whatever the age of the return.
 */
@ApplicationScoped
public class AwaitedOrders {

  /** Of the wake-ups that look again for an order, or for what an order lacks. */
  public static final String TRIGGER = "order-awaited";

  private static final Duration SHORTEST_LOOK = Duration.ofSeconds(30);
  private static final Duration LONGEST_LOOK = Duration.ofMinutes(15);

  private final Database database;

  public AwaitedOrders(Database database) {
    this.database = database;
  }

  /**
   * The order was looked for and not found; to be called in the transaction of the return's state.
   *
   * @return when to look again: the more seldom the longer it takes
   */
  public Instant missed(ReturnId id, Instant now) {
    Instant since =
        database
            .find(
                """
                insert into awaited_order as o (store, return_id, since) values (?, ?, ?)
                on conflict (store, return_id) do update set since = o.since
                returning since
                """,
                r -> r.time(1),
                id.store(),
                id.id(),
                now)
            .orElse(now);
    Duration pause = Duration.between(since, now).dividedBy(4);
    if (pause.compareTo(SHORTEST_LOOK) < 0) {
      pause = SHORTEST_LOOK;
    } else if (pause.compareTo(LONGEST_LOOK) > 0) {
      pause = LONGEST_LOOK;
    }
    return now.plus(pause);
  }

  /** Nobody waits any more. */
  public void found(ReturnId id) {
    database.update(
        "delete from awaited_order where store = ? and return_id = ?", id.store(), id.id());
  }
}
