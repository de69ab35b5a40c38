package io.returnbridge.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What must come of all returns, by what happened to them. */
final class Model {

  private final World world;
  private final List<SimulatedReturn> returns;

  Model(World world, List<SimulatedReturn> returns) {
    this.world = world;
    this.returns = returns;
  }

  Map<String, List<String>> items() {
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

  Map<String, Long> stock(Map<String, Long> before) {
    Map<String, Long> stock = new TreeMap<>(before);
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

  Map<String, List<String>> credits() {
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

  /** Return id and new goods → units. */
  Map<String, Long> exchanges() {
    Map<String, Long> exchanges = new TreeMap<>();
    returns.forEach(
        r -> r.exchanges().forEach((sku, units) -> exchanges.put(r.id + " " + sku, units)));
    return exchanges;
  }

  Set<String> cases() {
    Set<String> cases = new TreeSet<>();
    returns.stream()
        .filter(r -> !r.written() && r.received())
        .forEach(r -> cases.add("REASON_UNMAPPED " + r.id));
    return cases;
  }

  Map<String, Long> refunded() {
    Map<String, Long> refunded = new TreeMap<>();
    for (SimulatedReturn r : returns) {
      if (r.refunded()) {
        long cents = r.kind == SimulatedReturn.Kind.REVERSED ? 0 : SimulatedReturn.CENTS * r.units;
        refunded.merge(r.order, cents, Long::sum);
      }
    }
    return refunded;
  }
}
