package io.returnbridge.main;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StartFailureTest {

  @Test
  void of_everything_else_all_is_told_that_is_known() {
    assertThat(StartFailure.text(new IllegalStateException("outer", new Error("inner"))))
        .startsWith("The start failed: ")
        .contains("outer", "inner");
  }
}
