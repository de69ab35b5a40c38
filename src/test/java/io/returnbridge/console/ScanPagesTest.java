package io.returnbridge.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.returnbridge.console.ScanPages.Grade;
import io.returnbridge.mappings.Mappings;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScanPagesTest {

  @Test
  void each_grade_has_a_key_of_its_own_and_what_never_came_is_the_last() {
    assertThat(ScanPages.grades(Mappings.load(Path.of("mappings")).dispositions().grades()))
        .containsExactly(
            new Grade("a", 'a'),
            new Grade("b", 'b'),
            new Grade("c", 'c'),
            new Grade("unusable", 'u'),
            new Grade("not_received", 'n'));
  }

  @Test
  void grades_that_begin_alike_have_different_keys() {
    assertThat(ScanPages.grades(List.of("good", "great", "gg", "g")))
        .extracting(Grade::key)
        .containsExactly('g', 'r', '1', '2');
  }
}
