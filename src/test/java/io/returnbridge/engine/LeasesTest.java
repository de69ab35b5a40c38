package io.returnbridge.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.returnbridge.failure.Unavailable;
import io.returnbridge.store.Database;
import io.returnbridge.store.LeaseTaken;
import io.returnbridge.store.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LeasesTest {

  private Database database;

  @BeforeEach
  void clean() {
    database = TestDatabase.clean();
  }

  @Test
  void only_one_holds_a_lease_whether_of_this_process_or_another() throws Exception {
    List<Leases> replicas = List.of(new Leases(database), new Leases(database));
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<Integer>> runs =
          List.of(0, 1, 2, 3).stream()
              .map(
                  i ->
                      threads.submit(
                          () ->
                              untilHeld(
                                  replicas.get(i % 2),
                                  () -> {
                                    most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                                    pause();
                                    return inside.decrementAndGet();
                                  })))
              .toList();
      for (Future<Integer> run : runs) {
        run.get(60, TimeUnit.SECONDS);
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(most).hasValue(1);
    assertThat(database.query("select 1 from lease", r -> 1)).isEmpty();
  }

  private static <T> T untilHeld(Leases leases, Supplier<T> work) {
    while (true) {
      try {
        return leases.holding("order/A", work);
      } catch (LeaseTaken again) {
        pause();
      }
    }
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(30);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void a_lease_that_stays_taken_is_unavailable() throws Exception {
    CountDownLatch held = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    Thread holder =
        new Thread(
            () ->
                new Leases(database)
                    .holding(
                        "order/A",
                        () -> {
                          held.countDown();
                          try {
                            return end.await(2, TimeUnit.MINUTES);
                          } catch (InterruptedException e) {
                            return false;
                          }
                        }));
    holder.start();
    assertThat(held.await(60, TimeUnit.SECONDS)).isTrue();
    try {
      assertThatThrownBy(() -> new Leases(database).holding("order/A", () -> 1))
          .isInstanceOfSatisfying(
              Unavailable.class, e -> assertThat(e.system()).isEqualTo("lease"));
    } finally {
      end.countDown();
      holder.join();
    }
  }

  @Test
  void a_lease_of_one_who_died_runs_out() {
    database.update(
        "insert into lease (name, token, expires_at) values ('order/A', gen_random_uuid(), now() - interval '1 second')");

    assertThat(new Leases(database).holding("order/A", () -> "mine")).isEqualTo("mine");
  }

  @Test
  void a_holder_may_take_its_lease_again_and_leaves_none_after_a_failure() {
    Leases leases = new Leases(database);
    assertThat(leases.holding("order/A", () -> leases.holding("order/A", () -> 1))).isEqualTo(1);

    assertThatThrownBy(
            () ->
                leases.holdingAll(
                    List.of("order/A", "order/B"),
                    () -> {
                      throw new IllegalStateException("broken");
                    }))
        .hasMessage("broken");
    assertThat(database.query("select 1 from lease", r -> 1)).isEmpty();
  }

  @Test
  void one_waits_and_whoever_else_comes_is_put_off_without_waiting_for_it() throws Exception {
    Leases leases = new Leases(database, Duration.ofMinutes(2));
    CountDownLatch held = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    ExecutorService threads = Executors.newFixedThreadPool(10);
    try {
      Future<Boolean> holder =
          threads.submit(
              () ->
                  leases.holding(
                      "order/HOT",
                      () -> {
                        held.countDown();
                        return awaited(end);
                      }));
      assertThat(held.await(60, TimeUnit.SECONDS)).isTrue();
      AtomicInteger done = new AtomicInteger();
      AtomicInteger putOff = new AtomicInteger();
      List<Future<?>> others =
          IntStream.range(0, 8)
              .<Future<?>>mapToObj(
                  i ->
                      threads.submit(
                          () -> {
                            try {
                              done.addAndGet(leases.holding("order/HOT", () -> 1));
                            } catch (LeaseTaken busy) {
                              assertThat(busy.lease()).isEqualTo("order/HOT");
                              putOff.incrementAndGet();
                            }
                          }))
              .toList();
      Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> putOff.get() == 7);
      assertThat(leases.holding("order/COLD", () -> "free")).isEqualTo("free");
      end.countDown();
      for (Future<?> other : others) {
        other.get(60, TimeUnit.SECONDS);
      }
      assertThat(holder.get(60, TimeUnit.SECONDS)).isTrue();
      assertThat(done).hasValue(1);
    } finally {
      threads.shutdownNow();
    }
    assertThat(database.query("select 1 from lease", r -> 1)).isEmpty();
  }

  private static boolean awaited(CountDownLatch latch) {
    try {
      return latch.await(3, TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      return false;
    }
  }
}
