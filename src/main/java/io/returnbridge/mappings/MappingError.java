package io.returnbridge.mappings;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One thing that is wrong in a mapping table, and what to do about it.
 *
 * @param place file and line, for example {@code mappings/dispositions.csv:7}, with the character's
 *     column where that is known; the file alone when it cannot be read at all
 * @param column the column's or field's name; null when the place alone says it
 */
public record MappingError(String place, @Nullable String column, String message) {

  private static final Pattern LINE = Pattern.compile("(.+?\\.(?:csv|yaml)):([0-9]+)(?::[0-9]+)?");

  /** The file without the line. */
  public String file() {
    Matcher matcher = LINE.matcher(place);
    return matcher.matches() ? matcher.group(1) : place;
  }

  /** From 1; null where it is not about a line. */
  public @Nullable Integer line() {
    Matcher matcher = LINE.matcher(place);
    return matcher.matches() ? Integer.valueOf(matcher.group(2)) : null;
  }

  @Override
  public String toString() {
    return column == null
        ? place + ": " + message
        : place + " column \"" + column + "\": " + message;
  }
}
