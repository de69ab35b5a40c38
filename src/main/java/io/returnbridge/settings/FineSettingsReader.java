package io.returnbridge.settings;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.quartz.CronExpression;

/** Reads properties one by one and collects what is wrong. */
final class FineSettingsReader {

  private static final int BELOW_THE_ENVIRONMENT = 250;
  private static final Pattern TIME = Pattern.compile("([0-9]{1,9})(ms|s|m|h)");
  private static final Duration LONGEST = Duration.ofDays(7);

  private static final Pattern NONE = Pattern.compile("(?i)0+(ms|s|m|h)|PT0S");

  /** With the highest value of each; the lowest is 1. */
  private static final Map<String, Integer> WHOLE_NUMBERS =
      Map.ofEntries(
          Map.entry("steps.consumers", 100),
          Map.entry("due-work.every", 60_000),
          Map.entry("workers", 1000),
          Map.entry("reports.days", 400),
          Map.entry("reports.reason-months", 24),
          Map.entry("reports.sold-months", 120),
          Map.entry("reconcile.days", 36_500),
          Map.entry("topics.partitions", 10_000),
          Map.entry("topics.retention-days", 36_500),
          Map.entry("personal-data.raw-days", 36_500),
          Map.entry("personal-data.operator-days", 36_500),
          Map.entry("reveni.connect-timeout", 600_000),
          Map.entry("reveni.response-timeout", 600_000),
          Map.entry("alerts.webhook.connect-timeout", 600_000),
          Map.entry("alerts.webhook.response-timeout", 600_000),
          Map.entry("http.connections", 100_000),
          Map.entry("http.head-seconds", 3600),
          Map.entry("http.body-seconds", 3600),
          Map.entry("http.table-seconds", 3600),
          Map.entry("http.idle-seconds", 3600),
          Map.entry("http.longest-head", 1_000_000));

  private static final List<String> TIMES =
      List.of(
          "steps.stands-still-after",
          "sweep.after-downtime",
          "reports.second-look-after",
          "reconcile.second-look-after",
          "reports.month-closes-after",
          "alerts.first-pause",
          "alerts.longest-pause");
  private static final List<String> TIMES_OR_NONE =
      List.of("alerts.batch", "alerts.at-most-every", "alerts.critical");
  private static final List<String> FLAGS =
      List.of("alerts.critical-in-quiet-hours", "alerts.resolved");
  private static final List<String> SCHEDULES =
      List.of(
          "schedule.watchdogs",
          "schedule.forget",
          "schedule.sweep",
          "schedule.alerts",
          "schedule.reconcile",
          "schedule.daily-exceptions",
          "schedule.month-end",
          "schedule.return-reasons");

  private final Config config;
  private final List<String> problems = new ArrayList<>();

  FineSettingsReader(Config config) {
    this.config = config;
  }

