package io.returnbridge.cases;

import io.returnbridge.cases.CaseChanges.Audit;
import io.returnbridge.json.Json;
import io.returnbridge.mappings.ExceptionRow;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.model.ReturnId;
import io.returnbridge.model.Trouble;
import io.returnbridge.store.Database;
import io.returnbridge.store.Happened.Kind;
import io.returnbridge.store.KeyText;
import io.returnbridge.store.Rehearsal;
import io.returnbridge.store.WakeUp;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Opens, joins and resolves cases. Natural key of a case that is not resolved: step and subject of
 * the work that met the trouble, and code, store, return and subject of the trouble; the same
 * trouble of the same work again joins it and counts. What fails in two steps, or for two inventory
 * entries, is two cases, so that {@code retry} of each does its own work. To be called in the
 * transaction of the step's state. A dry run changes none.
 */
@ApplicationScoped
public class Cases {

  /** Who did what nobody did by hand. */
  public static final String PROGRAM = "returnbridge";

  /**
   * What a person has closed and what is still the same joins its closed case; everything else
   * opens a case or joins the open one.
   */
  private static final String JOIN =
      """
      with key as (
        select ?::text as step, ?::text as work_subject, ?::text as code, ?::text as store, ?::text as return_id,
          ?::text as subject, ?::text as content, ?::text as tables),
      closed as (
        update exception_case c set count = c.count + 1, last_seen_at = now(), tables = key.tables
        from key where c.id = (select a.id from exception_case a join key on a.step = key.step
            and a.work_subject = key.work_subject and a.code = key.code
            and coalesce(a.store, '') = coalesce(key.store, '')
            and coalesce(a.return_id, '') = coalesce(key.return_id, '') and a.subject = key.subject
          where a.accepted and a.content = key.content order by a.resolved_at desc limit 1)
        returning c.id),
      before as (
        select b.id, b.status from exception_case b join key on b.step = key.step
          and b.work_subject = key.work_subject and b.code = key.code
          and coalesce(b.store, '') = coalesce(key.store, '')
          and coalesce(b.return_id, '') = coalesce(key.return_id, '') and b.subject = key.subject
        where b.status <> 'resolved'),
      met as (
        insert into exception_case as c (step, work_subject, code, store, return_id, subject, content, tables, id, owner,
          severity, verdict, status, rma_number, order_number, item_id, cause, next_step, details, due_at)
        select step, work_subject, code, store, return_id, subject, content, tables, ?, ?,
          ?, ?, 'open', ?, ?, ?, ?, ?, ?::jsonb, ?
        from key where not exists (select 1 from closed)
        on conflict (step, work_subject, code, coalesce(store, ''), coalesce(return_id, ''), subject)
          where status <> 'resolved'
        do update set count = c.count + 1, last_seen_at = now(), cause = excluded.cause,
          next_step = excluded.next_step, details = excluded.details, content = excluded.content, tables = excluded.tables,
          rma_number = coalesce(excluded.rma_number, c.rma_number),
          order_number = coalesce(excluded.order_number, c.order_number),
          status = case when c.status = 'retrying' then 'open' else c.status end
        returning id, xmax = 0 as opened, code, owner, store, return_id, rma_number, order_number, step),
      told as (
        insert into case_history (case_id, who, what, from_status, to_status)
        select met.id, ?, case when opened then 'opened' else 'reopened' end, before.status, 'open'
        from met left join before on before.id = met.id where opened or before.status = 'retrying')
      select met.id, code, owner, store, return_id, rma_number, order_number, step,
        case when opened then 'opened' when before.status = 'retrying' then 'reopened' end
      from met left join before on before.id = met.id
      union all select id, null, null, null, null, null, null, null, null from closed
      """;

  /** The case of a watchdog closes when what it misses happens, whatever its step does else. */
  private static final String NOT_WATCHED =
      """
      not exists (select 1 from watch w where w.store = c.store and w.return_id = c.return_id and w.code = c.code
        and w.subject = c.subject and w.code <> 'SCAN_WAITING' and w.opened_at is not null and w.met_at is null)
      """;

