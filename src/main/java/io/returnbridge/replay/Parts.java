package io.returnbridge.replay;

import io.returnbridge.kafka.TopicReader.Spans;
import io.returnbridge.model.Subject;
import io.returnbridge.store.Columns;
import io.returnbridge.store.Database;
import io.returnbridge.store.Rehearsal;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;

/** What a replay looks at, subject by subject, and how far each is. */
@ApplicationScoped
class Parts {

  /** An entry of the ledger of a return's goods, beside the return. */
  private static final String OWN_ENTRY =
      """
      select distinct p.subject, l.channel || '/' || l.sku as entry from replay_part p
      join stock_leg l on l.store = p.store and l.return_id = p.return_id
      """;

  private static final String PENDING = "(not w.waiting or w.token is not null)";

  private final Database database;
  private final Replays replays;

  Parts(Database database, Replays replays) {
    this.database = database;
    this.replays = replays;
  }

  /** Adds what is not there yet; a scan whose return is known by now is that return. */
  void add(String replay, Collection<Subject> subjects) {
    database.update(
        """
        insert into replay_part (replay_id, subject, store, return_id)
        select ?, coalesce(k.store || '/' || k.return_id, s.subject), coalesce(k.store, nullif(s.store, '')),
          coalesce(k.return_id, nullif(s.return_id, ''))
        from unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[])
          as s (subject, store, return_id, source, scan_id)
        left join scan k on k.source = s.source and k.scan_id = s.scan_id and k.known
        on conflict do nothing
        """,
        replay,
        texts(subjects, Subject::text),
        texts(subjects, s -> s instanceof Subject.OfReturn of ? of.id().store() : ""),
        texts(subjects, s -> s instanceof Subject.OfReturn of ? of.id().id() : ""),
        texts(subjects, s -> s instanceof Subject.OfScan of ? of.source() : ""),
        texts(subjects, s -> s instanceof Subject.OfScan of ? of.scanId() : ""));
  }

  /** A page of records, and where the next one begins: both or neither. */
  void add(String replay, Collection<Subject> subjects, Spans rest, long records, long unreadable) {
    database.inTransaction(
        () -> {
          add(replay, subjects);
          replays.spans(replay, rest, records, unreadable);
        });
  }

  /**
   * Adds what changed in that time as far as the database knows: returns that were saved or told of
   * something, and scans that were accepted.
   */
  void addChangedBetween(String replay, Instant from, Instant to) {
    database.update(
        """
        insert into replay_part (replay_id, subject, store, return_id)
        select ?, subject, store, return_id from (
          select store || '/' || return_id as subject, store, return_id from return_state
            where saved_at >= ? and saved_at < ?
          union
          select r.store || '/' || r.return_id, r.store, r.return_id from return_state r
            where r.created_at >= ? and r.created_at < ?
          union
          select o.subject, split_part(o.subject, '/', 1), split_part(o.subject, '/', 2) from outgoing o
            where o.step = 'accept-return' and o.published_at >= ? and o.published_at < ?
          union
          select store || '/' || return_id, store, return_id from scan
            where accepted_at >= ? and accepted_at < ? and known
          union
          select 'scan/' || source || '/' || scan_id, null, null from scan
            where accepted_at >= ? and accepted_at < ? and not known) changed
        on conflict do nothing
        """,
        replay,
        from,
        to,
        from,
        to,
        from,
        to,
        from,
        to,
        from,
        to);
  }

  /** Some that have not been looked at yet, those that were tried least first. */
  List<Subject> found(String replay, int most) {
    return database.query(
        """
        select subject, store, return_id from replay_part
        where replay_id = ? and state = 'found' order by attempt, subject limit ?
        """,
        Parts::subject,
        replay,
        most);
  }

  /** How many have been woken and are under way. */
  int underWay(String replay) {
    return database
        .find(
            "select count(*) from replay_part where replay_id = ? and state in ('woken', 'followed')",
            r -> r.integer(1),
            replay)
        .orElse(0);
  }

  /** The inventory entries that the goods of these returns came or come into. */
  List<String> entries(String replay, Collection<Subject> of) {
    return database.query(
        "select distinct entry from ("
            + OWN_ENTRY
            + " where p.replay_id = ? and p.subject = any(?)) e",
        r -> r.text(1),
        replay,
        texts(of, Subject::text));
  }

  /** To be called in the transaction that wakes their steps. */
  void woken(String replay, Collection<Subject> subjects, boolean followed) {
    database.update(
        """
        update replay_part set state = ?, woken_at = coalesce(woken_at, now())
        where replay_id = ? and subject = any(?)
        """,
        followed ? "followed" : "woken",
        replay,
        texts(subjects, Subject::text));
  }

