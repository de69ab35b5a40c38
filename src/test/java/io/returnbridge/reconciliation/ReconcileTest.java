package io.returnbridge.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;

import io.returnbridge.store.WakeUp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReconcileTest {

  private static final int RETURNS = Integer.getInteger("reconcile.returns", 120);
  private static final long SEED = Long.getLong("reconcile.seed", System.nanoTime());

  private ReconciledShop shop;

  @BeforeEach
  void open() {
    shop = new ReconciledShop();
  }

  @AfterEach
  void close() {
    shop.close();
  }

  /** Returns that are right in both systems; every fourth is an exchange. */
  private List<String> returns(int many) {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < many; i++) {
      String id = "r%05d".formatted(i);
      ids.add(id);
      shop.opened(id, isExchange(i));
      shop.shipped(id);
      if (!isExchange(i)) {
        shop.refunded(id);
      }
      shop.announce(id);
    }
    shop.work();
    return ids;
  }

  private static boolean isExchange(int i) {
    return i % 4 == 3;
  }

  @Test
  void what_agrees_is_not_found() {
    // Given
    returns(12);
    shop.reveniReads = 0;
    shop.commercetools.resetCalls();

    // When
    shop.reconcile();

    // Then
    assertThat(shop.found).isEmpty();
    assertThat(shop.sentences).containsExactly("12 returns were compared; nothing differs.");
    assertThat(shop.openCases()).isEmpty();
    assertThat(shop.reveniReads).isEqualTo(12);
    assertThat(shop.commercetools.callCounts().keySet()).allMatch(call -> call.startsWith("GET "));
  }

  @Test
  void each_difference_is_found_and_no_other_and_what_is_safe_is_healed() {
    for (Seeded seeded : Seeded.values()) {
      // Given
      close();
      open();
      String id = returns(4).get(seeded.isOfExchange() ? 3 : 0);
      seeded.make(shop, id);

      // When
      shop.reconcile();

      // Then
      assertThat(new TreeMap<>(shop.found))
          .as(seeded + ": " + shop.findings)
          .isEqualTo(Seeded.expected(id, List.of(seeded)));
    }
  }

  @Test
  void found_is_what_was_seeded_and_a_second_run_is_silent() {
    // Given
    System.out.printf("reconcile.seed=%d, %d returns%n", SEED, RETURNS);
    Map<String, Boolean> expected = seeded(new Random(SEED));

    // When
    shop.reconcile();

    // Then
    assertThat(new TreeMap<>(shop.found)).as("seed " + SEED).isEqualTo(expected);
    List<String> cases = shop.openCases();
    assertThat(cases).hasSize(cases(expected));

    // When
    shop.reconcile();

    // Then
    Map<String, Boolean> left = new TreeMap<>(expected);
    left.values().removeIf(healed -> healed);
    assertThat(new TreeMap<>(shop.found)).as("seed " + SEED).isEqualTo(left);
    assertThat(shop.sentences.get(1)).contains(" 0 healed, 0 new,");
    assertThat(shop.openCases()).isEqualTo(cases);
  }

  @Test
  void a_run_that_dies_again_and_again_ends_the_same() {
    // Given
    Map<String, Boolean> expected = seeded(new Random(SEED));
    Random random = new Random(SEED);
    int[] left = {3};

    // When
    shop.beforeRequest =
        () -> {
          if (left[0] > 0 && random.nextInt(4) == 0) {
            left[0]--;
            throw new ReconciledShop.Died();
          }
        };
    var begun = shop.reconcile.ask(null, null, "api:ana");
    boolean ended = false;
    while (!ended) {
      try {
        shop.work();
        ended = true;
      } catch (ReconciledShop.Died died) {
        shop.restart();
      }
    }

    // Then
    assertThat(left[0]).isZero();
    assertThat(new TreeMap<>(shop.found)).as("seed " + SEED).isEqualTo(expected);
    assertThat(shop.openCases()).hasSize(cases(expected));
    assertThat(shop.sentences).hasSize(1);
  }

  private Map<String, Boolean> seeded(Random random) {
    List<String> ids = returns(RETURNS);
    Map<String, Boolean> expected = new TreeMap<>();
    for (int i = 0; i < ids.size(); i++) {
      if (random.nextInt(5) == 0) {
        List<Seeded> some = Seeded.some(isExchange(i), random);
        for (Seeded one : some) {
          one.make(shop, ids.get(i));
        }
        expected.putAll(Seeded.expected(ids.get(i), some));
      }
    }
    String channel = shop.shop.inspection(ReconciledShop.STORE);
    shop.commercetools.update(
        "inventory",
        shop.commercetools
            .inventoryEntry(ReconciledShop.SKU, channel)
            .orElseThrow()
            .path("id")
            .asText(),
        "[{\"action\":\"addQuantity\",\"quantity\":2}]");
    expected.put(channel + "/" + ReconciledShop.SKU + " STOCK_DRIFT", false);
    return expected;
  }

  @Test
  void asked_for_while_one_is_under_way_another_is_done_after_it() {
    // Given
    String id = returns(4).get(0);
    boolean[] asked = {false};
    shop.beforeEnd =
        () -> {
          if (!asked[0]) {
            asked[0] = true;
            Seeded.ORDER_EDITED.make(shop, id);
            assertThat(shop.reconcile.ask(null, null, "api:ana")).isTrue();
            assertThat(shop.reconcile.askRecent("api:bea")).isFalse();
          }
        };

    // When
    shop.reconcile();

    // Then
    assertThat(shop.found).isEqualTo(Seeded.expected(id, List.of(Seeded.ORDER_EDITED)));
    assertThat(shop.sentences)
        .containsExactly(
            "4 returns were compared; nothing differs.",
            "4 returns were compared; 1 difference was found, 1 healed, 0 new, 0 known before (1 FOREIGN_CHANGE).");
  }

  private static int cases(Map<String, Boolean> expected) {
    return (int)
        expected.entrySet().stream()
            .filter(e -> !e.getValue())
            .filter(
                e ->
                    List.of("CREDIT_MISSING", "CREDIT_MISMATCH", "EXCHANGE_MISSING", "STOCK_DRIFT")
                        .contains(e.getKey().substring(e.getKey().indexOf(' ') + 1)))
            .count();
  }

  @Test
  void what_is_worked_on_is_not_found() {
    // Given
    close();
    shop = new ReconciledShop(Duration.ZERO);
    String id = returns(2).get(0);
    Seeded.WEBHOOK_LOST.make(shop, id);
    Seeded.CREDIT_TAKEN_OFF.make(shop, id);
    shop.database.update(
        "insert into work (step, subject, trigger, due_at, attempt) values (?, ?, 'sweep:x', now() + interval '1 hour', 1)",
        WakeUp.LINK_CREDIT,
        ReconciledShop.STORE + "/" + id);

    // When
    shop.reconcile();

    // Then
    assertThat(shop.found).isEmpty();
    assertThat(shop.sentences.get(0)).contains("1 could not be read, or were worked on");
  }

  @Test
  void retry_of_its_case_compares_the_return_again() {
    // Given
    String id = returns(2).get(0);
    Seeded.CREDIT_CHARGED.make(shop, id);
    shop.reconcile();
    assertThat(shop.openCases()).containsExactly("CREDIT_MISMATCH " + id);

    // When
    shop.commercetools.update(
        "payments",
        shop.commercetools
            .payment("reveni-credit-" + id + "-rf-1")
            .orElseThrow()
            .path("id")
            .asText(),
        """
        [{"action":"addTransaction","transaction":{"type":"Refund","state":"Success",
          "amount":{"centAmount":1,"currencyCode":"EUR"}}}]""");
    shop.work.wake(WakeUp.RECONCILE, "return/es/" + id, "case:x");
    shop.work();

    // Then
    assertThat(shop.openCases()).isEmpty();
  }
}
