package io.returnbridge.cases;

import io.returnbridge.mappings.Mappings;
import io.returnbridge.store.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;

/**
 * Reasons that Reveni sends and {@code reason-codes.csv} does not have, by store, so that its front
 * end can be corrected or the table extended. That people have classified the items one by one
 * makes no difference.
 */
@ApplicationScoped
public class UnapprovedReasons {

  /**
   * @param reveniReason as it was spelt last; upper and lower case make no difference
   * @param items how many items came with it
   * @param lastReturn id of the return in which it came last
   */
  public record Unapproved(
      String store,
      String reveniReason,
      long items,
      Instant firstSeen,
      Instant lastSeen,
      String lastReturn) {}

  private final Database database;

  public UnapprovedReasons(Database database) {
    this.database = database;
  }

  /**
   * Those that were met first in that time, by store, the most frequent first.
   *
   * @param to exclusive
   * @param tables that may have them by now
   */
  public List<Unapproved> between(Instant from, Instant to, Mappings tables) {
    return database
        .query(
            """
            select store, (array_agg(details ->> 'reason' order by last_seen_at desc))[1], count(distinct (return_id, item_id)),
              min(opened_at), max(last_seen_at), (array_agg(return_id order by last_seen_at desc))[1]
            from exception_case
            where code = 'REASON_UNMAPPED' and opened_at >= ? and opened_at < ?
              and store is not null and return_id is not null and details ->> 'reason' <> ''
            group by store, lower(btrim(details ->> 'reason'))
            order by store, count(*) desc, 2
            """,
            r -> new Unapproved(r.text(1), r.text(2), r.number(3), r.time(4), r.time(5), r.text(6)),
            from,
            to)
        .stream()
        .filter(one -> tables.reasons().map(one.reveniReason()).isEmpty())
        .toList();
  }
}
