package io.returnbridge.camel;

import static org.assertj.core.api.Assertions.assertThat;

import io.returnbridge.outage.Progress;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Who stands still, and who only waits. */
class StandstillTest {

  private static final Duration LONG = Duration.ofHours(1);

  private static void until(Standstill standstill, String... steps) {
    Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(() -> assertThat(standstill.steps()).containsExactly(steps));
  }

  @Test
  void who_does_not_come_back_stands_still_until_it_does() {
    Standstill standstill = new Standstill(Duration.ofMillis(300));
    Object consumer = new Object();
    standstill.alive("link-credit", consumer);

    until(standstill, "link-credit");

    standstill.alive("link-credit", consumer);
    assertThat(new Standstill(LONG).steps()).isEmpty();
    standstill.ended(consumer);
    assertThat(standstill.steps()).isEmpty();
  }

  @Test
  void whose_thread_has_ended_stands_still_at_once() throws InterruptedException {
    Standstill standstill = new Standstill(LONG);
    Thread thread = new Thread(() -> standstill.alive("mirror-status", this));
    thread.start();
    thread.join();

    assertThat(standstill.steps()).containsExactly("mirror-status");
  }

  @Test
  void who_waits_on_purpose_does_not_stand_still() throws InterruptedException {
    Standstill standstill = new Standstill(Duration.ofSeconds(3));
    CountDownLatch end = new CountDownLatch(1);
    Thread waiting =
        new Thread(
            () -> {
              standstill.alive("accept-return", this);
              while (end.getCount() > 0) {
                Progress.made();
                Thread.onSpinWait();
              }
            });
    waiting.start();
    Object hangs = new Object();
    standstill.alive("link-credit", hangs);

    until(standstill, "link-credit");

    end.countDown();
    waiting.join();
  }

  @Test
  void a_consumer_that_took_the_place_of_another_stands_for_it() {
    Standstill standstill = new Standstill(Duration.ofMillis(300));
    Object second = new Object();
    standstill.alive("link-credit", new Object());
    standstill.replaced("link-credit");
    standstill.alive("link-credit", second);
    standstill.ended(second);

    assertThat(standstill.steps()).isEmpty();
  }
}
