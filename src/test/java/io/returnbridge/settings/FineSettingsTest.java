package io.returnbridge.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FineSettingsTest {

  private static FineSettings with(Map<String, String> environment) {
    return reader(environment).read();
  }

  private static FineSettingsReader reader(Map<String, String> environment) {
    SmallRyeConfigBuilder builder =
        new SmallRyeConfigBuilder().withSources(new EnvConfigSource(environment, 300));
    StreamSupport.stream(FineSettingsReader.sources().getConfigSources().spliterator(), false)
        .filter(source -> source.getName().contains("application.properties"))
        .forEach(builder::withSources);
    return new FineSettingsReader(builder.build());
  }

  @Test
  void every_kind_of_failure_and_both_apis_have_shipped_settings() {
    FineSettings shipped = with(Map.of());

    assertThat(shipped.retries().keySet()).containsExactlyInAnyOrderElementsOf(FineSettings.KINDS);
    assertThat(shipped.retry("commercetools"))
        .isEqualTo(new RetryPolicy(10, Duration.ofSeconds(1), 2, 0.5, Duration.ofMinutes(5)));
    assertThat(shipped.breaker("reveni").longestDelay()).isEqualTo(Duration.ofMinutes(1));
  }

  @Test
  void an_environment_variable_takes_the_place_of_the_shipped_value_and_an_empty_one_does_not() {
    FineSettings settings =
        with(
            Map.of(
                "RETRY_COMMERCETOOLS_ATTEMPTS", "3",
                "RETRY_COMMERCETOOLS_FIRST_PAUSE", "250ms",
                "RETRY_COMMERCETOOLS_LONGEST_PAUSE", "",
                "BREAKER_REVENI_FIRST_DELAY", "PT2S"));

    RetryPolicy policy = settings.retry("commercetools");
    assertThat(policy.attempts()).isEqualTo(3);
    assertThat(policy.firstPause()).isEqualTo(Duration.ofMillis(250));
    assertThat(policy.longestPause()).isEqualTo(Duration.ofMinutes(5));
    assertThat(settings.breaker("reveni").firstDelay()).isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void columns_of_an_invoice_that_cannot_be_are_refused_and_named_one_by_one() {
    assertThatThrownBy(
            () -> with(Map.of("INVOICE_COLUMNS", "refnd=Transaction,amount=Total,currency=Total")))
        .isInstanceOfSatisfying(
            SettingsProblems.class,
            e ->
                assertThat(e.problems())
                    .containsExactly(
                        "INVOICE_COLUMNS has \"refnd=Transaction\": write ours=theirs, with ours one of"
                            + " store, refund, return, rma, amount, currency, invoice",
                        "INVOICE_COLUMNS says that the column Total is both amount and currency:"
                            + " leave out one"));
    assertThatThrownBy(() -> with(Map.of("INVOICE_COLUMNS", "refund=Transaction")))
        .hasMessage("INVOICE_COLUMNS does not say which column the amount is: add amount=…");
    assertThatCode(() -> with(Map.of("INVOICE_COLUMNS", "refund=Transaction,amount=Total")))
        .doesNotThrowAnyException();
  }

  @Test
  void everything_that_is_wrong_is_named_with_what_to_do() {
    Map<String, String> wrong = new HashMap<>();
    wrong.put("RETRY_KAFKA_ATTEMPTS", "2.5");
    wrong.put("RETRY_KAFKA_FACTOR", "0.5");
    wrong.put("RETRY_KAFKA_JITTER", "much");
    wrong.put("RETRY_REVENI_FIRST_PAUSE", "soon");
    wrong.put("RETRY_CONFLICT_LONGEST_PAUSE", "100ms");
    wrong.put("BREAKER_COMMERCETOOLS_FAILURES", "1");

    assertThatThrownBy(() -> with(wrong))
        .isInstanceOfSatisfying(
            SettingsProblems.class,
            e ->
                assertThat(e.problems())
                    .containsExactlyInAnyOrder(
                        "RETRY_KAFKA_ATTEMPTS is \"2.5\": set it to a whole number from 1 to 1000000",
                        "RETRY_KAFKA_FACTOR is \"0.5\": set it to a number from 1 to 10",
                        "RETRY_KAFKA_JITTER is \"much\": set it to a number from 0 to 1",
                        "RETRY_REVENI_FIRST_PAUSE is \"soon\": set it to a time up to 7 days, such as"
                            + " 500ms, 30s or 5m",
                        "RETRY_CONFLICT_LONGEST_PAUSE is shorter than RETRY_CONFLICT_FIRST_PAUSE: make it"
                            + " the same or longer",
                        "BREAKER_COMMERCETOOLS_FAILURES is \"1\": set it to a whole number from 2 to"
                            + " 1000"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          STEPS_CONSUMERS | 0 | set it to a whole number from 1 to 100
          DUE_WORK_EVERY | abc | set it to a whole number from 1 to 60000
          WORKERS | 0 | set it to a whole number from 1 to 1000
          TOPICS_PARTITIONS | 0 | set it to a whole number from 1 to 10000
          TOPICS_RETENTION_DAYS | long | set it to a whole number from 1 to 36500
          SWEEP_RETURNS_PER_SECOND | 0 | set it to a number from 0.01 to 100000
          SWEEP_AFTER_DOWNTIME | 1 minute | set it to a time up to 7 days, such as 500ms, 30s or 5m
          ALERTS_BATCH | foo | set it to a time up to 7 days, such as 500ms, 30s or 5m
          ALERTS_RESOLVED | maybe | set it to true or false
          SCHEDULE_SWEEP | hourly | set it to a Quartz cron, seconds first, such as 0 17 * * * ?
          """)
  void what_others_read_is_checked_as_well(String variable, String value, String remedy) {
    assertThatThrownBy(() -> with(Map.of(variable, value)))
        .isInstanceOfSatisfying(
            SettingsProblems.class,
            e ->
                assertThat(e.problems())
                    .containsExactly(variable + " is \"" + value + "\": " + remedy));
  }

  @Test
  void alerts_may_be_told_at_once() {
    assertThatCode(() -> with(Map.of("ALERTS_BATCH", "0s", "ALERTS_AT_MOST_EVERY", "PT0S")))
        .doesNotThrowAnyException();
  }

  @Test
  void what_an_empty_variable_hides_holds_all_the_same() {
    assertThat(reader(Map.of("SCHEDULE_WATCHDOGS", "", "ALERTS_BATCH", " ")).emptyOnes())
        .isEqualTo(Map.of("schedule.watchdogs", "0/15 * * * * ?", "alerts.batch", "PT2M"));
    assertThat(reader(Map.of("SCHEDULE_WATCHDOGS", "0 * * * * ?")).emptyOnes()).isEmpty();
  }

  @Test
  void pauses_grow_to_the_longest_and_what_was_asked_for_is_the_least() {
    RetryPolicy policy = new RetryPolicy(5, Duration.ofSeconds(1), 2, 0.5, Duration.ofSeconds(30));

    assertThat(policy.pause(0, 0)).isEqualTo(Duration.ofMillis(500));
    assertThat(policy.pause(0, 1)).isEqualTo(Duration.ofMillis(1500));
    assertThat(policy.pause(3, 0.5)).isEqualTo(Duration.ofSeconds(8));
    assertThat(policy.pause(60, 0.5)).isEqualTo(Duration.ofSeconds(30));
    assertThat(policy.asked(Duration.ofSeconds(20), 0)).isEqualTo(Duration.ofSeconds(20));
    assertThat(policy.asked(Duration.ofSeconds(20), 1)).isEqualTo(Duration.ofSeconds(30));
  }
}
