package io.returnbridge.failure;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.regex.Pattern;

/** Texts of others, before they stand among our own words: in messages, logs and cases. */
public final class Plain {

  private static final Pattern UNPRINTABLE =
      Pattern.compile(
          "[\\s\\p{Cc}\\p{Zl}\\p{Zp}\\u200B\\u200E\\u200F\\u202A-\\u202E\\u2060\\u2066-\\u2069\\uFEFF]+");

  private static final Pattern EMAIL =
      Pattern.compile("[\\p{L}\\p{N}._%+-]{1,64}@(?:[\\p{L}\\p{N}-]{1,63}\\.){1,8}\\p{L}{2,24}");

  private static final int LONGEST = 1_000;
  private static final int LONGEST_WORD = 80;

  private Plain() {}

  /** Why a file or folder cannot be read, without names of classes. */
  public static String why(IOException e) {
    if (e instanceof NoSuchFileException) {
      return "there is none";
    }
    if (e instanceof AccessDeniedException) {
      return "this user may not";
    }
    if (e instanceof NotDirectoryException) {
      return "it is no folder";
    }
    String message = e.getMessage();
    return message == null ? "the system does not say why" : line(message);
  }

  /**
   * On one line, without control characters, changes of direction and e-mail addresses, and of
   * 1,000 characters at most.
   */
  public static String line(String text) {
    return line(text, LONGEST);
  }

  /** A word of another system's, which should be short and need not be. */
  public static String word(String text) {
    return line(text, LONGEST_WORD);
  }

  /** As {@link #line(String)}, of so many characters at most. */
  public static String line(String text, int longest) {
    String bounded = text.length() > 4 * longest ? text.substring(0, 4 * longest) : text;
    String line = UNPRINTABLE.matcher(bounded).replaceAll(" ").strip();
    if (line.indexOf('@') >= 0) {
      line = EMAIL.matcher(line).replaceAll("(e-mail)");
    }
    if (line.length() <= longest) {
      return line;
    }
    int end = Character.isHighSurrogate(line.charAt(longest - 1)) ? longest - 1 : longest;
    return line.substring(0, end) + "\u2026";
  }
}
