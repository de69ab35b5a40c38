package io.returnbridge.mappings;

import org.jspecify.annotations.Nullable;

/**
 * One thing that is wrong in a mapping table, and what to do about it.
 *
 * @param place file and line, for example {@code mappings/dispositions.csv:7}, with the character's
 *     column where that is known; the file alone when it cannot be read at all
 * @param column the column's or field's name; null when the place alone says it
 */
public record MappingError(String place, @Nullable String column, String message) {
  @Override
  public String toString() {
    return column == null
        ? place + ": " + message
        : place + " column \"" + column + "\": " + message;
  }
}
