package io.returnbridge.outage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.returnbridge.failure.NotTried;
import io.returnbridge.failure.Unavailable;
import io.returnbridge.outage.Circuit.State;
import io.returnbridge.settings.BreakerSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class CircuitTest {

  private static final Reply DOWN = Reply.failed("HTTP 503", null);
  private static final Reply NOT_NOW = new Reply(Reply.Kind.NOT_TRIED, null, "");
  private static final Duration LONG = Duration.ofMinutes(10);

  private final Map<Reply.Kind, Integer> counts = new ConcurrentHashMap<>();
  private final AtomicInteger questions = new AtomicInteger();
  private volatile Reply there = DOWN;
  private volatile boolean once;

  private Circuit circuit(Duration window, Duration first, Duration longest) {
    Circuit circuit =
        new Circuit(
            "commercetools",
            new BreakerSettings(3, window, first, longest, 3, Duration.ofSeconds(30)),
            (kind, nanos) -> counts.merge(kind, 1, Integer::sum));
    circuit.askBy(
        () -> {
          questions.incrementAndGet();
          Reply now = there;
          if (once) {
            there = NOT_NOW;
          }
          return now;
        });
    return circuit;
  }

  private Circuit circuit() {
    return circuit(Duration.ofSeconds(30), Duration.ofMillis(200), Duration.ofSeconds(1));
  }

  /** The next question, and nothing after it: it stays half-open. */
  private void answersOnce() {
    once = true;
    there = Reply.ANSWERED;
  }

  private void answersFromNowOn() {
    once = false;
    there = Reply.ANSWERED;
  }

  private static void answered(Circuit circuit) {
    assertThat(circuit.call(() -> "yes", answer -> Reply.ANSWERED)).isEqualTo("yes");
  }

  private static void failed(Circuit circuit) {
    assertThat(circuit.call(() -> 503, status -> Reply.of(status, null))).isEqualTo(503);
  }

  private static void lost(Circuit circuit) {
    assertThatThrownBy(
            () ->
                circuit.call(
                    () -> {
                      throw new Unavailable("commercetools", "no answer", null, null);
                    },
                    answer -> Reply.ANSWERED))
        .isInstanceOf(Unavailable.class)
        .isNotInstanceOf(NotTried.class);
  }

  private static void until(Circuit circuit, State state) {
    Awaitility.await(state.word())
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(5))
        .until(() -> circuit.status().state() == state);
  }

  @Test
  void only_a_run_of_failures_opens_it() {
    Circuit circuit = circuit(LONG, LONG, LONG);
    for (int i = 0; i < 10; i++) {
      failed(circuit);
      lost(circuit);
      answered(circuit);
    }
    assertThat(circuit.status().state()).isEqualTo(State.CLOSED);
    assertThat(circuit.status().awaySince()).isNull();

    failed(circuit);
    lost(circuit);
    lost(circuit);

    assertThat(circuit.status().state()).isEqualTo(State.OPEN);
    assertThat(circuit.status().awaySince()).isNotNull();
    assertThat(circuit.status().lastFailure()).isEqualTo("no answer");
  }

  @Test
  void refusals_conflicts_and_too_many_requests_are_answers() {
    Circuit circuit = circuit();
    for (int status : List.of(400, 401, 404, 409, 429, 429, 429, 429)) {
      circuit.call(() -> status, answered -> Reply.of(answered, null));
    }

    assertThat(circuit.isClosed()).isTrue();
    assertThat(counts)
        .containsOnly(Map.entry(Reply.Kind.ANSWERED, 4), Map.entry(Reply.Kind.TOO_MANY, 4));
  }

  @Test
  void failures_far_apart_are_no_run() {
    Circuit circuit = circuit(Duration.ofMillis(50), Duration.ofMillis(200), Duration.ofSeconds(1));
    for (int i = 0; i < 6; i++) {
      failed(circuit);
      Awaitility.await().pollDelay(Duration.ofMillis(80)).until(() -> true);
    }

    assertThat(circuit.isClosed()).isTrue();
  }

  @Test
  void while_it_is_open_no_call_is_made_and_the_work_is_told_when_to_come_again() {
    Circuit circuit =
        circuit(Duration.ofSeconds(30), Duration.ofSeconds(20), Duration.ofSeconds(60));
    for (int i = 0; i < 3; i++) {
      failed(circuit);
    }
    AtomicInteger calls = new AtomicInteger();

    assertThatThrownBy(() -> circuit.call(calls::incrementAndGet, answer -> Reply.ANSWERED))
        .isInstanceOfSatisfying(
            NotTried.class,
            e ->
                assertThat(e.retryAfter())
                    .isBetween(Duration.ofSeconds(5), Duration.ofSeconds(20)));
    assertThatThrownBy(circuit::check).isInstanceOf(NotTried.class);
    assertThat(calls).hasValue(0);
    assertThat(counts).containsEntry(Reply.Kind.NOT_TRIED, 2);
  }

  @Test
  void what_the_system_asks_for_is_the_least_delay() {
    Circuit circuit = circuit();
    for (int i = 0; i < 3; i++) {
      circuit.call(() -> 503, status -> Reply.of(status, Duration.ofSeconds(30)));
    }

    assertThatThrownBy(circuit::check)
        .isInstanceOfSatisfying(
            NotTried.class, e -> assertThat(e.retryAfter()).isGreaterThan(Duration.ofSeconds(10)));
  }

  @Test
  void the_delay_grows_while_it_does_not_answer_and_no_work_is_used_to_find_out() {
    Circuit circuit =
        circuit(Duration.ofSeconds(30), Duration.ofMillis(100), Duration.ofMillis(400));
    long began = System.nanoTime();
    for (int i = 0; i < 3; i++) {
      failed(circuit);
    }
    Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> questions.get() >= 4);

    // After 100, 200, 400 and 400 ms.
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(1090));
    assertThat(circuit.status().state()).isEqualTo(State.OPEN);
    there = Reply.ANSWERED;
    until(circuit, State.CLOSED);
  }

  @Test
  void when_it_answers_again_it_closes_by_itself_and_says_so() {
    Circuit circuit = circuit();
    AtomicInteger told = new AtomicInteger();
    circuit.whenClosed(told::incrementAndGet);
    for (int i = 0; i < 3; i++) {
      failed(circuit);
    }
    answersOnce();

    until(circuit, State.HALF_OPEN);
    answersFromNowOn();
    until(circuit, State.CLOSED);

    assertThat(circuit.status().awaySince()).isNull();
    Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> told.get() == 1);
    answered(circuit);
  }

  @Test
  void half_open_lets_a_few_through_and_the_others_wait_for_their_outcome() throws Exception {
    Circuit circuit = circuit();
    for (int i = 0; i < 3; i++) {
      failed(circuit);
    }
    answersOnce();
    until(circuit, State.HALF_OPEN);
    AtomicInteger inside = new AtomicInteger();
    CountDownLatch end = new CountDownLatch(1);
    ExecutorService threads = Executors.newFixedThreadPool(10);
    try {
      List<Future<String>> calls =
          IntStream.range(0, 10)
              .mapToObj(
                  i ->
                      threads.submit(
                          () ->
                              circuit.call(
                                  () -> {
                                    inside.incrementAndGet();
                                    await(end);
                                    return "yes";
                                  },
                                  answer -> Reply.ANSWERED)))
              .toList();
      Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> inside.get() >= 3);
      Awaitility.await()
          .during(Duration.ofMillis(200))
          .atMost(Duration.ofSeconds(20))
          .until(() -> inside.get() == 3);
      end.countDown();
      for (Future<String> call : calls) {
        assertThat(call.get(60, TimeUnit.SECONDS)).isEqualTo("yes");
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(circuit.isClosed()).isTrue();
  }

  private static void await(CountDownLatch latch) {
    try {
      var unused = latch.await(60, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void half_open_opens_again_when_most_fail_and_one_failure_is_not_most() {
    Circuit circuit =
        circuit(Duration.ofSeconds(30), Duration.ofMillis(300), Duration.ofSeconds(5));
    for (int i = 0; i < 3; i++) {
      failed(circuit);
    }
    answersOnce();
    until(circuit, State.HALF_OPEN);
    failed(circuit);
    assertThat(circuit.status().state()).isEqualTo(State.HALF_OPEN);
    failed(circuit);

    assertThat(circuit.status().state()).isEqualTo(State.OPEN);
  }

  @Test
  void a_call_that_began_before_it_opened_says_nothing_about_later() throws Exception {
    Circuit circuit = circuit();
    CountDownLatch begun = new CountDownLatch(2);
    CountDownLatch end = new CountDownLatch(1);
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      List<Future<Integer>> late =
          List.of(1, 2).stream()
              .map(
                  i ->
                      threads.submit(
                          () ->
                              circuit.call(
                                  () -> {
                                    begun.countDown();
                                    await(end);
                                    return 503;
                                  },
                                  status -> Reply.of(status, null))))
              .toList();
      await(begun);
      for (int i = 0; i < 3; i++) {
        failed(circuit);
      }
      answersOnce();
      until(circuit, State.HALF_OPEN);
      end.countDown();
      for (Future<Integer> call : late) {
        call.get(60, TimeUnit.SECONDS);
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(circuit.status().state()).isEqualTo(State.HALF_OPEN);
    answersFromNowOn();
    until(circuit, State.CLOSED);
  }

  @Test
  void a_person_need_not_wait_for_the_next_question() {
    Circuit circuit =
        circuit(Duration.ofSeconds(30), Duration.ofMinutes(10), Duration.ofMinutes(10));
    for (int i = 0; i < 3; i++) {
      failed(circuit);
    }
    there = Reply.ANSWERED;

    circuit.askNow();

    until(circuit, State.HALF_OPEN);
  }
}
