package io.returnbridge.reports;

import io.returnbridge.model.Money;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where a page is read: on paper and on a screen, or in a mail.
 *
 * @param base what links begin with; empty within this program
 * @param zone {@code REPORT_TIME_ZONE}
 * @param most lines of a section; those that are left out are counted
 */
public record PageContext(String base, ZoneId zone, int most) {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("d MMM yyyy, HH:mm", Locale.ENGLISH);
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("d MMM yyyy", Locale.ENGLISH);
  private static final DateTimeFormatter MONTH =
      DateTimeFormatter.ofPattern("MMMM yyyy", Locale.ENGLISH);

  public String time(Instant at) {
    return TIME.format(at.atZone(zone)) + " " + zone.getId();
  }

  public String day(Instant at) {
    return DAY.format(at.atZone(zone));
  }

  public String day(LocalDate day) {
    return DAY.format(day);
  }

  public String month(LocalDate day) {
    return MONTH.format(day);
  }

  /** An amount that stays on one line. */
  static String together(Money amount) {
    return amount.toString().replace(' ', '\u00a0');
  }

  /** What commercetools has where that is something else; empty where it is not. */
  static String differing(@Nullable Money amount, @Nullable Money actual) {
    return actual == null || actual.equals(amount) ? "" : "commercetools: " + together(actual);
  }

  /** Null for no return. */
  public @Nullable String returnLink(@Nullable String store, @Nullable String returnId) {
    return returnId == null
        ? null
        : base
            + "/console/returns/"
            + encoded(returnId)
            + (store == null ? "" : "?store=" + encoded(store));
  }

  /** Null for no case. */
  public @Nullable String caseLink(@Nullable String caseId) {
    return caseId == null ? null : base + "/console/cases/" + encoded(caseId);
  }

  private static String encoded(String part) {
    return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
