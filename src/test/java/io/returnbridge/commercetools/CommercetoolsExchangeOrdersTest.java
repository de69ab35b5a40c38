package io.returnbridge.commercetools;

import static io.returnbridge.commercetools.Shop.CAUSE;
import static io.returnbridge.commercetools.Shop.line;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.returnbridge.commerce.ExchangeOrders.ExchangeOrder;
import io.returnbridge.commerce.Refused;
import io.returnbridge.failure.NeedsDecision;
import io.returnbridge.model.ExchangePlan;
import io.returnbridge.model.ReturnId;
import io.returnbridge.sandbox.commercetools.Seeds;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CommercetoolsExchangeOrdersTest {

  private static final ReturnId RETURN = new ReturnId("es", "r1");
  private static final ExchangePlan PLAN =
      new ExchangePlan(
          "EX-RMA-1",
          List.of(new ExchangePlan.Line("i1", "JEANS-34", 1, "wh-es", null)),
          null,
          "planned");

  private Shop shop;

  @BeforeEach
  void start() {
    shop = Shop.ready();
    Seeds seeds = shop.sandbox.seeds();
    seeds.store("spain", List.of("web-es"), List.of("wh-es"), "ES");
    ObjectNode address = seeds.address("Ana", "García", "Calle Mayor", "Madrid", "ES");
    String customer =
        seeds.customer("ana@example.com", "Ana", "García", address.deepCopy()).path("id").asText();
    ObjectNode draft = seeds.orderDraft("A-1", "spain", "EUR", List.of(line("JEANS-32", 1)));
    draft.put("customerId", customer).put("customerEmail", "ana@example.com").put("country", "ES");
    draft.set("shippingAddress", address);
    ((ObjectNode) draft.path("lineItems").get(0))
        .putObject("taxRate")
        .put("name", "IVA")
        .put("amount", 0.21)
        .put("includedInPrice", true)
        .put("country", "ES");
    ObjectNode taxed = draft.putObject("taxedPrice");
    taxed.putObject("totalNet").put("currencyCode", "EUR").put("centAmount", 2062);
    taxed.putObject("totalGross").put("currencyCode", "EUR").put("centAmount", 2495);
    ObjectNode portion = taxed.putArray("taxPortions").addObject();
    portion.put("name", "IVA").put("rate", 0.21);
    portion.putObject("amount").put("currencyCode", "EUR").put("centAmount", 433);
    seeds.importOrder(draft);
  }

  @AfterEach
  void stop() {
    shop.close();
  }

  @Test
  void an_exchange_order_is_free_goes_to_the_same_shopper_and_reserves_the_new_goods() {
    shop.sandbox.seeds().product("JEANS-34", "Jeans", "Vaqueros", 5990, "EUR");
    shop.sandbox.seeds().stock("JEANS-34", "wh-es", 3);

    ExchangeOrder created = shop.exchangeOrders.create(RETURN, "A-1", PLAN, CAUSE);

    assertThat(shop.exchangeOrders.find("EX-RMA-1")).contains(created);
    assertThat(created.returnIds()).containsExactly("r1");
    assertThat(created.lines()).containsExactly(new ExchangeOrder.Line("JEANS-34", 1));
    JsonNode original = shop.sandbox.order("A-1").orElseThrow();
    JsonNode order = shop.sandbox.order("EX-RMA-1").orElseThrow();
    assertThat(order.at("/totalPrice/centAmount").asLong(-1)).isZero();
    assertThat(order.at("/taxedPrice/totalGross/centAmount").asLong(-1)).isZero();
    assertThat(order.at("/taxedPrice/taxPortions/0/rate").asDouble()).isEqualTo(0.21);
    for (String same : List.of("customerId", "customerEmail", "country", "store")) {
      assertThat(order.path(same)).as(same).isEqualTo(original.path(same));
    }
    assertThat(order.at("/shippingAddress/lastName").asText()).isEqualTo("García");
    assertThat(order.path("inventoryMode").asText()).isEqualTo("ReserveOnOrder");
    assertThat(order.path("origin").asText()).isEqualTo("Merchant");
    JsonNode line = order.at("/lineItems/0");
    assertThat(line.at("/name/es").asText()).isEqualTo("Vaqueros");
    assertThat(line.path("taxRate").path("amount").asDouble()).isEqualTo(0.21);
    assertThat(line.path("distributionChannel"))
        .isEqualTo(original.at("/lineItems/0/distributionChannel"));
    assertThat(
            shop.sandbox
                .inventoryEntry("JEANS-34", "wh-es")
                .orElseThrow()
                .path("availableQuantity")
                .asLong())
        .isEqualTo(2);
    assertThat(shop.effects).noneMatch(e -> e.contains("García") || e.contains("@"));
  }

  @Test
  void it_is_picked_up_as_soon_as_anybody_deals_with_it() {
    shop.sandbox.seeds().stock("JEANS-34", "wh-es", 3);
    ExchangeOrder created = shop.exchangeOrders.create(RETURN, "A-1", PLAN, CAUSE);
    assertThat(shop.exchangeOrders.isPickedUp("EX-RMA-1")).isFalse();
    shop.sandbox.update(
        "orders",
        created.id(),
        """
        [{"action":"setCustomField","name":"reveniReturnStatus","value":"received"}]
        """);
    assertThat(shop.exchangeOrders.isPickedUp("EX-RMA-1")).as("our own fields").isFalse();
    String exported =
        shop.sandbox
            .create("channels", "{\"key\":\"erp\",\"roles\":[\"OrderExport\"]}")
            .path("id")
            .asText();
    shop.sandbox.update(
        "orders",
        created.id(),
        """
        [{"action":"updateSyncInfo","channel":{"typeId":"channel","id":"%s"}}]
        """
            .formatted(exported));

    assertThat(shop.exchangeOrders.isPickedUp("EX-RMA-1")).isTrue();
    assertThat(shop.exchangeOrders.isPickedUp("EX-NONE")).as("gone").isTrue();
  }

  @Test
  void a_shipment_or_another_state_of_its_lines_tells_it_as_well() {
    Seeds seeds = shop.sandbox.seeds();
    seeds.importOrder(
        seeds
            .orderDraft("EX-SHIPPED", "spain", "EUR", List.of(line("JEANS-32", 1)))
            .put("shipmentState", "Ready"));
    shop.sandbox.create(
        "states", "{\"key\":\"picking\",\"type\":\"LineItemState\",\"initial\":false}");
    ObjectNode draft = seeds.orderDraft("EX-PICKING", "spain", "EUR", List.of(line("JEANS-32", 1)));
    ((ObjectNode) draft.path("lineItems").get(0))
        .putArray("state")
        .addObject()
        .put("quantity", 1)
        .putObject("state")
        .put("typeId", "state")
        .put("key", "picking");
    seeds.importOrder(draft);
    seeds.importOrder(seeds.orderDraft("EX-OPEN", "spain", "EUR", List.of(line("JEANS-32", 1))));

    assertThat(shop.exchangeOrders.isPickedUp("EX-SHIPPED")).isTrue();
    assertThat(shop.exchangeOrders.isPickedUp("EX-PICKING")).isTrue();
    assertThat(shop.exchangeOrders.isPickedUp("EX-OPEN")).isFalse();
  }

  @Test
  void the_name_of_an_unknown_product_is_its_SKU_in_the_originals_languages() {
    shop.sandbox.seeds().stock("JEANS-34", "wh-es", 3);

    shop.exchangeOrders.create(RETURN, "A-1", PLAN, CAUSE);

    JsonNode name = shop.sandbox.order("EX-RMA-1").orElseThrow().at("/lineItems/0/name");
    assertThat(name.path("en").asText()).isEqualTo("JEANS-34");
    assertThat(name.path("es").asText()).isEqualTo("JEANS-34");
  }

  @Test
  void out_of_stock_names_the_SKUs_and_leaves_no_order() {
    shop.sandbox.seeds().stock("JEANS-34", "wh-es", 0);

    assertThatThrownBy(() -> shop.exchangeOrders.create(RETURN, "A-1", PLAN, CAUSE))
        .isInstanceOfSatisfying(
            Refused.class,
            e -> {
              assertThat(e.code()).isEqualTo("OutOfStock");
              assertThat(e.skus()).containsExactly("JEANS-34");
            });
    assertThat(shop.exchangeOrders.find("EX-RMA-1")).isEmpty();
  }

  @Test
  void the_same_number_again_is_a_duplicate() {
    shop.sandbox.seeds().stock("JEANS-34", "wh-es", 3);
    shop.exchangeOrders.create(RETURN, "A-1", PLAN, CAUSE);

    assertThatThrownBy(() -> shop.exchangeOrders.create(RETURN, "A-1", PLAN, CAUSE))
        .isInstanceOfSatisfying(
            Refused.class, e -> assertThat(e.isDuplicate("orderNumber")).isTrue());
  }

  @Test
  void without_the_original_a_person_decides() {
    assertThatThrownBy(() -> shop.exchangeOrders.create(RETURN, "A-9", PLAN, CAUSE))
        .isInstanceOfSatisfying(
            NeedsDecision.class, e -> assertThat(e.trouble().code()).isEqualTo("ORDER_NOT_FOUND"));
  }
}
