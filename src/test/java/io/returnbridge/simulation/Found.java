package io.returnbridge.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What is there in the end, in both systems and in the tables. */
final class Found {

  private final World world;
  private final List<SimulatedReturn> returns;

  Found(World world, List<SimulatedReturn> returns) {
    this.world = world;
    this.returns = returns;
  }

  Map<String, List<String>> items() {
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
                                of.paymentIsKnown() ? " " + item.path("paymentState").asText() : "";
                            if (!world.obstacle().isInStockOf(of)) {
                              items
                                  .computeIfAbsent(id, k -> new ArrayList<>())
                                  .add(item.path("shipmentState").asText() + paid);
                            }
                          }));
    }
    items.values().forEach(states -> states.sort(null));
    return items;
  }

  Map<String, Long> stock() {
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

  List<String> linked(String order) {
    return world.commercetools.order(order).map(Found::linked).orElse(List.of());
  }

  private static List<String> linked(JsonNode order) {
    List<String> ids = new ArrayList<>();
    order.at("/paymentInfo/payments").forEach(p -> ids.add(p.path("id").asText()));
    return ids;
  }

  Map<String, List<String>> credits() {
    Map<String, List<String>> credits = new TreeMap<>();
    Map<String, List<String>> linked = new LinkedHashMap<>();
    for (JsonNode order : world.commercetools.orders()) {
      linked.put(order.path("orderNumber").asText(), linked(order));
    }
    for (JsonNode payment : world.commercetools.payments()) {
      if (payment.at("/paymentMethodInfo/paymentInterface").asText().equals("Reveni")) {
        List<String> what = new ArrayList<>();
        payment
            .path("transactions")
            .forEach(
                t -> what.add(t.path("type").asText() + " " + t.at("/amount/centAmount").asLong()));
        linked.forEach(
            (number, ids) ->
                ids.stream()
                    .filter(id -> id.equals(payment.path("id").asText()))
                    .forEach(id -> what.add("on " + number)));
        if (!world.obstacle().isForeign(payment)) {
          credits.put(payment.path("key").asText(), what);
        } else if (what.stream().anyMatch(w -> w.startsWith("on "))) {
          throw new Broken("another's Payment is linked: " + payment);
        }
      }
    }
    return credits;
  }

  /** Return id and new goods → units, of orders that stand. */
  Map<String, Long> exchanges() {
    Map<String, Long> exchanges = new TreeMap<>();
    for (JsonNode order : exchangeOrders()) {
      SimulatedReturn of = returnOf(order);
      if (!world.obstacle().isInTheWayOf(of)) {
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

  /** Ours, without those that a person has cancelled. */
  List<JsonNode> exchangeOrders() {
    return world.commercetools.orders().stream()
        .<JsonNode>map(o -> o)
        .filter(o -> o.path("orderNumber").asText().startsWith("EX-"))
        .filter(o -> !o.path("orderState").asText().equals("Cancelled"))
        .filter(o -> !world.obstacle().isForeign(o))
        .toList();
  }

  /** Of an exchange order. */
  SimulatedReturn returnOf(JsonNode order) {
    String number = order.path("orderNumber").asText();
    return returns.stream()
        .filter(r -> isExchangeOrder(r, number))
        .findFirst()
        .orElseThrow(() -> new Broken("one too many: order " + number));
  }

  /** Exchange orders with goods that nobody wants any more. */
  List<JsonNode> unwanted() {
    return exchangeOrders().stream()
        .filter(
            o -> {
              SimulatedReturn of = returnOf(o);
              return of.isWithdrawn()
                  && o.path("lineItems").findValuesAsText("sku").contains(of.withdrawnSku());
            })
        .toList();
  }

  /** By the fields of the original orders. */
  Set<String> namedExchangeOrders() {
    Set<String> numbers = new TreeSet<>();
    for (JsonNode order : world.commercetools.orders()) {
      order.at("/custom/fields/reveniExchangeOrders").forEach(n -> numbers.add(n.asText()));
    }
    return numbers;
  }

  private static boolean isExchangeOrder(SimulatedReturn r, String number) {
    String first = "EX-RMA-" + r.id;
    for (int n = 1; n <= r.exchangeOrders(); n++) {
      if (number.equals(n == 1 ? first : first + "-" + n)) {
        return true;
      }
    }
    return false;
  }

  Set<String> cases() {
    return new TreeSet<>(
        world.database.query(
            "select code || ' ' || coalesce(return_id, '') from exception_case where status <> 'resolved'",
            r -> r.text(1)));
  }

  /** Whether the case is of a return of the order, or of none. */
  boolean isOfOrder(String openCase, String order) {
    String id = openCase.substring(openCase.indexOf(' ') + 1);
    return returns.stream().noneMatch(r -> r.id.equals(id) && !r.order.equals(order));
  }

  Map<String, Long> refunded() {
    Map<String, Long> refunded = new TreeMap<>();
    for (JsonNode order : world.commercetools.orders()) {
      JsonNode amount = order.at("/custom/fields/reveniRefundedAmount/centAmount");
      if (!amount.isMissingNode()) {
        refunded.put(order.path("orderNumber").asText(), amount.asLong());
      }
    }
    return refunded;
  }
}
