package io.returnbridge.mappings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each shipped table is broken in every way that a person or a spreadsheet breaks one. What is
 * refused is refused with file, line, column and remedy, whatever it is.
 */
class BrokenTablesTest {
  private static final Path SHIPPED = Path.of("mappings");
  private static final String PAYLOAD = "reveni-payload.yaml";
  private static final Pattern REMEDY =
      Pattern.compile(
          "did you mean|\\b(use|add|remove|fill|write|restore|save|put|rename|move|make|say|name|empty"
              + "|type|check|list)\\b|the header is|its columns are|the first line must be");

  private static final Set<String> MAY_BE_LEFT_OUT =
      Set.of(
          "exceptions.csv#cause_es",
          "exceptions.csv#next_step_es",
          "stores.csv#commercetools_store",
          "stores.csv#default_channel",
          "stores.csv#exchange_release",
          "channels.csv#writer",
          "reason-codes.csv#category",
          "reason-codes.csv#label_en",
          "reason-codes.csv#label_es",
          "dispositions.csv#shipment_state",
          "dispositions.csv#verdict",
          "dispositions.csv#reject_reason",
          "reveni-statuses.csv#terminal",
          "reveni-statuses.csv#order_state",
          "timing.csv#schedule");

  @TempDir Path temporary;
  private Tables tables;

  @BeforeEach
  void copyTables() throws IOException {
    tables = new Tables(temporary);
  }

  /** A table as rows of cells; comments are left out, so the header is in line 1. */
  private record Sheet(String name, List<List<String>> rows) {
    static Sheet read(String name) throws IOException {
      String text =
          String.join(
              "\n",
              Files.readAllLines(SHIPPED.resolve(name)).stream()
                  .filter(line -> !line.startsWith("#"))
                  .toList());
      try (CSVParser parser = CSVParser.parse(text, CSVFormat.RFC4180)) {
        return new Sheet(name, parser.getRecords().stream().map(r -> r.toList()).toList());
      }
    }

    List<String> columns() {
      return rows.get(0);
    }

    List<List<String>> copy() {
      return new ArrayList<>(
          rows.stream().map(row -> (List<String>) new ArrayList<>(row)).toList());
    }
  }

