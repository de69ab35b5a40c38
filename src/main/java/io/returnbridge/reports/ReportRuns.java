package io.returnbridge.reports;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import io.returnbridge.json.Json;
import io.returnbridge.model.ReturnId;
import io.returnbridge.reconciliation.Look;
import io.returnbridge.store.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
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
        select headers ->> 'store', record_key from intake_spool
        union all
        select * from unnest(?::text[], ?::text[])) k (store, return_id)
      where k.store = any(?) and k.return_id <> ''
      on conflict do nothing
      """;

  private static final String MADE =
      "exists (select 1 from report p where p.name = r.name and p.day = r.day and p.as_of = r.as_of)";

  private static final TypeReference<List<Pages>> LISTS = new TypeReference<>() {};

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
   * @param since returns that have not changed since are left out, but for open ones
   * @param besides returns that are in it all the same
   * @param stores those that there are
   */
  Run begin(
      String name,
      LocalDate day,
      Instant asOf,
      Instant since,
      Collection<ReturnId> besides,
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
          database.update(
              RETURNS,
              name,
              day,
              since,
              besides.stream().map(ReturnId::store).toArray(String[]::new),
              besides.stream().map(ReturnId::id).toArray(String[]::new),
              stores.toArray(String[]::new));
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

  List<Look> looks(String name, LocalDate day) {
    return database.query(
        """
        select result from report_return where name = ? and day = ? and result is not null
        order by store, return_id
        """,
        r -> Json.read(r.text(1), Look.class),
        name,
        day);
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
    try {
      return Json.MAPPER.readValue(json, LISTS);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("The lists of a report cannot be read", e);
    }
  }
}
