package io.returnbridge.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.returnbridge.journey.Life.Kind;
import io.returnbridge.sandbox.Actors;
import io.returnbridge.sandbox.ProgramApi;
import io.returnbridge.sandbox.Shop;
import io.returnbridge.sandbox.commercetools.Seeds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.assertj.core.api.SoftAssertions;
import org.awaitility.Awaitility;

/**
 * Many returns that are drawn by a seed and played at the same time, and the model of what
 * commercetools must be when they are over.
 */
final class Population {

  private static final int CROWD = 6;

  private final String prefix;
  private final World world;
  private final Shop shop;
  private final int orders;
  private final AtomicInteger doubles = new AtomicInteger();
  private final AtomicInteger over = new AtomicInteger();
  private final List<Life> lives = new ArrayList<>();
  private final List<Future<?>> playing = new ArrayList<>();
  private final Map<String, Long> before;

  /**
   * Seeds the orders of the population.
   *
   * @param prefix of order and RMA numbers, so that several populations share a world
   */
  Population(String prefix, World world, Shop shop, int orders, int returns, long seed) {
    this.prefix = prefix;
    this.world = world;
    this.shop = shop;
    this.orders = orders;
    Random random = new Random(seed);
    seedOrders();
    for (int i = 0; i < returns; i++) {
      int order = i % orders;
      lives.add(
          new Life(
              prefix + "-" + i,
              order % 3 == 0 ? "uk" : "es",
              prefix + "-" + order,
              new Random(random.nextLong()),
              doubles));
    }
    before = stock(world);
  }

  List<Life> lives() {
    return lives;
  }

  /** An order of the store that no life of it has touched yet, when none has begun. */
  String orderOf(String store) {
    return lives.stream().filter(l -> l.store.equals(store)).findFirst().orElseThrow().orderNumber;
  }

  /** How many are over. */
  int over() {
    return over.get();
  }

  /** Every second one by the other instance. */
  void begin(Actors one, Actors other) {
    begin(life -> lives.indexOf(life) % 2 == 0 ? one : other);
  }

  int doubles() {
    return doubles.get();
  }

  /** Begins to play all of them, six shoppers and warehouses at a time. */
  void begin(Actors actors) {
    begin(life -> actors);
  }

  /**
   * @param actorsOf by which instance of the program each life goes
   */
  private void begin(Function<Life, Actors> actorsOf) {
    ExecutorService crowd = Executors.newFixedThreadPool(CROWD);
    for (Life life : lives) {
      playing.add(
          crowd.submit(
              () -> {
                life.play(actorsOf.apply(life));
                over.incrementAndGet();
              }));
    }
    crowd.shutdown();
  }

  /** Waits until so many of them are over. */
  void awaitOver(int lives) {
    Awaitility.await("life " + lives)
        .atMost(Duration.ofMinutes(10))
        .pollInterval(Duration.ofMillis(50))
        .until(() -> over.get() >= lives || playing.stream().allMatch(Future::isDone));
  }

  /** Waits until all are over, and none has failed. */
  void end() throws Exception {
    for (Future<?> life : playing) {
      life.get(10, TimeUnit.MINUTES);
    }
  }

  /** Everything but the cases of others. */
  void compare(Actors actors, SoftAssertions softly) {
    compareOrders(softly);
    compareStock(softly);
    compareCredits(softly);
    compareExchanges(softly);
    compareCases(actors, softly);
  }

