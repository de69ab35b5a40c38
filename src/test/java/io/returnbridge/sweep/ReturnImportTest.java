package io.returnbridge.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.returnbridge.csv.ImportUnreadable;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.model.ReturnId;
import io.returnbridge.model.ReturnSnapshot;
import io.returnbridge.model.ReturnSnapshot.RefundStatus;
import io.returnbridge.model.ReturnState;
import io.returnbridge.model.Returns;
import io.returnbridge.store.Database;
import io.returnbridge.store.ReturnStates;
import io.returnbridge.store.TestDatabase;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReturnImportTest {

  private Database database;
  private ReturnImport imports;

  @BeforeEach
  void clean() {
    database = TestDatabase.clean();
    imports =
        new ReturnImport(
            database, Mappings.load(Path.of("mappings")), new DueReturns(database, 10));
    save("known", "RMA-1", "rf-1");
    save("twin", "RMA-2", "rf-2");
    save("other-twin", "RMA-2", "rf-2");
  }

  private void save(String id, String rmaNumber, String refundId) {
    ReturnSnapshot snapshot =
        Returns.snapshot(
            "in_progress",
            1,
            List.of(Returns.item("i1", "TSHIRT", 1, "too_small")),
            List.of(
                Returns.refund("other", "1.00", RefundStatus.PENDING),
                Returns.refund(refundId, "9.00", RefundStatus.PENDING)));
    new ReturnStates(database)
        .save(
            new ReturnState(
                new ReturnId("es", id),
                rmaNumber,
                "O-1",
                true,
                snapshot,
                List.of(),
                List.of(),
                List.of(),
                Map.of(),
                List.of(),
                List.of(),
                0));
  }

  private List<String> due() {
    return database.query(
        "select subject from work where step = 'accept-return' and trigger like 'import:%' order by due_at",
        r -> r.text(1));
  }

  private static List<String> errors(ReturnImport.Result result) {
    return result.errors().stream()
        .map(e -> e.line() + " " + e.column() + " " + e.problem())
        .toList();
  }

  @Test
  void unknown_ones_are_taken_in_and_known_ones_read_again() {
    ReturnImport.Result result = take("store,return_id\nes,new-1\nes,known\nes,new-1\n");

    assertThat(result).isEqualTo(new ReturnImport.Result(3, 2, 1, 0, List.of()));
    assertThat(due()).containsExactly("es/new-1", "es/known");
  }

  @Test
  void a_refund_or_an_rma_number_leads_to_its_return_where_it_is_known() {
    ReturnImport.Result result =
        take("refund_id,rma,store\nrf-1,,es\n,RMA-1,es\nrf-9,,es\n,RMA-9,es\nrf-2,,es\nrf-1,,uk\n");

    assertThat(due()).containsExactly("es/known");
    assertThat(result.rows()).isEqualTo(6);
    assertThat(result.taken()).isEqualTo(1);
    assertThat(result.unknown()).isZero();
    assertThat(errors(result))
        .satisfiesExactly(
            e -> assertThat(e).startsWith("4 refund_id \"rf-9\" is not known here"),
            e -> assertThat(e).startsWith("5 rma \"RMA-9\" is not known here"),
            e -> assertThat(e).startsWith("6 refund_id \"rf-2\" fits 2 returns"),
            e -> assertThat(e).startsWith("7 refund_id \"rf-1\" is not known here"));
  }

  @Test
  void each_bad_row_is_told_with_its_line_and_column_and_the_others_are_taken() {
    ReturnImport.Result result =
        take(
            "\uFEFFSTORE;Return_Id;amount\r\nes;new-1;5,00\r\n\r\nfr;x;1\r\nes;a b;1\r\nes;;1\r\n;y;1");

    assertThat(due()).containsExactly("es/new-1");
    assertThat(errors(result))
        .containsExactly(
            "4 store \"fr\" is not in stores.csv: use one of es, uk",
            "5 return_id \"a b\" is not an id: use 1 to 64 letters, digits, _ and -",
            "6 return_id is empty: fill it in, or refund_id, or rma",
            "7 store is empty: use one of es, uk");
  }

  @Test
  void what_follows_a_quote_that_is_not_closed_is_not_guessed() {
    ReturnImport.Result result = take("store,return_id\nes,new-1\n\nes,\"new-2\nes,new-3\n");

    assertThat(due()).containsExactly("es/new-1");
    assertThat(errors(result))
        .singleElement()
        .satisfies(e -> assertThat(e).startsWith("4 null a quote is not closed"));
  }

  @Test
  void what_is_no_table_of_returns_is_refused() {
    for (String csv : List.of("", "\n\n", "return_id\nr1\n", "store\nes\n", "{\"store\":\"es\"}")) {
      assertThatThrownBy(() -> take(csv))
          .as(csv)
          .isInstanceOf(ImportUnreadable.class)
          .hasMessageContaining("store,return_id");
    }
    assertThat(due()).isEmpty();
  }

  private ReturnImport.Result take(String csv) {
    try {
      return imports.take(new StringReader(csv));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void of_many_bad_rows_with_long_cells_the_first_are_told_shortened_and_all_are_counted()
      throws IOException {
    ReturnImport.Result result =
        take("store,return_id\n" + ("es," + "!".repeat(330) + "\n").repeat(1_500));

    assertThat(result.rows()).isEqualTo(1_500);
    assertThat(result.wrong()).isEqualTo(1_500);
    assertThat(result.errors()).hasSize(1_000);
    assertThat(result.errors().get(999).line()).isEqualTo(1_001);
    assertThat(result.errors())
        .allSatisfy(
            e -> assertThat(e.problem()).hasSizeLessThan(200).contains("!".repeat(80) + "…\""));
    for (String cells :
        List.of(
            "x".repeat(330) + ",r1", "es,,," + "x".repeat(330), "es,,r-" + "x".repeat(330) + ",")) {
      String problem =
          take("store,return_id,rma,refund_id\n" + cells + "\n").errors().get(0).problem();
      assertThat(problem).hasSizeLessThan(200).contains("…\"");
    }
  }

  @Test
  void any_number_of_blank_lines_is_blank_lines_wherever_they_are() throws IOException {
    for (String blank : List.of("\n".repeat(300_000), "\r\n".repeat(100_000))) {
      ReturnImport.Result result = take("store,return_id\nes,r1\n" + blank + "es,r2\n" + blank);

      assertThat(result.errors()).isEmpty();
      assertThat(result.taken()).isEqualTo(2);
    }
    assertThatThrownBy(() -> take("store,return_id\nes,\"r1\n" + "\n".repeat(300_000) + "es,r2\n"))
        .as("in a quote that is not closed they are the row's")
        .hasMessageContaining("longer than 64 KiB");
  }

  @Test
  void a_table_that_would_fill_the_memory_is_refused_whole() {
    assertThatThrownBy(() -> take("store,return_id\n" + "es,r\n".repeat(100_001)))
        .isInstanceOf(ImportUnreadable.class)
        .hasMessageContaining("more than 100000 rows");
    assertThatThrownBy(() -> take("store,return_id\nes,\"" + "x".repeat(100_000)))
        .isInstanceOf(ImportUnreadable.class)
        .hasMessageContaining("longer than 64 KiB");
    assertThatThrownBy(() -> take("x".repeat(100_000)))
        .isInstanceOf(ImportUnreadable.class)
        .hasMessageContaining("longer than 64 KiB");
  }
}
