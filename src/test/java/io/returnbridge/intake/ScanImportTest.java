package io.returnbridge.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.returnbridge.csv.ImportError;
import io.returnbridge.csv.ImportUnreadable;
import io.returnbridge.docs.Pages;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.model.Scan;
import io.returnbridge.store.Database;
import io.returnbridge.store.ReturnStates;
import io.returnbridge.store.ScanReturns;
import io.returnbridge.store.Scans;
import io.returnbridge.store.TestDatabase;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScanImportTest {

  private final Database database = TestDatabase.clean();
  private final Scans scans = new Scans(database);
  private final ScanReceiver receiver =
      new ScanReceiver(
          scans,
          new ScanReturns(new ReturnStates(database)),
          Mappings.load(Path.of("mappings")),
          "warehouse.scans.v1");
  private final ScanImport imports = new ScanImport(receiver);

  private ScanImport.Result take(String csv) throws IOException {
    return imports.take("warehouse", new StringReader(csv));
  }

  @Test
  void each_row_is_a_scan_and_the_same_table_again_is_none() throws IOException {
    // Given
    String table =
        """
        scanid;returnId;SKU;quantity;grade;scannedAt;operator;note
        s1;r1;TSHIRT;2;a;2026-11-09T16:20:41Z;Ana;x
        s2;r1;"CAP; red";1;b;2026-11-09T17:20:41+01:00;;
        """;

    // When
    ScanImport.Result first = take(table);

    // Then
    assertThat(first.rows()).isEqualTo(2);
    assertThat(first.taken()).isEqualTo(2);
    assertThat(first.errors()).isEmpty();
    assertThat(scans.find("warehouse", "s2").orElseThrow().scan())
        .isEqualTo(
            new Scan(
                "warehouse",
                "s2",
                "r1",
                null,
                null,
                "CAP; red",
                1,
                "b",
                Instant.parse("2026-11-09T16:20:41Z"),
                null,
                null,
                null));
    ScanImport.Result again = take(table);
    assertThat(again.taken()).isZero();
    assertThat(again.repeated()).isEqualTo(2);
    assertThat(receiver.unpublished()).hasSize(2);
  }

  @Test
  void the_tables_of_the_warehouses_guide_are_taken() throws IOException {
    List<String> tables =
        Pages.blocks(Path.of("docs", "operate", "warehouse.md")).stream()
            .filter(block -> block.language().equals("csv"))
            .map(Pages.Block::text)
            .toList();

    assertThat(tables).hasSize(2);
    for (String table : tables) {
      assertThat(take(table)).isEqualTo(new ScanImport.Result(1, 1, 0, 0, List.of()));
    }
  }

  @Test
  void what_the_warehouse_has_sent_itself_is_the_same_scan() throws IOException {
    receiver.receive(
        "warehouse",
        """
        {"scanId":"s1","rmaNumber":"RMA-1","sku":"TSHIRT","quantity":1,"grade":"a","scannedAt":"2026-11-09T16:20:41Z"}
        """
            .getBytes(StandardCharsets.UTF_8));

    ScanImport.Result result =
        take(
            "scanId,rmaNumber,sku,quantity,grade,scannedAt\ns1,RMA-1,TSHIRT,1,a,2026-11-09T16:20:41Z\n");

    assertThat(result.repeated()).isEqualTo(1);
  }

  @Test
  void a_row_that_is_no_scan_is_told_and_the_others_are_taken() throws IOException {
    ScanImport.Result result =
        take(
            """
            scanId,returnId,sku,quantity,grade,scannedAt,store
            s1,r1,TSHIRT,one,a,2026-11-09T16:20:41Z,
            s2,r1,TSHIRT,1,a,yesterday,
            s3,,TSHIRT,1,a,2026-11-09T16:20:41Z,
            s4,r1,TSHIRT,1,a,2026-11-09T16:20:41Z,mars
            s5,r1,TSHIRT,1,a,2026-11-09T16:20:41Z,es
            s5,r1,TSHIRT,1,b,2026-11-09T16:20:41Z,es
            """);

    assertThat(result.taken()).isEqualTo(1);
    assertThat(result.wrong()).isEqualTo(5);
    assertThat(result.errors())
        .extracting(ImportError::line, ImportError::column)
        .containsExactly(
            tuple(2L, "quantity"),
            tuple(3L, "scannedAt"),
            tuple(4L, "returnId"),
            tuple(5L, "store"),
            tuple(7L, "scanId"));
    assertThat(scans.find("warehouse", "s5").orElseThrow().scan().grade()).isEqualTo("a");
  }

  @Test
  void a_table_without_the_columns_of_a_scan_is_refused_whole() {
    for (String header :
        new String[] {
          "store,return_id", "scanId,sku,quantity,grade,scannedAt", "scanId,returnId,sku,quantity"
        }) {
      assertThatThrownBy(() -> take(header + "\nx,y\n"))
          .isInstanceOf(ImportUnreadable.class)
          .hasMessageContaining("scannedAt", "returnId");
    }
  }
}
