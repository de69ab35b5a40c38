package io.returnbridge.commercetools;

import static io.returnbridge.commercetools.Shop.CAUSE;
import static io.returnbridge.commercetools.Shop.line;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.returnbridge.commerce.OrderChange;
import io.returnbridge.commerce.WriteOutcomeUnknown;
import io.returnbridge.failure.NotTried;
import io.returnbridge.failure.Rejected;
import io.returnbridge.failure.Unavailable;
import io.returnbridge.model.FieldValue;
import io.returnbridge.model.OrderView;
import io.returnbridge.outage.Circuit;
import io.returnbridge.sandbox.commercetools.Fault;
import io.returnbridge.sandbox.commercetools.SandboxOptions;
import io.returnbridge.settings.BreakerSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TransportTest {

  private static final List<OrderChange> CHANGE =
      List.of(new OrderChange.SetField("reveniReturnStatus", new FieldValue.Text("received")));

  private Shop shop;
  private OrderView order;

  @BeforeEach
  void start() {
    shop = Shop.ready();
    order = shop.order("A-1", line("TSHIRT", 1));
    shop.sandbox.resetCalls();
  }

  @AfterEach
  void stop() {
    shop.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 502, 503, 504})
  void a_5xx_on_a_write_is_doubtful_and_is_sent_once(int status) {
    shop.sandbox.faults(call -> new Fault.ApplyThenRefuse(status));

    assertThatThrownBy(() -> shop.orders.update(order, CHANGE, CAUSE))
        .isInstanceOf(WriteOutcomeUnknown.class)
        .hasMessageContaining(String.valueOf(status));
    assertThat(shop.sandbox.calls()).hasSize(1);
    assertThat(shop.lastSeen.order("A-1")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 502, 503})
  void a_5xx_on_a_read_is_unavailable(int status) {
    shop.sandbox.faults(call -> Fault.refuse(status));

    assertThatThrownBy(() -> shop.orders.read("A-1"))
        .isInstanceOf(Unavailable.class)
        .isNotInstanceOf(WriteOutcomeUnknown.class);
    assertThat(shop.sandbox.calls()).hasSize(1);
  }

  @Test
  void a_write_without_an_answer_in_time_is_doubtful() {
    shop.sandbox.faults(call -> new Fault.ApplyThenHang(Duration.ofSeconds(10)));

    assertThatThrownBy(() -> shop.orders.update(order, CHANGE, CAUSE))
        .isInstanceOf(WriteOutcomeUnknown.class);
  }

  @Test
  void a_write_whose_connection_is_cut_is_doubtful_and_a_read_unavailable() {
    shop.sandbox.faults(call -> new Fault.Hang(Duration.ofMillis(50)));

    assertThatThrownBy(() -> shop.orders.update(order, CHANGE, CAUSE))
        .isInstanceOf(WriteOutcomeUnknown.class);
    assertThat(shop.sandbox.calls()).hasSize(1);
    assertThatThrownBy(() -> shop.orders.read("A-1"))
        .isInstanceOf(Unavailable.class)
        .isNotInstanceOf(WriteOutcomeUnknown.class);
  }

  @Test
  void a_write_that_could_not_be_sent_is_unavailable_and_not_doubtful() {
    shop.sandbox.close();

    assertThatThrownBy(() -> shop.orders.update(order, CHANGE, CAUSE))
        .isInstanceOfSatisfying(
            Unavailable.class, e -> assertThat(e.system()).isEqualTo("commercetools"))
        .isNotInstanceOf(WriteOutcomeUnknown.class);
    shop = Shop.ready();
  }

  @Test
  void an_expired_token_is_renewed_once() {
    shop.sandbox.expireTokens();

    assertThat(shop.orders.update(order, CHANGE, CAUSE).version()).isGreaterThan(order.version());
  }

  @Test
  void a_refused_new_token_is_no_defect_of_the_work() {
    shop.sandbox.faults(call -> Fault.refuse(401));

    assertThatThrownBy(() -> shop.orders.read("A-1"))
        .isInstanceOf(Unavailable.class)
        .hasMessageContaining("CTP_CLIENT_ID");
    assertThat(shop.sandbox.calls()).hasSize(2);
  }

  @Test
  void a_missing_scope_is_rejected_and_named() {
    try (Shop limited =
        Shop.empty(SandboxOptions.of(0, "shop").withScopes(Set.of("view_types")), 1_000)) {
      assertThatThrownBy(() -> limited.orders.read("A-1"))
          .isInstanceOf(Rejected.class)
          .hasMessageContaining("view_orders");
    }
  }

  @Test
  void too_many_requests_are_unavailable_and_hold_up_all() {
    AtomicInteger calls = new AtomicInteger();
    shop.sandbox.faults(
        call -> calls.incrementAndGet() == 1 ? new Fault.Refuse(429, 1) : Fault.none());
    Instant before = Instant.now();

    assertThatThrownBy(() -> shop.orders.update(order, CHANGE, CAUSE))
        .isInstanceOfSatisfying(
            Unavailable.class, e -> assertThat(e.retryAfter()).isEqualTo(Duration.ofSeconds(1)))
        .isNotInstanceOf(WriteOutcomeUnknown.class);
    shop.orders.read("A-1");
    assertThat(Duration.between(before, Instant.now())).isGreaterThan(Duration.ofMillis(900));
  }

  @Test
  void a_long_pause_gives_the_thread_back() {
    shop.sandbox.faults(call -> new Fault.Refuse(429, 60));

    assertThatThrownBy(() -> shop.orders.read("A-1")).isInstanceOf(Unavailable.class);
    shop.sandbox.resetCalls();
    assertThatThrownBy(() -> shop.orders.read("A-1"))
        .isInstanceOfSatisfying(
            Unavailable.class,
            e -> assertThat(e.retryAfter()).isGreaterThan(Duration.ofSeconds(50)));
    assertThat(shop.sandbox.calls()).isEmpty();
  }

  @Test
  void the_configured_rate_is_kept_by_many_threads() {
    try (Shop slow = Shop.empty(SandboxOptions.of(0, "shop"), 20)) {
      slow.orders.stateId("none");
      slow.sandbox.resetCalls();

      IntStream.range(0, 30).parallel().forEach(i -> slow.orders.read("A-" + i));

      assertThat(slow.sandbox.highestCallsPerSecond()).isBetween(10, 20);
    }
  }

  @Test
  void a_429_without_a_time_holds_up_all_as_well() {
    AtomicInteger calls = new AtomicInteger();
    shop.sandbox.faults(
        call -> calls.incrementAndGet() == 1 ? new Fault.Refuse(429, -1) : Fault.none());
    Instant before = Instant.now();
    assertThatThrownBy(() -> shop.orders.read("A-1")).isInstanceOf(Unavailable.class);
    shop.orders.read("A-1");

    assertThat(Duration.between(before, Instant.now())).isGreaterThan(Duration.ofMillis(900));
  }

  @Test
  void when_it_does_not_answer_it_is_left_alone_and_is_found_again_by_a_question() {
    Circuit circuit =
        new Circuit(
            "commercetools",
            new BreakerSettings(
                3,
                Duration.ofSeconds(30),
                Duration.ofMinutes(10),
                Duration.ofMinutes(10),
                1,
                Duration.ofSeconds(1)),
            (kind, nanos) -> {});
    try (Shop guarded = Shop.behind(circuit)) {
      guarded.orders.read("A-1");
      guarded.sandbox.faults(call -> Fault.refuse(503));
      for (int i = 0; i < 3; i++) {
        assertThatThrownBy(() -> guarded.orders.read("A-1")).isNotInstanceOf(NotTried.class);
      }
      guarded.sandbox.resetCalls();
      for (int i = 0; i < 50; i++) {
        assertThatThrownBy(() -> guarded.orders.read("A-1")).isInstanceOf(NotTried.class);
      }
      assertThat(guarded.sandbox.calls()).isEmpty();

      guarded.sandbox.expireTokens();
      guarded.sandbox.faults(call -> Fault.none());
      circuit.askNow();
      Awaitility.await().atMost(Duration.ofSeconds(60)).until(circuit::isClosed);
      assertThat(guarded.orders.read("A-1")).isEmpty();
    }
  }

  @Test
  void a_client_that_is_refused_is_left_alone_until_it_is_taken() {
    Circuit circuit =
        new Circuit(
            "commercetools",
            new BreakerSettings(
                3,
                Duration.ofSeconds(30),
                Duration.ofMillis(200),
                Duration.ofMillis(200),
                1,
                Duration.ofSeconds(1)),
            (kind, nanos) -> {});
    try (Shop guarded = Shop.behind(circuit)) {
      guarded.orders.read("A-1");
      guarded.sandbox.revokeClient(true);
      for (int i = 0; i < 3; i++) {
        assertThatThrownBy(() -> guarded.orders.read("A-1")).isNotInstanceOf(NotTried.class);
      }
      Awaitility.await()
          .during(Duration.ofSeconds(1))
          .atMost(Duration.ofSeconds(30))
          .until(circuit::isOpen);
      assertThat(circuit.status().lastFailure()).contains("CTP_CLIENT_ID");
      assertThatThrownBy(() -> guarded.orders.read("A-1")).isInstanceOf(NotTried.class);

      guarded.sandbox.revokeClient(false);
      Awaitility.await().atMost(Duration.ofSeconds(60)).until(circuit::isClosed);
      assertThat(guarded.orders.read("A-1")).isEmpty();
    }
  }

  @Test
  void a_lone_token_server_that_is_away_opens_the_breaker_too() {
    Circuit circuit =
        new Circuit(
            "commercetools",
            new BreakerSettings(
                3,
                Duration.ofSeconds(30),
                Duration.ofSeconds(20),
                Duration.ofSeconds(20),
                1,
                Duration.ofSeconds(1)),
            (kind, nanos) -> {});
    try (Shop guarded = Shop.behind(circuit)) {
      guarded.sandbox.close();
      for (int i = 0; i < 3; i++) {
        assertThatThrownBy(() -> guarded.orders.read("A-1"))
            .hasMessageContaining("No token")
            .isNotInstanceOf(NotTried.class);
      }
      assertThatThrownBy(() -> guarded.orders.read("A-1")).isInstanceOf(NotTried.class);
    }
  }
}
