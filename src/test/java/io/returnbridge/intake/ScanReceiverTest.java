package io.returnbridge.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.returnbridge.mappings.Mappings;
import io.returnbridge.steps.inspect.Storage;
import io.returnbridge.store.Database;
import io.returnbridge.store.ReturnStates;
import io.returnbridge.store.ScanReturns;
import io.returnbridge.store.Scans;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScanReceiverTest {

  private static final String SCAN =
      """
      {"scanId":"s1","returnId":"r9","sku":"TSHIRT","quantity":1,"grade":"a",
       "scannedAt":"2026-11-09T16:20:41+01:00","operator":"Ana"}
      """;

  private static Storage storage;
  private static Storage.Process process;
  private static ScanReceiver receiver;

  @BeforeAll
  static void start(@TempDir Path directory) {
    storage = new Storage(directory);
    process = storage.process();
    Database database = new Database(process.source());
    receiver =
        new ScanReceiver(
            new Scans(database),
            new ScanReturns(new ReturnStates(database)),
            Mappings.load(Path.of("mappings")),
            "warehouse.scans.v1");
  }

  @AfterAll
  static void stop() {
    process.close();
    storage.close();
  }

  private static ScanReceipt receive(String body) {
    return receiver.receive("warehouse", body.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void a_scan_is_stored_once_published_once_and_its_id_is_taken() {
    // When
    ScanReceipt.Accepted first = (ScanReceipt.Accepted) receive(SCAN);
    ScanReceipt.Accepted again =
        (ScanReceipt.Accepted)
            receive(SCAN.replace("16:20:41+01:00", "15:20:41Z").replace("\"Ana\"", " \"Ana\""));

    // Then
    assertThat(first.repeated()).isFalse();
    assertThat(again.repeated()).isTrue();
    assertThat(again.record()).isEqualTo(first.record());
    assertThat(first.record().payload()).contains("\"known\":false").doesNotContain("Ana");
    assertThat(first.record().key()).isEqualTo("r9");
    assertThat(receive(SCAN.replace("\"a\"", "\"b\"")))
        .isEqualTo(new ScanReceipt.Conflicting("s1"));
    assertThat(receiver.unpublished()).containsExactly(first.record());
    receiver.published(first.record());
    assertThat(receiver.unpublished()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | scanId",
        "[] | body",
        "nonsense | body",
        "{\"scanId\":\"x\"}{\"scanId\":\"y\"} | body",
        "{\"scanId\":\"x\",\"scanId\":\"y\"} | body",
        "{\"scanId\":\"x\",\"surprise\":1} | surprise",
        "{\"scanId\":\" \"} | scanId",
        "{\"scanId\":\"x\",\"sku\":\"s\",\"quantity\":0} | quantity",
        "{\"scanId\":\"x\",\"sku\":\"s\",\"quantity\":1.5} | quantity",
        "{\"scanId\":\"x\",\"sku\":\"s\",\"quantity\":\"1\"} | quantity",
        "{\"scanId\":\"x\",\"sku\":\"s\",\"quantity\":1,\"grade\":7} | grade",
        "{\"scanId\":\"x\",\"sku\":\"s\",\"quantity\":1,\"grade\":\"a\",\"scannedAt\":\"today\"} | scannedAt",
        "{\"scanId\":\"x\",\"sku\":\"s\",\"quantity\":1,\"grade\":\"a\",\"scannedAt\":\"2026-11-09T16:20:41Z\"} | returnId",
        "{\"scanId\":\"x\",\"sku\":\"s\",\"quantity\":1,\"grade\":\"a\",\"scannedAt\":\"2026-11-09T16:20:41Z\",\"rmaNumber\":\"R\",\"store\":\"mars\"} | store",
      })
  void what_is_wrong_names_its_field(String body, String field) {
    assertThat(receive(body))
        .isInstanceOfSatisfying(
            ScanReceipt.Invalid.class, i -> assertThat(i.field()).isEqualTo(field));
  }

  @Test
  void a_mistyped_field_is_told_with_what_it_may_mean() {
    assertThat(receive("{\"scanId\":\"x\",\"returnid\":\"r\"}"))
        .isInstanceOfSatisfying(
            ScanReceipt.Invalid.class,
            i ->
                assertThat(i.problem())
                    .contains("did you mean \"returnId\"?")
                    .contains("it has scanId, returnId, rmaNumber"));
  }

  @Test
  void a_sku_is_read_as_reveni_s_is() {
    String longest = "S".repeat(1000);

    receive(SCAN.replace("\"s1\"", "\"blanks\"").replace("TSHIRT", "  TSHIRT\\t"));
    ScanReceipt tooLong =
        receive(SCAN.replace("\"s1\"", "\"long\"").replace("TSHIRT", longest + "S"));

    assertThat(receive(SCAN.replace("\"s1\"", "\"blanks\"")))
        .isInstanceOf(ScanReceipt.Accepted.class);
    assertThat(receive(SCAN.replace("\"s1\"", "\"long\"").replace("TSHIRT", longest)))
        .isInstanceOf(ScanReceipt.Accepted.class);
    assertThat(tooLong).isInstanceOf(ScanReceipt.Invalid.class);
  }

  @Test
  void a_scan_that_is_known_by_nobody_is_the_same_from_whoever_sends_it_again() {
    // Given one as Kafka gives it back after a restore
    String nobodys = SCAN.replace("\"s1\"", "\"again\"").replace(",\"operator\":\"Ana\"", "");
    receive(nobodys);
    String anas = SCAN.replace("\"s1\"", "\"again\"");

    // Then
    assertThat(receive(anas))
        .isInstanceOfSatisfying(
            ScanReceipt.Accepted.class, accepted -> assertThat(accepted.repeated()).isTrue());
    receive(anas.replace("again", "hers"));
    assertThat(receive(anas.replace("again", "hers").replace("Ana", "Berta")))
        .isEqualTo(new ScanReceipt.Conflicting("hers"));
  }
}
