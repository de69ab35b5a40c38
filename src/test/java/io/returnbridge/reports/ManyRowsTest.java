package io.returnbridge.reports;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ManyRowsTest {

  /** The texts of the rows are more than that. */
  private static final String MEMORY = "-Xmx56m";

  @Test
  void every_form_of_a_hundred_thousand_rows_is_written_in_little_memory() throws Exception {
    Process program =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    MEMORY,
                    "-XX:+UseSerialGC",
                    "-XX:+ExitOnOutOfMemoryError",
                    "-cp",
                    System.getProperty("java.class.path"),
                    ManyRows.class.getName()))
            .redirectErrorStream(true)
            .start();
    String said = new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(program.waitFor()).as(said).isZero();
    assertThat(said)
        .containsPattern("json [0-9]{9}")
        .containsPattern("csv [0-9]{8}")
        .containsPattern("xlsx [0-9]{7}")
        .contains("html true");
  }
}
