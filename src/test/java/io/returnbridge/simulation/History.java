package io.returnbridge.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import io.returnbridge.json.Json;
import io.returnbridge.sandbox.commercetools.Seeds;
import io.returnbridge.store.OutboxRecord;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** One history by its seed: a storm, a calm, a comparison with the model, and repeats. */
final class History {

  /** What is not as the guarantee says. */
  static final class Broken extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Broken(String what) {
      super(what);
    }
  }

  private record Announcement(String store, String returnId) {}

  private final World world;
  private final Chance chance;
  private final List<SimulatedReturn> returns = new ArrayList<>();
  private final List<Announcement> late = new ArrayList<>();

  /** That are not in commercetools yet. */
  private final Deque<Runnable> orders = new ArrayDeque<>();

  private final Map<String, Long> stockBefore;
  private int announced;

  History(World world) {
    this.world = world;
    this.chance = world.chance;
    int count = 1 + chance.below(2);
    for (int n = 0; n < count; n++) {
      String store = chance.in(0.7) ? "es" : "uk";
      String number = "O-" + n;
      orders.add(() -> order(number, store));
      if (chance.in(0.85)) {
        orders.remove().run();
      }
      int lives = 1 + chance.below(2);
      for (int r = 0; r < lives; r++) {
        String id = "r" + n + r;
        returns.add(new SimulatedReturn(id, store, number, world, () -> announce(store, id)));
      }
    }
    stockBefore = stock();
    world.meanwhile = this::somethingElse;
    world.announce = this::announce;
    world.checked = (w, record) -> isTrue(record);
  }

  private void order(String number, String store) {
    world.story.tell("order %s", number);
    Seeds seeds = world.commercetools.seeds();
    seeds.order(
        number,
        store,
        store.equals("es") ? "EUR" : "GBP",
        List.of(
            new Seeds.Line(
                SimulatedReturn.SKU,
                "Shirt",
                "Camiseta",
                4,
                SimulatedReturn.CENTS,
                world.shop.saleable(store),
                world.shop.sellingChannel(store))));
  }

  void play() {
    storm();
    chance.calm();
    calm();
    compare();
    repeat();
  }

  private void storm() {
    int ticks = 60 + chance.below(120);
    for (int t = 0; t < ticks; t++) {
      tick();
    }
  }

  private void somethingElse() {
    world.story.tell("meanwhile");
    tick();
  }

  private void tick() {
    int draw = chance.below(100);
    if (draw < 20) {
      List<SimulatedReturn> going = returns.stream().filter(r -> !r.isOver()).toList();
      if (!going.isEmpty()) {
        chance.of(going).next();
      }
    } else if (draw < 55) {
      consume();
    } else if (draw < 75) {
      byWorker(Worker::workOnWhatIsDue);
    } else if (draw < 85) {
      List<SimulatedReturn> scanned = returns.stream().filter(r -> !r.scans.isEmpty()).toList();
      if (!scanned.isEmpty()) {
        SimulatedReturn of = chance.of(scanned);
        scan(of);
      }
    } else if (draw < 86) {
      if (!orders.isEmpty()) {
        orders.remove().run();
      }
    } else if (draw < 87) {
      byWorker(Worker::retryAllCases);
    } else if (draw < 88) {
      classify();
    } else if (draw < 91) {
      Duration ahead = Duration.ofSeconds(1 + chance.below(120));
      world.story.tell("%s later", ahead);
      world.tables.jump(ahead);
    } else if (draw < 95) {
      if (!late.isEmpty()) {
        Announcement one = late.remove(chance.below(late.size()));
        deliver(one);
      }
    } else {
      List<Topics.Due> all = world.topics.all();
      if (!all.isEmpty()) {
        Topics.Due again = chance.of(all);
        world.story.tell("%s comes again", again);
        world.topics.again(again);
      }
    }
  }

  private void classify() {
    returns.stream()
        .filter(r -> r.kind == SimulatedReturn.Kind.UNMAPPED && !r.classified)
        .findFirst()
        .ifPresent(
            r ->
                byWorker(
                    worker -> {
                      if (worker.classify(r.id)) {
                        r.classified = true;
                      }
                    }));
  }

  private void byWorker(java.util.function.Consumer<Worker> what) {
    Worker worker = world.free();
    if (worker != null) {
      try {
        world.play(worker, () -> what.accept(worker));
      } catch (Worker.Died died) {
        world.story.tell("%s has died", worker);
      }
    }
  }

  private void consume() {
    List<Topics.Due> heads =
        world.topics.heads().stream().filter(d -> !beingConsumed.contains(d)).toList();
    if (heads.isEmpty()) {
      return;
    }
    Topics.Due record = chance.of(heads);
    beingConsumed.add(record);
    try {
      byWorker(
          worker -> {
            worker.consume(record.wakeUp());
            world.topics.committed(record);
          });
    } finally {
      beingConsumed.remove(record);
    }
  }

  private final List<Topics.Due> beingConsumed = new ArrayList<>();

  private void scan(SimulatedReturn of) {
    byte[] body = of.scans.peek();
    byWorker(
        worker -> {
          if (worker.scan(body)) {
            of.scans.remove(body);
          }
        });
  }

  /** Most webhooks come at once; some late, some twice, some never. */
  private void announce(String store, String returnId) {
    Announcement one = new Announcement(store, returnId);
    int draw = chance.isCalm() ? 5 : chance.below(10);
    if (draw < 2) {
      late.add(one);
    } else if (draw > 2) {
      deliver(one);
      if (draw == 9) {
        deliver(one);
      }
    }
  }

  private void deliver(Announcement one) {
    world.story.tell("webhook of %s", one.returnId());
    world.topics.publish(
        new OutboxRecord(
            one.store() + ":e" + ++announced + ":0",
            Topics.WEBHOOKS,
            one.returnId(),
            Json.write(Map.of("subject", one.store() + "/" + one.returnId()))));
  }

  /** Everything goes to its end, and nothing goes wrong any more. */
  private void calm() {
    world.story.tell("CALM");
    while (!orders.isEmpty()) {
      orders.remove().run();
    }
    while (returns.stream().anyMatch(r -> !r.isOver())) {
      returns.stream().filter(r -> !r.isOver()).forEach(SimulatedReturn::next);
    }
    returns.forEach(r -> deliver(new Announcement(r.store, r.id)));
    late.clear();
    drain();
    // Whom commercetools had refused, a person asks for once more.
    byWorker(Worker::retryAllCases);
    drain();
  }

  private void drain() {
    Duration quiet = Duration.ZERO;
    for (int round = 0; quiet.compareTo(Duration.ofMinutes(40)) < 0; round++) {
      if (round > 3000) {
        throw new Broken("it comes to no end: " + pending());
      }
      boolean worked = false;
      for (SimulatedReturn r : returns) {
        while (!r.scans.isEmpty()) {
          scan(r);
          worked = true;
        }
      }
      if (!world.topics.isEmpty()) {
        consume();
        worked = true;
      }
      boolean[] found = new boolean[1];
      byWorker(w -> found[0] = w.workOnWhatIsDue());
      byWorker(Worker::drainScans);
      worked |= found[0];
      if (worked) {
        quiet = Duration.ZERO;
      } else {
        Duration step = quiet.isZero() ? Duration.ofSeconds(10) : Duration.ofMinutes(5);
        world.tables.jump(step);
        quiet = quiet.plus(step);
      }
    }
    List<String> pending = pending();
    if (!pending.isEmpty()) {
      throw new Broken("pending: " + pending);
    }
  }

  private List<String> pending() {
    return world.database.query(
        """
        select step || ' ' || subject || ' ' || coalesce(last_error, '') from work where not waiting or claimed_until is not null
        union all select 'untold ' || id from outgoing where published_at is null
        union all select 'movement ' || id || ' ' || state from stock_leg where state <> 'applied'
        union all select 'scan ' || scan_id from scan where published_at is null
        """,
        r -> r.text(1));
  }

  private void isTrue(OutboxRecord record) {
    JsonNode json = Json.read(record.payload(), JsonNode.class);
    if (record.topic().equals("finance.credits.v1")) {
      String paymentId = json.path("paymentId").asText();
      if (!linked(json.path("orderNumber").asText()).contains(paymentId)) {
        throw new Broken("told before it is true: " + record.payload());
      }
    }
    if (record.topic().equals(Topics.NOTIFICATIONS)
        && json.has("exchangeOrderNumber")
        && world.commercetools.order(json.path("exchangeOrderNumber").asText()).isEmpty()) {
      throw new Broken("told before it is true: " + record.payload());
    }
  }

  private List<String> linked(String order) {
    List<String> ids = new ArrayList<>();
    world
        .commercetools
        .order(order)
        .ifPresent(o -> o.at("/paymentInfo/payments").forEach(p -> ids.add(p.path("id").asText())));
    return ids;
  }

  private void compare() {
    same("return items", expectedItems(), actualItems());
    same("stock", expectedStock(), stock());
    same("credits", expectedCredits(), actualCredits());
    same("exchange orders", expectedExchanges(), actualExchanges());
    same("named exchange orders", exchangeOrders(), namedExchangeOrders());
    same("cases", expectedCases(), actualCases());
    same("refunded", expectedRefunded(), actualRefunded());
    Map<String, Long> verdicts = new TreeMap<>();
    world
        .reveni
        .verdicts()
        .forEach(
            v -> verdicts.merge(v.returnId() + "/" + v.itemId(), (long) v.quantity(), Long::sum));
    verdicts.forEach(
        (item, quantity) -> {
          SimulatedReturn of =
              returns.stream().filter(r -> item.startsWith(r.id + "/")).findFirst().orElseThrow();
          if (quantity > of.units) {
            throw new Broken("verdicts of " + item + ": " + quantity);
          }
        });
  }

  private static void same(String what, Object expected, Object actual) {
    if (!expected.equals(actual)) {
      throw new Broken(what + "\n  expected " + expected + "\n  actual   " + actual);
    }
  }

  private Map<String, List<String>> expectedItems() {
    Map<String, List<String>> items = new TreeMap<>();
    for (SimulatedReturn r : returns) {
      if (r.written()) {
        List<String> states = new ArrayList<>();
        for (String grade : r.grades) {
          String paid =
              switch (r.kind) {
                case EXCHANGE -> " NotRefunded";
                case REVERSED -> "";
                default -> " Refunded";
              };
          states.add(SimulatedReturn.shipmentState(grade) + paid);
        }
        states.sort(null);
        items.put(r.id, states);
      }
    }
    return items;
  }

  private Map<String, List<String>> actualItems() {
    Map<String, List<String>> items = new TreeMap<>();
    Set<String> keys = new TreeSet<>();
    for (JsonNode order : world.commercetools.orders()) {
      order
          .path("returnInfo")
          .forEach(
              info ->
                  info.path("items")
                      .forEach(
                          item -> {
                            String key = item.path("key").asText();
                            if (!keys.add(key)) {
                              throw new Broken("twice: return item " + key);
                            }
                            String id = key.substring(0, key.indexOf('_'));
                            SimulatedReturn of =
                                returns.stream()
                                    .filter(r -> r.id.equals(id))
                                    .findFirst()
                                    .orElseThrow();
                            String paid =
                                of.kind == SimulatedReturn.Kind.REVERSED
                                    ? ""
                                    : " " + item.path("paymentState").asText();
                            items
                                .computeIfAbsent(id, k -> new ArrayList<>())
                                .add(item.path("shipmentState").asText() + paid);
                          }));
    }
    items.values().forEach(states -> states.sort(null));
    return items;
  }

  private Map<String, Long> expectedStock() {
    Map<String, Long> stock = new TreeMap<>(stockBefore);
    for (SimulatedReturn r : returns) {
      if (r.received()) {
        for (String grade : r.grades) {
          String location = r.written() ? SimulatedReturn.location(grade) : "awaiting-inspection";
          stock.merge(
              SimulatedReturn.SKU + " on " + world.shop.stockChannel(r.store, location),
              1L,
              Long::sum);
        }
      }
    }
    stock.values().removeIf(q -> q == 0);
    return stock;
  }

  private Map<String, Long> stock() {
    Map<String, String> keys = new HashMap<>();
    world
        .commercetools
        .all("channels")
        .forEach(c -> keys.put(c.path("id").asText(), c.path("key").asText()));
    Map<String, Long> stock = new TreeMap<>();
    for (JsonNode entry : world.commercetools.inventoryEntries()) {
      long quantity = entry.path("quantityOnStock").asLong();
      if (quantity != 0) {
        stock.put(
            entry.path("sku").asText() + " on " + keys.get(entry.at("/supplyChannel/id").asText()),
            quantity);
      }
    }
    return stock;
  }

  private Map<String, List<String>> expectedCredits() {
    Map<String, List<String>> credits = new TreeMap<>();
    for (SimulatedReturn r : returns) {
      r.refunds()
          .forEach(
              (refund, cents) ->
                  credits.put(
                      "reveni-credit-" + r.id + "-" + refund,
                      r.kind == SimulatedReturn.Kind.REVERSED
                          ? List.of("Refund " + cents, "Charge " + cents, "on " + r.order)
                          : List.of("Refund " + cents, "on " + r.order)));
    }
    return credits;
  }

  private Map<String, List<String>> actualCredits() {
    Map<String, List<String>> credits = new TreeMap<>();
    for (JsonNode payment : world.commercetools.payments()) {
      if (payment.at("/paymentMethodInfo/paymentInterface").asText().equals("Reveni")) {
        List<String> what = new ArrayList<>();
        payment
            .path("transactions")
            .forEach(
                t -> what.add(t.path("type").asText() + " " + t.at("/amount/centAmount").asLong()));
        for (JsonNode order : world.commercetools.orders()) {
          String number = order.path("orderNumber").asText();
          linked(number).stream()
              .filter(p -> p.equals(payment.path("id").asText()))
              .forEach(p -> what.add("on " + number));
        }
        credits.put(payment.path("key").asText(), what);
      }
    }
    return credits;
  }

  /** Return id and new goods → units. */
  private Map<String, Long> expectedExchanges() {
    Map<String, Long> exchanges = new TreeMap<>();
    returns.forEach(
        r -> r.exchanges().forEach((sku, units) -> exchanges.put(r.id + " " + sku, units)));
    return exchanges;
  }

  private Map<String, Long> actualExchanges() {
    Map<String, Long> exchanges = new TreeMap<>();
    Set<String> numbers = new TreeSet<>();
    for (JsonNode order : world.commercetools.orders()) {
      String number = order.path("orderNumber").asText();
      if (number.startsWith("EX-")) {
        SimulatedReturn of =
            returns.stream().filter(r -> isExchangeOrder(r, number)).findFirst().orElse(null);
        if (of == null || !numbers.add(number)) {
          throw new Broken("one too many: order " + number);
        }
        for (JsonNode line : order.path("lineItems")) {
          exchanges.merge(
              of.id + " " + line.at("/variant/sku").asText(),
              line.path("quantity").asLong(),
              Long::sum);
        }
      }
    }
    return exchanges;
  }

  private Set<String> exchangeOrders() {
    Set<String> numbers = new TreeSet<>();
    world.commercetools.orders().stream()
        .map(o -> o.path("orderNumber").asText())
        .filter(n -> n.startsWith("EX-"))
        .forEach(numbers::add);
    return numbers;
  }

  /** By the fields of the original orders. */
  private Set<String> namedExchangeOrders() {
    Set<String> numbers = new TreeSet<>();
    for (JsonNode order : world.commercetools.orders()) {
      order.at("/custom/fields/reveniExchangeOrders").forEach(n -> numbers.add(n.asText()));
    }
    return numbers;
  }

  private static boolean isExchangeOrder(SimulatedReturn r, String number) {
    String first = "EX-RMA-" + r.id;
    return (r.exchangeOrders() > 0 && number.equals(first))
        || (r.exchangeOrders() > 1 && number.equals(first + "-2"));
  }

  private Set<String> expectedCases() {
    Set<String> cases = new TreeSet<>();
    returns.stream()
        .filter(r -> !r.written() && r.received())
        .forEach(r -> cases.add("REASON_UNMAPPED " + r.id));
    return cases;
  }

  private Set<String> actualCases() {
    return new TreeSet<>(
        world.database.query(
            "select code || ' ' || return_id from exception_case where status <> 'resolved'",
            r -> r.text(1)));
  }

  private Map<String, Long> expectedRefunded() {
    Map<String, Long> refunded = new TreeMap<>();
    for (SimulatedReturn r : returns) {
      if (r.refunded()) {
        long cents = r.kind == SimulatedReturn.Kind.REVERSED ? 0 : SimulatedReturn.CENTS * r.units;
        refunded.merge(r.order, cents, Long::sum);
      }
    }
    return refunded;
  }

  private Map<String, Long> actualRefunded() {
    Map<String, Long> refunded = new TreeMap<>();
    for (JsonNode order : world.commercetools.orders()) {
      JsonNode amount = order.at("/custom/fields/reveniRefundedAmount/centAmount");
      if (!amount.isMissingNode()) {
        refunded.put(order.path("orderNumber").asText(), amount.asLong());
      }
    }
    return refunded;
  }

  /** The first time round what is still to be noted is noted; the second costs nothing. */
  private void repeat() {
    for (int time = 1; time <= 2; time++) {
      world.story.tell("ALL OF IT AGAIN");
      world.commercetools.resetCalls();
      world.reveni.calls().reset();
      Set<String> told = new TreeSet<>(world.told);
      world.topics.all().forEach(world.topics::again);
      drain();
      if (!told.equals(world.told)) {
        Set<String> fresh = new TreeSet<>(world.told);
        fresh.removeAll(told);
        throw new Broken("a repeat tells what is new: " + fresh);
      }
    }
    if (!world.commercetools.callCounts().isEmpty() || world.reveni.calls().total() > 0) {
      throw new Broken(
          "a repeat costs " + world.commercetools.callCounts() + world.reveni.calls().total());
    }
    compare();
  }
}
