package io.returnbridge.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.returnbridge.sandbox.commercetools.CommercetoolsSandbox;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the day has left in commercetools and among the cases.
 *
 * @param returns distinct returns that the shop's orders name
 * @param orders orders that name one
 * @param backInStock units more than the saleable stock started with
 * @param waiting units that await inspection
 * @param elsewhere units in any other stock
 * @param codes of the open cases, sorted, each once
 */
public record DayCounts(
    int returns,
    int orders,
    long credits,
    long exchangeOrders,
    long backInStock,
    long waiting,
    long elsewhere,
    int cases,
    Set<String> codes) {

  public static DayCounts of(Actors actors, Shop shop) {
    CommercetoolsSandbox commercetools = actors.commercetools();
    Set<String> returns = new HashSet<>();
    int orders = 0;
    long exchanges = 0;
    for (ObjectNode order : commercetools.orders()) {
      if (order.path("orderNumber").asText().startsWith("EX-")) {
        exchanges++;
        continue;
      }
      JsonNode ids = order.path("custom").path("fields").path("reveniReturnIds");
      ids.forEach(id -> returns.add(id.asText()));
      orders += ids.isEmpty() ? 0 : 1;
    }
    long credits =
        commercetools.payments().stream()
            .filter(
                payment ->
                    payment
                        .path("paymentMethodInfo")
                        .path("paymentInterface")
                        .asText()
                        .equals("Reveni"))
            .count();
    Set<String> saleable = ids(commercetools, shop.saleable("es"), shop.saleable("uk"));
    Set<String> inspection = ids(commercetools, shop.inspection("es"), shop.inspection("uk"));
    long back = -Shop.openingStock();
    long waiting = 0;
    long elsewhere = 0;
    for (ObjectNode entry : commercetools.inventoryEntries()) {
      String channel = entry.path("supplyChannel").path("id").asText();
      long quantity = entry.path("quantityOnStock").asLong();
      if (saleable.contains(channel)) {
        back += quantity;
      } else if (inspection.contains(channel)) {
        waiting += quantity;
      } else {
        elsewhere += quantity;
      }
    }
    List<JsonNode> cases = actors.program().openCases();
    Set<String> codes = new TreeSet<>();
    cases.forEach(open -> codes.add(open.path("code").asText()));
    return new DayCounts(
        returns.size(), orders, credits, exchanges, back, waiting, elsewhere, cases.size(), codes);
  }

  public String sentence() {
    List<String> parts = new ArrayList<>();
    parts.add(count(returns, "return") + " on " + count(orders, "order"));
    parts.add(count(credits, "credit"));
    parts.add(count(exchangeOrders, "exchange order"));
    parts.add(count(backInStock, "unit") + " back in stock");
    parts.add(elsewhere + " elsewhere");
    parts.add(waiting + " awaiting inspection");
    parts.add(
        count(cases, "case")
            + (cases == 1 ? " waits" : " wait")
            + " for a person"
            + (codes.isEmpty() ? "" : " (" + String.join(", ", codes) + ")"));
    return "The day is played: " + String.join(", ", parts) + ".";
  }

  private static String count(long number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }

  private static Set<String> ids(CommercetoolsSandbox commercetools, String... keys) {
    Set<String> ids = new HashSet<>();
    for (String key : keys) {
      commercetools.channel(key).ifPresent(channel -> ids.add(channel.path("id").asText()));
    }
    return ids;
  }
}
