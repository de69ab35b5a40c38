package io.returnbridge.commercetools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.returnbridge.failure.NotTried;
import io.returnbridge.sandbox.commercetools.Fault;
import io.returnbridge.sandbox.commercetools.SandboxOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What commercetools sees is measured there: in the call log of the sandbox. */
class RequestRateTest {

  private static final Duration FOR_EVER = Duration.ofDays(1);

  private static void call(Shop shop, int times, int threads) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<?>> calls = new ArrayList<>();
      for (int i = 0; i < times; i++) {
        String order = "A-" + i;
        calls.add(pool.submit(() -> shop.orders.read(order)));
      }
      for (Future<?> call : calls) {
        call.get(60, TimeUnit.SECONDS);
      }
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void however_late_requests_arrive_there_are_never_more_in_a_second_than_the_cap()
      throws Exception {
    try (Shop shop = Shop.empty(SandboxOptions.of(0, "shop"), 30)) {
      shop.orders.stateId("none");
      shop.sandbox.resetCalls();
      Random random = new Random(7);
      shop.sandbox.faults(call -> new Fault.Delay(Duration.ofMillis(random.nextInt(150))));

      call(shop, 100, 16);

      assertThat(shop.sandbox.highestCallsPerSecond()).isBetween(15, 30);
    }
  }

  @Test
  void an_idle_time_is_not_made_up_for() throws Exception {
    try (Shop shop = Shop.empty(SandboxOptions.of(0, "shop"), 20)) {
      shop.orders.stateId("none");
      Awaitility.await().pollDelay(Duration.ofSeconds(2)).until(() -> true);
      shop.sandbox.resetCalls();
      long began = System.nanoTime();

      call(shop, 20, 10);

      assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(940));
      assertThat(shop.sandbox.highestCallsPerSecond()).isLessThanOrEqualTo(20);
    }
  }

  @Test
  void a_share_that_has_ended_lets_nothing_through_until_there_is_another() {
    RequestRate rate = new RequestRate(50);
    rate.limit(50, Duration.ofMillis(1));
    Awaitility.await().pollDelay(Duration.ofMillis(20)).until(() -> true);

    assertThatThrownBy(rate::acquire)
        .isInstanceOf(NotTried.class)
        .hasMessageContaining("CTP_MAX_REQUESTS_PER_SECOND");
    rate.limit(1, FOR_EVER);
    rate.acquire().close();
    assertThat(rate.inUse()).isEqualTo(1);
  }

  @Test
  void a_request_under_way_counts_until_a_second_after_its_answer() {
    RequestRate rate = new RequestRate(2);
    RequestRate.Turn first = rate.acquire();
    RequestRate.Turn second = rate.acquire();
    assertThat(rate.inUse()).isEqualTo(2);
    long began = System.nanoTime();
    first.close();
    rate.acquire().close();

    assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(990));
    second.close();
    Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> rate.inUse() == 0);
  }

  @Test
  void who_waits_comes_in_turn_and_a_smaller_share_counts_at_once() throws Exception {
    RequestRate rate = new RequestRate(100);
    long began = System.nanoTime();
    rate.acquire().close();
    rate.limit(10, FOR_EVER);
    ExecutorService pool = Executors.newFixedThreadPool(5);
    try {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        all.add(pool.submit(() -> rate.acquire().close()));
      }
      for (Future<?> one : all) {
        one.get(60, TimeUnit.SECONDS);
      }
    } finally {
      pool.shutdownNow();
    }
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(900));
  }
}
