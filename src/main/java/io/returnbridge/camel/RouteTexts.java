package io.returnbridge.camel;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a text of a route may contain. Camel evaluates functions in every text that it has an
 * expression for, written as one or not, and placeholders in all of them: so each is looked at,
 * wherever it stands. What a route could read by a placeholder it could also log or send: therefore
 * only the settings that are meant for routes, and never one that holds a secret.
 */
final class RouteTexts {

  private static final Pattern FUNCTION = Pattern.compile("\\$(?:simple)?\\{([^}]*)}?");
  private static final Pattern PLAIN_FUNCTION =
      Pattern.compile(
          "(body|header|exchangeProperty)(\\.(?!(?i:get)?(?i:class)\\b)[A-Za-z][A-Za-z0-9-]*)*");

  private static final Pattern PLACEHOLDER =
      Pattern.compile("\\{\\{((?:(?!}}).)*)(}})?", Pattern.DOTALL);

  /** Settings of application.properties that say how a route works. */
  private static final Pattern SETTING =
      Pattern.compile(
          "(topics|schedule)\\.[a-z-]+|due-work\\.every|workers"
              + "|(reveni|alerts\\.webhook)\\.(connect|response)-timeout"
              + "|alerts\\.smtp\\.(host|port)");

  private static final Pattern CLASS = Pattern.compile("([a-z][a-z0-9_]*\\.)+[A-Z]\\w*");
  private static final String SERIALIZERS = "org.apache.kafka.common.serialization.";

  private RouteTexts() {}

  /** The parameter that the short form of a component's uri begins with. */
  static String nameOf(String component) {
    return switch (component) {
      case "kafka" -> "topic";
      case "timer" -> "timerName";
      case "quartz" -> "triggerName";
      case "platform-http" -> "path";
      case "http", "https" -> "httpUri";
      case "smtp" -> "host";
      case "log" -> "loggerName";
      default -> "name";
    };
  }

  /**
   * @return what is wrong with a text, and what to do
   */
  static Optional<String> problem(String text) {
    if (!all(FUNCTION, text, PLAIN_FUNCTION)) {
      return Optional.of(
          "\"" + text + "\" may read body, header and exchangeProperty, and call nothing");
    }
    if (text.strip().startsWith("resource:")) {
      return Optional.of("\"" + text + "\" reads a text from elsewhere: write it here");
    }
    return placeholderProblem(text);
  }

  /** The same of a text that Camel only fills in, as a description. */
  static Optional<String> placeholderProblem(String text) {
    if (!all(PLACEHOLDER, text, SETTING)) {
      return Optional.of(
          "\""
              + text
              + "\": between {{ and }} stands a setting that is meant for routes (topics.…,"
              + " schedule.…, and those that the shipped routes use), no other variable, no secret,"
              + " no function and no default");
    }
    return Optional.empty();
  }

  /** The same of a parameter of an endpoint, which may not name code. */
  static Optional<String> parameterProblem(String text) {
    boolean ours =
        CLASS.matcher(text).results().allMatch(found -> found.group().startsWith(SERIALIZERS));
    return ours && !text.startsWith("#")
        ? problem(text)
        : Optional.of("the parameter \"" + text + "\" names code: only Kafka's serializers may be");
  }

  /** Whether a name is that of an exception of Java, Camel or Kafka. */
  static boolean isException(String name) {
    return List.of("java.", "org.apache.camel.", "org.apache.kafka.common.errors.").stream()
            .anyMatch(name::startsWith)
        && CLASS.matcher(name).matches();
  }

  private static boolean all(Pattern part, String text, Pattern plain) {
    return part.matcher(text).results().allMatch(p -> plain.matcher(p.group(1)).matches());
  }
}
