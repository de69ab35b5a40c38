package io.returnbridge.mappings;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;

/**
 * One CSV table: a header, then a row a line. Blank lines and lines that start with {@code #} are
 * skipped, so that a cell cannot hold a line break. Errors are collected, and reading goes on.
 */
final class TableFile {
  private static final CSVFormat FORMAT =
      CSVFormat.RFC4180.builder().setIgnoreSurroundingSpaces(true).setTrim(true).get();

  private final Path file;
  private final List<MappingError> errors;
  private final List<TableLine> lines = new ArrayList<>();

  /**
   * @param required columns that the header must have
   * @param optional columns that it may have besides
   */
  TableFile(Path file, List<String> required, List<String> optional, List<MappingError> errors) {
    this.file = file;
    this.errors = errors;
    List<String> known = new ArrayList<>(required);
    known.addAll(optional);
    int before = errors.size();
    List<String> texts = TextLines.read(file, errors);
    Map<String, Integer> header = null;
    for (int i = 0; i < texts.size(); i++) {
      String text = texts.get(i);
      if (text.isBlank() || text.startsWith("#")) {
        continue;
      }
      List<String> cells = cells(i + 1, text);
      if (header == null) {
        header = header(i + 1, cells, required, known);
        if (header == null) {
          return;
        }
      } else if (cells != null) {
        addLine(i + 1, cells, header);
      }
    }
    if (header == null && errors.size() == before) {
      error(null, "the header is missing: the first line must be " + String.join(",", known));
    }
  }

  List<TableLine> lines() {
    return lines;
  }

  /** An error of the file as a whole, not of a line. */
  void error(@Nullable String column, String message) {
    errors.add(new MappingError(TextLines.place(file), column, message));
  }

  void error(int line, @Nullable String column, String message) {
    errors.add(new MappingError(TextLines.place(file) + ":" + line, column, message));
  }

  /** Reports each line whose value of {@code column} an earlier line has already. */
  void noDuplicates(String column, Map<TableLine, String> keys) {
    Map<String, TableLine> seen = new HashMap<>();
    keys.forEach(
        (line, key) -> {
          TableLine earlier = key.isEmpty() ? null : seen.putIfAbsent(key, line);
          if (earlier != null) {
            line.error(
                column,
                "\"%s\" is in line %d already: remove one of the two"
                    .formatted(line.text(column), earlier.number()));
          }
        });
  }

  private @Nullable List<String> cells(int line, String text) {
    try (CSVParser parser = CSVParser.parse(text, FORMAT)) {
      List<CSVRecord> records = parser.getRecords();
      if (records.size() == 1) {
        return records.get(0).toList();
      }
      error(line, null, "there is a line break within the line: write the row on one line");
    } catch (IOException | UncheckedIOException | IllegalStateException wrong) {
      error(
          line,
          null,
          "a quote is not closed, or text follows a closed one: write \"…\" around the whole cell,"
              + " and a quote within it twice");
    }
    return null;
  }

  private @Nullable Map<String, Integer> header(
      int line, @Nullable List<String> cells, List<String> required, List<String> known) {
    if (cells == null) {
      return null;
    }
    Map<String, Integer> header = new LinkedHashMap<>();
    boolean sound = true;
    for (int i = 0; i < cells.size(); i++) {
      String name = cells.get(i);
      if (!known.contains(name)) {
        error(
            line,
            name,
            "is not a column of this table%s: its columns are %s"
                .formatted(Suggestion.of(name, known), String.join(",", known)));
        sound = false;
      } else if (header.putIfAbsent(name, i) != null) {
        error(line, name, "the column is there twice: remove one of the two");
        sound = false;
      }
    }
    for (String name : required) {
      if (!header.containsKey(name)) {
        error(line, name, "the column is missing: the header is " + String.join(",", known));
        sound = false;
      }
    }
    return sound ? header : null;
  }

  private void addLine(int number, List<String> cells, Map<String, Integer> header) {
    if (cells.size() > header.size()) {
      error(
          number,
          null,
          "the line has %d cells and the header %d: put \"…\" around a cell that has a comma"
              .formatted(cells.size(), header.size()));
      return;
    }
    Map<String, String> values = new HashMap<>();
    header.forEach(
        (name, index) -> {
          if (index < cells.size()) {
            values.put(name, cells.get(index));
          }
        });
    lines.add(new TableLine(this, number, values));
  }
}