  private static String text(List<List<String>> rows, String separator, String end) {
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      List<String> cells =
          row.stream().map(c -> c.contains(separator) ? '"' + c + '"' : c).toList();
      text.append(String.join(separator, cells)).append(end);
    }
    return text.toString();
  }

  private void write(Sheet sheet, List<List<String>> rows) throws IOException {
    tables.writeBytes(sheet.name(), text(rows, ",", "\n").getBytes(StandardCharsets.UTF_8));
  }

  private static List<Sheet> sheets() throws IOException {
    List<Sheet> sheets = new ArrayList<>();
    try (Stream<Path> files = Files.list(SHIPPED)) {
      for (Path file : files.sorted().toList()) {
        if (file.toString().endsWith(".csv")) {
          sheets.add(Sheet.read(file.getFileName().toString()));
        }
      }
    }
    assertThat(sheets).hasSize(7);
    return sheets;
  }

  static Stream<String> names() throws IOException {
    return sheets().stream().map(Sheet::name);
  }

  static Stream<String> cells() throws IOException {
    return sheets().stream()
        .flatMap(sheet -> sheet.columns().stream().map(column -> sheet.name() + "#" + column));
  }

  static Stream<String> payloadLines() throws IOException {
    List<String> lines = Files.readAllLines(SHIPPED.resolve(PAYLOAD));
    return IntStream.range(0, lines.size())
        .filter(i -> !lines.get(i).isBlank() && !lines.get(i).startsWith("#"))
        .mapToObj(i -> (i + 1) + " " + lines.get(i).strip());
  }

  /** Nothing but errors of the tables is thrown, and each says where and what to do. */
  private List<String> errors() {
    List<String> errors = tables.errors();
    assertThat(errors)
        .allSatisfy(
            error -> {
              assertThat(error)
                  .matches(
                      "mappings/[a-z-]+\\.(csv:\\d+( column \"[^\"]+\"|:\\d+): |yaml:\\d+:\\d+).*")
                  .containsPattern(REMEDY)
                  .doesNotContain("Exception");
            });
    return errors;
  }

  private List<String> errorsAt(String file, int line, String column) {
    return errors().stream()
        .filter(e -> e.startsWith("mappings/%s:%d column \"%s\": ".formatted(file, line, column)))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("cells")
  void aCell(String cell) throws IOException {
    String name = cell.substring(0, cell.indexOf('#'));
    String column = cell.substring(cell.indexOf('#') + 1);
    Sheet sheet = Sheet.read(name);
    int index = sheet.columns().indexOf(column);

    for (String value :
        List.of("", "  ", "\u2603", "a b", "*", "{", "-1", "x".repeat(5000), "PT", "\uFEFF")) {
      List<List<String>> rows = sheet.copy();
      rows.get(1).set(index, value);
      write(sheet, rows);
      List<String> errors = errors();
      if (!errors.isEmpty()) {
        assertThat(errors).as(value).anyMatch(e -> e.startsWith("mappings/" + name + ":"));
      }
    }
    for (String value : List.of("a\tb", "a\0b")) {
      List<List<String>> rows = sheet.copy();
      rows.get(1).set(index, value);
      write(sheet, rows);
      assertThat(errorsAt(name, 2, column)).isNotEmpty();
    }
    for (String value : List.of("\"open", "\"closed\" and more")) {
      List<List<String>> rows = sheet.copy();
      rows.get(1).set(index, value);
      write(sheet, rows);
      assertThat(errorsAt(name, 2, column)).singleElement().asString().contains("a quote");
    }
  }

  @ParameterizedTest
  @MethodSource("cells")
  void aColumn(String cell) throws IOException {
    String name = cell.substring(0, cell.indexOf('#'));
    String column = cell.substring(cell.indexOf('#') + 1);
    Sheet sheet = Sheet.read(name);
    int index = sheet.columns().indexOf(column);

    List<List<String>> rows = sheet.copy();
    rows.forEach(row -> row.remove(index < row.size() ? index : row.size() - 1));
    write(sheet, rows);
    if (MAY_BE_LEFT_OUT.contains(cell)) {
      assertThat(errors()).noneMatch(e -> e.startsWith("mappings/%s:1 ".formatted(name)));
    } else {
      assertThat(errorsAt(name, 1, column)).singleElement().asString().contains("is missing");
    }

    rows = sheet.copy();
    rows.get(0).set(index, column + "s");
    write(sheet, rows);
    assertThat(errorsAt(name, 1, column + "s")).isNotEmpty();

    rows = sheet.copy();
    rows.get(0).add("");
    write(sheet, rows);
    assertThat(errors()).singleElement().asString().contains("a column without a name");

    rows = sheet.copy();
    rows.get(0).add(column);
    write(sheet, rows);
    assertThat(errorsAt(name, 1, column)).isNotEmpty();
  }

  @ParameterizedTest
  @MethodSource("names")
  void aRow(String name) throws IOException {
    Sheet sheet = Sheet.read(name);
    String last = sheet.columns().get(sheet.columns().size() - 1);

    List<List<String>> rows = sheet.copy();
    rows.add(rows.get(1));
    write(sheet, rows);
    assertThat(errors())
        .anyMatch(e -> e.startsWith("mappings/%s:%d column ".formatted(name, rows.size())));

    List<List<String>> longer = sheet.copy();
    longer.get(1).add("one more");
    write(sheet, longer);
    assertThat(errorsAt(name, 2, last)).isNotEmpty();

    List<List<String>> shorter = sheet.copy();
    shorter.set(1, List.of(""));
    write(sheet, shorter);
    var unused = errors();

    write(sheet, sheet.copy().subList(0, 1));
    unused = errors();
  }

  @ParameterizedTest
  @MethodSource("names")
  void aFile(String name) throws IOException {
    Sheet sheet = Sheet.read(name);
    String text = text(sheet.rows(), ",", "\n");
    for (String harmless :
        List.of(
            text,
            "\uFEFF" + text,
            text.replace("\n", "\r\n"),
            text.replace("\n", "\r"),
            text.stripTrailing(),
            "\n\n# comment\n" + text + "\n \n")) {
      tables.writeBytes(name, harmless.getBytes(StandardCharsets.UTF_8));
      assertThat(errors()).isEmpty();
    }

    String first = sheet.columns().get(0);
    for (String separator : List.of(";", "\t")) {
      tables.writeBytes(name, text(sheet.rows(), separator, "\n").getBytes(StandardCharsets.UTF_8));
      assertThat(errorsAt(name, 1, first)).singleElement().asString().contains("commas");
    }
    for (String nothing : List.of("", "\n", "# only a comment\n")) {
      tables.writeBytes(name, nothing.getBytes(StandardCharsets.UTF_8));
      assertThat(errorsAt(name, 1, first)).singleElement().asString().contains("header");
    }
    String headless = text.substring(text.indexOf('\n') + 1);
    tables.writeBytes(name, headless.getBytes(StandardCharsets.UTF_8));
    assertThat(errors())
        .singleElement()
        .asString()
        .startsWith("mappings/%s:1 column \"%s\": the header is missing".formatted(name, first));
    for (Charset wrong : Arrays.asList(StandardCharsets.ISO_8859_1, StandardCharsets.UTF_16)) {
      tables.writeBytes(name, (text + "# se\u00F1al\n").getBytes(wrong));
      assertThat(errors()).isNotEmpty().allMatch(e -> e.contains("save the file as UTF-8"));
    }
    tables.writeBytes(name, "PK\u0003\u0004\u0000\u0001,\"".getBytes(StandardCharsets.UTF_8));
    assertThat(errors()).isNotEmpty();
  }

  @ParameterizedTest
  @MethodSource("payloadLines")
  void aLineOfThePayloadMap(String numbered) throws IOException {
    int line = Integer.parseInt(numbered.substring(0, numbered.indexOf(' '))) - 1;
    List<String> shipped = Files.readAllLines(SHIPPED.resolve(PAYLOAD));
    String text = shipped.get(line).replaceAll("\\s+#.*", "");
    String key = text.substring(0, text.indexOf(':') + 1);

    List<String> broken =
        List.of(
            key,
            key + " \"open",
            key + " \u2603",
            key + " [a, b",
            key + " &x [a]\n" + key + " *x",
            key + " {a: {a: 1}}",
            key + " " + "[".repeat(60) + "]".repeat(60),
            key + " !!java.net.URL [x]",
            key + " a\0b",
            "\t" + text,
            " " + text,
            text.replace(":", ""),
            text + "\n" + text,
            "x-" + text.strip(),
            "- " + text.strip(),
            "---");
    for (String by : broken) {
      List<String> lines = new ArrayList<>(shipped);
      lines.set(line, by);
      tables.write(PAYLOAD, lines.toArray(String[]::new));
      var unused = errors();
    }
    List<String> lines = new ArrayList<>(shipped);
    lines.remove(line);
    tables.write(PAYLOAD, lines.toArray(String[]::new));
    var unused = errors();
    lines.add(line, text + " # se\u00F1al");
    tables.writeBytes(PAYLOAD, String.join("\n", lines).getBytes(StandardCharsets.ISO_8859_1));
    assertThat(errors())
        .singleElement()
        .asString()
        .contains(":%d:".formatted(line + 1), "save the file as UTF-8");
  }
}
