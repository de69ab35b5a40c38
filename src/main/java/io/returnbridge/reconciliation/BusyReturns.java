package io.returnbridge.reconciliation;

import io.returnbridge.model.ReturnId;
import io.returnbridge.model.ReturnState;
import io.returnbridge.store.Database;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Returns whose order, or which themselves, are worked on now, are about to be, or wait for their
 * batch on purpose: what is compared of them says nothing.
 */
final class BusyReturns {

  private static final String BUSY =
      """
      select i.store, i.return_id from unnest(?::text[], ?::text[]) as i (store, return_id)
      where exists (
          select 1 from work w where w.key = work_key('', i.store || '/' || i.return_id) and w.step <> 'reconcile'
            and (not w.waiting or w.token is not null or w.trigger ~ '^(also:)?batch:'))
        or exists (select 1 from work w where w.subject = i.store || '/' || i.return_id and w.step <> 'reconcile'
            and (not w.waiting or w.token is not null or w.trigger ~ '^(also:)?batch:'))
        or exists (select 1 from outgoing o where o.subject = i.store || '/' || i.return_id and o.published_at is null)
        or exists (select 1 from intake_spool s where s.record_key = i.return_id)
      """;

  private final Database database;

  BusyReturns(Database database) {
    this.database = database;
  }

  Set<ReturnId> among(Collection<ReturnId> ids) {
    return Set.copyOf(
        database.query(
            BUSY,
            r -> new ReturnId(r.text(1), r.text(2)),
            ids.stream().map(ReturnId::store).toArray(String[]::new),
            ids.stream().map(ReturnId::id).toArray(String[]::new)));
  }

  /** Those that are busy now, or are not as they were known when they were looked at. */
  Set<ReturnId> changed(List<Seen> seen) {
    List<ReturnId> ids = seen.stream().map(s -> s.id).toList();
    Set<ReturnId> changed = new HashSet<>(among(ids));
    Map<ReturnId, Long> versions = new HashMap<>();
    database.query(
        """
        select store, return_id, version from return_state
        where (store, return_id) in (select * from unnest(?::text[], ?::text[]))
        """,
        r -> versions.put(new ReturnId(r.text(1), r.text(2)), r.number(3)),
        ids.stream().map(ReturnId::store).toArray(String[]::new),
        ids.stream().map(ReturnId::id).toArray(String[]::new));
    for (Seen one : seen) {
      ReturnState known = one.known;
      if ((known == null ? 0 : known.version()) != versions.getOrDefault(one.id, 0L)) {
        changed.add(one.id);
      }
    }
    return changed;
  }
}
