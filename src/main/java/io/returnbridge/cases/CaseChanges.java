package io.returnbridge.cases;

import io.returnbridge.store.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
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

  private static final String CHANGE =
      """
      with was as (
        select id, status, assigned_to from exception_case c where %s order by id for update),
      changed as (
        update exception_case c set %s from was where c.id = was.id
        returning c.id, was.status as from_status, c.status as to_status,
          was.assigned_to as from_assignee, c.assigned_to as to_assignee)
      insert into case_history
        (case_id, who, what, note, detail, from_status, to_status, from_assignee, to_assignee)
      select id, ?, ?, ?, ?, from_status, to_status, from_assignee, to_assignee from changed
      returning case_id
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
    return database.query(CHANGE.formatted(which, set), r -> r.text(1), parameters.toArray());
  }

  /** As {@link #apply}, for cases that are known by their ids. */
  public List<String> apply(
      Audit audit, String set, List<? extends @Nullable Object> assigned, Collection<String> ids) {
    return apply(
        audit, set, assigned, "c.id = any(?)", List.of((Object) ids.toArray(String[]::new)));
  }
}
