package io.returnbridge.cases;

import io.returnbridge.store.Columns;
import io.returnbridge.store.Database;
import io.returnbridge.store.Happened;
import io.returnbridge.store.Happened.Kind;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Changes cases and tells their history of each change, by one statement. */
@ApplicationScoped
public class CaseChanges {

  /**
   * Who did what, and why; from what to what is told by the change itself.
   *
   * @param who login name, or {@link Cases#PROGRAM}
   * @param detail what was decided, such as a code or an order number
   */
  public record Audit(String who, String what, @Nullable String note, @Nullable String detail) {}

  private static final String ID = "case";

  private static final String CHANGE =
      """
      with was as (
        select id, status, assigned_to from exception_case c where %s order by id for update),
      changed as (
        update exception_case c set %s from was where c.id = was.id
        returning c.id, c.code, c.owner, c.store, c.return_id, c.rma_number, c.order_number, c.step,
          was.status as from_status, c.status as to_status,
          was.assigned_to as from_assignee, c.assigned_to as to_assignee),
      told as (
        insert into case_history
          (case_id, who, what, note, detail, from_status, to_status, from_assignee, to_assignee)
        select id, ?, ?, ?, ?, from_status, to_status, from_assignee, to_assignee from changed)
      select id, code, owner, store, return_id, rma_number, order_number, step from changed
      """;

  private final Database database;

  public CaseChanges(Database database) {
    this.database = database;
  }

  /**
   * @param set assignments of {@code exception_case}
   * @param assigned parameters of {@code set}
   * @param which condition on {@code exception_case c}
   * @param matched parameters of {@code which}
   * @return ids of the cases that were changed
   */
  public List<String> apply(
      Audit audit,
      String set,
      List<? extends @Nullable Object> assigned,
      String which,
      List<? extends @Nullable Object> matched) {
    List<@Nullable Object> parameters = new ArrayList<>(matched);
    parameters.addAll(assigned);
    parameters.add(audit.who());
    parameters.add(audit.what());
    parameters.add(audit.note());
    parameters.add(audit.detail());
    Kind kind = audit.who().equals(Cases.PROGRAM) ? Kind.CASE : Kind.DECISION;
    List<Happened> changed =
        database.query(
            CHANGE.formatted(which, set), r -> told(kind, audit.what(), r), parameters.toArray());
    changed.forEach(database::tell);
    return changed.stream().map(c -> c.more().get(ID)).toList();
  }

  /** Columns: id, code, owner, store, return, RMA number, order, step. */
  static Happened told(Kind kind, String what, Columns r) {
    Map<String, String> more = new LinkedHashMap<>();
    more.put("code", r.text(2));
    more.put("owner", r.text(3));
    more.put(ID, r.text(1));
    return new Happened(kind, what, r.text(4), r.text(5), r.text(6), r.text(7), r.text(8), more);
  }

  /** As {@link #apply}, for cases that are known by their ids. */
  public List<String> apply(
      Audit audit, String set, List<? extends @Nullable Object> assigned, Collection<String> ids) {
    return apply(
        audit, set, assigned, "c.id = any(?)", List.of((Object) ids.toArray(String[]::new)));
  }
}
