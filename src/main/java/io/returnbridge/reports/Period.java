package io.returnbridge.reports;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.Locale;

/** How long the time is that a report is of. A month goes by its first day. */
public enum Period {
  DAY,
  MONTH;

  @JsonValue
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Period of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }

  /**
   * The first day of what {@code 2026-12-01} or {@code 2026-12} names.
   *
   * @throws java.time.format.DateTimeParseException when it is none
   */
  public LocalDate parse(String date) {
    return this == DAY ? LocalDate.parse(date) : YearMonth.parse(date).atDay(1);
  }

  /** As in paths and reports. */
  public String text(LocalDate day) {
    return this == DAY ? day.toString() : YearMonth.from(day).toString();
  }

  /** The first day of the period that the day lies in. */
  public LocalDate of(LocalDate day) {
    return this == DAY ? day : day.withDayOfMonth(1);
  }

  /** What the clock makes the report of: today, or the month that is over. */
  public LocalDate due(LocalDate today) {
    return this == DAY ? today : of(today).minusMonths(1);
  }

  public Instant begin(LocalDate day, ZoneId zone) {
    return of(day).atStartOfDay(zone).toInstant();
  }

  public Instant end(LocalDate day, ZoneId zone) {
    LocalDate next = this == DAY ? day.plusDays(1) : of(day).plusMonths(1);
    return next.atStartOfDay(zone).toInstant();
  }
}
