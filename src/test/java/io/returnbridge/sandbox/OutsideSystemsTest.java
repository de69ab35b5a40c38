package io.returnbridge.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OutsideSystemsTest {

  @Test
  void a_shell_reads_each_value_as_it_is() throws Exception {
    String value = "it's $HOME `id` \"twice\" \\ and more";
    String script = OutsideSystems.script(Map.of("SANDBOX_TRIED", value));

    Process shell = new ProcessBuilder("sh", "-c", script + "printf %s \"$SANDBOX_TRIED\"").start();

    assertThat(new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .isEqualTo(value);
  }
}
