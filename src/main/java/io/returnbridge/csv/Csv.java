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
    try (CSVPrinter csv = new CSVPrinter(text, FORMAT)) {
      csv.printRecord(header);
      for (List<String> row : rows) {
        csv.printRecord(row.stream().map(Csv::cell).toList());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
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