  /**
   * Woken ones of which no work is pending any more.
   *
   * @param steps those that may work on them
   */
  List<Subject> settled(String replay, Collection<String> steps) {
    return database.query(
        """
        select p.subject, p.store, p.return_id from replay_part p
        where p.replay_id = ? and p.state in ('woken', 'followed')
          and not exists (select 1 from work w where w.step = any(?) and w.subject = p.subject and %1$s)
          and not exists (select 1 from stock_leg l
            join work w on w.step = 'apply-stock-movements' and w.subject = l.channel || '/' || l.sku
            where l.store = p.store and l.return_id = p.return_id and l.state <> 'applied' and %1$s)
        """
            .formatted(PENDING),
        Parts::subject,
        replay,
        steps.toArray(String[]::new));
  }

  /**
   * Those whose state was saved since they were woken, such as by accept-return after the others
   * had looked.
   */
  List<Subject> changed(String replay, Collection<Subject> of) {
    return database.query(
        """
        select p.subject, p.store, p.return_id from replay_part p
        where p.replay_id = ? and p.state = 'woken' and p.subject = any(?)
          and exists (select 1 from return_state r
            where r.store = p.store and r.return_id = p.return_id and r.saved_at >= p.woken_at)
        """,
        Parts::subject,
        replay,
        texts(of, Subject::text));
  }

  void done(String replay, Collection<Subject> subjects) {
    database.update(
        "update replay_part set state = 'done', done_at = now() where replay_id = ? and subject = any(?)",
        replay,
        texts(subjects, Subject::text));
  }

  /** A dry run of a subject has ended: what it would have written, and what stood in its way. */
  void rehearsed(
      String replay, Subject subject, List<Rehearsal.Write> writes, List<String> problems) {
    database.inTransaction(
        () -> {
          writes.forEach(
              w ->
                  database.update(
                      """
                      insert into replay_change (replay_id, subject, step, resource, resource_key, what)
                      values (?, ?, ?, ?, ?, ?)
                      """,
                      replay,
                      subject.text(),
                      w.step(),
                      w.resource(),
                      w.resourceKey(),
                      w.what()));
          database.update(
              """
              update replay_part set state = 'done', done_at = now(), problem = ?
              where replay_id = ? and subject = ?
              """,
              problems.isEmpty() ? null : String.join("; ", problems),
              replay,
              subject.text());
        });
  }

  /**
   * It could not be looked at now.
   *
   * @return how often that has been so
   */
  int failed(String replay, Subject subject) {
    return database
        .query(
            """
            update replay_part set attempt = attempt + 1 where replay_id = ? and subject = ? returning attempt
            """,
            r -> r.integer(1),
            replay,
            subject.text())
        .stream()
        .findFirst()
        .orElse(0);
  }

  /** Counts what came of all of them, and keeps of them only those with a problem. */
  void end(String replay) {
    database.inTransaction(
        () -> {
          database.update(
              """
              update replay set state = 'done', problem = null, ended_at = now(),
                returns = (select count(*) from replay_part where replay_id = replay.id),
                effects = (select count(*) from (
                  select e.id from replay_part p join effect e
                    on e.subject = p.subject and e.at between p.woken_at and p.done_at
                    where p.replay_id = replay.id
                  union
                  select e.id from replay_part p
                    join stock_leg l on l.store = p.store and l.return_id = p.return_id
                    join effect e on e.subject = l.channel || '/' || l.sku and e.at between p.woken_at and p.done_at
                    where p.replay_id = replay.id) e),
                events = (select count(*) from replay_part p join outgoing o on o.step = 'accept-return'
                  and o.subject = p.subject and o.created_at between p.woken_at and p.done_at
                  where p.replay_id = replay.id),
                cases = (select count(distinct c.id) from replay_part p join exception_case c
                  on (c.store = p.store and c.return_id = p.return_id or p.store is null and c.work_subject = p.subject)
                  and c.opened_at between p.woken_at and p.done_at
                  where p.replay_id = replay.id)
              where id = ?
              """,
              replay);
          database.update(
              "delete from replay_part where replay_id = ? and problem is null", replay);
        });
  }

  /** What is of no return is a scan, a key of a step of one's own, or an inventory entry. */
  private static Subject subject(Columns r) {
    Subject about = Subject.of(r.text(1));
    boolean ofEntry =
        r.text(2) == null
            && !(about instanceof Subject.OfScan)
            && !(about instanceof Subject.OfKey);
    return ofEntry ? Subject.ofStock(r.text(1)) : about;
  }

  private static String[] texts(Collection<Subject> subjects, Function<Subject, String> text) {
    return subjects.stream().map(text).toArray(String[]::new);
  }
}
