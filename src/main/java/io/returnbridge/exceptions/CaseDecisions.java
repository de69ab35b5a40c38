package io.returnbridge.exceptions;

import io.returnbridge.store.Database;
import io.returnbridge.store.WorkList;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What people decide about cases. */
@ApplicationScoped
public class CaseDecisions {

  private final Database database;
  private final CaseBook book;
  private final WorkList work;

  public CaseDecisions(Database database, CaseBook book, WorkList work) {
    this.database = database;
    this.book = book;
    this.work = work;
  }

  /**
   * Runs the step that failed once more. Pressed again before that run has ended, it runs once; on
   * a closed case nothing happens.
   *
   * @param who login name
   * @return the case as it is then; empty when there is none of that id
   */
  public Optional<ExceptionCase> retry(String id, String who, @Nullable String note) {
    return database.inTransaction(
        () -> {
          database
              .find(
                  """
                  with pressed as (
                    update exception_case c set status = 'retrying', snoozed_until = null
                    where id = ? and (status in ('open', 'snoozed') or status = 'retrying' and not exists
                      (select 1 from work w where w.step = c.step and w.subject = c.work_subject))
                    returning id, step, work_subject),
                  told as (
                    insert into case_history (case_id, who, what, note)
                    select id, ?, 'retried', ? from pressed)
                  select step, work_subject from pressed
                  """,
                  r -> new String[] {r.getString(1), r.getString(2)},
                  id,
                  who,
                  note)
              .ifPresent(failed -> work.wake(failed[0], failed[1], "case:" + id));
          return book.find(id);
        });
  }
}
