package io.returnbridge.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.returnbridge.cases.CaseBook;
import io.returnbridge.cases.Cases;
import io.returnbridge.cases.ExceptionCase;
import io.returnbridge.cases.Origin;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.model.ReturnId;
import io.returnbridge.model.Trouble;
import io.returnbridge.store.Database;
import io.returnbridge.store.TestDatabase;
import io.returnbridge.store.WakeUp;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ShownTest {

  private static final Origin CREDIT =
      new Origin("link-credit", "es/r1", new ReturnId("es", "r1"), "RMA-1", "ORD-1");
  private static final Trouble TROUBLE = Trouble.of("CREDIT_MISSING", Map.of("refundId", "rf-1"));

  private final Database database = TestDatabase.clean();
  private final Cases cases = new Cases(database, Mappings.load(Path.of("mappings")));
  private final CaseBook book = new CaseBook(database);

  private ExceptionCase only() {
    return book.list(CaseBook.Filter.NONE, null, 1).get(0);
  }

  /** As a person who presses Retry leaves it. */
  private void retried(String who) {
    database.update("update exception_case set status = 'retrying'");
    database.update(
        """
        insert into case_history (case_id, who, what, from_status, to_status)
        select id, ?, 'retried', 'open', 'retrying' from exception_case
        """,
        who);
  }

  @Test
  void a_retry_in_vain_is_known_by_who_pressed_it_last() {
    cases.settle(CREDIT, List.of(TROUBLE));
    assertThat(Shown.triedInVain(only())).as("nobody has tried").isNull();

    retried("ana");
    assertThat(Shown.triedInVain(only())).as("it is being tried").isNull();

    cases.settle(CREDIT, List.of(TROUBLE));
    assertThat(Shown.triedInVain(only()).who()).isEqualTo("ana");

    retried("ben");
    assertThat(Shown.triedInVain(only())).as("it is being tried once more").isNull();

    cases.ended(new WakeUp("link-credit", "es/r1", ""));
    assertThat(Shown.triedInVain(only()).who()).isEqualTo("ben");

    retried("ana");
    cases.settle(CREDIT, List.of());
    assertThat(Shown.triedInVain(only())).as("it has settled it").isNull();
  }

  @Test
  void a_report_is_of_a_day_or_a_month_as_people_write_them() {
    Locale spanish = Locale.forLanguageTag("es");

    assertThat(Shown.period("2026-11-30", Locale.ENGLISH)).isEqualTo("30 Nov 2026");
    assertThat(Shown.period("2026-11", Locale.ENGLISH)).isEqualTo("November 2026");
    assertThat(Shown.period("2026-11-30", spanish)).isEqualTo("30 nov 2026");
    assertThat(Shown.period("2026-11", spanish)).isEqualTo("Noviembre 2026");
  }
}
