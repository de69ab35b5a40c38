package io.returnbridge.main;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.elytron.security.common.BcryptUtil;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class HashPasswordCommandTest {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(String argument, String input) {
    return HashPasswordCommand.run(
        argument,
        new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  private String hash() {
    return out.toString(StandardCharsets.UTF_8).strip();
  }

  @Test
  void a_password_comes_as_argument_or_on_standard_input() {
    assertThat(run("a-long-password", "other")).isZero();
    assertThat(BcryptUtil.matches("a-long-password", hash())).isTrue();

    out.reset();
    assertThat(run(null, "from-standard-input\n")).isZero();
    assertThat(BcryptUtil.matches("from-standard-input", hash())).isTrue();
    assertThat(err.size()).isZero();
  }

  @Test
  void a_short_one_is_hashed_with_a_warning_and_none_not_at_all() {
    assertThat(run("short", "")).isZero();
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("fewer than 12");

    assertThat(run("contraseña-larga", "")).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("standard input");
    assertThat(run(null, "contraseña-larga\n")).isZero();

    assertThat(run(null, "\n")).isEqualTo(2);
    assertThat(run("x".repeat(73), "")).isEqualTo(1);
  }
}
