package io.returnbridge.main;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.BindException;
import org.junit.jupiter.api.Test;

class StartFailureTest {

  @Test
  void a_port_that_is_taken_is_named_with_what_to_do() {
    RuntimeException failure =
        new RuntimeException("Failed to start", new BindException("Port already bound: 8080"));

    assertThat(StartFailure.text(failure, 8080))
        .isEqualTo(
            "HTTP_PORT 8080 cannot be listened on (Port already bound: 8080): end the process that"
                + " has it, or set HTTP_PORT to another port");
  }

  @Test
  void of_everything_else_all_is_told_that_is_known() {
    assertThat(StartFailure.text(new IllegalStateException("outer", new Error("inner")), 8080))
        .startsWith("The start failed: ")
        .contains("outer", "inner");
  }
}
