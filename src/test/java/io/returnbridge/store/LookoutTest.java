package io.returnbridge.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LookoutTest {

  private final Lookout lookout = new Lookout();
  private final List<String> waiting = new ArrayList<>();
  private int looks;

  private List<String> look() {
    return lookout.look(
        () -> {
          looks++;
          return List.copyOf(waiting);
        });
  }

  @Test
  void the_first_look_is_taken_and_then_none_while_nothing_comes() {
    assertThat(look()).isEmpty();
    assertThat(look()).isEmpty();

    assertThat(looks).isEqualTo(1);
  }

  @Test
  void what_comes_is_looked_for_until_nothing_is_found() {
    look();
    waiting.add("a scan");
    assertThat(look()).as("nobody has told of it").isEmpty();

    lookout.comes();
    assertThat(look()).containsExactly("a scan");
    assertThat(look()).containsExactly("a scan");
    waiting.clear();
    assertThat(look()).isEmpty();
    look();

    assertThat(looks).isEqualTo(4);
  }
}
