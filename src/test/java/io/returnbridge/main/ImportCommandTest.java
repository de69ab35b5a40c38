package io.returnbridge.main;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ImportCommandTest {

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
