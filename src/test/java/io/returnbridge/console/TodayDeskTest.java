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
    Pipeline pipeline =
        new Pipeline(
            TestSteps.ALL,
            database,
            new NoLag(),
            new DefaultCamelContext(),
            TestSteps.circuits(),
            new Standstill(Duration.ofMinutes(1)));
    return new TodayDesk(database, new Standing(database), pipeline, Clock.systemUTC(), SETTINGS)
        .look(locale);
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
  void the_two_halves_of_the_day_are_measured_alike() {
    assertThat(look(Locale.ENGLISH).charts())
        .hasSize(2)
        .allSatisfy(chart -> assertThat(chart.grid().get(2).label()).isEqualTo("4"))
        .extracting(chart -> chart.hours().get(0).label())
        .containsExactly("00", "12");
  }
}
