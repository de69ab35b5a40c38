package io.returnbridge.sandbox.commercetools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FaultsTest {
  private static final Duration SHORT = Duration.ofMillis(50);
  private final CommercetoolsSandbox sandbox = CommercetoolsSandbox.start(0, "shop");
  private final Http http = new Http(sandbox);

  @AfterEach
  void stop() {
    sandbox.close();
  }

  private void next(Fault fault) {
    sandbox.faults(call -> fault);
  }

  @Test
  void a_refused_call_is_not_applied_and_429_says_when_to_retry() {
    next(Fault.refuse(429));
    Http.Answer answer = http.post("channels", "{'key':'c1'}");
    assertThat(answer.status()).isEqualTo(429);
    assertThat(answer.retryAfter()).contains("1");
    assertThat(sandbox.channel("c1")).isEmpty();
    next(Fault.refuse(503));
    assertThat(http.post("channels", "{'key':'c1'}").code()).isEqualTo("OverCapacity");
    assertThat(sandbox.channel("c1")).isEmpty();
  }

  @Test
  void a_lost_answer_is_applied() {
    next(new Fault.ApplyThenRefuse(500));
    assertThat(http.post("channels", "{'key':'c1'}").status()).isEqualTo(500);
    assertThat(sandbox.channel("c1")).isPresent();
  }

  @Test
  void a_hang_closes_the_connection_with_or_without_applying() {
    next(new Fault.Hang(SHORT));
    assertThatThrownBy(() -> http.post("channels", "{'key':'c1'}"))
        .isInstanceOf(UncheckedIOException.class);
    assertThat(sandbox.channel("c1")).isEmpty();
    next(new Fault.ApplyThenHang(SHORT));
    assertThatThrownBy(() -> http.post("channels", "{'key':'c1'}"))
        .isInstanceOf(UncheckedIOException.class);
    assertThat(sandbox.channel("c1")).isPresent();
  }

  @Test
  void a_held_call_keeps_no_other_waiting() {
    sandbox.faults(
        call ->
            call.resource().equals("types")
                ? new Fault.Hang(Duration.ofSeconds(30))
                : Fault.none());
    Thread held = new Thread(() -> http.get("types"));
    held.setDaemon(true);
    held.setUncaughtExceptionHandler((thread, closed) -> {});
    held.start();
    assertThat(http.get("channels").status()).isEqualTo(200);
  }

  @Test
  void a_competing_write_makes_a_real_409() {
    http.post("channels", "{'key':'c1'}");
    next(new Fault.CompetingWrite());
    Http.Answer answer =
        http.update("channels/key=c1", 1, "{'action':'changeName','name':{'en':'Madrid'}}");
    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.error().path("currentVersion").asLong()).isEqualTo(2);
  }

  @Test
  void a_delayed_call_is_answered() {
    next(new Fault.Delay(SHORT));
    assertThat(http.get("types").status()).isEqualTo(200);
  }

  @Test
  void random_faults_repeat_by_their_seed_and_can_be_switched_off() {
    RandomFaults.Probabilities half =
        new RandomFaults.Probabilities(0.1, 0.1, 0.1, 0.1, 0.1, 0.1, SHORT, SHORT);
    ApiCall call = new ApiCall("POST", "orders", "orders/x", List.of("addPayment"));
    RandomFaults one = new RandomFaults(7, half);
    RandomFaults other = new RandomFaults(7, half);
    for (int i = 0; i < 200; i++) {
      assertThat(one.next(call)).isEqualTo(other.next(call));
    }
    assertThat(one.counts()).hasSize(6);
    one.off();
    for (int i = 0; i < 50; i++) {
      assertThat(one.next(call)).isEqualTo(Fault.none());
    }
  }

  @Test
  void reads_are_never_applied_twice_nor_in_conflict() {
    RandomFaults always =
        new RandomFaults(1, new RandomFaults.Probabilities(1, 0, 0, 0, 0, 0, SHORT, SHORT));
    assertThat(always.next(new ApiCall("GET", "orders", "orders", List.of())))
        .isEqualTo(Fault.none());
  }

  @Test
  void calls_are_counted_without_those_for_a_token() {
    http.get("channels");
    http.token("");
    http.post("channels", "{'key':'c1'}");
    http.update("channels/key=c1", 1, "{'action':'changeName','name':{'en':'Madrid'}}");
    assertThat(sandbox.callCounts())
        .containsEntry("GET channels", 1)
        .containsEntry("POST channels", 2)
        .hasSize(2);
    assertThat(sandbox.calls().get(2))
        .isEqualTo(new ApiCall("POST", "channels", "channels/key=c1", List.of("changeName")));
    assertThat(sandbox.highestCallsPerSecond()).isBetween(1, 3);
    sandbox.resetCalls();
    assertThat(sandbox.calls()).isEmpty();
  }
}
