package io.returnbridge.personaldata;

import com.fasterxml.jackson.databind.JsonNode;
import io.returnbridge.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** A customer's, however it is written: in upper or lower case, plain or escaped in JSON. */
public final class EmailAddress {

  private static final Pattern FORM = Pattern.compile("[^\\s@<>\"]{1,64}@[^\\s@<>\"]{1,190}");

  private final String text;
  private final Pattern alone;

  private EmailAddress(String text) {
    this.text = text;
    this.alone =
        Pattern.compile(
            "(?<![\\p{L}\\p{N}._%+-])"
                + Pattern.quote(text)
                + "(?![\\p{L}\\p{N}_-]|\\.[\\p{L}\\p{N}])",
            Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
  }

  public static Optional<EmailAddress> of(String text) {
    String stripped = text.strip();
    return FORM.matcher(stripped).matches()
        ? Optional.of(new EmailAddress(stripped))
        : Optional.empty();
  }

  /** As it was given. */
  String text() {
    return text;
  }

  String lowerCase() {
    return text.toLowerCase(Locale.ROOT);
  }

  /**
   * Whether the payload names it; not one that only ends or begins like it. A topic has hundreds of
   * thousands of payloads: only one that may hide it behind escapes is parsed, and only one that
   * has it somewhere is looked at closely.
   */
  boolean isIn(byte[] payload) {
    String plain = mayHide(payload) ? plain(payload) : new String(payload, StandardCharsets.UTF_8);
    return isSomewhereIn(plain) && alone.matcher(plain).find();
  }

  /** With escapes, or in another encoding than UTF-8. */
  private static boolean mayHide(byte[] payload) {
    for (byte b : payload) {
      if (b == '\\' || b == 0) {
        return true;
      }
    }
    return false;
  }

  private boolean isSomewhereIn(String plain) {
    int before = text.indexOf('@');
    for (int at = plain.indexOf('@'); at >= 0; at = plain.indexOf('@', at + 1)) {
      if (plain.regionMatches(true, at - before, text, 0, text.length())) {
        return true;
      }
    }
    return false;
  }

  /** JSON without its escapes; what is no JSON, as it stands. */
  private static String plain(byte[] payload) {
    try {
      JsonNode json = Json.MAPPER.readTree(payload);
      if (json != null) {
        return json.toString();
      }
    } catch (IOException notJson) {
      // As it stands.
    }
    return new String(payload, StandardCharsets.UTF_8);
  }

  /** Without personal data. */
  @Override
  public String toString() {
    return "EmailAddress";
  }
}
