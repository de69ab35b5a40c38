package io.returnbridge.reports;

import io.returnbridge.model.Money;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.MissingResourceException;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;

/**
 * Where a page is read: on paper and on a screen, or in a mail.
 *
 * @param base what links begin with; empty within this program
 * @param zone {@code REPORT_TIME_ZONE}
 * @param most lines of a section; those that are left out are counted
 * @param locale whose names months have
 */
public record PageContext(String base, ZoneId zone, int most, Locale locale) {

  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("d MMM yyyy, HH:mm");
  private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMM yyyy");
  private static final DateTimeFormatter MONTH = DateTimeFormatter.ofPattern("MMMM yyyy");

  /** With no more lines of a section than that. */
  public PageContext atMost(int lines) {
    return new PageContext(base, zone, Math.min(lines, most), locale);
  }

  public String time(Instant at) {
    return TIME.withLocale(locale).format(at.atZone(zone)) + " " + zone.getId();
  }

  public String day(Instant at) {
    return DAY.withLocale(locale).format(at.atZone(zone));
  }

  public String day(LocalDate day) {
    return DAY.withLocale(locale).format(day);
  }

  public String month(LocalDate day) {
    return MONTH.withLocale(locale).format(day);
  }

  /** What the console calls cases of the code; the code in plain letters where that has no word. */
  public String title(String code) {
    try {
      return ResourceBundle.getBundle("words/console", locale).getString("code." + code);
    } catch (MissingResourceException none) {
      String text = code.replace('_', ' ').toLowerCase(Locale.ROOT);
      return text.isEmpty()
          ? text
          : text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }
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

  /** To the cases of a return; null for no return. */
  public @Nullable String casesOfReturn(@Nullable String store, @Nullable String returnId) {
    String link = returnLink(store, returnId);
    return link == null ? null : link + "#cases";
  }

  /** Null for no case. */
  public @Nullable String caseLink(@Nullable String caseId) {
    return caseId == null ? null : base + "/console/cases/" + encoded(caseId);
  }

  /** To all open cases of a code. */
  public String casesLink(String code) {
    return base + "/console/cases?code=" + encoded(code);
  }

  private static String encoded(String part) {
    return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
