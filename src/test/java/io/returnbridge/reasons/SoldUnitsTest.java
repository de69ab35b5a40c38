package io.returnbridge.reasons;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.returnbridge.commerce.SoldOrders;
import io.returnbridge.commercetools.InProcess;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.model.OrderView;
import io.returnbridge.reasons.SoldUnits.Sold;
import io.returnbridge.sandbox.Shop;
import io.returnbridge.sandbox.commercetools.CommercetoolsSandbox;
import io.returnbridge.sandbox.commercetools.SandboxOptions;
import io.returnbridge.sandbox.commercetools.Seeds;
import io.returnbridge.store.Database;
import io.returnbridge.store.TestDatabase;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Orders of a real sandbox become sums in a real database. */
class SoldUnitsTest {

  private static final Mappings MAPPINGS = Mappings.load(java.nio.file.Path.of("mappings"));
  private static final String SHIRT = "TSHIRT-RED-M";
  private static final ZoneId MADRID = ZoneId.of("Europe/Madrid");

  private final CommercetoolsSandbox sandbox =
      CommercetoolsSandbox.inProcess(SandboxOptions.of(0, "sold"));
  private final Database database = TestDatabase.clean();
  private Runnable beforeRequest = () -> {};
  private SoldOrders orders;

  @BeforeEach
  void open() {
    Shop.open(sandbox, MAPPINGS);
    sandbox.seeds().channel("web-b2b", "ProductDistribution");
    sandbox.seeds().store("b2b", List.of("web-b2b"), List.of());
    orders =
        new InProcess(
                sandbox,
                (method, uri, body, send) -> {
                  beforeRequest.run();
                  return send.now();
                },
                System::nanoTime,
                database)
            .soldOrders;
  }

  @AfterEach
  void close() {
    sandbox.close();
  }

  private SoldUnits units() {
    return units(orders, MAPPINGS);
  }

  private SoldUnits units(SoldOrders from, Mappings mappings) {
    return new SoldUnits(from, database, mappings, ReasonsWorld.settings(), 12, Clock.systemUTC());
  }

  private void readAll(SoldUnits units) {
    for (int i = 0; units.readOn(); i++) {
      assertThat(i).as("it comes to an end").isLessThan(1_000);
    }
  }

  /** What the shop itself has been seeded with is in none of the tests' channels and SKUs. */
  private Map<Sold, Long> sums(String... skus) {
    Map<Sold, Long> all = units().all(LocalDate.of(2000, 1, 1), LocalDate.of(9999, 1, 1));
    all.keySet().removeIf(s -> !List.of(skus).contains(s.sku()));
    all.values().removeIf(n -> n == 0);
    return all;
  }

  private static LocalDate month() {
    return LocalDate.now(MADRID).withDayOfMonth(1);
  }

  private ObjectNode order(String number, Seeds.Line... lines) {
    return order(number, draft -> draft, lines);
  }

  private ObjectNode order(String number, UnaryOperator<ObjectNode> with, Seeds.Line... lines) {
    ObjectNode draft = sandbox.seeds().orderDraft(number, null, "EUR", List.of(lines));
    return sandbox.seeds().importOrder(with.apply(draft));
  }

  private static Seeds.Line line(
      String sku, long quantity, @Nullable String supply, @Nullable String distribution) {
    return new Seeds.Line(sku, sku, sku, quantity, 1000, supply, distribution);
  }

  private void cancel(String number) {
    update(number, "[{\"action\":\"changeOrderState\",\"orderState\":\"Cancelled\"}]");
  }

  private void update(String number, String actions) {
    sandbox.update("orders", sandbox.order(number).orElseThrow().path("id").asText(), actions);
  }

  @Test
  void every_order_counts_once_whatever_page_it_is_on_and_however_many_have_one_time() {
    for (int i = 0; i < 250; i++) {
      order("P-" + i, line("PAGED", 1 + i % 3, null, "web-es"));
    }
    long times =
        sandbox.all("orders").stream().map(o -> o.path("createdAt").asText()).distinct().count();
    assertThat(times).as("many have the same time").isLessThan(200);
    long expected = 84 + 83 * 2 + 83 * 3;

    SoldUnits units = units();
    readAll(units);
    assertThat(sums("PAGED"))
        .containsExactly(Map.entry(new Sold(month(), "web-es", "PAGED"), expected));

    // A second time nothing is new; what has come meanwhile is.
    readAll(units);
    order("P-new", line("PAGED", 5, null, "web-es"));
    readAll(units());
    readAll(units());
    assertThat(sums("PAGED").values()).containsExactly(expected + 5);
  }

  @Test
  void units_are_those_of_the_channel_that_sold_them_by_the_rule_of_returns() {
    order(
        "C-1",
        line("TEE", 2, "wh-es", "web-es"),
        line("TEE", 3, "wh-es", null),
        line("TEE", 1, null, "web-uk"),
        line("TEE", 4, null, null));
    order("C-2", d -> d.put("country", "GB"), line("TEE", 7, null, null));

    readAll(units());

    assertThat(sums("TEE"))
        .containsOnly(
            Map.entry(new Sold(month(), "wh-es", "TEE"), 5L),
            Map.entry(new Sold(month(), "web-uk", "TEE"), 1L + 7L),
            Map.entry(new Sold(month(), "web-es", "TEE"), 4L));
  }

