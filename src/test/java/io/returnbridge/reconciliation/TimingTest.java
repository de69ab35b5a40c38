package io.returnbridge.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.returnbridge.json.Json;
import io.returnbridge.mappings.Mappings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same events of several returns of each order, in real time and in batches; of each order the
 * goods of one return are taken by somebody else before they are received.
 */
class TimingTest {

  private static final long SEED = Long.getLong("timing.seed", System.nanoTime());
  private static final int ORDERS = 3;
  private static final int RETURNS = 4;

  /** Once a year: a batch is due when the test says so. */
  private static final String BATCH = "*,batch,0 0 3 1 1 ?";

  /** Something that Reveni announces, or the time of a batch. */
  private sealed interface Happens {
    /** The next thing that happens to the return. */
    record ToReturn(int order, int number) implements Happens {}

    record Batch() implements Happens {}
  }

  private static final List<String> LIFE =
      List.of("opened", "shipped", "received", "refunded", "accepted");

  @TempDir private Path folder;

  private Mappings tables(String timing) throws IOException {
    Path copy = Files.createDirectories(folder.resolve("tables-" + timing.hashCode()));
    try (var files = Files.list(Path.of("mappings"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.writeString(copy.resolve(file.getFileName()), Files.readString(file));
      }
    }
    Files.writeString(copy.resolve("timing.csv"), "event,mode,schedule\n" + timing + "\n");
    return Mappings.load(copy);
  }

  private static List<Happens> story(Random random) {
    List<Happens> story = new ArrayList<>();
    for (int order = 0; order < ORDERS; order++) {
      for (int number = 0; number < RETURNS; number++) {
        for (int i = 0; i < LIFE.size(); i++) {
          story.add(new Happens.ToReturn(order, number));
        }
      }
    }
    for (int i = 0; i < 8; i++) {
      story.add(new Happens.Batch());
    }
    java.util.Collections.shuffle(story, random);
    return story;
  }

  /** One program's way through the story, and how it has written to the orders meanwhile. */
  private static final class Run implements AutoCloseable {
    ReconciledShop shop;
    private final Map<String, Integer> lives = new HashMap<>();
    private final Map<String, Instant> shown = new HashMap<>();
    int mostInOneWindow;
    int writes;
    private long before;

    Run(Mappings tables) {
      shop = new ReconciledShop().restarted(tables);
      for (int order = 0; order < ORDERS; order++) {
        shop.order(
            order(order), Map.of(ReconciledShop.SKU, RETURNS - 1L, ReconciledShop.NEW_SKU, 1L));
      }
    }

    private static String order(int order) {
      return "o%05d".formatted(order);
    }

    void happens(Happens next) {
      if (next instanceof Happens.ToReturn to) {
        live(order(to.order()), id(to.order(), to.number()), to.number());
        shop.work();
      } else {
        batch();
      }
      shownInOrder();
    }

    static String id(int order, int number) {
      return "r%05d".formatted(order * 1000 + number * 5);
    }

    private void live(String order, String id, int number) {
      int step = lives.merge(id, 1, Integer::sum) - 1;
      boolean isTaken = number == RETURNS - 1;
      boolean isExchange = number == 0;
      switch (LIFE.get(step)) {
        case "opened" -> {
          if (isTaken) {
            shop.opened(id, "ORD-" + order, ReconciledShop.NEW_SKU);
          } else {
            shop.opened(id, "ORD-" + order, isExchange);
          }
        }
        case "shipped" -> {
          shop.shopper.ship(id);
          if (isTaken) {
            shop.returnedByHand("ORD-" + order, ReconciledShop.NEW_SKU);
          }
        }
        case "received" -> shop.shopper.receive(id);
        case "refunded" -> {
          if (!isExchange) {
            shop.refunded(id);
          }
        }
        default -> shop.shopper.status(id, LIFE.get(step));
      }
      shop.announce(id);
    }

    /** Of each order one refund is taken back, after it was shown. */
    void reverse() {
      for (int order = 0; order < ORDERS; order++) {
        shop.shopper.reverseRefund(id(order, 1), "rf-1", null);
        shop.announce(id(order, 1));
        shop.work();
      }
      batch();
    }

    void batch() {
      var unused = shop.work.flushBatches();
      shop.work();
      countWindow();
    }

    private void countWindow() {
      shop.database
          .query(
              """
              select count(distinct version_after) from effect
              where step = 'mirror-status' and resource = 'order' and id > ? group by resource_key
              """,
              r -> r.integer(1),
              before)
          .forEach(
              counted -> {
                mostInOneWindow = Math.max(mostInOneWindow, counted);
                writes += counted;
              });
      before =
          shop.database.query("select coalesce(max(id), 0) from effect", r -> r.number(1)).get(0);
    }

    /** What an order shows is never older than what it showed. */
    private void shownInOrder() {
      for (int order = 0; order < ORDERS; order++) {
        JsonNode at =
            shop.commercetools
                .order("ORD-" + order(order))
                .orElseThrow()
                .at("/custom/fields/reveniUpdatedAt");
        if (!at.isMissingNode()) {
          Instant now = Instant.parse(at.asText());
          Instant was = shown.put(order(order), now);
          assertThat(was == null || !now.isBefore(was)).as("seed " + SEED).isTrue();
        }
      }
    }

    /** What both systems and the records say at the end, without ids and times. */
    Map<String, String> end() {
      Map<String, String> end = new TreeMap<>();
      for (JsonNode order : shop.commercetools.orders()) {
        String number = order.path("orderNumber").asText();
        order
            .at("/custom/fields")
            .fields()
            .forEachRemaining(
                f -> end.put(number + " " + f.getKey(), plain(f.getKey(), f.getValue())));
        TreeSet<String> items = new TreeSet<>();
        order
            .path("returnInfo")
            .forEach(
                info ->
                    info.path("items")
                        .forEach(
                            item ->
                                items.add(
                                    item.path("key").asText()
                                        + " "
                                        + item.path("shipmentState").asText()
                                        + " "
                                        + item.path("paymentState").asText()
                                        + " "
                                        + item.at("/custom/fields"))));
        end.put(number + " items", items.toString());
        end.put(number + " payments", "" + order.at("/paymentInfo/payments").size());
      }
      shop.commercetools
          .payments()
          .forEach(
              p ->
                  end.put(
                      p.path("key").asText(),
                      p.at("/transactions/0/amount") + " " + p.path("transactions").size()));
      shop.commercetools
          .inventoryEntries()
          .forEach(
              e ->
                  end.put(
                      "entry " + e.path("sku").asText() + e.at("/supplyChannel/id").isMissingNode(),
                      e.path("quantityOnStock").asText()));
      facts(
          end,
          "select store || '/' || return_id || ' state', status || ' ' || terminal from return_state");
      facts(
          end,
          """
          select store || '/' || return_id || ' units',
            (select string_agg((u - 'allocation')::text, ' ' order by u ->> 'itemId') from jsonb_array_elements(document -> 'units') u)
          from return_state
          """);
      facts(
          end,
          "select channel || '/' || sku || ' ledger', sum(delta) || ' ' || count(*) from stock_leg where state = 'applied' group by channel, sku");
      facts(end, "select topic || ' told', count(*)::text from outgoing group by topic");
      facts(end, "select 'waiting', count(*)::text from work");
      facts(
          end,
          "select 'cases', coalesce(string_agg(code || ' ' || coalesce(return_id, ''), ', ' order by code, return_id), '') from exception_case where status <> 'resolved'");
      return end;
    }

    private void facts(Map<String, String> end, String sql) {
      shop.database
          .query(sql, r -> List.of(r.text(1), String.valueOf(r.text(2))))
          .forEach(
              row -> end.put(row.get(0), row.get(1).replaceAll(UUIDS, "…").replaceAll(TIMES, "…")));
    }

    private static final String UUIDS = "[0-9a-f]{8}-[0-9a-f-]{27}";
    private static final String TIMES = "20\\d\\d-\\d\\d-\\d\\d[T ][0-9:.]+Z?";

    private static String plain(String name, JsonNode value) {
      if (value.isArray() && !name.equals("reveniTimeline")) {
        TreeSet<String> sorted = new TreeSet<>();
        value.forEach(v -> sorted.add(Json.write(v)));
        return sorted.toString();
      }
      return Json.write(value).replaceAll(TIMES, "…");
    }

    @Override
    public void close() {
      shop.close();
    }
  }

  @Test
  void real_time_batches_and_a_change_of_the_tables_between_them_end_the_same() throws IOException {
    // Given
    System.out.printf("timing.seed=%d%n", SEED);
    List<Happens> story = story(new Random(SEED));
    Random changes = new Random(SEED + 1);
    Mappings realtime = tables("*,realtime,");
    Mappings batches = tables(BATCH);

    // When
    Map<String, String> end;
    int writes;
    try (Run now = new Run(realtime)) {
      story.forEach(now::happens);
      now.batch();
      now.reverse();
      end = now.end();
      writes = now.writes;
    }

    // Then
    assertThat(end)
        .containsEntry("waiting", "0")
        .containsEntry(
            "cases",
            IntStream.range(0, ORDERS)
                .mapToObj(order -> "OVER_RETURN " + Run.id(order, RETURNS - 1))
                .collect(Collectors.joining(", ")));

    // When
    try (Run later = new Run(batches)) {
      story.forEach(later::happens);
      later.batch();
      later.reverse();

      // Then
      assertThat(later.end()).as("seed " + SEED).isEqualTo(end);
      assertThat(later.mostInOneWindow).isEqualTo(1);
      assertThat(later.writes).isLessThan(writes);
    }

    // When
    try (Run changing = new Run(realtime)) {
      for (Happens next : story) {
        changing.happens(next);
        if (changes.nextInt(6) == 0) {
          changing.shop = changing.shop.restarted(changes.nextBoolean() ? realtime : batches);
        }
      }
      changing.batch();
      changing.reverse();

      // Then
      assertThat(changing.end()).as("seed " + SEED).isEqualTo(end);
    }
  }

  @Test
  void a_batch_that_was_due_while_the_program_was_down_runs_at_its_start_once_in_all_replicas()
      throws Exception {
    // Given
    System.out.printf("timing.seed=%d%n", SEED);
    List<Happens> story =
        story(new Random(SEED)).stream().filter(Happens.ToReturn.class::isInstance).toList();
    Map<String, String> end;
    try (Run now = new Run(tables("*,realtime,"))) {
      story.forEach(now::happens);
      end = now.end();
    }
    Mappings batches = tables(BATCH);

    try (Run later = new Run(batches)) {
      story.forEach(later::happens);
      later.countWindow();
      assertThat(later.writes).isZero();

      // When
      later.shop.database.update("update work set due_at = now() - interval '1 day' where waiting");
      ExecutorService replicas = Executors.newFixedThreadPool(2);
      try {
        List<Callable<Object>> starts =
            List.of(
                Executors.callable(later.shop.restarted(batches)::work),
                Executors.callable(later.shop.restarted(batches)::work));
        for (Future<Object> ended : replicas.invokeAll(starts)) {
          assertThat(ended.get()).isNull();
        }
      } finally {
        replicas.shutdownNow();
      }

      // Then
      later.countWindow();
      assertThat(later.writes).isEqualTo(ORDERS);
      assertThat(later.end()).as("seed " + SEED).isEqualTo(end);
    }
  }
}
