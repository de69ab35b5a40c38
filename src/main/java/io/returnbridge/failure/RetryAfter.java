package io.returnbridge.failure;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** The HTTP header {@code Retry-After}: seconds, or a date. */
public final class RetryAfter {

  /** Who asks for more is asked again after this all the same: it may have been a mistake. */
  static final Duration LONGEST = Duration.ofMinutes(5);

  private RetryAfter() {}

  /**
   * @param value of the header, null for none
   * @return {@link #LONGEST} at most; null when the other side did not say, or not in a way that
   *     can be read
   */
  public static @Nullable Duration parse(@Nullable String value, Clock clock) {
    String text = value == null ? "" : value.strip();
    if (text.isEmpty()) {
      return null;
    }
    try {
      return between(
          text.chars().allMatch(c -> c >= '0' && c <= '9')
              ? Duration.ofSeconds(Long.parseLong(text.substring(0, Math.min(9, text.length()))))
              : Duration.between(
                  clock.instant(),
                  ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant()));
    } catch (DateTimeException unreadable) {
      return null;
    }
  }

  private static Duration between(Duration asked) {
    return asked.isNegative() ? Duration.ZERO : asked.compareTo(LONGEST) > 0 ? LONGEST : asked;
  }
}
