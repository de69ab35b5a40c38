package io.returnbridge.mappings;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One row of a table. A cell that is wrong is reported and read as something harmless, so that the
 * row's other cells, and what refers to it, are checked too: with an error, no table is handed out.
 */
final class TableLine {
  private final TableFile file;
  private final int number;
  private final Map<String, String> cells;
  private boolean sound = true;

  TableLine(TableFile file, int number, Map<String, String> cells) {
    this.file = file;
    this.number = number;
    this.cells = cells;
  }

  int number() {
    return number;
  }

  Map<String, String> cells() {
    return cells;
  }

  boolean sound() {
    return sound;
  }

  void error(String column, String message) {
    sound = false;
    file.error(number, column, message);
  }

  /** The cell as it stands; empty when it is empty or left out. */
  String text(String column) {
    return cells.getOrDefault(column, "");
  }

  @Nullable String optional(String column) {
    String text = text(column);
    return text.isEmpty() ? null : text;
  }

  /** A cell that must not be empty. */
  String required(String column) {
    String text = text(column);
    if (text.isEmpty()) {
      error(column, "is empty: fill it in");
    }
    return text;
  }

  /** A cell that may be left out with all that follow it, but not be empty in between. */
  String requiredUnlessLeftOut(String column, String otherwise) {
    return cells.containsKey(column) ? required(column) : otherwise;
  }

  /** A cell that must not be empty, of the form that the pattern gives. */
  String required(String column, Pattern form, String remedy) {
    String text = required(column);
    if (!text.isEmpty() && !form.matcher(text).matches()) {
      error(column, "\"%s\" %s".formatted(text, remedy));
    }
    return text;
  }

  /** As {@link #required(String, Pattern, String)}, where the cell may be empty. */
  @Nullable String optional(String column, Pattern form, String remedy) {
    return text(column).isEmpty() ? null : required(column, form, remedy);
  }

  /** A cell that must be one of the values, or empty when there is a value for that. */
  <T> T oneOf(String column, Map<String, T> values, @Nullable T whenEmpty) {
    String text = text(column);
    if (text.isEmpty() && whenEmpty != null) {
      return whenEmpty;
    }
    T value = values.get(text);
    if (value == null) {
      mustBeOneOf(column, values.keySet());
      return values.values().iterator().next();
    }
    return value;
  }

  /** A cell that must be one of the values. */
  String oneOf(String column, List<String> values) {
    if (!values.contains(text(column))) {
      mustBeOneOf(column, values);
    }
    return text(column);
  }

  private void mustBeOneOf(String column, Collection<String> values) {
    String text = text(column);
    String choice = "use one of " + String.join(", ", values);
    error(
        column,
        text.isEmpty()
            ? "is empty: " + choice
            : "\"%s\" is not known%s: %s".formatted(text, Suggestion.of(text, values), choice));
  }
}
