package io.returnbridge.main;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportCommandTest {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final List<String> asked = new ArrayList<>();
  private HttpServer api;

  @BeforeEach
  void start() throws IOException {
    api = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    api.start();
  }

  @AfterEach
  void stop() {
    api.stop(0);
  }

  private void answers(String path, int status, String body) {
    api.createContext(
        path,
        call -> {
          asked.add(
              "%s %s %s %s"
                  .formatted(
                      call.getRequestMethod(),
                      call.getRequestURI(),
                      call.getRequestHeaders().getFirst("Content-Type"),
                      new String(call.getRequestBody().readAllBytes(), UTF_8)));
          byte[] answer = body.getBytes(UTF_8);
          call.sendResponseHeaders(status, answer.length);
          call.getResponseBody().write(answer);
          call.close();
        });
  }

  private Map<String, String> variables() {
    return Map.of(
        "HTTP_PORT", Integer.toString(api.getAddress().getPort()), "CONSOLE_ADMIN_PASSWORD", "x");
  }

  private PrintStream print() {
    return new PrintStream(out, true, UTF_8);
  }

  private String printed() {
    return out.toString(UTF_8).strip();
  }

  @Test
  void what_is_wrong_with_a_table_as_a_whole_is_said_of_its_file(@TempDir Path folder)
      throws IOException {
    Path file = Files.writeString(folder.resolve("empty.csv"), "");
    answers("/api/imports/returns", 400, "{\"detail\":\"There is no header\"}");

    int code = ImportCommand.run(variables(), file.toString(), print());

    assertThat(code).isEqualTo(1);
    assertThat(printed()).isEqualTo(file + ": There is no header");
  }

  @Test
  void an_invoice_is_sent_whole_and_what_it_comes_to_is_said(@TempDir Path folder)
      throws IOException {
    Path file = Files.writeString(folder.resolve("invoice.csv"), "refund_id,amount\nrf-1,10.00\n");
    answers(
        "/api/imports/invoice",
        200,
        """
        {"month":"2026-10","rows":4,"matched":1,"missing":2,"extra":0,"wrongAmount":1,"wrong":0,"errors":[]}""");

    int code = ImportCommand.invoice(variables(), file.toString(), "2026-10", print());

    assertThat(asked)
        .containsExactly(
            "POST /api/imports/invoice?month=2026-10 text/csv refund_id,amount\nrf-1,10.00\n");
    assertThat(code).as("it differs").isEqualTo(1);
    assertThat(printed())
        .isEqualTo(
            "Invoice of 2026-10, 4 rows: 1 match, 2 are missing, 0 are extra, 1 have a wrong amount.");
  }

  @Test
  void an_invoice_that_matches_is_0_and_without_a_month_none_is_named(@TempDir Path folder)
      throws IOException {
    Path file = Files.writeString(folder.resolve("invoice.csv"), "refund_id,amount\nrf-1,10.00\n");
    answers(
        "/api/imports/invoice",
        200,
        """
        {"month":"2026-10","rows":1,"matched":1,"missing":0,"extra":0,"wrongAmount":0,"wrong":0,"errors":[]}""");

    assertThat(ImportCommand.invoice(variables(), file.toString(), null, print())).isZero();
    assertThat(asked).first().asString().startsWith("POST /api/imports/invoice text/csv");
  }

  @Test
  void what_another_program_answers_is_no_invoice(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("invoice.csv"), "refund_id,amount\nrf-1,1.00\n");
    answers("/api/imports/invoice", 200, "<html>Welcome</html>");

    assertThat(ImportCommand.invoice(variables(), file.toString(), null, print())).isEqualTo(1);
    assertThat(printed()).endsWith("set HTTP_PORT to its port");
  }

  @Test
  void of_an_invoice_with_rows_that_cannot_be_read_each_is_named(@TempDir Path folder)
      throws IOException {
    Path file = Files.writeString(folder.resolve("invoice.csv"), "refund_id,amount\nrf-1,ten\n");
    answers(
        "/api/imports/invoice",
        200,
        """
        {"month":"2026-10","rows":1,"matched":0,"missing":0,"extra":0,"wrongAmount":0,"wrong":1,
         "errors":[{"line":2,"column":"amount","problem":"\\"ten\\" is no amount of EUR"}]}""");

    assertThat(ImportCommand.invoice(variables(), file.toString(), null, print())).isEqualTo(1);
    assertThat(printed().lines())
        .containsExactly(
            file + ":2 column \"amount\": \"ten\" is no amount of EUR",
            "1 row cannot be read; nothing was taken.");
  }

  @Test
  void a_large_file_is_sent_in_parts_each_with_the_header() {
    List<ImportCommand.Part> parts =
        ImportCommand.parts("store,return_id\nes,r1\nes,r2\nes,r3\n", 20);

    assertThat(parts)
        .containsExactly(
            new ImportCommand.Part("store,return_id\nes,r1\n", 1),
            new ImportCommand.Part("store,return_id\nes,r2\n", 2),
            new ImportCommand.Part("store,return_id\nes,r3\n", 3));
  }

  @Test
  void no_part_ends_within_a_quoted_cell() {
    assertThat(ImportCommand.parts("store,return_id,note\nes,r1,\"a\nb\"\nes,r2,c\n", 20))
        .extracting(ImportCommand.Part::csv)
        .containsExactly(
            "store,return_id,note\nes,r1,\"a\nb\"\n", "store,return_id,note\nes,r2,c\n");
  }

  @Test
  void a_small_file_is_one_part() {
    assertThat(ImportCommand.parts("\nstore,return_id\r\nes,r1", 1000))
        .containsExactly(new ImportCommand.Part("store,return_id\nes,r1\n", 2));
    assertThat(ImportCommand.parts("", 1000)).hasSize(1);
  }
}
