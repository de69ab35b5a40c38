package io.returnbridge.reports;

import com.fasterxml.jackson.databind.JsonNode;
import io.returnbridge.failure.Plain;
import io.returnbridge.model.Money;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.regex.Pattern;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;
import org.jspecify.annotations.Nullable;

/**
 * A report as {@code .xlsx}: numbers and times are what they are, texts are texts whatever they
 * begin with. Its second sheet says what it is and what it adds up to.
 */
final class Spreadsheet {

  /** Excel shows no more of a cell. */
  private static final int LONGEST = 32_000;

  private static final String HEAD = "E6E9EE";

  /** Rows that are held before they are written. */
  private static final int AT_A_TIME = 500;

  private static final Pattern TIME = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]{5,18}Z");

  private final ZoneId zone;

  Spreadsheet(ZoneId zone) {
    this.zone = zone;
  }

  <R> void write(ReportKind<R> kind, Report report, OutputStream out) throws IOException {
    Workbook book = new Workbook(out, "Returnbridge", "1.0");
    new Table<>(book.newWorksheet(sheetName(report)), kind.columns(report))
        .write(report.rowsAs(kind.row()));
    about(book.newWorksheet("About"), report);
    // Only of the whole: what breaks off is no workbook.
    book.finish();
  }

  /** Excel takes no more than 31 characters. */
  private static String sheetName(Report report) {
    String name = report.name() + " " + report.date();
    return name.length() <= 31 ? name : report.name();
  }

  /**
   * The first sheet; it is written row by row, and the first rows decide how wide its columns are.
   */
  private final class Table<R> {
    private final Worksheet sheet;
    private final List<Column<R>> columns;
    private final int[] widest;
    private final boolean[] numbers;
    private int rows;

    Table(Worksheet sheet, List<Column<R>> columns) {
      this.sheet = sheet;
      this.columns = columns;
      this.widest = columns.stream().mapToInt(c -> c.name().length()).toArray();
      this.numbers = new boolean[columns.size()];
    }

    void write(Rows<R> all) throws IOException {
      for (int c = 0; c < columns.size(); c++) {
        sheet.value(0, c, columns.get(c).name());
      }
      sheet.range(0, 0, 0, columns.size() - 1).style().bold().fillColor(HEAD).set();
      sheet.freezePane(0, 1);
      sheet.repeatRows(0);
      sheet.pageOrientation("landscape");
      sheet.fitToWidth((short) 1);
      sheet.fitToHeight((short) 999);
      all.each(row -> ReportForms.written(() -> add(row)));
      widths();
      sheet.setAutoFilter(0, 0, rows, columns.size() - 1);
    }

    private void add(R row) throws IOException {
      rows++;
      for (int c = 0; c < columns.size(); c++) {
        Object value = columns.get(c).value().apply(row);
        numbers[c] |= value instanceof Money || value instanceof Number;
        int wide = Spreadsheet.this.write(sheet, rows, c, value);
        widest[c] = Math.max(widest[c], wide);
      }
      if (rows % AT_A_TIME == 0) {
        widths();
        sheet.flush();
      }
    }

    private void widths() {
      if (rows <= AT_A_TIME) {
        for (int c = 0; c < columns.size(); c++) {
          sheet.width(c, Math.min(60, widest[c] + 3));
          if (numbers[c]) {
            sheet.style(0, c).bold().fillColor(HEAD).horizontalAlignment("right").set();
          }
        }
      }
    }
  }

  /**
   * @return how many characters wide that is
   */
  private int write(Worksheet sheet, int row, int column, @Nullable Object value) {
    if (value == null) {
      return 0;
    }
    if (value instanceof Money money) {
      int digits = Money.digits(money.currencyCode()).orElse(0);
      sheet.value(row, column, BigDecimal.valueOf(money.centAmount(), digits));
      String format = digits == 0 ? "#,##0" : "#,##0." + "0".repeat(digits);
      sheet.style(row, column).format(format).set();
      return 14;
    }
    if (value instanceof Instant at) {
      sheet.value(row, column, at.atZone(zone).toLocalDateTime());
      sheet.style(row, column).format("yyyy-mm-dd hh:mm").set();
      return 16;
    }
    if (value instanceof LocalDate day) {
      sheet.value(row, column, day);
      sheet.style(row, column).format("yyyy-mm-dd").set();
      return 10;
    }
    if (value instanceof Number number) {
      sheet.value(row, column, number);
      return 10;
    }
    if (value instanceof Boolean flag) {
      sheet.value(row, column, flag);
      return 6;
    }
    String text = Plain.line(value.toString(), LONGEST);
    // Texts that the sheets share would be held until the end.
    sheet.inlineString(row, column, text);
    return text.length();
  }

  private void about(Worksheet sheet, Report report) {
    int row = 0;
    row = pair(sheet, row, "report", report.name());
    row = pair(sheet, row, "date", report.date());
    row = pair(sheet, row, "asOf", report.asOf());
    row = pair(sheet, row, "times are in", zone.getId());
    row = pair(sheet, row, "tables", report.tables());
    row = pair(sheet, row, "sentence", report.sentence());
    totals(sheet, row + 1, "", report.totals());
    sheet.width(0, 40);
    sheet.width(1, 80);
    sheet.style(row - 1, 1).wrapText(true).set();
  }

  private int totals(Worksheet sheet, int row, String path, JsonNode node) {
    if (node.has("centAmount")) {
      Money money = new Money(node.get("centAmount").asLong(), node.get("currencyCode").asText());
      sheet.value(row, 2, money.currencyCode());
      return pair(sheet, row, path, money);
    }
    int next = row;
    if (node.isObject()) {
      for (var field : node.properties()) {
        next =
            totals(
                sheet,
                next,
                path.isEmpty() ? field.getKey() : path + " " + field.getKey(),
                field.getValue());
      }
      return next;
    }
    if (node.isArray()) {
      for (int i = 0; i < node.size(); i++) {
        next = totals(sheet, next, path + " " + (i + 1), node.get(i));
      }
      return next;
    }
    return pair(sheet, next, path, value(node));
  }

  private static @Nullable Object value(JsonNode node) {
    if (node.isNull()) {
      return null;
    }
    if (node.isNumber()) {
      return node.numberValue();
    }
    if (node.isBoolean()) {
      return node.booleanValue();
    }
    String text = node.asText();
    return TIME.matcher(text).matches() ? Instant.parse(text) : text;
  }

  private int pair(Worksheet sheet, int row, String name, @Nullable Object value) {
    sheet.inlineString(row, 0, name);
    sheet.style(row, 0).bold().set();
    write(sheet, row, 1, value);
    return row + 1;
  }
}
