package io.returnbridge.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuietHoursTest {

  private static final ZoneId MADRID = ZoneId.of("Europe/Madrid");

  private static boolean quiet(String from, String to, String instant) {
    return new QuietHours(LocalTime.parse(from), LocalTime.parse(to))
        .cover(Instant.parse(instant), MADRID);
  }

  @ParameterizedTest
  @CsvSource({
    // Winter: local time is an hour ahead.
    "22:00, 07:00, 2026-01-10T20:59:59Z, false",
    "22:00, 07:00, 2026-01-10T21:00:00Z, true",
    "22:00, 07:00, 2026-01-11T05:59:59Z, true",
    "22:00, 07:00, 2026-01-11T06:00:00Z, false",
    // Summer: two hours.
    "22:00, 07:00, 2026-07-10T19:59:59Z, false",
    "22:00, 07:00, 2026-07-10T20:00:00Z, true",
    "22:00, 07:00, 2026-07-11T04:59:59Z, true",
    "22:00, 07:00, 2026-07-11T05:00:00Z, false",
    // Within one day.
    "13:00, 14:30, 2026-01-10T11:59:59Z, false",
    "13:00, 14:30, 2026-01-10T12:00:00Z, true",
    "13:00, 14:30, 2026-01-10T13:30:00Z, false",
    // Until midnight, and from it.
    "20:00, 00:00, 2026-01-10T22:59:59Z, true",
    "20:00, 00:00, 2026-01-10T23:00:00Z, false",
    "00:00, 06:00, 2026-01-10T23:00:00Z, true",
  })
  void a_night_goes_over_midnight_and_ends_at_its_minute(
      String from, String to, String instant, boolean expected) {
    assertThat(quiet(from, to, instant)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    // 29 March 2026: 02:00 becomes 03:00, at 01:00Z.
    "22:00, 07:00, 2026-03-29T04:59:59Z, true",
    "22:00, 07:00, 2026-03-29T05:00:00Z, false",
    // An end that is missing is when the clocks change, not half an hour later.
    "22:00, 02:30, 2026-03-29T00:59:59Z, true",
    "22:00, 02:30, 2026-03-29T01:00:00Z, false",
    // A beginning that is missing as well.
    "02:30, 07:00, 2026-03-29T00:59:59Z, false",
    "02:30, 07:00, 2026-03-29T01:00:00Z, true",
    // What is missing altogether is no quiet at all.
    "02:15, 02:45, 2026-03-29T00:59:59Z, false",
    "02:15, 02:45, 2026-03-29T01:00:00Z, false",
    "02:15, 02:45, 2026-03-29T01:30:00Z, false",
  })
  void an_hour_that_is_missing_is_not_waited_for(
      String from, String to, String instant, boolean expected) {
    assertThat(quiet(from, to, instant)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    // 25 October 2026: 03:00 becomes 02:00, at 01:00Z; the night is an hour longer.
    "22:00, 07:00, 2026-10-24T20:00:00Z, true",
    "22:00, 07:00, 2026-10-25T05:59:59Z, true",
    "22:00, 07:00, 2026-10-25T06:00:00Z, false",
    // 02:30 comes at 00:30Z and at 01:30Z: quiet begins at the first and ends at the second.
    "22:00, 02:30, 2026-10-25T00:45:00Z, true",
    "22:00, 02:30, 2026-10-25T01:29:59Z, true",
    "22:00, 02:30, 2026-10-25T01:30:00Z, false",
    "02:30, 07:00, 2026-10-25T00:29:59Z, false",
    "02:30, 07:00, 2026-10-25T00:30:00Z, true",
    "02:30, 07:00, 2026-10-25T01:15:00Z, true",
  })
  void an_hour_that_comes_twice_makes_one_span(
      String from, String to, String instant, boolean expected) {
    assertThat(quiet(from, to, instant)).isEqualTo(expected);
  }
}
