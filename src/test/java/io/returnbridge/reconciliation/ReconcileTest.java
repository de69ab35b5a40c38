package io.returnbridge.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.returnbridge.model.Money;
import io.returnbridge.reports.Report;
import io.returnbridge.store.WakeUp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReconcileTest {

  private static final int RETURNS = Integer.getInteger("reconcile.returns", 120);

  /** What is healed is worked on meanwhile, one after the other: the more, the longer. */
  private static final Duration BETWEEN = Duration.ofMillis(Math.max(200, RETURNS / 2));

  private static final long SEED = Long.getLong("reconcile.seed", System.nanoTime());

  private ReconciledShop shop;

  @BeforeEach
  void open() {
    shop = new ReconciledShop(BETWEEN, Map.of());
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
    shop.reveniReads.clear();
    shop.commercetools.resetCalls();

    // When
    shop.reconcile();

    // Then
    assertThat(shop.found).isEmpty();
    assertThat(shop.sentences).containsExactly("12 returns were compared; nothing differs.");
    assertThat(shop.openCases()).isEmpty();
    assertThat(shop.reveniReads).hasSize(12);
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
    Map<String, Seeded.Said> expected = seeded(new Random(SEED));

    // When
    shop.reconcile();

    // Then
    assertThat(shop.found).as("seed " + SEED).containsExactlyInAnyOrderEntriesOf(expected);
    reported(expected);
    List<String> cases = shop.openCases();
    assertThat(cases).hasSize(cases(expected));

    // When
    shop.reconcile();

    // Then
    Map<String, Seeded.Said> left = new TreeMap<>(expected);
    left.values().removeIf(Seeded.Said::healed);
    assertThat(shop.found).as("seed " + SEED).containsExactlyInAnyOrderEntriesOf(left);
    reported(left);
    assertThat(shop.sentences.get(1)).contains(" 0 healed, 0 new,");
    assertThat(shop.openCases()).isEqualTo(cases);
  }

  @Test
  void a_run_that_dies_again_and_again_ends_the_same() {
    // Given
    Map<String, Seeded.Said> expected = seeded(new Random(SEED));
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
    assertThat(shop.found).as("seed " + SEED).containsExactlyInAnyOrderEntriesOf(expected);
    assertThat(shop.openCases()).hasSize(cases(expected));
    assertThat(shop.sentences).hasSize(1);
  }

  private Map<String, Seeded.Said> seeded(Random random) {
    List<String> ids = returns(RETURNS);
    Map<String, Seeded.Said> expected = new TreeMap<>();
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
    expected.put(
        Seeded.Said.of(channel + "/" + ReconciledShop.SKU, "STOCK_DRIFT", null),
        new Seeded.Said(false, null, null));
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

  @Test
  void of_a_time_only_what_changed_in_it_is_compared() {
    // Given
    List<String> ids = returns(8);
    Instant half =
        shop.database
            .query(
                "select reveni_at from return_state where return_id = ?",
                r -> r.time(1),
                ids.get(4))
            .get(0);
    Seeded.CREDIT_CHARGED.make(shop, ids.get(0));
    Seeded.CREDIT_CHARGED.make(shop, ids.get(5));

    // When
    shop.reconcile(null, half);

    // Then
    assertThat(shop.found).isEqualTo(Seeded.expected(ids.get(0), List.of(Seeded.CREDIT_CHARGED)));

    // When
    shop.reconcile(half, Instant.now().plusSeconds(60));

    // Then
    assertThat(shop.found).isEqualTo(Seeded.expected(ids.get(5), List.of(Seeded.CREDIT_CHARGED)));
    assertThat(shop.sentences).allMatch(s -> s.startsWith("4 returns were compared"));
  }

  @Test
  void what_reveni_lists_and_nobody_knows_is_taken_in_and_what_it_lists_as_unchanged_is_not_read() {
    // Given
    close();
    shop =
        new ReconciledShop(
            Duration.ofMillis(200),
            Map.of("REVENI_LIST_PATH", "returns?updated_since={since}&limit=5"));
    List<String> ids = returns(12);
    Seeded.WEBHOOK_LOST.make(shop, ids.get(1));
    Seeded.CREDIT_TAKEN_OFF.make(shop, ids.get(2));
    shop.opened("r90000", false);
    shop.reveniReads.clear();

    // When
    shop.reconcile();

    // Then
    Map<String, Seeded.Said> expected = Seeded.expected(ids.get(1), List.of(Seeded.WEBHOOK_LOST));
    expected.putAll(Seeded.expected(ids.get(2), List.of(Seeded.CREDIT_TAKEN_OFF)));
    expected.put(
        Seeded.Said.of("r90000", "RETURN_UNKNOWN", null), new Seeded.Said(true, null, null));
    assertThat(shop.found).isEqualTo(expected);
    assertThat(shop.reveniReads.stream().filter(url -> !url.contains("?")).map(ReconcileTest::last))
        .containsOnly(ids.get(1), ids.get(2), "r90000");
  }

  private static String last(String url) {
    return url.substring(url.lastIndexOf('/') + 1);
  }

  /** The reports say the same; what differs comes first, and sums are those of all refunds. */
  private void reported(Map<String, Seeded.Said> expected) {
    Map<String, Seeded.Said> rows = new TreeMap<>();
    List<String> order = new ArrayList<>();
    Map<String, Long> paid = new TreeMap<>();
    Set<String> counted = new HashSet<>();
    Report credits = shop.report("credit-reconciliation");
    credits
        .rows()
        .each(
            row -> {
              String finding = row.path("finding").asText();
              order.add(finding.equals("ok") ? "2" : row.path("healed").asBoolean() ? "1" : "0");
              String refund = row.path("returnId").asText() + "/" + row.path("refundId").asText();
              if (row.has("paid") && !row.path("paid").isNull() && counted.add(refund)) {
                paid.merge(
                    row.at("/paid/currencyCode").asText(),
                    row.at("/paid/centAmount").asLong(),
                    Math::addExact);
              }
              if (!finding.equals("ok")) {
                rows.merge(
                    Seeded.Said.of(
                        row.path("returnId").asText(), finding, row.path("refundId").textValue()),
                    new Seeded.Said(
                        row.path("healed").asBoolean(),
                        money(row.path("amount")),
                        money(row.path("actual"))),
                    Seeded.Said::and);
              }
            });
    shop.report("stock-reconciliation")
        .rows()
        .each(
            row -> {
              if (!row.path("finding").asText().equals("ok")) {
                rows.put(
                    Seeded.Said.of(
                        row.path("channel").asText() + "/" + row.path("sku").asText(),
                        row.path("finding").asText(),
                        null),
                    new Seeded.Said(row.path("healed").asBoolean(), null, null));
              }
            });
    assertThat(rows.keySet()).as("seed " + SEED).isEqualTo(expected.keySet());
    assertThat(order).isSorted();
    Map<String, Long> sums = new TreeMap<>();
    credits
        .totals()
        .path("byPayer")
        .forEach(
            s ->
                sums.merge(
                    s.at("/paid/currencyCode").asText(),
                    s.at("/paid/centAmount").asLong(),
                    Math::addExact));
    assertThat(sums).isEqualTo(paid).containsOnlyKeys("EUR", "JPY", "KWD");
  }

  private static @Nullable Money money(JsonNode amount) {
    return amount.has("centAmount")
        ? new Money(amount.path("centAmount").asLong(), amount.path("currencyCode").asText())
        : null;
  }

  private static int cases(Map<String, Seeded.Said> expected) {
    return (int)
        expected.entrySet().stream()
            .filter(e -> !e.getValue().healed())
            .filter(
                e ->
                    List.of("CREDIT_MISSING", "CREDIT_MISMATCH", "EXCHANGE_MISSING", "STOCK_DRIFT")
                        .contains(e.getKey().split(" ")[1]))
            .count();
  }

  @Test
  void what_is_worked_on_is_not_found() {
    // Given
    close();
    shop = new ReconciledShop(Duration.ZERO, Map.of());
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

  private void refundOneCent(String id) {
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
  }

  @Test
  void what_is_right_at_the_second_look_is_not_found() {
    // Given
    String id = returns(2).get(0);
    Seeded.CREDIT_CHARGED.make(shop, id);
    boolean[] mended = {false};
    shop.beforeRequest =
        () -> {
          if (!mended[0] && isLookedAtAgain(id)) {
            mended[0] = true;
            refundOneCent(id);
          }
        };

    // When
    shop.reconcile();

    // Then
    assertThat(mended[0]).isTrue();
    assertThat(shop.found).isEmpty();
    assertThat(shop.openCases()).isEmpty();
  }

  private boolean isLookedAtAgain(String id) {
    return shop.database
        .find(
            "select 1 from reconciled where subject = ? and result ->> 'stage' = 'AGAIN'",
            r -> true,
            ReconciledShop.STORE + "/" + id)
        .isPresent();
  }

  @Test
  void an_exchange_that_is_out_of_stock_has_one_case() {
    // Given
    shop.runsOut(ReconciledShop.NEW_SKU);
    shop.opened("r00001", true);
    shop.shipped("r00001");
    shop.announce("r00001");
    shop.work();
    assertThat(shop.openCases()).containsExactly("EXCHANGE_OUT_OF_STOCK r00001");

    // When
    shop.reconcile();

    // Then
    assertThat(shop.found).hasSize(1);
    assertThat(shop.openCases()).containsExactly("EXCHANGE_OUT_OF_STOCK r00001");
  }

  @Test
  void retry_of_its_case_compares_the_return_again() {
    // Given
    String id = returns(2).get(0);
    Seeded.CREDIT_CHARGED.make(shop, id);
    shop.reconcile();
    assertThat(shop.openCases()).containsExactly("CREDIT_MISMATCH " + id);

    // When
    refundOneCent(id);
    shop.work.wake(WakeUp.RECONCILE, "return/es/" + id, "case:x");
    shop.work();

    // Then
    assertThat(shop.openCases()).isEmpty();
  }
}
