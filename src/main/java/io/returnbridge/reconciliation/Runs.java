package io.returnbridge.reconciliation;

import io.returnbridge.json.Json;
import io.returnbridge.model.ReturnId;
import io.returnbridge.store.Columns;
import io.returnbridge.store.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reconciliations and their rows, by which a crash goes on where it was. */
@ApplicationScoped
public class Runs {

  /** Of a time that has no beginning. */
  static final Instant ALWAYS = Instant.EPOCH;

  /** Of a time that has no end. */
  static final Instant EVER = Instant.parse("9999-01-01T00:00:00Z");

  /**
   * @param from returns that have changed since, or are open
   * @param until and before
   */
  record Run(String id, String trigger, Instant from, Instant until, Instant asOf) {}

  /**
   * @param result of a thing that is compared: {@link Compared}; of a list: how far it was read
   */
  record Row(Kind kind, String subject, int tries, @Nullable String result) {

    Compared compared() {
      return result == null ? Compared.NOTHING : Json.read(result, Compared.class);
    }
  }

  private static final String RUN =
      "select id, trigger, from_at, until_at, as_of from reconciliation ";

  private final Database database;

  public Runs(Database database) {
    this.database = database;
  }

  /** Until the end of the transaction nobody else asks for, begins or ends one. */
  void lock() {
    database.query("select pg_advisory_xact_lock(hashtext('reconcile'))", r -> true);
  }

  /** The one that has begun and not ended. */
  Optional<Run> underWay() {
    return database.find(
        RUN + "where as_of is not null and ended_at is null order by as_of limit 1", Runs::run);
  }

  Optional<Run> underWay(String id) {
    return database.find(
        RUN + "where as_of is not null and ended_at is null and id = ?", Runs::run, id);
  }

  private static Run run(Columns r) {
    return new Run(r.text(1), r.text(2), r.time(3), r.time(4), r.time(5));
  }

  /** Whether the work list knows of it. */
  boolean isDue(Run run) {
    return database
        .find("select 1 from work where step = 'reconcile' and subject = ?", r -> true, run.id())
        .isPresent();
  }

  /**
   * Has one wait; what waits already compares that time as well.
   *
   * @return whether none waited
   */
  boolean ask(String trigger, Instant from, Instant until) {
    boolean waits =
        database.update(
                """
                update reconciliation set from_at = least(from_at, ?), until_at = greatest(until_at, ?)
                where as_of is null
                """,
                from,
                until)
            > 0;
    if (!waits) {
      database.update(
          "insert into reconciliation (id, trigger, from_at, until_at) values (?, ?, ?, ?)",
          UUID.randomUUID().toString(),
          trigger,
          from,
          until);
    }
    return !waits;
  }

  /**
   * Begins the one that waits.
   *
   * @param lists stores whose list is read
   * @param channels whose entries are compared
   */
  Optional<Run> begin(Instant asOf, Collection<String> lists, Collection<String> channels) {
    Optional<Run> begun =
        database.find(
            """
            update reconciliation set as_of = ? where as_of is null
            returning id, trigger, from_at, until_at, as_of
            """,
            Runs::run,
            asOf);
    begun.ifPresent(
        run -> {
          database.update(
              """
              insert into reconciled (run, kind, subject, due_at)
              select ?, 'RETURN', store || '/' || return_id, now() from return_state
              where (reveni_at >= ? and reveni_at < ?) or (in_sweep and ? = ?)
              """,
              run.id(),
              run.from(),
              run.until(),
              run.until(),
              EVER);
          add(run, Kind.LIST, lists);
          add(run, Kind.PAYMENTS, List.of(Kind.PAYMENTS.name()));
          add(run, Kind.ORDERS, List.of(Kind.ORDERS.name()));
          add(run, Kind.STOCK, channels);
        });
    return begun;
  }

  /** They are looked at soon; those that are there already stay as they are. */
  void add(Run run, Kind kind, Collection<String> subjects) {
    database.update(
        "insert into reconciled (run, kind, subject, due_at) select ?, ?, s, now() from unnest(?::text[]) s"
            + " on conflict do nothing",
        run.id(),
        kind.name(),
        subjects.toArray(String[]::new));
  }

  /** Reveni's list says of them that they are as they were taken in. */
  void unchanged(Run run, Collection<ReturnId> ids) {
    database.update(
        "update reconciled set result = ?::jsonb where run = ? and kind = 'RETURN' and result is null and subject = any(?)",
        Json.write(Compared.UNCHANGED),
        run.id(),
        ids.stream().map(ReturnId::subject).toArray(String[]::new));
  }

  /** Those of a channel's SKUs that were not looked at in this run. */
  List<String> without(Run run, Kind kind, String channel, Collection<String> skus) {
    return database.query(
        """
        select s from unnest(?::text[]) s
        where not exists (select 1 from reconciled where run = ? and kind = ? and subject = ? || '/' || s) order by s
        """,
        r -> r.text(1),
        skus.toArray(String[]::new),
        run.id(),
        kind.name(),
        channel);
  }

