package io.returnbridge.settings;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;

/**
 * A part of each day in which nothing is to be told. It is one span without gaps, also on the days
 * on which the clocks change: an hour that is missing is not waited for, one that comes twice
 * counts twice.
 *
 * @param to the first minute that is not quiet any more; before {@code from}: on the next day
 */
public record QuietHours(LocalTime from, LocalTime to) {

  public boolean cover(Instant now, ZoneId zone) {
    LocalDate today = LocalDate.ofInstant(now, zone);
    return covers(today.minusDays(1), now, zone) || covers(today, now, zone);
  }

  private boolean covers(LocalDate day, Instant now, ZoneId zone) {
    Instant begin = first(day.atTime(from), zone);
    Instant end = last((to.isAfter(from) ? day : day.plusDays(1)).atTime(to), zone);
    return !now.isBefore(begin) && now.isBefore(end);
  }

  private static Instant first(LocalDateTime time, ZoneId zone) {
    ZoneOffsetTransition change = zone.getRules().getTransition(time);
    if (change == null) {
      return time.atZone(zone).toInstant();
    }
    return change.isGap() ? change.getInstant() : time.toInstant(change.getOffsetBefore());
  }

  private static Instant last(LocalDateTime time, ZoneId zone) {
    ZoneOffsetTransition change = zone.getRules().getTransition(time);
    return change != null && change.isOverlap()
        ? time.toInstant(change.getOffsetAfter())
        : first(time, zone);
  }
}
