package io.returnbridge.console;

import io.quarkus.qute.TemplateExtension;
import io.quarkus.qute.TemplateExtension.TemplateAttribute;
import io.returnbridge.api.CaseFile;
import io.returnbridge.api.Language;
import io.returnbridge.cases.ExceptionCase;
import io.returnbridge.mappings.DispositionRow;
import io.returnbridge.model.Money;
import io.returnbridge.model.ReturnState;
import java.math.BigDecimal;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.text.NumberFormat;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How values read on a page. */
@TemplateExtension
public final class Shown {

  private static final Pattern GRADED = Pattern.compile("(\\d+ × .+) graded (\\S+): (.+)");
  private static final Duration A_DAY = Duration.ofDays(1);
  private static final Duration AN_HOUR = Duration.ofHours(1);

  private Shown() {}

  /** Day and time, in the time zone of the reports. */
  static String shown(
      Instant at,
      @TemplateAttribute("locale") Object locale,
      @TemplateAttribute("zone") Object zone) {
    return Language.time(at, (Locale) locale, (ZoneId) zone);
  }

  static String day(
      Instant at,
      @TemplateAttribute("locale") Object locale,
      @TemplateAttribute("zone") Object zone) {
    return DateTimeFormatter.ofLocalizedDate(FormatStyle.MEDIUM)
        .withLocale(Language.region((Locale) locale))
        .withZone((ZoneId) zone)
        .format(at);
  }

  /** The day or month of a report, as people write it. */
  static String period(String date, @TemplateAttribute("locale") Object locale) {
    Locale region = Language.region((Locale) locale);
    if (date.length() > "2026-11".length()) {
      return DateTimeFormatter.ofLocalizedDate(FormatStyle.MEDIUM)
          .withLocale(region)
          .format(LocalDate.parse(date));
    }
    String month =
        DateTimeFormatter.ofPattern("MMMM yyyy", region).format(YearMonth.parse(date).atDay(1));
    return month.substring(0, 1).toUpperCase(region) + month.substring(1);
  }

  /** How long ago, in the largest unit that fits: {@code 3 h}. */
  static String age(Instant at, @TemplateAttribute("locale") Object locale) {
    Duration age = Duration.between(at, Instant.now());
    return age(age.isNegative() ? Duration.ZERO : age, (Locale) locale);
  }

  static String age(Duration age, Locale locale) {
    if (age.compareTo(A_DAY) >= 0) {
      return Words.say(locale, "age.days", age.toDays());
    }
    return age.compareTo(AN_HOUR) >= 0
        ? Words.say(locale, "age.hours", age.toHours())
        : Words.say(locale, "age.minutes", age.toMinutes());
  }

  static boolean isPast(Instant at) {
    return at.isBefore(Instant.now());
  }

  static String shown(Money money, @TemplateAttribute("locale") Object locale) {
    return money(
        BigDecimal.valueOf(money.centAmount(), Money.digits(money.currencyCode()).orElse(0)),
        money.currencyCode(),
        (Locale) locale);
  }

  /** With the currency's own digits, or with more where the amount has them. */
  static String money(BigDecimal amount, String currency, Locale locale) {
    NumberFormat format = NumberFormat.getCurrencyInstance(Language.region(locale));
    int digits = Money.digits(currency).orElse(0);
    if (Money.digits(currency).isPresent()) {
      format.setCurrency(Currency.getInstance(currency));
    }
    format.setMinimumFractionDigits(digits);
    format.setMaximumFractionDigits(Math.max(digits, amount.stripTrailingZeros().scale()));
    return format.format(amount);
  }

  static String grouped(long number, @TemplateAttribute("locale") Object locale) {
    return NumberFormat.getIntegerInstance(Language.region((Locale) locale)).format(number);
  }

  /** The first twenty of a list that may be long. */
  static <T> List<T> some(List<T> list) {
    return list.subList(0, Math.min(20, list.size()));
  }

  /** As a part of an address. */
  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  static List<ExceptionCase.Entry> newestFirst(ExceptionCase of) {
    List<ExceptionCase.Entry> entries = new ArrayList<>(of.history());
    Collections.reverse(entries);
    return entries;
  }

  /** What happened, where the return is named beside it. */
  static String told(ExceptionCase of) {
    String name = of.rmaNumber() + ": ";
    return of.cause().startsWith(name) ? of.cause().substring(name.length()) : of.cause();
  }

  /** What a person has written last; null for nothing. */
  static @Nullable String lastNote(ExceptionCase of) {
    return newestFirst(of).stream()
        .filter(e -> !"returnbridge".equals(e.who()))
        .map(ExceptionCase.Entry::note)
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  /** When somebody pressed Retry last, where that has not settled it; null where it was not. */
  static ExceptionCase.@Nullable Entry triedInVain(ExceptionCase of) {
    if (of.closed() || of.status().equals("retrying")) {
      return null;
    }
    return newestFirst(of).stream()
        .dropWhile(e -> !"retrying".equals(e.fromStatus()))
        .filter(e -> "retried".equals(e.what()))
        .findFirst()
        .orElse(null);
  }

  /** What closed the case last; null where none is told. */
  static ExceptionCase.@Nullable Entry end(ExceptionCase of) {
    return newestFirst(of).stream()
        .filter(e -> "resolved".equals(e.toStatus()))
        .findFirst()
        .orElse(null);
  }

  /** By when it happened: a scan that waited is told later than it was made. */
  static List<ReturnState.TimelineEntry> newestFirst(CaseFile file) {
    List<ReturnState.TimelineEntry> entries = new ArrayList<>(file.timeline());
    entries.sort(Comparator.comparing(ReturnState.TimelineEntry::at));
    Collections.reverse(entries);
    return entries;
  }

  /**
   * What a scan said and where its goods went, by the names of both; null for another entry. What
   * is stored has them as the tables write them.
   */
  static @Nullable String graded(
      ReturnState.TimelineEntry of, @TemplateAttribute("locale") Object locale) {
    Matcher graded = GRADED.matcher(of.effect());
    if (!graded.matches()) {
      return null;
    }
    String place = graded.group(3).equals("not kept") ? DispositionRow.NOWHERE : graded.group(3);
    return Words.say(
        (Locale) locale,
        "gradedGoes",
        graded.group(1),
        Words.name((Locale) locale, "grade", graded.group(2)),
        Words.name((Locale) locale, "location", place));
  }

  /** Of an item of the return; its id where the return does not have it any more. */
  static String sku(CaseFile file, String itemId) {
    return file.items().stream()
        .filter(i -> i.itemId().equals(itemId) && !i.sku().isEmpty())
        .map(CaseFile.Item::sku)
        .findFirst()
        .orElse(itemId);
  }

  /** A unit's name within its return. */
  static String key(CaseFile.ItemUnit unit, CaseFile.Item of) {
    return of.itemId() + "/" + unit.n();
  }

  /** The tabs of the inbox. */
  @TemplateExtension(namespace = "inbox")
  static List<String> statuses() {
    return List.of("open", "retrying", "snoozed", "resolved");
  }
}
