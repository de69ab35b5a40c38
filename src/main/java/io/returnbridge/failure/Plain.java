package io.returnbridge.failure;

import java.util.regex.Pattern;

/** Texts of others, before they stand among our own words: in messages, logs and cases. */
public final class Plain {

  private static final Pattern UNPRINTABLE =
      Pattern.compile(
          "[\\s\\p{Cc}\\p{Zl}\\p{Zp}\\u200B\\u200E\\u200F\\u202A-\\u202E\\u2060\\u2066-\\u2069\\uFEFF]+");

  private static final int LONGEST = 1_000;

  private Plain() {}

  /**
   * On one line, without control characters and changes of direction, and of 1,000 characters at
   * most.
   */
  public static String line(String text) {
    return line(text, LONGEST);
  }

  /** As {@link #line(String)}, of so many characters at most. */
  public static String line(String text, int longest) {
    String bounded = text.length() > 4 * longest ? text.substring(0, 4 * longest) : text;
    String line = UNPRINTABLE.matcher(bounded).replaceAll(" ").strip();
    if (line.length() <= longest) {
      return line;
    }
    int end = Character.isHighSurrogate(line.charAt(longest - 1)) ? longest - 1 : longest;
    return line.substring(0, end) + "\u2026";
  }
}
