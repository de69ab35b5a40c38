package io.returnbridge.csv;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * The CSV of an import. Commas or semicolons, as spreadsheets write them; the header names the
 * columns, in any order and case.
 *
 * @param errors rows that cannot be read
 */
public record ImportTable(List<Row> rows, List<ImportError> errors) {

  /**
   * @param line of the file, from 1
   * @param cells by column; of those that the table does not have none
   */
  public record Row(long line, Map<String, String> cells) {

    /** Empty where it is empty or missing. */
    public String cell(String column) {
      return cells.getOrDefault(column, "");
    }
  }

  private static final CSVFormat FORMAT =
      CSVFormat.RFC4180
          .builder()
          .setIgnoreSurroundingSpaces(true)
          .setTrim(true)
          .setIgnoreEmptyLines(true)
          .get();

  /** More than Reveni's export of a year has; they are held until all are read. */
  public static final int MOST_ROWS = 100_000;

  /**
   * @param columns by what the header calls them, in lower case
   * @param needs throws {@link ImportUnreadable} when the header has too few of them
   * @throws ImportUnreadable when it is no such table, or too large
   * @throws CharacterCodingException when it is not UTF-8
   */
  public static ImportTable read(
      Reader csv, Map<String, String> columns, Consumer<Set<String>> needs) throws IOException {
    CountedLines lines = new CountedLines(csv);
    char delimiter = delimiter(lines.first());
    List<Row> rows = new ArrayList<>();
    List<ImportError> errors = new ArrayList<>();
    try (CSVParser parser =
        CSVParser.parse(lines, FORMAT.builder().setDelimiter(delimiter).get())) {
      Iterator<CSVRecord> records = parser.iterator();
      Map<String, Integer> header = header(parser, records, lines, columns);
      needs.accept(header.keySet());
      while (next(parser, records, lines, errors)) {
        CSVRecord record = records.next();
        if (rows.size() == MOST_ROWS) {
          throw new ImportUnreadable(
              "The table has more than " + MOST_ROWS + " rows: send it in parts");
        }
        Map<String, String> cells = new HashMap<>();
        header.forEach((column, at) -> cells.put(column, cell(record, at)));
        rows.add(new Row(parser.getCurrentLineNumber(), Map.copyOf(cells)));
      }
    }
    return new ImportTable(List.copyOf(rows), List.copyOf(errors));
  }

  private static char delimiter(String first) {
    return first.contains(";") && !first.contains(",") ? ';' : ',';
  }

  private static Map<String, Integer> header(
      CSVParser parser,
      Iterator<CSVRecord> records,
      CountedLines lines,
      Map<String, String> columns)
      throws IOException {
    List<ImportError> wrong = new ArrayList<>();
    if (!next(parser, records, lines, wrong)) {
      throw new ImportUnreadable(
          wrong.isEmpty()
              ? "There is no header: begin with a line such as store,return_id"
              : "The header: " + wrong.get(0).problem());
    }
    CSVRecord record = records.next();
    Map<String, Integer> header = new HashMap<>();
    for (int i = 0; i < record.size(); i++) {
      String column = columns.get(record.get(i).toLowerCase(Locale.ROOT));
      if (column != null) {
        header.putIfAbsent(column, i);
      }
    }
    return header;
  }

  /** A quote that is not closed swallows what follows it: the rows before it stand. */
  private static boolean next(
      CSVParser parser, Iterator<CSVRecord> records, CountedLines lines, List<ImportError> errors)
      throws IOException {
    long before = parser.getCurrentLineNumber();
    lines.beginRow();
    try {
      return records.hasNext();
    } catch (UncheckedIOException | IllegalStateException e) {
      lines.throwWhatWasNotRead();
      errors.add(
          new ImportError(
              lines.notBlankAfter(before),
              null,
              "a quote is not closed, or text follows a closed one; from here on nothing was read:"
                  + " correct it and send the rest"));
      return false;
    }
  }

  private static String cell(CSVRecord record, int at) {
    return at >= record.size() ? "" : Csv.plain(record.get(at));
  }
}
