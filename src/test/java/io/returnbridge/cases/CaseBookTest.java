package io.returnbridge.cases;

import static org.assertj.core.api.Assertions.assertThat;

import io.returnbridge.store.Database;
import io.returnbridge.store.Listing;
import io.returnbridge.store.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CaseBookTest {

  private static final CaseBook.Filter RESOLVED =
      new CaseBook.Filter("resolved", null, null, null, null);

  private final Database database = TestDatabase.clean();
  private final CaseBook book = new CaseBook(database);
  private final Listing.Sort<ExceptionCase> lastClosed =
      Listing.sort("-closedAt", CaseBook.TIMES).orElseThrow();

  private void resolved(String id, int minutesAgo) {
    database.update(
        """
        with c as (
          insert into exception_case (id, code, owner, severity, verdict, status, step, work_subject, cause, next_step,
            subject, resolved_at)
          values (?, 'OVER_REFUND', 'finance', 'high', 'process', 'resolved', 'x', 'x', '', '', ?,
            now() - make_interval(mins => ?))
          returning id, resolved_at)
        insert into case_history (case_id, at, who, what, from_status, to_status)
        select id, resolved_at, 'frida', 'resolved', 'open', 'resolved' from c
        """,
        id,
        id,
        minutesAgo);
  }

  @Test
  void resolved_cases_are_read_page_by_page_the_last_closed_first() {
    resolved("a", 30);
    resolved("b", 10);
    resolved("c", 20);

    List<String> read = new ArrayList<>();
    Listing.After after = null;
    List<ExceptionCase> page = book.list(RESOLVED, lastClosed, after, 1);
    while (!page.isEmpty()) {
      ExceptionCase last = page.get(0);
      read.add(last.id());
      after = new Listing.After(lastClosed.by().of().apply(last), last.id());
      page = book.list(RESOLVED, lastClosed, after, 1);
    }

    assertThat(read).containsExactly("b", "c", "a");
  }

  @Test
  void when_cases_were_closed_is_looked_up_in_an_index() {
    List<String> plan =
        database.inTransaction(
            () -> {
              database.update("set local enable_seqscan = off");
              database.update("set local enable_sort = off");
              return database.query(
                  "explain select id from exception_case order by %s desc, id desc limit 1"
                      .formatted(lastClosed.by().column()),
                  r -> r.text(1));
            });

    assertThat(plan).anyMatch(line -> line.contains("exception_case_by_end"));
  }
}
