package io.returnbridge.steps.inspect;

import io.returnbridge.model.ReturnId;
import io.returnbridge.store.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;

/** The table {@code verdict}: what Reveni was told of a return's units. */
@ApplicationScoped
public class SentVerdicts {

  private final Database database;

  public SentVerdicts(Database database) {
    this.database = database;
  }

  List<SentVerdict> of(ReturnId id) {
    return database.query(
        """
        select item_id, unit, scan, grade, verdict, reject_reason, confirmed_at is not null, doubtful,
          pending_since is not null, coalesce(extract(epoch from now() - pending_since), 0) * 1000
        from verdict where store = ? and return_id = ? order by item_id, unit
        """,
        r ->
            new SentVerdict(
                r.text(1),
                r.integer(2),
                r.text(3),
                r.text(4),
                r.text(5),
                r.text(6),
                r.flag(7),
                r.flag(8),
                r.flag(9) ? Duration.ofMillis((long) r.decimal(10)) : null),
        id.store(),
        id.id());
  }

  /** These are about to be sent, and no others of the item that Reveni has not taken. */
  void sending(ReturnId id, String item, List<SentVerdict> verdicts) {
    drop(id, item);
    for (SentVerdict v : verdicts) {
      database.update(
          """
          insert into verdict (store, return_id, item_id, unit, scan, grade, verdict, reject_reason)
          values (?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing
          """,
          id.store(),
          id.id(),
          v.itemId(),
          v.unit(),
          v.scan(),
          v.grade(),
          v.verdict(),
          v.rejectReason());
    }
  }

  /** What Reveni has not taken is not to be told any more. */
  void drop(ReturnId id, String item) {
    database.update(
        "delete from verdict where store = ? and return_id = ? and item_id = ? and confirmed_at is null",
        id.store(),
        id.id(),
        item);
  }

  void confirm(ReturnId id, String item) {
    set("confirmed_at = now()", id, item);
  }

  /** The request was not taken, for sure. */
  void notTaken(ReturnId id, String item) {
    set("doubtful = false, pending_since = null", id, item);
  }

  /** The item is pending, although a verdict was sent. */
  void pending(ReturnId id, String item) {
    set("pending_since = coalesce(pending_since, now())", id, item);
  }

  private void set(String change, ReturnId id, String item) {
    database.update(
        "update verdict set " + change + " where store = ? and return_id = ? and item_id = ?",
        id.store(),
        id.id(),
        item);
  }
}
