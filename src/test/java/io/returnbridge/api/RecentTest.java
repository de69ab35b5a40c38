package io.returnbridge.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.returnbridge.failure.Unavailable;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class RecentTest {

  private final Queue<Runnable> beside = new ArrayDeque<>();
  private boolean isAway;
  private long now;
  private int looks;

  private final Recent<Integer> recent =
      new Recent<>(
          () -> {
            looks++;
            if (isAway) {
              throw new Unavailable("database", "away", null, null);
            }
            return looks;
          },
          beside::add,
          () -> now);

  private void passes(long millis) {
    now += Duration.ofMillis(millis).toNanos();
  }

  @Test
  void aLookIsSharedForASecond() {
    assertThat(recent.now()).isEqualTo(1);
    passes(1000);
    assertThat(recent.now()).isEqualTo(1);
    assertThat(beside).isEmpty();
  }

  @Test
  void afterASecondTheLastIsShownWhileOneLooksAnew() {
    recent.now();
    passes(1001);
    assertThat(recent.now()).isEqualTo(1);
    assertThat(recent.now()).isEqualTo(1);
    assertThat(beside).as("looks beside").hasSize(1);

    beside.remove().run();
    assertThat(recent.now()).isEqualTo(2);
    passes(1001);
    recent.now();
    assertThat(beside).as("looks beside").hasSize(1);
  }

  @Test
  void whatIsOlderThanThreeSecondsIsNotShown() {
    recent.now();
    passes(3001);
    assertThat(recent.now()).isEqualTo(2);
    assertThat(beside).isEmpty();
  }

  @Test
  void aFailureBesideIsToldToWhoComesNext() {
    recent.now();
    passes(1001);
    recent.now();
    isAway = true;
    beside.remove().run();

    assertThatThrownBy(recent::now).isInstanceOf(Unavailable.class);
    isAway = false;
    assertThat(recent.now()).isEqualTo(4);
  }
}
