package io.returnbridge.mappings;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How a case of one code reads, whose it is and how long it may take.
 *
 * @param opensAfter how long a watchdog waits before it opens the case; null: at once
 * @param due how long a person has from then
 * @param causeEs the same in Spanish; null where the table has none
 */
public record ExceptionRow(
    String code,
    String owner,
    String severity,
    String verdict,
    @Nullable Duration opensAfter,
    Duration due,
    String cause,
    String nextStep,
    @Nullable String causeEs,
    @Nullable String nextStepEs) {

  /** Who decides cases. */
  public static final List<String> OWNERS = List.of("cx", "finance", "warehouse", "integration");

  /** What the texts may name in braces, for example {@code {rmaNumber}}. */
  public static final List<String> PLACEHOLDERS =
      List.of(
          "rmaNumber",
          "returnId",
          "orderNumber",
          "itemId",
          "sku",
          "reason",
          "refundId",
          "amount",
          "store",
          "channel",
          "grade",
          "detail",
          "step",
          "subject",
          "scanId",
          "expected",
          "actual");

  static final Pattern PLACEHOLDER = Pattern.compile("\\{([^{}]*)}");

  /** The cause with its placeholders filled; a value that is missing reads {@code ?}. */
  public String cause(Map<String, String> values) {
    return fill(cause, values);
  }

  /** The next step with its placeholders filled; a value that is missing reads {@code ?}. */
  public String nextStep(Map<String, String> values) {
    return fill(nextStep, values);
  }

  /** In Spanish, filled like {@link #cause(Map)}; empty where the table has no Spanish. */
  public Optional<String> causeEs(Map<String, String> values) {
    return Optional.ofNullable(causeEs).map(text -> fill(text, values));
  }

  /** In Spanish, filled like {@link #nextStep(Map)}; empty where the table has no Spanish. */
  public Optional<String> nextStepEs(Map<String, String> values) {
    return Optional.ofNullable(nextStepEs).map(text -> fill(text, values));
  }

  private static String fill(String text, Map<String, String> values) {
    return PLACEHOLDER
        .matcher(text)
        .replaceAll(match -> Matcher.quoteReplacement(values.getOrDefault(match.group(1), "?")));
  }
}
