package io.returnbridge.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.returnbridge.cases.CaseBook;
import io.returnbridge.store.Database;
import io.returnbridge.store.TestDatabase;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.ByteArrayOutputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;
import org.jboss.resteasy.reactive.RestResponse;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ExceptionsCsvTest {

  /** More than two pages. */
  private static final int CASES = 450;

  private Database database;
  private ExceptionsCsvResource cases;

  @BeforeEach
  void clean() {
    database = TestDatabase.clean();
    cases = new ExceptionsCsvResource(new CaseBook(database));
    database.update(
        """
        insert into exception_case (id, code, owner, severity, verdict, status, step, work_subject, subject, cause,
          next_step, opened_at, due_at)
        select 'c' || n, 'REFUND_DUE', case when n % 2 = 0 then 'finance' else 'cx' end, 'high', 'process', 'open',
          'link-credit', 'es/' || n, '', '=cmd|''/c calc''!A' || n, 'Press', now() - n * interval '1 minute',
          case when n % 10 = 0 then null else now() + (n * 7919 % 450) * interval '1 hour' end
        from generate_series(1, ?) n
        """,
        CASES);
  }

  private static List<CSVRecord> rows(RestResponse<StreamingOutput> answer) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    answer.getEntity().write(out);
    String text = out.toString(StandardCharsets.UTF_8);
    assertThat(text).startsWith("\uFEFF");
    return CSVFormat.DEFAULT
        .builder()
        .setHeader()
        .setSkipHeaderRecord(true)
        .get()
        .parse(new StringReader(text.substring(1)))
        .getRecords();
  }

  @Test
  void a_list_is_whole_and_sorted_however_many_pages_it_has() throws Exception {
    List<CSVRecord> newest = rows(cases.export("open", null, null, null, null, null));
    List<CSVRecord> due = rows(cases.export("open", null, null, null, null, "dueAt"));

    assertThat(newest).hasSize(CASES);
    assertThat(newest)
        .extracting(r -> r.get("openedAt"))
        .isSortedAccordingTo(Comparator.reverseOrder());
    assertThat(due).extracting(r -> r.get("id")).doesNotHaveDuplicates().hasSize(CASES);
    assertThat(due.subList(0, 405)).extracting(r -> r.get("dueAt")).doesNotContain("").isSorted();
    assertThat(due.subList(405, CASES)).extracting(r -> r.get("dueAt")).containsOnly("");
  }

  @Test
  void it_holds_what_was_asked_for() throws Exception {
    assertThat(rows(cases.export(null, "finance", null, null, null, "openedAt")))
        .hasSize(CASES / 2)
        .extracting(r -> r.get("owner"))
        .containsOnly("finance");
  }

  @Test
  void it_holds_what_somebody_looks_after() throws Exception {
    database.update("update exception_case set assigned_to = 'ana' where id in ('c7', 'c9')");

    assertThat(rows(cases.export("open", null, null, null, "ana", null)))
        .extracting(r -> r.get("id"))
        .containsExactlyInAnyOrder("c7", "c9");
  }

  @Test
  void it_says_what_money_each_is_about() throws Exception {
    database.update(
        """
        update exception_case set details = case id when 'c1' then '{"amount": "24.95 EUR"}'::jsonb
          when 'c2' then '{"amount": "800 JPY"}' else '{}' end
        """);

    assertThat(rows(cases.export(null, null, null, null, null, null)))
        .extracting(r -> r.get("id") + " " + r.get("amount") + " " + r.get("currency"))
        .contains("c1 24.95 EUR", "c2 800 JPY", "c3  ");
  }

  @Test
  void no_cell_is_run_by_a_spreadsheet() throws Exception {
    assertThat(rows(cases.export(null, null, null, null, null, null)))
        .extracting(r -> r.get("cause"))
        .allMatch(cause -> cause.startsWith("'=cmd"));
  }

  @Test
  void a_time_that_there_is_not_is_refused() {
    assertThatThrownBy(() -> cases.export(null, null, null, null, null, "-age"))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("closedAt");
  }
}
