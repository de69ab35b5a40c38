package io.returnbridge.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import io.returnbridge.json.Json;
import io.returnbridge.store.OutboxRecord;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What has to hold: what is found is what the model says, and nothing was told before it was true.
 */
final class Guarantee {

  private final World world;
  private final List<SimulatedReturn> returns;
  private final Model model;
  private final Found found;
  private final Map<String, Long> stockBefore;

  /** Event without the version of the return → its id. */
  private final Map<String, String> events = new TreeMap<>();

  Guarantee(World world, List<SimulatedReturn> returns, Found found) {
    this.world = world;
    this.returns = returns;
    this.model = new Model(world, returns);
    this.found = found;
    this.stockBefore = found.stock();
  }

  static void none(String what, List<String> there) {
    if (!there.isEmpty()) {
      throw new Broken(what + ": " + there);
    }
  }

  void isTrue(OutboxRecord record) {
    if (record.topic().equals(Topics.EVENTS)) {
      String what = record.id().substring(0, record.id().lastIndexOf(':'));
      String before = events.putIfAbsent(what, record.id());
      if (before != null && !before.equals(record.id())) {
        throw new Broken("happens twice: " + before + ", " + record.id());
      }
    }
    JsonNode json = Json.read(record.payload(), JsonNode.class);
    if (record.topic().equals("finance.credits.v1")) {
      String paymentId = json.path("paymentId").asText();
      if (!found.linked(json.path("orderNumber").asText()).contains(paymentId)) {
        throw new Broken("told before it is true: " + record.payload());
      }
    }
    if (record.topic().equals(Topics.NOTIFICATIONS)
        && json.has("exchangeOrderNumber")
        && world.commercetools.order(json.path("exchangeOrderNumber").asText()).isEmpty()) {
      throw new Broken("told before it is true: " + record.payload());
    }
  }

  /** All that nothing stands in the way of is there, and of the rest there is a case. */
  void compare() {
    Obstacle obstacle = world.obstacle();
    same("return items", model.items(), found.items());
    if (!obstacle.isOfStock()) {
      same("stock", inAll(model.stock(stockBefore)), inAll(found.stock()));
    }
    same("credits", model.credits(), found.credits());
    Set<String> unwanted = new TreeSet<>();
    found.unwanted().forEach(o -> unwanted.add("EXCHANGE_TO_CANCEL " + found.returnOf(o).id));
    if (unwanted.isEmpty()) {
      same("exchange orders", model.exchanges(), found.exchanges());
    }
    Set<String> cases = found.cases();
    for (String expected : model.cases(unwanted)) {
      if (!cases.remove(expected)) {
        throw new Broken("no case " + expected + " among " + cases);
      }
    }
    cases.removeIf(c -> obstacle.stands() && found.isOfOrder(c, obstacle.of.order));
    none("cases", List.copyOf(cases));
    if (obstacle.stands()) {
      obstacle.isSaid(found.cases());
    } else {
      same("refunded", model.refunded(), found.refunded());
      Set<String> named = found.namedExchangeOrders();
      none(
          "exchange orders that the original order does not name",
          found.exchangeOrders().stream()
              .map(o -> o.path("orderNumber").asText())
              .filter(n -> !named.contains(n))
              .toList());
      told();
    }
    verdicts();
  }

  /** Where goods are that cannot be told from their order nobody knows. */
  private Map<String, Long> inAll(Map<String, Long> stock) {
    if (!world.obstacle().isOfOrder()) {
      return stock;
    }
    Map<String, Long> all = new TreeMap<>();
    stock.forEach((sku, units) -> all.merge(sku.substring(0, sku.indexOf(' ')), units, Long::sum));
    return all;
  }

  private void told() {
    Set<String> told = new TreeSet<>();
    world
        .told
        .values()
        .forEach(
            r -> {
              JsonNode json = Json.read(r.payload(), JsonNode.class);
              told.add(
                  r.topic()
                      + " "
                      + json.path("paymentKey").asText(json.path("exchangeOrderNumber").asText()));
            });
    model
        .credits()
        .keySet()
        .forEach(
            key -> {
              if (!told.contains("finance.credits.v1 " + key)) {
                throw new Broken("untold: credit " + key);
              }
            });
    // Of an order that was found when nobody wanted it any more the shopper is told nothing.
    List<JsonNode> unwanted = found.unwanted();
    found.exchangeOrders().stream()
        .filter(o -> !unwanted.contains(o))
        .forEach(
            o -> {
              if (!told.contains(Topics.NOTIFICATIONS + " " + o.path("orderNumber").asText())) {
                throw new Broken("untold: exchange order " + o.path("orderNumber").asText());
              }
            });
  }

  private void verdicts() {
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
}