  static void awaitNothingPending(ProgramApi program) {
    AtomicInteger quiet = new AtomicInteger();
    Awaitility.await("nothing to be pending")
        .atMost(Duration.ofMinutes(8))
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofSeconds(1))
        .untilAsserted(
            () -> {
              program.post("/api/jobs/retries/run", "{}");
              JsonNode pipeline = program.get("/api/pipeline").body();
              boolean none = pipeline.path("pending").asLong(-1) == 0;
              assertThat(none ? quiet.incrementAndGet() : resetTo0(quiet))
                  .as("times in a row that nothing was pending in %s", pipeline)
                  .isGreaterThanOrEqualTo(3);
            });
  }

  private static int resetTo0(AtomicInteger counter) {
    counter.set(0);
    return 0;
  }

  private void seedOrders() {
    Seeds seeds = world.commercetools.seeds();
    for (int n = 0; n < orders; n++) {
      String store = n % 3 == 0 ? "uk" : "es";
      String supply = shop.saleable(store);
      String selling = shop.sellingChannel(store);
      seeds.order(
          prefix + "-" + n,
          store,
          store.equals("es") ? "EUR" : "GBP",
          List.of(
              new Seeds.Line(Life.SKU, "Shirt", "Camiseta", 2, Life.CENTS, supply, selling),
              new Seeds.Line(Life.EXCHANGED_SKU, "Jeans", "Vaqueros", 2, 5990, supply, selling)));
    }
  }

  private void compareOrders(SoftAssertions softly) {
    Map<String, List<Life>> byOrder = new TreeMap<>();
    lives.forEach(l -> byOrder.computeIfAbsent(l.orderNumber, o -> new ArrayList<>()).add(l));
    byOrder.forEach(
        (number, returns) -> {
          OrderState order = OrderState.of(world.commercetools, number);
          Set<String> ids = new TreeSet<>();
          Map<String, String> expected = new TreeMap<>();
          long refunded = 0;
          for (Life life : returns) {
            ids.add(life.returnId);
            if (life.written()) {
              expected.put(life.itemKey(), life.shipmentState());
            }
            refunded += life.kind == Kind.REFUND || life.kind == Kind.UNMAPPED ? Life.CENTS : 0;
          }
          Map<String, String> actual = new TreeMap<>();
          Map<String, Integer> perLine = new HashMap<>();
          for (JsonNode item : order.returnItems()) {
            actual.put(item.path("key").asText(), item.path("shipmentState").asText());
            perLine.merge(item.path("lineItemId").asText(), 1, Integer::sum);
          }
          softly.assertThat(actual).as("return items of " + number).isEqualTo(expected);
          softly.assertThat(order.returnItems()).as("each once " + number).hasSize(expected.size());
          softly.assertThat(perLine.values()).as("lines of " + number).allMatch(n -> n <= 2);
          softly.assertThat(order.set("reveniReturnIds")).as("returns of " + number).isEqualTo(ids);
          if (returns.stream().anyMatch(Life::refunded)) {
            softly
                .assertThat(order.field("reveniRefundedAmount").path("centAmount").asLong())
                .as("refunded of " + number)
                .isEqualTo(refunded);
          }
          comparePaymentStates(order, returns, softly);
        });
  }

  /** A refund that was reversed may have been shown before it was. */
  private static void comparePaymentStates(
      OrderState order, List<Life> returns, SoftAssertions softly) {
    for (JsonNode item : order.returnItems()) {
      for (Life life : returns) {
        if (life.itemKey().equals(item.path("key").asText()) && life.kind != Kind.REVERSED) {
          softly
              .assertThat(item.path("paymentState").asText())
              .as("payment state of " + life.rma())
              .isEqualTo(life.kind == Kind.EXCHANGE ? "NotRefunded" : "Refunded");
        }
      }
    }
  }

  private void compareStock(SoftAssertions softly) {
    Map<String, Long> expected = new TreeMap<>(before);
    for (Life life : lives) {
      if (life.received()) {
        expected.merge(
            life.sku() + " on " + shop.stockChannel(life.store, life.location()), 1L, Long::sum);
      }
    }
    Map<String, Long> actual = stock(world);
    actual.values().removeIf(q -> q == 0);
    expected.values().removeIf(q -> q == 0);
    softly.assertThat(actual).as("stock").isEqualTo(expected);
  }

  private static Map<String, Long> stock(World world) {
    Map<String, String> keys = new HashMap<>();
    world
        .commercetools
        .all("channels")
        .forEach(c -> keys.put(c.path("id").asText(), c.path("key").asText()));
    Map<String, Long> stock = new TreeMap<>();
    for (JsonNode entry : world.commercetools.inventoryEntries()) {
      stock.put(
          entry.path("sku").asText() + " on " + keys.get(entry.at("/supplyChannel/id").asText()),
          entry.path("quantityOnStock").asLong());
    }
    return stock;
  }

  private void compareCredits(SoftAssertions softly) {
    Map<String, List<String>> expected = new TreeMap<>();
    for (Life life : lives) {
      if (life.refunded()) {
        expected.put(
            creditKey(life),
            life.kind == Kind.REVERSED
                ? List.of("Refund 2495", "Charge 2495")
                : List.of("Refund 2495"));
      }
    }
    Map<String, List<String>> actual = new TreeMap<>();
    Set<String> ids = new HashSet<>();
    for (JsonNode payment : world.commercetools.payments()) {
      if (payment.at("/paymentMethodInfo/paymentInterface").asText().equals("Reveni")) {
        List<String> transactions = new ArrayList<>();
        payment
            .path("transactions")
            .forEach(
                t ->
                    transactions.add(
                        t.path("type").asText() + " " + t.at("/amount/centAmount").asLong()));
        if (lives.stream().anyMatch(l -> creditKey(l).equals(payment.path("key").asText()))) {
          actual.put(payment.path("key").asText(), transactions);
          ids.add(payment.path("id").asText());
        }
      }
    }
    softly.assertThat(actual).as("credits").isEqualTo(expected);
    List<String> linked = new ArrayList<>();
    world
        .commercetools
        .orders()
        .forEach(
            o ->
                o.at("/paymentInfo/payments")
                    .forEach(
                        p -> {
                          if (ids.contains(p.path("id").asText())) {
                            linked.add(p.path("id").asText());
                          }
                        }));
    softly.assertThat(linked).as("links").hasSize(expected.size()).doesNotHaveDuplicates();
  }

  private void compareExchanges(SoftAssertions softly) {
    Set<String> expected = new TreeSet<>();
    lives.stream().filter(l -> l.kind == Kind.EXCHANGE).forEach(l -> expected.add("EX-" + l.rma()));
    Set<String> actual = new TreeSet<>();
    for (JsonNode order : world.commercetools.orders()) {
      String number = order.path("orderNumber").asText();
      if (number.startsWith("EX-RMA-" + prefix + "-")) {
        actual.add(number);
        softly.assertThat(order.path("lineItems")).as(number).hasSize(1);
        softly
            .assertThat(order.at("/lineItems/0/variant/sku").asText())
            .as(number)
            .isEqualTo(Life.NEW_SKU);
      }
    }
    softly.assertThat(actual).as("exchange orders").isEqualTo(expected);
  }

  private static String creditKey(Life life) {
    return "reveni-credit-" + life.returnId + "-rf-1";
  }

  private void compareCases(Actors actors, SoftAssertions softly) {
    Set<String> expected = new TreeSet<>();
    lives.stream()
        .filter(l -> l.kind == Kind.UNMAPPED)
        .forEach(l -> expected.add("REASON_UNMAPPED " + l.returnId));
    Set<String> actual = new TreeSet<>();
    actors
        .program()
        .openCases()
        .forEach(
            c -> {
              String returnId = c.path("returnId").asText();
              if (lives.stream().anyMatch(l -> l.returnId.equals(returnId))) {
                actual.add(c.path("code").asText() + " " + returnId);
              }
            });
    softly.assertThat(actual).as("open cases").isEqualTo(expected);
  }

  /**
   * What was accepted once costs nothing when it comes again. The first time round those are taken
   * in that had failed and were done on behalf of another.
   */
  void compareRepeats(Actors actors, SoftAssertions softly) {
    lives.forEach(life -> life.repeat(actors));
    awaitNothingPending(actors.program());
    world.reveni.calls().reset();
    world.commercetools.resetCalls();
    lives.forEach(life -> life.repeat(actors));
    awaitNothingPending(actors.program());
    softly.assertThat(world.reveni.calls().total()).as("looks at Reveni for repeats").isZero();
    softly.assertThat(world.commercetools.callCounts()).as("calls for repeats").isEmpty();
  }

  /** A crash may send a record twice, under one id; what happened once never has two ids. */
  void compareEvents(Map<String, Object> brokers, SoftAssertions softly) throws Exception {
    Map<String, Set<String>> ids = new TreeMap<>();
    ObjectMapper json = new ObjectMapper();
    var records = Topic.records(brokers, "returns.events.v1");
    assertThat(records).isNotEmpty();
    for (var record : records) {
      JsonNode event = json.readTree(record.value());
      ids.computeIfAbsent(
              event.path("type").asText()
                  + " "
                  + event.path("returnId").asText()
                  + " "
                  + event.path("subject").asText(),
              k -> new TreeSet<>())
          .add(event.path("id").asText());
    }
    softly
        .assertThat(ids.values())
        .as("one id for what happened once")
        .allMatch(set -> set.size() == 1);
    for (Life life : lives) {
      softly
          .assertThat(ids)
          .as("events of " + life.rma())
          .containsKey("return-opened " + life.returnId + " ");
    }
  }
}
