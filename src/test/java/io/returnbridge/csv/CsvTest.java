package io.returnbridge.csv;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvTest {

  private static String written(String cell) throws IOException {
    String text = Csv.text(List.of("a", "b"), List.of(List.of("x", cell)));
    try (CSVParser parser = CSVParser.parse(text, CSVFormat.DEFAULT)) {
      return parser.getRecords().get(1).get(1);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "=cmd|' /C calc'!A0",
        "=1+1",
        "+34 600 000 000",
        "-1+1",
        "-cmd",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        " =1",
        "\u00a0=1",
        "\u0000=1",
        "＝1",
        "＠x",
        "'=1",
        "''=1",
        "=\"a\",b\nc",
        "-",
        "-1,5"
      })
  void what_begins_like_a_formula_is_text_and_is_read_back_as_it_was(String cell)
      throws IOException {
    String written = written(cell);

    assertThat(written).isEqualTo("'" + cell);
    assertThat(Csv.plain(written)).isEqualTo(cell);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "too small", "-12", "-12.50", "12", "a=b", "'t Hart", "it's", "#x", "ñ,\"q\""})
  void everything_else_stays_as_it_is(String cell) throws IOException {
    assertThat(written(cell)).isEqualTo(cell);
    assertThat(Csv.plain(cell)).isEqualTo(cell);
  }

  @Test
  void a_table_has_a_header_and_a_line_a_row() {
    assertThat(Csv.text(List.of("a", "b"), List.of(List.of("1", "x,y"), List.of("-2", ""))))
        .isEqualTo("a,b\n1,\"x,y\"\n-2,\n");
  }
}
