package io.returnbridge.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.returnbridge.failure.RetryAfter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {

  private static final Clock NOON =
      Clock.fixed(Instant.parse("2026-11-29T12:00:00Z"), ZoneOffset.UTC);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 | PT0S",
        " 7 | PT7S",
        "300 | PT5M",
        "301 | PT5M",
        "86400 | PT5M",
        "1000000000000 | PT5M",
        "99999999999999999999999999 | PT5M",
        "Sun, 29 Nov 2026 12:00:30 GMT | PT30S",
        "Mon, 30 Nov 2026 12:00:00 GMT | PT5M",
        "Sun, 29 Nov 2026 11:00:00 GMT | PT0S",
        "Thu, 01 Jan 1970 00:00:00 GMT | PT0S"
      })
  void seconds_and_dates_are_read_and_five_minutes_are_the_most(String value, Duration pause) {
    assertThat(RetryAfter.parse(value, NOON)).isEqualTo(pause);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        " ",
        "-5",
        "+5",
        "1.5",
        "soon",
        "1e3",
        "5s",
        "\u0661\u0662",
        "29 Nov 2026",
        "Sun, 99 Nov 2026 12:00:00 GMT"
      })
  void what_says_nothing_is_none(String value) {
    assertThat(RetryAfter.parse(value, NOON)).isNull();
  }

  @Test
  void the_longest_header_is_read_in_no_time() {
    assertThat(RetryAfter.parse("9".repeat(100_000), NOON)).isEqualTo(Duration.ofMinutes(5));
  }
}
