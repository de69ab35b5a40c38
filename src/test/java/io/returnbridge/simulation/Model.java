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
      if (r.written() && !isHeldUp(r) && !world.obstacle().isInStockOf(r)) {
        List<String> states = new ArrayList<>();
        for (String grade : r.grades) {
          String paid =
              !r.paymentIsKnown()
                  ? ""
                  : r.kind == SimulatedReturn.Kind.EXCHANGE ? " NotRefunded" : " Refunded";
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
              (refund, cents) -> {
                List<String> what = new ArrayList<>(List.of("Refund " + cents));
                if (r.kind == SimulatedReturn.Kind.REVERSED) {
                  what.add("Charge " + cents);
                }
                if (!isHeldUp(r)) {
                  what.add("on " + r.order);
                }
                credits.put("reveni-credit-" + r.id + "-" + refund, what);
              });
    }
    if (world.obstacle().isOfCredit()) {
      credits.remove(world.obstacle().credit());
    }
    return credits;
  }

  /** Return id and new goods → units. */
  Map<String, Long> exchanges() {
    Map<String, Long> exchanges = new TreeMap<>();
    returns.stream()
        .filter(r -> !world.obstacle().isInTheWayOf(r))
        .forEach(
            r -> r.exchanges().forEach((sku, units) -> exchanges.put(r.id + " " + sku, units)));
    return exchanges;
  }

  /** Whether its order takes no change. */
  private boolean isHeldUp(SimulatedReturn r) {
    return world.obstacle().isOfOrder() && r.order.equals(world.obstacle().of.order);
  }

  /**
   * @param unwanted of orders that nobody wants any more
   */
  Set<String> cases(Set<String> unwanted) {
    Set<String> cases = new TreeSet<>(unwanted);
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