  @Test
  void what_nobody_could_send_back_is_not_sold() {
    order("EX-RMA-1", line("SOCK", 1, null, "web-es"));
    ObjectNode custom = sandbox.seeds().orderDraft("K-1", null, "EUR", List.of());
    ObjectNode item = custom.putArray("customLineItems").addObject();
    item.putObject("name").put("en", "Gift wrap");
    item.put("slug", "SOCK").put("quantity", 1);
    item.putObject("money").put("currencyCode", "EUR").put("centAmount", 100);
    sandbox.seeds().importOrder(custom);
    sandbox
        .seeds()
        .importOrder(
            sandbox
                .seeds()
                .orderDraft("B-1", "b2b", "EUR", List.of(line("SOCK", 9, null, "web-b2b"))));
    order("S-1", line("SOCK", 2, null, "web-es"));
    Mappings strict =
        ReasonsWorld.withStores(
            """
            store,commercetools_store,country,currency,locale,default_channel,exchange_release
            es,retail,ES,EUR,es-ES,web-es,agreed
            uk,retail,GB,GBP,en-GB,web-uk,agreed
            """);

    readAll(units(orders, strict));

    assertThat(sums("SOCK")).containsExactly(Map.entry(new Sold(month(), "web-es", "SOCK"), 2L));
  }

  @Test
  void an_order_that_is_imported_late_is_of_the_month_in_which_it_was_placed() {
    // Winter time began on 25 October: October ends at 23:00 UTC, September at 22:00.
    order(
        "L-1",
        d -> d.put("completedAt", "2026-10-31T22:59:59.999Z"),
        line("LATE", 1, null, "web-es"));
    order(
        "L-2",
        d -> d.put("completedAt", "2026-10-31T23:00:00.000Z"),
        line("LATE", 2, null, "web-es"));
    order(
        "L-3",
        d -> d.put("completedAt", "2026-09-30T22:00:00.000Z"),
        line("LATE", 4, null, "web-es"));
    order(
        "L-4",
        d -> d.put("completedAt", "2026-09-30T21:59:59.999Z"),
        line("LATE", 8, null, "web-es"));

    readAll(units());

    assertThat(sums("LATE"))
        .containsOnly(
            Map.entry(new Sold(LocalDate.of(2026, 10, 1), "web-es", "LATE"), 5L),
            Map.entry(new Sold(LocalDate.of(2026, 11, 1), "web-es", "LATE"), 2L),
            Map.entry(new Sold(LocalDate.of(2026, 9, 1), "web-es", "LATE"), 8L));
  }

  @Test
  void a_cancelled_order_does_not_count_whenever_it_was_cancelled() {
    order("G-0", line("CAP", 1, null, "web-es"));
    cancel("G-0");
    order("G-1", line("CAP", 2, null, "web-es"));
    order("G-2", line("CAP", 4, null, "web-es"));
    readAll(units());
    assertThat(sums("CAP").values()).containsExactly(6L);

    cancel("G-1");
    order("G-3", line("CAP", 8, null, "web-es"));
    cancel("G-3");
    readAll(units());
    assertThat(sums("CAP").values()).containsExactly(4L);

    // Whatever becomes of it afterwards takes nothing off once more.
    for (String number : List.of("G-0", "G-1", "G-3")) {
      update(number, "[{\"action\":\"setPurchaseOrderNumber\",\"purchaseOrderNumber\":\"x\"}]");
    }
    readAll(units());
    assertThat(sums("CAP").values()).containsExactly(4L);
  }

  @Test
  void an_old_order_that_is_not_remembered_any_more_is_taken_off_once() {
    order("O-1", line("OLD", 3, null, "web-es"));
    order("O-2", line("OLD", 4, null, "web-es"));
    readAll(units());
    // Much later: nothing is remembered of them.
    database.update("delete from sold_order");
    database.update("update sold_reading set created_at = now() + interval '1 second'");

    cancel("O-1");
    readAll(units());
    update("O-1", "[{\"action\":\"setPurchaseOrderNumber\",\"purchaseOrderNumber\":\"x\"}]");
    readAll(units());

    assertThat(sums("OLD").values()).containsExactly(4L);
  }

  @Test
  void a_crash_at_any_request_counts_nothing_twice_and_leaves_nothing_out() {
    Random chance = new Random(7);
    for (int i = 0; i < 120; i++) {
      order("D-" + i, line("CRASH", 1 + i % 2, null, "web-es"));
    }
    for (int round = 0; round < 30; round++) {
      int dies = chance.nextInt(4);
      int[] requests = {0};
      beforeRequest =
          () -> {
            if (requests[0]++ == dies) {
              throw new IllegalStateException("the process has died");
            }
          };
      try {
        readAll(units());
      } catch (RuntimeException died) {
        assertThat(died).hasStackTraceContaining("the process has died");
      }
      if (round % 5 == 0) {
        cancel("D-" + round);
      }
    }
    beforeRequest = () -> {};
    readAll(units());

    assertThat(sums("CRASH").values()).containsExactly(180L - 6 - (5 % 2 + 15 % 2 + 25 % 2));
  }

