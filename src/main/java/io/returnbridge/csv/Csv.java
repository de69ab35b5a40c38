package io.returnbridge.csv;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/**
 * Every CSV that this program writes. What people in a shop have typed is opened in a spreadsheet,
 * which runs a cell that begins like a formula: such a cell gets an apostrophe in front, which
 * {@link #plain} takes off again wherever a CSV is read. Numbers stay numbers.
 */
public final class Csv {

  private static final CSVFormat FORMAT =
      CSVFormat.DEFAULT.builder().setRecordSeparator("\n").get();

  /** Also in full width, as some keyboards type it, and behind blanks, which programs skip. */
  private static final Pattern FORMULA =
      Pattern.compile("['\\s\\h\\x00]*(?:[=+\\-@\\t\\r\\n]|[＝＋－＠]).*", Pattern.DOTALL);

  private static final Pattern NUMBER = Pattern.compile("-[0-9]+(?:\\.[0-9]+)?");

  private Csv() {}

  /** A header and its rows, with a line's end after each. */
  public static String text(List<String> header, List<List<String>> rows) {
    StringBuilder text = new StringBuilder();
    try {
      Table table = new Table(text, header);
      for (List<String> row : rows) {
        table.add(row);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  /** As {@link #text}, row by row. */
  public static final class Table {
    private final CSVPrinter csv;

    public Table(Appendable out, List<String> header) throws IOException {
      csv = new CSVPrinter(out, FORMAT);
      csv.printRecord(header);
    }

    public void add(List<String> row) throws IOException {
      csv.printRecord(row.stream().map(Csv::cell).toList());
    }
  }

  private static String cell(String text) {
    return isFormula(text) ? "'" + text : text;
  }

  /** The text of a cell that was read: the inverse of what writing does. */
  public static String plain(String cell) {
    return cell.startsWith("'") && isFormula(cell.substring(1)) ? cell.substring(1) : cell;
  }

  private static boolean isFormula(String text) {
    return FORMULA.matcher(text).matches() && !NUMBER.matcher(text).matches();
  }
}
