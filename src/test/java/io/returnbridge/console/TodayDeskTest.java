package io.returnbridge.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.returnbridge.api.Pipeline;
import io.returnbridge.api.Standing;
import io.returnbridge.camel.Standstill;
import io.returnbridge.engine.TestSteps;
import io.returnbridge.kafka.ConsumerLag;
import io.returnbridge.settings.Settings;
import io.returnbridge.store.Database;
import io.returnbridge.store.TestDatabase;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;

class TodayDeskTest {

  private static final Settings SETTINGS =
      Settings.read(
          Map.of(
              "CTP_PROJECT_KEY", "p",
              "CTP_CLIENT_ID", "c",
              "CTP_CLIENT_SECRET", "s",
              "CTP_AUTH_URL", "http://127.0.0.1:1",
              "CTP_API_URL", "http://127.0.0.1:1",
              "CTP_SCOPES", "manage_orders"));

  private final Database database = TestDatabase.clean();

  private static final class NoLag extends ConsumerLag {
    NoLag() {
      super(null, null);
    }

    @Override
    public Set<String> steps() {
      return Set.of();
    }

    @Override
    public Optional<Map<String, Lag>> now() {
      return Optional.of(Map.of());
    }
  }

  /** As it is now: nothing of a moment ago. */
  private Today look(Locale locale) {
    return desk().look(locale, owner -> owner.equals("finance"));
  }

  private TodayDesk desk() {
    Pipeline pipeline =
        new Pipeline(
            TestSteps.ALL,
            database,
            new NoLag(),
            new DefaultCamelContext(),
            TestSteps.circuits(),
            new Standstill(Duration.ofMinutes(1)));
    return new TodayDesk(database, new Standing(database), pipeline, Clock.systemUTC(), SETTINGS);
  }

  private void watch(String code, String refund, String amount, String opened) {
    database.update(
        """
        insert into watch (store, return_id, code, subject, expected, step, work_subject, since, details, opened_at)
        values ('es', 'r1', ?, ?, '', 'x', 'es/r1', now(), jsonb_strip_nulls(jsonb_build_object('amount', ?::text)),
          ?::timestamptz)
        """,
        code,
        refund,
        amount,
        opened);
  }

  @Test
  void with_nothing_open_and_nothing_watched_all_is_well() {
    Today today = look(Locale.ENGLISH);

    assertThat(today.isWell()).isTrue();
    assertThat(today.isWatching()).isFalse();
    assertThat(today.lines()).containsExactly("Nothing waits for a person.");
  }

  @Test
  void money_and_dates_that_only_a_watchdog_knows_are_said_in_the_headline() {
    watch("CREDIT_MISSING", "rf-1", "24.95 EUR", null);
    watch("REFUND_DUE", "", null, null);
    watch("REFUND_DUE", "of a case", null, "2026-11-09T10:00:00Z");

    Today today = look(Locale.ENGLISH);

    assertThat(today.isWell()).isTrue();
    assertThat(today.isWatching()).isTrue();
    assertThat(today.lines())
        .containsExactly(
            "Being watched: Refund without credit (€24.95); Goods sent back, to be refunded by law within"
                + " 14 days (1). Each becomes a case by itself when its time is up.");
    assertThat(look(Locale.forLanguageTag("es")).lines())
        .singleElement()
        .asString()
        .startsWith("En vigilancia: Reembolso sin abono (24,95");
  }

  @Test
  void a_cover_that_ends_is_one_row_with_its_sum_and_its_returns() {
    watch("COVER_EXPIRING", "rf-1", "24.95 EUR", null);
    watch("COVER_EXPIRING", "rf-2", "10.00 EUR", null);
    watch("REFUND_DUE", "", null, null);
    database.update(
        "update watch set details = details || '{\"rmaNumber\": \"RMA-1\"}', since = now() - interval '1 day' where subject = 'rf-1'");

    Today today = look(Locale.ENGLISH);

    assertThat(today.risks()).containsExactly(new Today.Risk("COVER_EXPIRING", "€34.95", false));
    assertThat(today.deadline(today.risks().get(0)).returns())
        .containsExactly(new Today.Named("es", "r1", "RMA-1"), new Today.Named("es", "r1", "r1"));
    assertThat(today.deadlinesAlone())
        .extracting(Today.Deadline::code)
        .containsExactly("REFUND_DUE");
  }

