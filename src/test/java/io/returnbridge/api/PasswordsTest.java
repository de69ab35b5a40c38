package io.returnbridge.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.elytron.security.common.BcryptUtil;
import io.returnbridge.failure.Unavailable;
import io.returnbridge.main.HashPasswords;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
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
  void more_than_can_be_compared_are_turned_away_at_once() {
    String slow = BcryptUtil.bcryptHash("a-long-password", 12);
    List<CompletableFuture<Boolean>> logins = new ArrayList<>();
    ExecutorService threads = Executors.newFixedThreadPool(40);
    try {
      for (int i = 0; i < 40; i++) {
        String guess = "guess-" + i;
        logins.add(CompletableFuture.supplyAsync(() -> passwords.isRight(guess, slow), threads));
      }
      assertThat(logins).filteredOn(PasswordsTest::isTurnedAway).isNotEmpty();
    } finally {
      threads.shutdownNow();
    }
  }

  private static boolean isTurnedAway(CompletableFuture<Boolean> login) {
    try {
      return login.join();
    } catch (CompletionException e) {
      assertThat(e).hasCauseInstanceOf(Unavailable.class);
      return true;
    }
  }

  @Test
  void a_name_that_does_not_exist_is_compared_as_well() {
    assertThat(passwords.isRight("a-long-password", Passwords.OF_NOBODY)).isFalse();
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
