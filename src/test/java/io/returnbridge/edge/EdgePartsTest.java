package io.returnbridge.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.handler.codec.http.HttpMethod;
import io.returnbridge.edge.WrongCredentials.Kind;
import io.returnbridge.settings.TrustedProxies;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class EdgePartsTest {

  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 5);
  private final WrongCredentials wrong = new WrongCredentials(metrics, clock::get);

  private void guess(int times, String name, String address) {
    for (int i = 0; i < times; i++) {
      wrong.wrong(Kind.LOGIN, name, address);
    }
  }

  @Test
  void guesses_are_slowed_down_by_name_and_address_and_forgiven_in_time() {
    guess(20, "admin", "10.0.0.1");

    assertThat(wrong.isSlowed(Kind.LOGIN, "admin", "10.0.0.1")).isTrue();
    assertThat(wrong.retryAfter(Kind.LOGIN, "admin", "10.0.0.1")).isEqualTo(10);
    assertThat(wrong.isSlowed(Kind.LOGIN, "admin", "10.0.0.2")).isFalse();
    assertThat(wrong.isSlowed(Kind.LOGIN, "carla", "10.0.0.1")).isFalse();
    assertThat(wrong.pause("10.0.0.1")).isEqualTo(1000);
    assertThat(wrong.pause("10.0.0.2")).isZero();

    clock.addAndGet(Duration.ofSeconds(11).toNanos());
    assertThat(wrong.isSlowed(Kind.LOGIN, "admin", "10.0.0.1")).isFalse();
    guess(1, "admin", "10.0.0.1");
    assertThat(wrong.isSlowed(Kind.LOGIN, "admin", "10.0.0.1")).isFalse();
    guess(1, "admin", "10.0.0.1");
    assertThat(wrong.isSlowed(Kind.LOGIN, "admin", "10.0.0.1")).isTrue();
  }

  private double counted(String kind, String outcome) {
    return metrics
        .get("returnbridge.wrong.credentials")
        .tags("kind", kind, "outcome", outcome)
        .counter()
        .count();
  }

  @Test
  void each_guess_is_counted_by_what_was_wrong_whoever_was_meant() {
    guess(3, "admin", "10.0.0.1");
    guess(2, "carla", "10.0.0.2");
    wrong.wrong(Kind.WAREHOUSE_KEY, "scans", "10.0.0.1");
    wrong.slowed(Kind.LOGIN);

    assertThat(counted("login", "refused")).isEqualTo(5);
    assertThat(counted("login", "slowed")).isEqualTo(1);
    assertThat(counted("warehouse-key", "refused")).isEqualTo(1);
    assertThat(counted("signature", "refused")).isZero();
  }

  @Test
  void guesses_that_come_at_once_are_no_more_than_one_after_another() {
    int begun = 0;
    for (int i = 0; i < 300; i++) {
      begun += wrong.begins(Kind.LOGIN, "carla", "10.0.0.1") ? 1 : 0;
    }
    assertThat(begun).isEqualTo(20);
    assertThat(wrong.begins(Kind.LOGIN, "carla", "10.0.0.2")).isTrue();
    assertThat(wrong.isSlowed(Kind.LOGIN, "carla", "10.0.0.1")).isFalse();

    wrong.wrong(Kind.LOGIN, "carla", "10.0.0.1");
    for (int i = 0; i < begun; i++) {
      wrong.ended(Kind.LOGIN, "carla", "10.0.0.1");
    }

    for (int i = 0; i < 19; i++) {
      assertThat(wrong.begins(Kind.LOGIN, "carla", "10.0.0.1")).isTrue();
    }
    assertThat(wrong.begins(Kind.LOGIN, "carla", "10.0.0.1")).isFalse();
  }

  @Test
  void however_many_guesses_there_were_it_is_over_after_two_minutes() {
    guess(5000, "admin", "10.0.0.1");
    clock.addAndGet(Duration.ofMinutes(2).toNanos());

    assertThat(wrong.isSlowed(Kind.LOGIN, "admin", "10.0.0.1")).isFalse();
  }

  @Test
  void the_addresses_of_one_ipv6_network_are_one() {
    guess(20, "admin", "2001:db8:0:1::1");

    assertThat(wrong.isSlowed(Kind.LOGIN, "admin", "2001:db8:0:1:ffff::2")).isTrue();
    assertThat(wrong.isSlowed(Kind.LOGIN, "admin", "2001:db8:0:2::1")).isFalse();
  }

  @Test
  void no_number_of_addresses_fills_the_memory_or_the_metrics() {
    int before = metrics.getMeters().size();
    for (int i = 0; i < 100_000; i++) {
      guess(1, "admin", "10." + (i >> 16) + "." + (i >> 8 & 255) + "." + (i & 255));
    }

    assertThat(wrong.remembered()).isLessThanOrEqualTo(10_000);
    assertThat(metrics.getMeters()).hasSize(before);
  }

  @Test
  void requests_are_counted_by_closed_lists() {
    RequestMetrics requests = new RequestMetrics(metrics);
    for (int i = 0; i < 1000; i++) {
      requests.answered(HttpMethod.valueOf("ODD" + i), Area.of("/odd/" + i), 404, 1);
      requests.answered(HttpMethod.GET, Area.of("/api/odd/" + i), 400 + i % 30, 1);
    }

    assertThat(metrics.find("http.server.requests").timers()).hasSize(2);
  }

  @Test
  void only_a_trusted_proxy_says_who_a_client_is() {
    ClientAddresses clients =
        new ClientAddresses(TrustedProxies.parse("10.0.0.0/8, 2001:db8::/33,192.0.2.7"));

    assertThat(clients.of("203.0.113.5", List.of("198.51.100.1"))).isEqualTo("203.0.113.5");
    assertThat(clients.of("10.1.2.3", List.of())).isEqualTo("10.1.2.3");
    assertThat(clients.of("10.1.2.3", List.of("198.51.100.1"))).isEqualTo("198.51.100.1");
    assertThat(clients.of("10.1.2.3", List.of("6.6.6.6, 198.51.100.1, 192.0.2.7")))
        .isEqualTo("198.51.100.1");
    assertThat(clients.of("10.1.2.3", List.of("6.6.6.6", "198.51.100.1")))
        .isEqualTo("198.51.100.1");
    assertThat(clients.of("10.1.2.3", List.of("evil.example"))).isEqualTo("10.1.2.3");
    assertThat(clients.of("10.1.2.3", List.of("10.9.9.9, , x"))).isEqualTo("10.1.2.3");
    assertThat(clients.of("2001:db8:1::1", List.of("198.51.100.1"))).isEqualTo("198.51.100.1");
    assertThat(clients.of("2001:db8:8000::1", List.of("198.51.100.1")))
        .isEqualTo("2001:db8:8000::1");
  }

  @Test
  void a_proxy_may_write_a_port_and_brackets() {
    ClientAddresses clients =
        new ClientAddresses(TrustedProxies.parse("10.0.0.0/8, 2001:db8::/33"));
    String proxy = "10.1.2.3";

    assertThat(clients.of(proxy, List.of("203.0.113.7:51234"))).isEqualTo("203.0.113.7");
    assertThat(clients.of(proxy, List.of("[2001:db8:8000::1]"))).isEqualTo("2001:db8:8000::1");
    assertThat(clients.of(proxy, List.of("[2001:db8:8000::1]:443"))).isEqualTo("2001:db8:8000::1");
    assertThat(clients.of(proxy, List.of("2001:db8:8000::1"))).isEqualTo("2001:db8:8000::1");
    assertThat(clients.of(proxy, List.of("6.6.6.6, 203.0.113.7:1, [2001:db8::9]:80, 10.9.9.9:80")))
        .isEqualTo("203.0.113.7");
    for (String odd :
        List.of("203.0.113.7:", "203.0.113.7:x", "[]", "[::1", "[x]:1", "1.2.3:4", ":80", "[a]b")) {
      assertThat(clients.of(proxy, List.of(odd))).as(odd).isEqualTo(proxy);
    }
  }

  @Test
  void bodies_that_have_long_been_coming_make_room_for_new_ones() {
    BodyBudget budget = new BodyBudget(100, Duration.ZERO);
    AtomicLong cuts = new AtomicLong();
    BodyBudget.Body slow = new BodyBudget.Body(cuts::incrementAndGet);
    BodyBudget.Body whole = new BodyBudget.Body(cuts::incrementAndGet);
    assertThat(budget.add(slow, 50)).isTrue();
    assertThat(budget.add(whole, 40)).isTrue();
    budget.whole(whole);

    assertThat(budget.add(new BodyBudget.Body(cuts::incrementAndGet), 50)).isTrue();

    assertThat(cuts).hasValue(1);
    assertThat(budget.add(slow, 1)).isFalse();
    budget.end(whole);
    assertThat(budget.held()).isEqualTo(50);
  }

  @Test
  void bodies_that_have_just_begun_are_not_cut_for_others() {
    BodyBudget budget = new BodyBudget(100, Duration.ofHours(1));
    AtomicLong cuts = new AtomicLong();
    assertThat(budget.add(new BodyBudget.Body(cuts::incrementAndGet), 60)).isTrue();

    assertThat(budget.add(new BodyBudget.Body(cuts::incrementAndGet), 60)).isFalse();

    assertThat(cuts).hasValue(0);
    assertThat(budget.held()).isEqualTo(60);
  }
}