  @Test
  void how_far_was_read_and_what_was_counted_are_one_transaction() {
    order("T-1", line("ATOM", 3, null, "web-es"));
    SoldUnits units = units();
    units.readOn();
    order("T-2", line("ATOM", 4, null, "web-es"));
    database.update(
        """
        create function die() returns trigger language plpgsql as $$
          begin raise exception 'the database has died'; end $$
        """);
    database.update(
        "create trigger dies before update on sold_reading for each row execute function die()");
    try {
      assertThatThrownBy(units::readOn).hasMessageContaining("the database has died");
    } finally {
      database.update("drop trigger dies on sold_reading");
      database.update("drop function die()");
    }
    assertThat(sums("ATOM").values()).containsExactly(3L);

    readAll(units());
    assertThat(sums("ATOM").values()).containsExactly(7L);
  }

  @Test
  void who_comes_late_with_a_page_that_another_has_counted_changes_nothing() {
    SoldUnits other = units(new OneADay(), MAPPINGS);
    SoldUnits slow =
        units(
            new Between(new OneADay()) {
              @Override
              public Page created(Place after) {
                Page page = super.created(after);
                readAll(other);
                return page;
              }
            },
            MAPPINGS);

    assertThat(slow.readOn()).isTrue();
    readAll(other);

    assertThat(sums("DAILY").values().stream().mapToLong(n -> n).sum()).isEqualTo(OneADay.DAYS);
  }

  @Test
  void an_order_that_is_seen_later_than_one_that_came_after_it_is_counted_the_next_time() {
    order("V-1", line("SEEN", 1, null, "web-es"));
    order("V-2", line("SEEN", 2, null, "web-es"));
    List<String> hidden = new ArrayList<>(List.of("V-1"));
    SoldUnits units =
        units(
            new Between(orders) {
              @Override
              public Page created(Place after) {
                Page page = super.created(after);
                return new Page(
                    page.orders().stream().filter(o -> !hidden.contains(o.orderNumber())).toList(),
                    page.last());
              }
            },
            MAPPINGS);
    readAll(units);
    assertThat(sums("SEEN").values()).containsExactly(2L);

    hidden.clear();
    readAll(units);
    assertThat(sums("SEEN").values()).containsExactly(3L);
  }

  @Test
  void orders_that_come_while_they_are_read_are_counted_once() {
    Map<Integer, String> made = new HashMap<>();
    for (int i = 0; i < 100; i++) {
      order("N-" + i, line("COMES", 1, null, "web-es"));
    }
    beforeRequest =
        () -> {
          if (made.size() < 150) {
            made.put(made.size(), "");
            order("M-" + made.size(), line("COMES", 1, null, "web-es"));
          }
        };
    readAll(units());
    beforeRequest = () -> {};
    readAll(units());

    assertThat(sums("COMES").values()).containsExactly(100L + made.size());
  }

  @Test
  void the_first_time_twelve_whole_months_are_read() {
    readAll(units());

    assertThat(units().from()).contains(month().minusMonths(12).atStartOfDay(MADRID).toInstant());
    assertThat(Instant.now()).isAfter(units().from().orElseThrow());
  }

  /** An order on each day, and a page for each. */
  private static final class OneADay implements SoldOrders {
    private static final int DAYS = 20;

    private final Instant first =
        Instant.now().truncatedTo(ChronoUnit.DAYS).minus(40, ChronoUnit.DAYS);

    @Override
    public Page created(Place after) {
      List<SoldOrder> next =
          IntStream.range(0, DAYS)
              .mapToObj(this::order)
              .filter(
                  o ->
                      o.createdAt().isAfter(after.at())
                          || (o.createdAt().equals(after.at()) && o.id().compareTo(after.id()) > 0))
              .limit(1)
              .toList();
      return new Page(next, next.isEmpty());
    }

    private SoldOrder order(int day) {
      Instant at = first.plus(day, ChronoUnit.DAYS);
      return new SoldOrder(
          "id-" + day,
          at,
          at,
          at,
          "DAY-" + day,
          null,
          null,
          "EUR",
          false,
          List.of(new OrderView.Line("l", "DAILY", 1, false, null, "web-es")));
    }

    @Override
    public Page cancelled(Place after, Instant createdSince) {
      return new Page(List.of(), true);
    }
  }

  /** Passes on what commercetools answers. */
  private static class Between implements SoldOrders {
    private final SoldOrders orders;

    Between(SoldOrders orders) {
      this.orders = orders;
    }

    @Override
    public Page created(Place after) {
      return orders.created(after);
    }

    @Override
    public Page cancelled(Place after, Instant createdSince) {
      return orders.cancelled(after, createdSince);
    }
  }
}