  /** System properties, environment variables, the shipped file: the first that has it. */
  static Config sources() {
    URL shipped =
        Objects.requireNonNull(
            FineSettingsReader.class.getResource("/application.properties"),
            "application.properties");
    try {
      return new SmallRyeConfigBuilder()
          .addSystemSources()
          .withSources(new PropertiesConfigSource(shipped, BELOW_THE_ENVIRONMENT))
          .build();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The names of the variables that stand for our own properties of the shipped file. */
  static List<String> variables() {
    List<String> names = new ArrayList<>();
    for (ConfigSource source : sources().getConfigSources()) {
      if (source.getOrdinal() == BELOW_THE_ENVIRONMENT) {
        source.getPropertyNames().stream()
            .filter(FineSettingsReader::isOurs)
            .map(FineSettingsReader::variable)
            .forEach(names::add);
      }
    }
    return names;
  }

  private static boolean isOurs(String property) {
    return !property.startsWith("quarkus.") && !property.startsWith("camel.");
  }

  FineSettings read() {
    Map<String, RetryPolicy> retries = new HashMap<>();
    FineSettings.KINDS.forEach(kind -> retries.put(kind, retry("retry." + kind + ".")));
    Map<String, BreakerSettings> breakers = new HashMap<>();
    FineSettings.SYSTEMS.forEach(
        system -> breakers.put(system, breaker("breaker." + system + ".")));
    breakers.put(FineSettings.OWN, breaker("breaker." + FineSettings.OWN + "."));
    checkWhatOthersRead();
    if (!problems.isEmpty()) {
      throw new SettingsProblems(problems);
    }
    return new FineSettings(Map.copyOf(retries), Map.copyOf(breakers));
  }

  /** They are read where they are used, at a time when nobody could be told any more. */
  private void checkWhatOthersRead() {
    WHOLE_NUMBERS.forEach((name, highest) -> number(name, 1, highest, true));
    number("sweep.returns-per-second", 0.01, 100_000, false);
    number("reports.returns-per-second", 0.01, 100_000, false);
    number("reconcile.returns-per-second", 0.01, 100_000, false);
    TIMES.forEach(this::time);
    TIMES_OR_NONE.stream().filter(name -> !NONE.matcher(text(name)).matches()).forEach(this::time);
    FLAGS.forEach(this::flag);
    SCHEDULES.forEach(this::schedule);
    invoiceColumns();
  }

  private void invoiceColumns() {
    try {
      var unused = InvoiceColumns.of(text("invoice.columns"));
    } catch (SettingsProblems wrong) {
      problems.addAll(wrong.problems());
    }
  }

  private void flag(String name) {
    String text = text(name);
    if (!text.equalsIgnoreCase("true") && !text.equalsIgnoreCase("false")) {
      problems.add("%s is \"%s\": set it to true or false".formatted(variable(name), text));
    }
  }

  private void schedule(String name) {
    String text = text(name);
    if (!CronExpression.isValidExpression(text)) {
      problems.add(
          "%s is \"%s\": set it to a Quartz cron, seconds first, such as 0 17 * * * ?"
              .formatted(variable(name), text));
    }
  }

  /**
   * The properties of this program for which an empty variable is set, with the shipped values that
   * hold all the same.
   */
  Map<String, String> emptyOnes() {
    Map<String, String> empty = new TreeMap<>();
    for (ConfigSource source : config.getConfigSources()) {
      if (source.getOrdinal() == BELOW_THE_ENVIRONMENT) {
        source
            .getProperties()
            .forEach(
                (name, value) -> {
                  if (isOurs(name) && first(name).isBlank()) {
                    empty.put(name, value);
                  }
                });
      }
    }
    return empty;
  }

  private String first(String name) {
    for (ConfigSource source : config.getConfigSources()) {
      String value = source.getValue(name);
      if (value != null) {
        return value;
      }
    }
    return "";
  }

  private RetryPolicy retry(String prefix) {
    Duration first = time(prefix + "first-pause");
    Duration longest = time(prefix + "longest-pause");
    ordered(prefix + "longest-pause", longest, prefix + "first-pause", first);
    return new RetryPolicy(
        (int) number(prefix + "attempts", 1, 1_000_000, true),
        first,
        number(prefix + "factor", 1, 10, false),
        number(prefix + "jitter", 0, 1, false),
        longest);
  }

  private BreakerSettings breaker(String prefix) {
    Duration first = time(prefix + "first-delay");
    Duration longest = time(prefix + "longest-delay");
    ordered(prefix + "longest-delay", longest, prefix + "first-delay", first);
    return new BreakerSettings(
        (int) number(prefix + "failures", 2, 1000, true),
        time(prefix + "window"),
        first,
        longest,
        (int) number(prefix + "probes", 1, 100, true),
        time(prefix + "patience"));
  }

  private void ordered(String longer, Duration most, String shorter, Duration least) {
    if (!most.isZero() && most.compareTo(least) < 0) {
      problems.add(
          variable(longer)
              + " is shorter than "
              + variable(shorter)
              + ": make it the same or longer");
    }
  }

  private double number(String name, double lowest, double highest, boolean whole) {
    String text = text(name);
    try {
      double number = Double.parseDouble(text);
      if (number >= lowest && number <= highest && (!whole || number == Math.rint(number))) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Reported below, as a number out of range.
    }
    problems.add(
        "%s is \"%s\": set it to a %s from %s to %s"
            .formatted(
                variable(name),
                text,
                whole ? "whole number" : "number",
                plain(lowest),
                plain(highest)));
    return lowest;
  }

  private Duration time(String name) {
    String text = text(name);
    Duration time = parsed(text);
    if (time.isZero() || time.isNegative() || time.compareTo(LONGEST) > 0) {
      problems.add(
          "%s is \"%s\": set it to a time up to 7 days, such as 500ms, 30s or 5m"
              .formatted(variable(name), text));
      return Duration.ZERO;
    }
    return time;
  }

  /** Zero for what is no time. */
  private static Duration parsed(String text) {
    Matcher matcher = TIME.matcher(text.toLowerCase(Locale.ROOT));
    if (matcher.matches()) {
      long amount = Long.parseLong(matcher.group(1));
      return switch (matcher.group(2)) {
        case "ms" -> Duration.ofMillis(amount);
        case "s" -> Duration.ofSeconds(amount);
        case "m" -> Duration.ofMinutes(amount);
        default -> Duration.ofHours(amount);
      };
    }
    try {
      return Duration.parse(text);
    } catch (DateTimeParseException e) {
      return Duration.ZERO;
    }
  }

  /** An empty variable counts as not set, and there is a shipped value for each property. */
  private String text(String name) {
    for (ConfigSource source : config.getConfigSources()) {
      String value = source.getValue(name);
      if (value != null && !value.isBlank()) {
        return value.strip();
      }
    }
    return "";
  }

  private static String plain(double number) {
    return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
  }

  /** As an installation sets it. */
  private static String variable(String name) {
    return name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }
}
