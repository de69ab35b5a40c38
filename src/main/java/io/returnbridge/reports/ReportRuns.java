package io.returnbridge.reports;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import io.returnbridge.json.Json;
import io.returnbridge.model.ReturnId;
import io.returnbridge.outage.Progress;
import io.returnbridge.reconciliation.Look;
import io.returnbridge.store.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The report that is being made: which returns it is about, and what was seen of them so far. A
 * crash goes on from there.
 */
@ApplicationScoped
class ReportRuns {

  /** What has stood still for so long is begun anew: it would tell of another hour. */
  private static final Duration STALE = Duration.ofMinutes(30);

  /**
   * Known returns that are open or have changed since, and what was announced and never taken in.
   */
  private static final String RETURNS =
      """
      insert into report_return (name, day, store, return_id)
      select distinct ?, ?::date, k.store, k.return_id from (
        select store, return_id from return_state where in_sweep or reveni_at >= ?
        union all
        select split_part(subject, '/', 1), substr(subject, position('/' in subject) + 1) from work
          where step = 'accept-return'
        union all
        select store, return_id from watch where code = 'RETURN_NOT_FOUND'
        union all
        select store, return_id from exception_case where status <> 'resolved' and return_id is not null
        union all
        select headers ->> 'store', record_key from intake_spool) k (store, return_id)
      where k.store = any(?) and k.return_id <> ''
      on conflict do nothing
      """;

  /** What the report before had named is in it all the same. */
  private static final String NAMED =
      """
      insert into report_return (name, day, store, return_id, named)
      select ?, ?::date, n.store, n.return_id, jsonb_object_agg(n.refund_id, n.since) from (
        select r.row ->> 'store', r.row ->> 'returnId', coalesce(r.row ->> 'refundId', ''),
          coalesce(r.row ->> 'namedSince', p.day::text)
        from (
          select id, day from report where name = ? and day <= ? and as_of < ?
          order by day desc, as_of desc limit 1) p
        join report_row r on r.report = p.id where r.row ->> 'kind' = 'refund') n (store, return_id, refund_id, since)
      where n.store = any(?) group by n.store, n.return_id
      on conflict (name, day, store, return_id) do update set named = excluded.named
      """;

  private static final String MADE =
      "exists (select 1 from report p where p.name = r.name and p.day = r.day and p.as_of = r.as_of)";

  private static final TypeReference<List<Pages>> LISTS = new TypeReference<>() {};
  private static final TypeReference<Map<String, LocalDate>> DAYS = new TypeReference<>() {};

  /** Looks in one go. */
  private static final int PAGE = 500;

  /**
   * @param unlisted stores whose list could not be read
   * @param made whether its report is there, and only its row of the work list is left
   */
  record Run(LocalDate day, Instant asOf, List<Pages> lists, List<String> unlisted, boolean made) {}

  /**
   * A list of Reveni's that is still to be read.
   *
   * @param next address of its next page; null for the first
   */
  record Pages(String store, @Nullable String next, int read) {}

  /**
   * @param look at a return
   * @param named its refunds that the report before had named, and since when they have been; what
   *     is about the return itself has the empty id
   */
  record Named(Look look, Map<String, LocalDate> named) {}

  private final Database database;

  ReportRuns(Database database) {
    this.database = database;
  }

  /** Whether it is being made, or is about to be. */
  boolean isUnderWay(String name, LocalDate day) {
    return database
        .find(
            """
            select 1 from work w left join report_run r on r.name = w.step and r.day::text = w.subject
            where w.step = ? and w.subject = ? and case when r.name is null
              then w.token is null and not w.waiting else not %s end
            """
                .formatted(MADE),
            r -> true,
            name,
            day.toString())
        .isPresent();
  }

  /** The run that is under way; empty for none, and for one that has stood still. */
  Optional<Run> find(String name, LocalDate day) {
    database.update(
        "delete from report_run r where name = ? and day = ? and touched_at < now() - ? * interval '1 second'"
            + " and not "
            + MADE,
        name,
        day,
        STALE.toSeconds());
    return database.find(
        "select as_of, lists, array_to_json(unlisted), "
            + MADE
            + " from report_run r where name = ? and day = ?",
        r ->
            new Run(
                day,
                r.time(1),
                lists(r.text(2)),
                List.of(Json.read(r.text(3), String[].class)),
                r.flag(4)),
        name,
        day);
  }

