package io.returnbridge.journey;

import com.fasterxml.jackson.databind.JsonNode;
import io.returnbridge.sandbox.commercetools.CommercetoolsSandbox;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What an assertion asks of an order in commercetools. */
record OrderState(JsonNode order, CommercetoolsSandbox commercetools) {

  static OrderState of(CommercetoolsSandbox commercetools, String number) {
    return new OrderState(commercetools.order(number).orElseThrow(), commercetools);
  }

  JsonNode field(String name) {
    return order.path("custom").path("fields").path(name);
  }

  Set<String> set(String field) {
    Set<String> values = new TreeSet<>();
    field(field).forEach(v -> values.add(v.asText()));
    return values;
  }

  List<JsonNode> returnItems() {
    List<JsonNode> items = new ArrayList<>();
    order.path("returnInfo").forEach(info -> info.path("items").forEach(items::add));
    return items;
  }

  /** {@code <shipment state> <payment state>} of each return item. */
  List<String> returnStates() {
    return returnItems().stream()
        .map(i -> i.path("shipmentState").asText() + " " + i.path("paymentState").asText())
        .toList();
  }

  /** Keys of the credits that are linked to the order. */
  List<JsonNode> credits() {
    Set<String> ids = new TreeSet<>();
    order.path("paymentInfo").path("payments").forEach(p -> ids.add(p.path("id").asText()));
    return commercetools.payments().stream()
        .filter(p -> ids.contains(p.path("id").asText()))
        .filter(p -> p.path("paymentMethodInfo").path("paymentInterface").asText().equals("Reveni"))
        .map(JsonNode.class::cast)
        .toList();
  }
}
