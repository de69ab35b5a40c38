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
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportCommandTest {

  @Test
  void what_is_wrong_with_a_table_as_a_whole_is_said_of_its_file(@TempDir Path folder)
      throws IOException {
    HttpServer api = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    api.createContext(
        "/api/imports/returns",
        call -> {
          byte[] problem = "{\"detail\":\"There is no header\"}".getBytes(UTF_8);
          call.sendResponseHeaders(400, problem.length);
          call.getResponseBody().write(problem);
          call.close();
        });
    api.start();
    Path file = Files.writeString(folder.resolve("empty.csv"), "");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      int code =
          ImportCommand.run(
              Map.of(
                  "HTTP_PORT",
                  Integer.toString(api.getAddress().getPort()),
                  "CONSOLE_ADMIN_PASSWORD",
                  "x"),
              file.toString(),
              new PrintStream(out, true, UTF_8));

      assertThat(code).isEqualTo(1);
      assertThat(out.toString(UTF_8).strip()).isEqualTo(file + ": There is no header");
    } finally {
      api.stop(0);
    }
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
