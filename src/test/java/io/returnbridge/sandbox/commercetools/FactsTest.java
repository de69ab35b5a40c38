package io.returnbridge.sandbox.commercetools;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The sandbox answers what commercetools publishes, and the test of it sees what is not so. */
class FactsTest {
  private final CommercetoolsSandbox sandbox = CommercetoolsSandbox.start(0, "shop");
  private final Http http = new Http(sandbox);

  @AfterEach
  void stop() {
    sandbox.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "orders",
        "payments",
        "inventory",
        "channels",
        "types",
        "stores",
        "customers",
        "states",
        "products",
        "product-projections",
        "product-types"
      })
  void every_resource_has_what_is_published_of_it_and_nothing_else(String path) {
    Shop.fill(sandbox);
    Seeds seeds = sandbox.seeds();
    seeds.customer(
        "ana@example.com", "Ana", "Ruiz", seeds.address("Ana", "Ruiz", "Mayor 1", "Madrid", "ES"));
    seeds.orderState("returned", true, null);
    sandbox.create(
        "payments",
        """
        {"key":"p1","amountPlanned":{"currencyCode":"EUR","centAmount":0},
         "transactions":[{"type":"Refund","amount":{"currencyCode":"EUR","centAmount":1500}}]}
        """);
    String line = sandbox.order("A-1").orElseThrow().at("/lineItems/0/id").asText();
    http.update(
        "orders/order-number=A-1",
        1,
        "{'action':'addReturnInfo','items':[{'lineItemId':'%s','quantity':1,'shipmentState':'Returned'}]}"
            .formatted(line));

    Http.Answer answer = http.get(path);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body().path("results")).allSatisfy(one -> assertThat(one).isNotEmpty());
    assertThat(path.isEmpty() || answer.body().path("count").asInt() > 0).isTrue();
    assertThat(Facts.differences(sandbox)).isEmpty();
  }

  @Test
  void what_is_missing_unknown_or_of_another_kind_is_seen() {
    ObjectNode order = Shop.fill(sandbox);
    assertThat(Facts.differences("Order", "o", order)).isEmpty();

    order.remove("orderState");
    order.put("isPlatformClient", false);
    order.put("origin", "Elsewhere");
    ((ObjectNode) order.at("/lineItems/0")).remove("productType");
    ((ObjectNode) order.at("/lineItems/1/variant")).put("id", "one");

    assertThat(Facts.differences("Order", "o", order))
        .containsExactlyInAnyOrder(
            "o: a Order always has orderState",
            "o: a Order has no isPlatformClient",
            "o.origin: not one of Customer Merchant Quote RecurringOrder: \"Elsewhere\"",
            "o.lineItems[]: a LineItem always has productType",
            "o.lineItems[].variant.id: not integer: \"one\"");
  }
}
