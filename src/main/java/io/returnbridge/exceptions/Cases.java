package io.returnbridge.exceptions;

import io.returnbridge.failure.Trouble;
import io.returnbridge.json.Json;
import io.returnbridge.mappings.ExceptionRow;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.returns.ReturnId;
import io.returnbridge.store.Database;
import io.returnbridge.store.WakeUp;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Opens, joins and resolves cases. Natural key of a case that is not resolved: code, store, return
 * and subject of the trouble; the same trouble again joins it and counts. To be called in the
 * transaction of the step's state.
 */
@ApplicationScoped
public class Cases {

  /** Who did what nobody did by hand. */
  public static final String PROGRAM = "returnbridge";

  private static final String JOIN =
      """
      with before as (
        select id, status from exception_case where status <> 'resolved' and code = ?
          and coalesce(store, '') = coalesce(?, '') and coalesce(return_id, '') = coalesce(?, '') and subject = ?),
      met as (
        insert into exception_case as c (code, store, return_id, subject, id, owner, severity, verdict, status, step,
          rma_number, order_number, item_id, work_subject, cause, next_step, details, due_at)
        values (?, ?, ?, ?, ?, ?, ?, ?, 'open', ?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?)
        on conflict (code, coalesce(store, ''), coalesce(return_id, ''), subject) where status <> 'resolved'
        do update set count = c.count + 1, last_seen_at = now(), cause = excluded.cause,
          next_step = excluded.next_step, details = excluded.details,
          rma_number = coalesce(excluded.rma_number, c.rma_number),
          order_number = coalesce(excluded.order_number, c.order_number),
          status = case when c.status = 'retrying' or c.snoozed_until <= now() then 'open' else c.status end
        returning id, xmax = 0 as opened),
      told as (
        insert into case_history (case_id, who, what)
        select met.id, ?, case when opened then 'opened' else 'reopened' end
        from met left join before on before.id = met.id where opened or before.status = 'retrying')
      select id from met
      """;

  private final Database database;
  private final Mappings mappings;

  public Cases(Database database, Mappings mappings) {
    this.database = database;
    this.mappings = mappings;
  }

  /**
   * The step has looked at its subject, and these are all its troubles now: opens or joins a case
   * for each, and resolves the step's other cases of the subject, whose trouble has gone. A snoozed
   * case that is met again stays snoozed; one that was being retried is open again.
   */
  public void settle(Origin origin, Collection<Trouble> troubles) {
    database.inTransaction(
        () -> {
          List<String> met = new ArrayList<>();
          Set<List<String>> keys = new HashSet<>();
          for (Trouble trouble : troubles) {
            if (keys.add(List.of(trouble.code(), trouble.subject()))) {
              met.addAll(join(origin, trouble));
            }
          }
          resolveWhere(
              "step = ? and work_subject = ? and not (id = any(?))",
              "The trouble has gone",
              origin.step(),
              origin.workSubject(),
              met.toArray(String[]::new));
        });
  }

  /**
   * Opens or joins a case and resolves none: for a failure that ended the step early. Other cases
   * of the subject that were being retried are open again.
   */
  public void add(Origin origin, Trouble trouble) {
    database.inTransaction(
        () -> {
          join(origin, trouble);
          ended(new WakeUp(origin.step(), origin.workSubject(), ""));
        });
  }

  /** Opens or joins a case of work that goes on, and changes no other. */
  public void open(Origin origin, Trouble trouble) {
    var unused = join(origin, trouble);
  }

  /** The step has ended, so these troubles of its work have gone. */
  public void resolve(WakeUp wakeUp, Collection<String> codes, String why) {
    resolveWhere(
        "step = ? and work_subject = ? and code = any(?)",
        why,
        wakeUp.step(),
        wakeUp.subject(),
        codes.toArray(String[]::new));
  }