  private final Database database;
  private final Mappings mappings;
  private final CaseChanges changes;
  private final WatchdogCases watchdogs;

  public Cases(Database database, Mappings mappings) {
    this.database = database;
    this.mappings = mappings;
    this.changes = new CaseChanges(database);
    this.watchdogs = new WatchdogCases(database);
  }

  /**
   * The step has looked at its subject, and these are all its troubles now: opens or joins a case
   * for each, and resolves the step's other cases of the subject, whose trouble has gone. A snoozed
   * case that is met again stays snoozed; one that was being retried is open again.
   */
  public void settle(Origin origin, Collection<Trouble> troubles) {
    if (Rehearsal.isOn()) {
      return;
    }
    database.inTransaction(
        () -> {
          List<String> met = new ArrayList<>();
          Set<List<String>> keys = new HashSet<>();
          for (Trouble trouble : troubles) {
            if (keys.add(List.of(trouble.code(), trouble.subject()))) {
              met.addAll(join(origin, trouble));
            }
          }
          gone(
              "The trouble has gone",
              "c.step = ? and c.work_subject = ? and not (c.id = any(?)) and " + NOT_WATCHED,
              origin.step(),
              origin.workSubject(),
              met.toArray(String[]::new));
          watchdogsGiveWay(origin, met);
        });
  }

  /**
   * Opens or joins a case and resolves none: for a failure that ended the step early. Other cases
   * of the subject that were being retried are open again.
   */
  public void add(Origin origin, Trouble trouble) {
    database.inTransaction(
        () -> {
          watchdogsGiveWay(origin, join(origin, trouble));
          ended(new WakeUp(origin.step(), origin.workSubject(), ""));
        });
  }

  /** Opens or joins a case of work that goes on, and changes no other. */
  public void open(Origin origin, Trouble trouble) {
    var unused = join(origin, trouble);
  }

  /** As {@link #open}, for each. */
  public void openAll(Origin origin, Collection<Trouble> troubles) {
    troubles.forEach(trouble -> open(origin, trouble));
  }

  /**
   * Resolves the cases of watchdogs of which the case of a step says why, where the step did not
   * see them. A repeat finds none; a schedule calls it.
   */
  public void watchdogsGiveWay() {
    database.inTransaction(() -> watchdogs.giveWay().forEach(this::giveWay));
  }

  private void watchdogsGiveWay(Origin origin, List<String> met) {
    ReturnId id = origin.returnId();
    if (id != null && !met.isEmpty()) {
      watchdogs.giveWay(id).forEach(this::giveWay);
    }
  }

  private void giveWay(WatchdogCases.Told told) {
    resolve(told.code(), told.id(), told.subject(), told.why() + " says why");
  }

  /** The step has ended, so these troubles of its work have gone. */
  public void resolve(WakeUp wakeUp, Collection<String> codes, String why) {
    gone(
        why,
        "c.step = ? and c.work_subject = ? and c.code = any(?)",
        wakeUp.step(),
        wakeUp.subject(),
        codes.toArray(String[]::new));
  }

  /**
   * The step has ended and has said no more of its cases: what is still being retried is open
   * again, so that nobody waits for it.
   */
  public void ended(WakeUp wakeUp) {
    changes.apply(
        new Audit(PROGRAM, "reopened", "The retry ended and did not settle it", null),
        "status = 'open', last_seen_at = now()",
        List.of(),
        "c.status = 'retrying' and c.step = ? and c.work_subject = ?",
        List.of(wakeUp.step(), wakeUp.subject()));
  }

  /**
   * Opens the snoozed cases whose time has come. A repeat finds none; a schedule calls it.
   *
   * @return how many
   */
  public int endSnoozes() {
    return changes
        .apply(
            new Audit(PROGRAM, "reopened", "The snooze has ended", null),
            "status = 'open', snoozed_until = null",
            List.of(),
            "c.status = 'snoozed' and c.snoozed_until <= now()",
            List.of())
        .size();
  }