  @Test
  void the_two_halves_of_the_day_are_measured_alike() {
    assertThat(look(Locale.ENGLISH).charts())
        .hasSize(2)
        .allSatisfy(chart -> assertThat(chart.grid().get(2).label()).isEqualTo("4"))
        .extracting(chart -> chart.hours().get(0).label())
        .containsExactly("00", "12");
  }

  private void kase(String id, String code, String subject, String owner, String details) {
    database.update(
        """
        insert into exception_case (id, step, code, subject, work_subject, store, return_id, owner, severity, verdict, status,
          opened_at, due_at, cause, next_step, details)
        values (?, 'link-credit', ?, ?, 'es/r1', 'es', 'r1', ?, 'high', 'process', 'open', now(), now() + interval '1 day', '', '', ?::jsonb)
        """,
        id,
        code,
        subject,
        owner,
        details);
  }

  @Test
  void what_waits_for_others_does_not_wait_for_the_one_who_looks() {
    kase("c1", "ORDER_NOT_FOUND", "", "cx", "{}");
    kase("c2", "REASON_MISSING", "", "cx", "{}");

    Today others = look(Locale.ENGLISH);
    kase("c3", "OVER_REFUND", "", "finance", "{}");
    Today mine = look(Locale.ENGLISH);

    assertThat(others.isWell()).isTrue();
    assertThat(others.lines()).containsExactly("2 cases wait for other teams.");
    assertThat(mine.isWell()).isFalse();
    assertThat(mine.lines())
        .containsExactly("1 case is open; the oldest for 0 min.", "2 cases wait for other teams.");
    assertThat(mine.cases()).isEqualTo(3);
  }

  @Test
  void money_is_counted_once_and_an_amount_below_zero_that_cannot_be_is_none() {
    watch("CREDIT_MISSING", "rf-1", "29.955 EUR", null);
    database.update("update watch set step = 'link-credit'");
    kase(
        "c1",
        "REFUND_AMOUNT_INEXACT",
        "rf-1",
        "finance",
        "{\"refundId\":\"rf-1\",\"amount\":\"29.955 EUR\"}");
    kase(
        "c2",
        "REFUND_AMOUNT_INVALID",
        "rf-2",
        "finance",
        "{\"refundId\":\"rf-2\",\"amount\":\"-100.00 EUR\"}");

    assertThat(look(Locale.ENGLISH).risks())
        .containsExactly(new Today.Risk("REFUND_AMOUNT_INEXACT", "€29.955", true));
  }

  @Test
  void many_who_look_at_once_share_one_look() {
    // Given somebody who has just looked
    TodayDesk desk = desk();
    kase("c1", "ORDER_NOT_FOUND", "", "cx", "{}");
    kase(
        "c2", "OVER_REFUND", "rf-1", "finance", "{\"refundId\":\"rf-1\",\"amount\":\"10.00 EUR\"}");
    Today first = desk.look(Locale.ENGLISH, "finance"::equals);
    kase(
        "c3", "OVER_REFUND", "rf-2", "finance", "{\"refundId\":\"rf-2\",\"amount\":\"20.00 EUR\"}");
    watch("REFUND_DUE", "", null, null);

    // When others look, of another team and in another language
    Today second = desk.look(Locale.forLanguageTag("es"), "cx"::equals);

    // Then they see what the first one saw, each by what is theirs
    assertThat(second.owners()).isSameAs(first.owners());
    assertThat(second.hours()).isSameAs(first.hours());
    assertThat(second.deadlines()).isEmpty();
    assertThat(second.steps()).isEqualTo(first.steps());
    assertThat(second.risks()).extracting(Today.Risk::code).containsExactly("OVER_REFUND");
    assertThat(second.risks().get(0).amount()).startsWith("10,00");
    assertThat(second.lines()).first().asString().contains("1 caso");
  }
}