  /**
   * The step has ended and has said no more of its cases: what is still being retried is open
   * again, so that nobody waits for it.
   */
  public void ended(WakeUp wakeUp) {
    database.update(
        """
        with back as (
          update exception_case set status = 'open', last_seen_at = now()
          where status = 'retrying' and step = ? and work_subject = ? returning id)
        insert into case_history (case_id, who, what, note) select id, ?, 'reopened', ? from back
        """,
        wakeUp.step(),
        wakeUp.subject(),
        PROGRAM,
        "The retry ended and did not settle it");
  }

  /**
   * Resolves the case of a trouble that another step has found gone; without such a case nothing
   * happens.
   *
   * @param returnId null for a trouble that is not about a known return
   * @param subject of the trouble, empty for the return itself
   * @param why becomes the note in the case's history
   */
  public void resolve(String code, @Nullable ReturnId returnId, String subject, String why) {
    if (returnId == null) {
      resolveWhere("code = ? and return_id is null and subject = ?", why, code, subject);
    } else {
      resolveWhere(
          "code = ? and store = ? and return_id = ? and subject = ?",
          why,
          code,
          returnId.store(),
          returnId.id(),
          subject);
    }
  }

  private List<String> join(Origin origin, Trouble trouble) {
    Map<String, String> values = values(origin, trouble);
    ExceptionRow row =
        mappings.exceptions().find(trouble.code()).orElseGet(() -> unlisted(trouble));
    String store = values.get("store");
    ReturnId returnId = origin.returnId();
    String id = returnId == null ? null : returnId.id();
    return database.query(
        JOIN,
        r -> r.getString(1),
        trouble.code(),
        store,
        id,
        trouble.subject(),
        trouble.code(),
        store,
        id,
        trouble.subject(),
        UUID.randomUUID().toString(),
        row.owner(),
        row.severity(),
        row.verdict(),
        origin.step(),
        values.get("rmaNumber"),
        values.get("orderNumber"),
        trouble.itemId(),
        origin.workSubject(),
        row.cause(values),
        row.nextStep(values),
        Json.write(values),
        Instant.now().plus(row.due()),
        PROGRAM);
  }

  /** What the texts may name: what the step says, and where it was. */
  private static Map<String, String> values(Origin origin, Trouble trouble) {
    Map<String, String> values = new TreeMap<>();
    values.put("step", origin.step());
    put(values, "rmaNumber", origin.rmaNumber());
    put(values, "orderNumber", origin.orderNumber());
    put(values, "itemId", trouble.itemId());
    values.putAll(trouble.values());
    ReturnId returnId = origin.returnId();
    if (returnId != null) {
      values.put("store", returnId.store());
      values.put("returnId", returnId.id());
      values.putIfAbsent("rmaNumber", returnId.id());
    }
    return values;
  }

  private static void put(Map<String, String> values, String name, @Nullable String value) {
    if (value != null) {
      values.put(name, value);
    }
  }

  /** A code without a row in {@code exceptions.csv} is a defect, and still must be seen. */
  private static ExceptionRow unlisted(Trouble trouble) {
    return new ExceptionRow(
        trouble.code(),
        "integration",
        "high",
        "integration",
        null,
        Duration.ofHours(8),
        "{step} met " + trouble.code() + ", which has no row in mappings/exceptions.csv: {detail}",
        "Add the row, restart, and press Retry.");
  }

  private void resolveWhere(String condition, String why, @Nullable Object... parameters) {
    @Nullable Object[] all = new @Nullable Object[parameters.length + 2];
    System.arraycopy(parameters, 0, all, 0, parameters.length);
    all[parameters.length] = PROGRAM;
    all[parameters.length + 1] = why;
    database.update(
        """
        with gone as (
          update exception_case set status = 'resolved', resolved_at = now(), last_seen_at = now()
          where status <> 'resolved' and %s returning id)
        insert into case_history (case_id, who, what, note) select id, ?, 'resolved', ? from gone
        """
            .formatted(condition),
        all);
  }
}
