package io.returnbridge.mappings;

import io.returnbridge.csv.Csv;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.jspecify.annotations.Nullable;

/**
 * One CSV table: a header, then a row a line. Blank lines and lines that start with {@code #} are
 * skipped, so that a cell cannot hold a line break. An apostrophe before what begins like a formula
 * is not part of the cell ({@link Csv}). Errors are collected, and reading goes on.
 */
final class TableFile {
  private static final CSVFormat FORMAT =
      CSVFormat.RFC4180.builder().setIgnoreSurroundingSpaces(true).setTrim(true).get();

  /** Up to the comma that ends it, or to the end of the line. */
  private static final Pattern WHOLE_CELL =
      Pattern.compile("\\s*+(?:\"[^\"]*+(?:\"\"[^\"]*+)*+\"\\s*+|[^\",][^,]*+)?+(?=,|$)");

  private final String place;
  private final List<MappingError> errors;
  private final List<TableLine> lines = new ArrayList<>();
  private int lastNumber = 1;

  /**
   * @param required columns that the header must have
   * @param optional columns that it may have besides
   */
  TableFile(
      MappingFiles files,
      String name,
      List<String> required,
      List<String> optional,
      List<MappingError> errors) {
    this.place = files.place(name);
    this.errors = errors;
    List<String> known = new ArrayList<>(required);
    known.addAll(optional);
    int before = errors.size();
    List<String> texts = TextLines.read(files, name, errors);
    if (errors.size() > before) {
      return;
    }
    Map<String, Integer> header = null;
    for (int i = 0; i < texts.size(); i++) {
      String text = texts.get(i);
      if (!isLine(text)) {
        continue;
      }
      lastNumber = i + 1;
      List<String> cells =
          cells(i + 1, text, header == null ? known : List.copyOf(header.keySet()));
      if (header == null) {
        header = header(i + 1, cells, required, known);
        if (header == null) {
          return;
        }
      } else if (cells != null) {
        addLine(i + 1, cells, header);
      }
    }
    if (header == null) {
      error(
          Math.max(1, texts.size()),
          known.get(0),
          "the header is missing: the first line must be " + String.join(",", known));
    }
  }

  /** The lines of a table that is valid, whatever its columns; none of one that is not. */
  static List<TableLine> asItStands(MappingFiles files, String name) {
    List<MappingError> unused = new ArrayList<>();
    List<String> header =
        TextLines.read(files, name, unused).stream()
            .filter(TableFile::isLine)
            .findFirst()
            .map(text -> List.of(text.replace("\"", "").strip().split("\\s*,\\s*")))
            .orElse(List.of(""));
    return new TableFile(files, name, List.of(), header, unused).lines();
  }

  private static boolean isLine(String text) {
    return !text.isBlank() && !text.startsWith("#");
  }

  List<TableLine> lines() {
    return lines;
  }

  /** A row is missing, which would stand below the last one. */
  void missingRow(String column, String message) {
    error(lastNumber, column, message);
  }

  void error(int line, String column, String message) {
    errors.add(new MappingError(place + ":" + line, column, message));
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

  private @Nullable List<String> cells(int line, String text, List<String> columns) {
    try (CSVParser parser = CSVParser.parse(text, FORMAT)) {
      return parser.getRecords().get(0).toList();
    } catch (IOException | UncheckedIOException | IllegalStateException wrong) {
      error(
          line,
          columns.get(Math.min(brokenCell(text), columns.size() - 1)),
          "a quote is not closed, or text follows a closed one: write \"…\" around the whole cell,"
              + " and a quote within it twice");
      return null;
    }
  }

  /** Index of the first cell whose quotes do not close, or close before its end. */
  private static int brokenCell(String text) {
    Matcher whole = WHOLE_CELL.matcher(text);
    int cells = 0;
    while (whole.lookingAt() && whole.end() < text.length()) {
      cells++;
      whole.region(whole.end() + 1, text.length());
    }
    return cells;
  }

  private @Nullable Map<String, Integer> header(
      int line, @Nullable List<String> cells, List<String> required, List<String> known) {
    if (cells == null) {
      return null;
    }
    if (cells.stream().noneMatch(known::contains)) {
      boolean separated = cells.size() == 1 && cells.get(0).matches(".*[;\\t].*");
      error(
          line,
          known.get(0),
          (separated
                  ? "the cells are not separated by commas: save the file as CSV with commas; "
                  : "the header is missing: ")
              + "the first line must be "
              + String.join(",", known));
      return null;
    }
    Map<String, Integer> header = new LinkedHashMap<>();
    boolean sound = true;
    String neighbour = known.get(0);
    for (int i = 0; i < cells.size(); i++) {
      String name = cells.get(i);
      if (name.isEmpty()) {
        error(
            line,
            neighbour,
            "beside it stands a column without a name: name it, or remove it from all lines");
        sound = false;
        continue;
      }
      neighbour = name;
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
          List.copyOf(header.keySet()).get(header.size() - 1),
          "the line has %d cells and the header %d: put \"…\" around a cell that has a comma"
              .formatted(cells.size(), header.size()));
      return;
    }
    Map<String, String> values = new LinkedHashMap<>();
    header.forEach(
        (name, index) -> {
          if (index < cells.size()) {
            values.put(name, printable(number, name, Csv.plain(cells.get(index))));
          }
        });
    lines.add(new TableLine(this, number, values));
  }

  private String printable(int number, String column, String cell) {
    if (cell.chars().noneMatch(Character::isISOControl)) {
      return cell;
    }
    error(
        number,
        column,
        "has a character that cannot be seen (a tab, for example): type the cell anew");
    return cell.replaceAll("\\p{Cntrl}", "");
  }
}
