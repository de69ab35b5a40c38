package io.returnbridge.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.returnbridge.main.HashPasswords;
import org.junit.jupiter.api.Test;

class PasswordsTest {

  private final Passwords passwords = new Passwords();

  @Test
  void what_the_command_prints_is_what_the_login_takes() {
    String hash = HashPasswords.hash("a-long-password");

    assertThat(passwords.isRight("a-long-password", hash)).isTrue();
    assertThat(passwords.isRight("a-long-passwore", hash)).isFalse();
    assertThat(passwords.isRight("", hash)).isFalse();
  }

  @Test
  void what_was_right_is_known_afterwards_for_that_hash_only() {
    String hash = HashPasswords.hash("a-long-password");
    passwords.isRight("a-long-password", hash);
    long began = System.nanoTime();
    for (int i = 0; i < 1000; i++) {
      assertThat(passwords.isRight("a-long-password", hash)).isTrue();
    }
    long thousand = System.nanoTime() - began;
    began = System.nanoTime();
    new Passwords().isRight("a-long-password", hash);
    long one = System.nanoTime() - began;

    assertThat(thousand).isLessThan(100 * one);
    assertThat(passwords.isRight("a-long-password", HashPasswords.hash("another-password")))
        .isFalse();
  }
}
