package io.returnbridge.reports;

import static org.assertj.core.api.Assertions.assertThat;

import io.returnbridge.engine.WorkList;
import io.returnbridge.store.Database;
import io.returnbridge.store.TestDatabase;
import io.returnbridge.store.WakeUp;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReportDeskTest {

  private final Database database = TestDatabase.clean();
  private final WorkList work = TestDatabase.work(database);
  private final ReportDesk desk =
      new ReportDesk(new ReportBook(database), database, work, null, null, Clock.systemUTC());
  private final ReportKind<CreditRow> daily = new Daily();
  private final ReportKind<?> credits = new CreditReconciliation(desk, null, 35);

  /** Made in one go, by the step of its name. */
  private static final class Daily implements ReportKind<CreditRow> {

    @Override
    public Definition<CreditRow> definition() {
      return new Definition<>("daily", Period.DAY, "finance", CreditRow.class);
    }

    @Override
    public List<Column<CreditRow>> columns(Report report) {
      return List.of();
    }

    @Override
    public ReportPage page(Report report, PageContext context) {
      throw new UnsupportedOperationException();
    }

    @Override
    public String subject(Report report) {
      return "";
    }

    @Override
    public boolean ask(LocalDate day, String trigger) {
      return false;
    }
  }

  @Test
  void a_report_is_under_way_from_when_it_is_asked_for_whoever_asks() {
    assertThat(desk.isUnderWay(daily)).isFalse();

    assertThat(desk.wake(daily, LocalDate.of(2026, 11, 30), "api:ana")).isTrue();

    assertThat(desk.isUnderWay(daily)).isTrue();
    assertThat(desk.isUnderWay(credits)).isFalse();
  }

  @Test
  void it_is_under_way_while_it_is_made_and_not_while_it_waits_to_be_made_again_later() {
    assertThat(desk.wake(daily, LocalDate.of(2026, 11, 30), "api:ana")).isTrue();
    assertThat(TestDatabase.claims(database).claim(1)).hasSize(1);
    assertThat(desk.isUnderWay(daily)).isTrue();

    database.update(
        "update work set token = null, waiting = false, due_at = now() + interval '1 hour'");

    assertThat(desk.isUnderWay(daily)).isFalse();
  }

  @Test
  void a_tick_of_the_clock_and_the_retry_of_one_case_make_no_report_yet() {
    work.wake(WakeUp.RECONCILE, WakeUp.INSTALLATION, "schedule:now");
    work.wake(WakeUp.RECONCILE, "return/es/r1", "case:c1");
    assertThat(desk.isUnderWay(credits)).isFalse();

    work.wake(WakeUp.RECONCILE, "run-1", "api:ana");

    assertThat(desk.isUnderWay(credits)).isTrue();
  }
}
