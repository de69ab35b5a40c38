package io.returnbridge.settings;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a return or its order is looked at in another system: an address with placeholders. */
public record LinkTemplate(String text) {

  /** What it may name in braces. */
  static final List<String> PLACEHOLDERS =
      List.of("orderId", "orderNumber", "returnId", "rmaNumber", "store", "projectKey");

  private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^{}]*)}");

  /** What is wrong with it; empty when nothing is. */
  static Optional<String> problem(String text) {
    Matcher placeholder = PLACEHOLDER.matcher(text);
    boolean known = placeholder.results().allMatch(m -> PLACEHOLDERS.contains(m.group(1)));
    boolean sound =
        known && SettingsReader.httpUrl(PLACEHOLDER.matcher(text).replaceAll("x")).isPresent();
    return sound
        ? Optional.empty()
        : Optional.of(
            "set it to an address with http:// or https://; its placeholders are {"
                + String.join("}, {", PLACEHOLDERS)
                + "}");
  }

  /** The address; empty while a value that it names is not known. */
  public Optional<String> fill(Map<String, String> values) {
    Matcher placeholder = PLACEHOLDER.matcher(text);
    if (!placeholder.results().allMatch(m -> values.containsKey(m.group(1)))) {
      return Optional.empty();
    }
    return Optional.of(
        PLACEHOLDER
            .matcher(text)
            .replaceAll(
                m ->
                    Matcher.quoteReplacement(
                        URLEncoder.encode(
                                values.getOrDefault(m.group(1), ""), StandardCharsets.UTF_8)
                            .replace("+", "%20"))));
  }
}