  /** When Reveni had changed them last, of those that were taken in. */
  Map<ReturnId, Instant> known(Collection<ReturnId> ids) {
    Map<ReturnId, Instant> known = new HashMap<>();
    database.query(
        """
        select store, return_id, reveni_at from return_state
        where (store, return_id) in (select * from unnest(?::text[], ?::text[]))
        """,
        r -> known.put(new ReturnId(r.text(1), r.text(2)), r.time(3)),
        ids.stream().map(ReturnId::store).toArray(String[]::new),
        ids.stream().map(ReturnId::id).toArray(String[]::new));
    return known;
  }

  /** What is to be looked at now, of one kind. */
  List<Row> due(Run run, int most) {
    for (Kind kind : Kind.values()) {
      List<Row> due =
          database.query(
              """
              select subject, tries, result from reconciled
              where run = ? and kind = ? and due_at <= now() order by due_at, subject limit ?
              """,
              r -> new Row(kind, r.text(1), r.integer(2), r.text(3)),
              run.id(),
              kind.name(),
              most);
      if (!due.isEmpty()) {
        return due;
      }
    }
    return List.of();
  }

  /** How long until something is to be looked at; empty when nothing is. */
  Optional<Duration> next(Run run) {
    return database.find(
        """
        select extract(epoch from min(due_at) - now()) * 1000 from reconciled where run = ? and due_at is not null
        having min(due_at) is not null
        """,
        r -> Duration.ofMillis(Math.max(0, (long) Double.parseDouble(r.text(1)))),
        run.id());
  }

  /**
   * @param again when it is looked at once more; null for no more
   */
  void save(
      Run run, Kind kind, String subject, int tries, String result, @Nullable Duration again) {
    database.update(
        """
        insert into reconciled (run, kind, subject, due_at, tries, result)
        values (?, ?, ?, now() + ? * interval '1 millisecond', ?, ?::jsonb)
        on conflict (run, kind, subject) do update
        set due_at = excluded.due_at, tries = excluded.tries, result = excluded.result
        """,
        run.id(),
        kind.name(),
        subject,
        again == null ? null : again.toMillis(),
        tries,
        result);
  }

  /** What the run before has seen of them. */
  Map<String, Compared> before(Run run, Kind kind, Collection<String> subjects) {
    Map<String, Compared> before = new HashMap<>();
    database.query(
        """
        select subject, result from reconciled
        where run = (select id from reconciliation where ended_at is not null and id <> ? order by as_of desc limit 1)
          and kind = ? and subject = any(?) and result -> 'found' <> '[]'
        """,
        r -> before.put(r.text(1), Json.read(r.text(2), Compared.class)),
        run.id(),
        kind.name(),
        subjects.toArray(String[]::new));
    return before;
  }

  /** How many there are by code, healed and known before. */
  record Count(String code, boolean healed, boolean known, int many) {}

  List<Count> counts(Run run) {
    return database.query(
        """
        select d -> 'finding' ->> 'code', (d ->> 'healed')::boolean, (d ->> 'since')::timestamptz < ?, count(*)
        from reconciled, jsonb_array_elements(result -> 'found') d
        where run = ? and kind in ('RETURN', 'PAYMENT', 'ORDER', 'ENTRY') and result is not null
        group by 1, 2, 3 order by 1, 2, 3
        """,
        r -> new Count(r.text(1), r.flag(2), r.flag(3), r.integer(4)),
        run.asOf(),
        run.id());
  }

  /**
   * @param returns that were compared
   * @param unclear what was worked on, or could not be read, all the time
   * @param unlisted stores whose list could not be read
   */
  record Totals(int returns, int unclear, int unlisted) {}

  Totals totals(Run run) {
    return database
        .find(
            """
            select count(*) filter (where kind = 'RETURN'),
              count(*) filter (where kind <> 'LIST' and (result ->> 'unclear')::boolean),
              count(*) filter (where kind = 'LIST' and (result ->> 'unread')::boolean)
            from reconciled where run = ?
            """,
            r -> new Totals(r.integer(1), r.integer(2), r.integer(3)),
            run.id())
        .orElseThrow();
  }

  /** Only this one's rows are kept: the next one compares with them. */
  void end(Run run, String sentence) {
    database.update(
        "update reconciliation set ended_at = now(), sentence = ? where id = ?",
        sentence,
        run.id());
    database.update("delete from reconciliation where ended_at is not null and id <> ?", run.id());
  }

  /** The rows of a kind, page by page. */
  List<Row> page(Run run, Kind kind, String after, int most) {
    return database.query(
        """
        select subject, tries, result from reconciled
        where run = ? and kind = ? and subject > ? and result is not null order by subject limit ?
        """,
        r -> new Row(kind, r.text(1), r.integer(2), r.text(3)),
        run.id(),
        kind.name(),
        after,
        most);
  }
}