  /**
   * @param since returns that have not changed since are left out, but for open ones and those that
   *     the report before had named
   * @param stores those that there are
   */
  Run begin(
      String name,
      LocalDate day,
      Instant asOf,
      Instant since,
      Collection<String> stores,
      List<Pages> lists) {
    return database.inTransaction(
        () -> {
          database.update(
              "insert into report_run (name, day, as_of, lists) values (?, ?, ?, ?::jsonb)",
              name,
              day,
              asOf,
              Json.write(lists));
          database.update(RETURNS, name, day, since, stores.toArray(String[]::new));
          database.update(NAMED, name, day, name, day, asOf, stores.toArray(String[]::new));
          return new Run(day, asOf, lists, List.of(), false);
        });
  }

  /** A page of a list was read, or could not be. */
  void listed(
      String name, LocalDate day, Collection<ReturnId> ids, List<Pages> left, List<String> unread) {
    database.inTransaction(
        () -> {
          database.update(
              """
              insert into report_return (name, day, store, return_id)
              select ?, ?, * from unnest(?::text[], ?::text[]) on conflict do nothing
              """,
              name,
              day,
              ids.stream().map(ReturnId::store).toArray(String[]::new),
              ids.stream().map(ReturnId::id).toArray(String[]::new));
          database.update(
              "update report_run set lists = ?::jsonb, unlisted = ?, touched_at = now() where name = ? and day = ?",
              Json.write(left),
              unread.toArray(String[]::new),
              name,
              day);
        });
  }

  /** Those that were not looked at. */
  List<ReturnId> unread(String name, LocalDate day, int most) {
    return database.query(
        """
        select store, return_id from report_return where name = ? and day = ? and looks = 0
        order by store, return_id limit ?
        """,
        r -> new ReturnId(r.text(1), r.text(2)),
        name,
        day,
        most);
  }

  /** When the last of those was looked at that are to be looked at again; empty for none. */
  Optional<Instant> lastLook(String name, LocalDate day) {
    return database.find(
        """
        select max(looked_at) from report_return where name = ? and day = ? and again
        having max(looked_at) is not null
        """,
        r -> r.time(1),
        name,
        day);
  }

  List<ReturnId> toLookAgain(String name, LocalDate day, int most) {
    return database.query(
        """
        select store, return_id from report_return where name = ? and day = ? and again
        order by store, return_id limit ?
        """,
        r -> new ReturnId(r.text(1), r.text(2)),
        name,
        day,
        most);
  }

  /** Replaces what an earlier look has shown. */
  void looked(String name, LocalDate day, List<Look> looks, boolean first, Instant at) {
    database.inTransaction(
        () -> {
          for (Look look : looks) {
            database.update(
                """
                update report_return set looks = looks + 1, looked_at = ?, again = ?, result = ?::jsonb
                where name = ? and day = ? and store = ? and return_id = ?
                """,
                at,
                first && look.again(),
                Json.write(look),
                name,
                day,
                look.id().store(),
                look.id().id());
          }
          database.update(
              "update report_run set touched_at = now() where name = ? and day = ?", name, day);
        });
  }

  /** What was seen of all of them, some at a time. */
  void looks(String name, LocalDate day, Consumer<List<Named>> each) {
    ReturnId last = new ReturnId("", "");
    List<Named> page;
    do {
      page =
          database.query(
              """
              select result, coalesce(named, '{}') from report_return
              where name = ? and day = ? and result is not null and (store, return_id) > (?, ?)
              order by store, return_id limit ?
              """,
              r -> new Named(Json.read(r.text(1), Look.class), named(r.text(2))),
              name,
              day,
              last.store(),
              last.id(),
              PAGE);
      each.accept(page);
      Progress.made();
      last = page.isEmpty() ? last : page.get(page.size() - 1).look().id();
    } while (page.size() == PAGE);
  }

  /** Takes away a run whose report is there: the next begins anew. */
  void endMade(String name, LocalDate day) {
    database.update("delete from report_run r where name = ? and day = ? and " + MADE, name, day);
  }

  /**
   * Its report is there. The run stays until somebody asks anew: when its row of the work list is
   * claimed once more, after a crash, nothing is begun.
   */
  void made(String name, LocalDate day) {
    database.update("delete from report_return where name = ? and day = ?", name, day);
  }

  private static List<Pages> lists(String json) {
    return read(json, LISTS);
  }

  private static Map<String, LocalDate> named(String json) {
    return read(json, DAYS);
  }

  private static <T> T read(String json, TypeReference<T> type) {
    try {
      return Json.MAPPER.readValue(json, type);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("The progress of a report cannot be read", e);
    }
  }
}
