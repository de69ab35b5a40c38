package io.returnbridge.mappings;

import java.time.Duration;
import java.time.Period;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code exceptions.csv}. */
final class ExceptionRules {
  private static final Pattern CODE = Pattern.compile("[A-Z][A-Z0-9_]{1,63}");
  private static final List<String> SEVERITIES = List.of("low", "medium", "high", "critical");
  private static final List<String> VERDICTS = List.of("integration", "process", "other-system");

  private ExceptionRules() {}

  static ExceptionTable read(MappingFiles files, List<MappingError> errors) {
    int before = errors.size();
    TableFile table =
        new TableFile(
            files,
            "exceptions.csv",
            List.of(
                "code", "owner", "severity", "verdict", "opens_after", "due", "cause", "next_step"),
            List.of("cause_es", "next_step_es"),
            errors);
    boolean readable = errors.size() == before;
    List<String> known = new ArrayList<>(ExceptionTable.CODES);
    known.addAll(ExceptionTable.OTHERS);
    List<String> needed = new ArrayList<>(ExceptionTable.CODES);
    List<ExceptionRow> rows = new ArrayList<>();
    Map<TableLine, String> keys = new LinkedHashMap<>();
    for (TableLine line : table.lines()) {
      ExceptionRow row =
          new ExceptionRow(
              line.required("code", CODE, "is not a code: use upper-case letters, digits and _"),
              line.oneOf("owner", ExceptionRow.OWNERS),
              line.oneOf("severity", SEVERITIES),
              line.oneOf("verdict", VERDICTS),
              line.text("opens_after").isEmpty() ? null : duration(line, "opens_after"),
              due(line),
              words(line, "cause"),
              words(line, "next_step"),
              optionalWords(line, "cause_es"),
              optionalWords(line, "next_step_es"));
      if (!row.code().isEmpty() && line.sound() && !known.contains(row.code())) {
        String meant = Suggestion.of(row.code(), known);
        line.error(
            "code",
            "\"%s\" is not a code of this program%s: correct it, or remove the line"
                .formatted(row.code(), meant));
        needed.removeIf(code -> meant.contains("\"" + code + "\""));
      }
      keys.put(line, row.code());
      rows.add(row);
    }
    table.noDuplicates("code", keys);
    if (readable) {
      StatusTables.everyOneHasARow(table, "code", needed, keys);
    }
    return new ExceptionTable(rows);
  }

  private static Duration due(TableLine line) {
    Duration due = line.required("due").isEmpty() ? Duration.ZERO : duration(line, "due");
    if (due.isZero() && line.sound()) {
      line.error("due", "nobody can act in no time: use more, such as PT4H");
    }
    return due;
  }

  private static Duration duration(TableLine line, String column) {
    String text = line.text(column);
    Duration duration = parse(text);
    if (duration == null || duration.isNegative()) {
      line.error(
          column,
          "\"%s\" is not an ISO-8601 duration: use minutes, hours, days or weeks, such as PT15M, PT4H, P2D or P1W"
              .formatted(text));
      return Duration.ZERO;
    }
    return duration;
  }

  /** Days and weeks count 24 hours a day; months and years have no fixed length and are refused. */
  private static @Nullable Duration parse(String text) {
    try {
      return Duration.parse(text);
    } catch (DateTimeParseException | ArithmeticException notATime) {
      try {
        Period period = Period.parse(text);
        return period.toTotalMonths() == 0 ? Duration.ofDays(period.getDays()) : null;
      } catch (DateTimeParseException | ArithmeticException notDaysEither) {
        return null;
      }
    }
  }

  private static @Nullable String optionalWords(TableLine line, String column) {
    return line.text(column).isEmpty() ? null : words(line, column);
  }

  private static String words(TableLine line, String column) {
    String text = line.required(column);
    Matcher placeholder = ExceptionRow.PLACEHOLDER.matcher(text);
    while (placeholder.find()) {
      String name = placeholder.group(1);
      if (!ExceptionRow.PLACEHOLDERS.contains(name)) {
        line.error(
            column,
            "\"{%s}\" is not a placeholder%s: use one of %s"
                .formatted(
                    name,
                    Suggestion.of(name, ExceptionRow.PLACEHOLDERS),
                    String.join(", ", ExceptionRow.PLACEHOLDERS)));
      }
    }
    if (ExceptionRow.PLACEHOLDER.matcher(text).replaceAll("").matches(".*[{}].*")) {
      line.error(column, "a brace stands alone: write placeholders as {rmaNumber}");
    }
    return text;
  }
}