  /**
   * Resolves the cases of a trouble that another step has found gone, whichever steps met it;
   * without such a case nothing happens.
   *
   * @param returnId null for a trouble that is not about a known return; it has a subject then
   * @param subject of the trouble, empty for the return itself
   * @param why becomes the note in the case's history
   */
  public void resolve(String code, @Nullable ReturnId returnId, String subject, String why) {
    if (returnId == null) {
      if (subject.isEmpty()) {
        throw new IllegalArgumentException("Which " + code + " is gone?");
      }
      gone(why, "c.code = ? and c.return_id is null and c.subject = ?", code, KeyText.of(subject));
    } else {
      gone(
          why,
          "c.code = ? and c.store = ? and c.return_id = ? and c.subject = ?",
          code,
          returnId.store(),
          returnId.id(),
          KeyText.of(subject));
    }
  }

  /** Whether somebody still waits for this work. */
  public boolean isAnyUnresolved(Origin origin) {
    return database
        .find(
            "select 1 from exception_case where step = ? and work_subject = ? and status <> 'resolved' limit 1",
            r -> r.integer(1),
            origin.step(),
            origin.workSubject())
        .isPresent();
  }

  /** As {@link #isAnyUnresolved}, or a person has closed one that stays closed while it lasts. */
  public boolean isAnyRemembered(Origin origin) {
    return database
        .find(
            """
            select 1 from exception_case where step = ? and work_subject = ? and status <> 'resolved'
            union all
            select 1 from exception_case where step = ? and work_subject = ? and accepted
            limit 1
            """,
            r -> r.integer(1),
            origin.step(),
            origin.workSubject(),
            origin.step(),
            origin.workSubject())
        .isPresent();
  }

  private List<String> join(Origin from, Trouble trouble) {
    Origin origin = named(from);
    CaseText text = CaseText.of(mappings.exceptions(), origin, trouble);
    Map<String, String> values = text.values();
    ExceptionRow row = text.row();
    String store = values.get("store");
    ReturnId returnId = origin.returnId();
    String id = returnId == null ? values.get("returnId") : returnId.id();
    return database.query(
        JOIN,
        r -> {
          String became = r.text(9);
          if (became != null) {
            database.tell(CaseChanges.told(Kind.CASE, became, r));
          }
          return r.text(1);
        },
        origin.step(),
        origin.workSubject(),
        trouble.code(),
        store,
        id,
        KeyText.of(trouble.subject()),
        CaseText.content(trouble),
        mappings.version(),
        UUID.randomUUID().toString(),
        row.owner(),
        row.severity(),
        row.verdict(),
        trouble.values().getOrDefault("rmaNumber", origin.rmaNumber()),
        values.get("orderNumber"),
        trouble.itemId(),
        text.cause(),
        text.nextStep(),
        Json.write(values),
        Instant.now().plus(row.due()),
        PROGRAM);
  }

  /** A step that ended before it had a state names its return by the id alone. */
  private Origin named(Origin origin) {
    ReturnId id = origin.returnId();
    if (id == null || origin.rmaNumber() != null) {
      return origin;
    }
    return database
        .find(
            "select rma_number, order_number from return_state where store = ? and return_id = ?",
            r -> new Origin(origin.step(), origin.workSubject(), id, r.text(1), r.text(2)),
            id.store(),
            id.id())
        .orElse(origin);
  }

  /** Also what a person has closed is forgotten: should the trouble come back, it is a new one. */
  private void gone(String why, String which, Object... matched) {
    if (Rehearsal.isOn()) {
      return;
    }
    database.inTransaction(
        () -> {
          changes.apply(
              new Audit(PROGRAM, "resolved", why, null),
              "status = 'resolved', resolved_at = now(), last_seen_at = now(), snoozed_until = null",
              List.of(),
              "c.status <> 'resolved' and " + which,
              List.of(matched));
          database.update(
              "update exception_case c set accepted = false where c.accepted and " + which,
              matched);
        });
  }
}
