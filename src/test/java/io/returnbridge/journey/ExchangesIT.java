package io.returnbridge.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.returnbridge.sandbox.Actors;
import io.returnbridge.sandbox.ProgramApi;
import io.returnbridge.sandbox.Shop;
import io.returnbridge.sandbox.commercetools.Seeds;
import io.returnbridge.sandbox.reveni.NewRefund;
import io.returnbridge.sandbox.reveni.ReturnBuilder;
import io.returnbridge.sandbox.reveni.Shopper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Exchanges of orders that are not as a shop's usual ones. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExchangesIT {

  private static final String SKU = "TSHIRT-RED-M";
  private static final String NEW_SKU = "JEANS-34";

  private World world;
  private Shop shop;
  private Program program;
  private Actors actors;
  private Shopper ana;
  private int orders;

  @BeforeAll
  void start() throws IOException {
    world = new World();
    shop = Shop.open(world.commercetools, world.mappings);
    world.setUp();
    program = Program.start("exchanges", world.environment());
    actors = world.actors(program);
    ana = actors.shopper("es").quiet();
  }

  @AfterAll
  void end() {
    program.close();
    world.close();
  }

  private ProgramApi api() {
    return actors.program();
  }

  /** A shirt at 21 % and a book at 6 %, to Ana's home. */
  private ObjectNode draft() {
    Seeds seeds = world.commercetools.seeds();
    ObjectNode draft =
        seeds.orderDraft(
            "ORD-X-" + ++orders, "es", "EUR", List.of(line(SKU, 2500), line("BOOK", 900)));
    rate(draft, 0, 0.21);
    rate(draft, 1, 0.06);
    draft.set("shippingAddress", seeds.address("Ana", "Gil", "Calle Mayor 1", "Madrid", "ES"));
    return draft;
  }

  private Seeds.Line line(String sku, long cents) {
    return new Seeds.Line(sku, sku, sku, 1, cents, shop.saleable("es"), shop.sellingChannel("es"));
  }

  private static void rate(ObjectNode draft, int line, double amount) {
    ((ObjectNode) draft.path("lineItems").get(line))
        .putObject("taxRate")
        .put("name", "IVA")
        .put("amount", amount)
        .put("includedInPrice", true)
        .put("country", "ES");
  }

  private static String number(ObjectNode draft) {
    return draft.path("orderNumber").asText();
  }

  private JsonNode order(String number) {
    return world.commercetools.order(number).orElseThrow();
  }

  /** The shopper exchanges the goods for jeans; nobody is told yet. */
  private String exchange(ObjectNode draft, String sku) {
    world.commercetools.seeds().importOrder(draft);
    String id =
        ana.create(ReturnBuilder.ofOrder(number(draft)).item(sku, 1, "too_small", "9.0000"));
    ana.edit(
        id,
        json ->
            ((ObjectNode) json.path("return_items").get(0))
                .putObject("exchange")
                .put("sku", NEW_SKU)
                .put("quantity", 1)
                .put("price_difference", "0.0000"));
    return id;
  }

  private void tell(String... ids) {
    for (String id : ids) {
      World.tell(actors, "es", id);
    }
    api().settle();
  }

  private Optional<JsonNode> exchangeOf(String id) {
    return world
        .commercetools
        .order("EX-" + api().returnOf(id).path("rmaNumber").asText())
        .map(JsonNode.class::cast);
  }

  private List<String> codes(String id) {
    List<String> codes = new ArrayList<>();
    for (JsonNode one : cases(id)) {
      codes.add(
          one.path("code").asText()
              + " "
              + one.path("owner").asText()
              + " "
              + one.path("status").asText());
    }
    return codes;
  }

  private JsonNode cases(String id) {
    return api().get("/api/exceptions?returnId=" + id).body().path("items");
  }

  private void update(String number, String actions) {
    world.commercetools.update("orders", order(number).path("id").asText(), actions);
  }

  @Test
  void anExchangeWithoutAnAddressWaitsForOne() {
    ObjectNode first = draft();
    first.remove("shippingAddress");
    ObjectNode second = first.deepCopy().put("orderNumber", "ORD-X-" + ++orders);
    String asked = exchange(first, SKU);
    String seen = exchange(second, SKU);

    tell(asked, seen);

    for (String id : List.of(asked, seen)) {
      assertThat(codes(id)).containsExactly("EXCHANGE_ADDRESS_MISSING cx open");
      assertThat(exchangeOf(id)).isEmpty();
      assertThat(api().returnOf(id).path("exchanges").findValuesAsText("status"))
          .doesNotContain("created");
    }
    String address =
        "[{\"action\":\"setShippingAddress\",\"address\":{\"country\":\"ES\",\"city\":\"Madrid\"}}]";
    update(number(first), address);
    String path = "/api/exceptions/" + cases(asked).get(0).path("id").asText() + "/retry";
    assertThat(api().post(path, "{}").status()).isEqualTo(200);
    api().settle();
    assertThat(codes(asked)).containsExactly("EXCHANGE_ADDRESS_MISSING cx resolved");
    assertThat(exchangeOf(asked)).isPresent();

    update(number(second), address);
    assertThat(api().post("/api/jobs/retries/run", "{}").status()).isEqualTo(202);
    Waiting.until("the exchange order", () -> exchangeOf(seen).isPresent());
    api().settle();
    assertThat(codes(seen)).containsExactly("EXCHANGE_ADDRESS_MISSING cx resolved");
  }

  @Test
  void theLineThatComesBackSaysWhereTheNewGoodsGoAndHowTheyAreTaxed() {
    ObjectNode draft = draft();
    ObjectNode gift =
        world.commercetools.seeds().address("Bea", "Gil", "Rua Nova 2", "Porto", "PT");
    draft.putArray("itemShippingAddresses").add(gift.put("key", "gift"));
    ((ObjectNode) draft.path("lineItems").get(1))
        .putObject("shippingDetails")
        .putArray("targets")
        .addObject()
        .put("addressKey", "gift")
        .put("quantity", 1);
    String id = exchange(draft, "BOOK");

    tell(id);

    JsonNode exchange = exchangeOf(id).orElseThrow();
    assertThat(exchange.at("/lineItems/0/taxRate/amount").asDouble()).isEqualTo(0.06);
    assertThat(exchange.at("/shippingAddress/city").asText()).isEqualTo("Porto");
    assertThat(exchange.at("/lineItems/0/shippingDetails/targets/0/addressKey").asText())
        .isEqualTo("gift");
    assertThat(codes(id)).isEmpty();
  }

  @Test
  void aCustomerWhoWasDeletedIsAGuest() {
    ObjectNode address =
        world.commercetools.seeds().address("Eva", "Gil", "Calle 3", "Madrid", "ES");
    String customer =
        world
            .commercetools
            .seeds()
            .customer("eva@example.com", "Eva", "Gil", address)
            .path("id")
            .asText();
    String id =
        exchange(draft().put("customerId", customer).put("customerEmail", "eva@example.com"), SKU);
    world.commercetools.delete("customers", customer);

    tell(id);

    assertThat(exchangeOf(id).orElseThrow().path("customerEmail").asText())
        .isEqualTo("eva@example.com");
    assertThat(codes(id)).isEmpty();
  }

  @Test
  void goodsThatCameWithAnExchangeAreCreditedOnTheOriginal() {
    ObjectNode draft = draft();
    tell(exchange(draft, SKU));
    String exchange = null;
    for (JsonNode number : order(number(draft)).at("/custom/fields/reveniExchangeOrders")) {
      exchange = number.asText();
    }
    assertThat(exchange).isNotNull();
    String id = ana.create(ReturnBuilder.ofOrder(exchange).item(NEW_SKU, 1, "too_small", "9.0000"));
    ana.ship(id);
    ana.receive(id);
    ana.completeRefund(id, NewRefund.byMerchant("rf-1", "9.0000"));

    tell(id);

    assertThat(OrderState.of(world.commercetools, exchange).returnItems())
        .extracting(i -> i.path("paymentState").asText())
        .containsExactly("Refunded");
    assertThat(order(exchange).at("/paymentInfo/payments")).isEmpty();
    assertThat(OrderState.of(world.commercetools, number(draft)).credits()).hasSize(1);
    assertThat(order(exchange).at("/custom/fields/reveniReturnStatus").asText())
        .isEqualTo("received");
    for (String either : List.of(exchange, number(draft))) {
      assertThat(
              api()
                  .get("/api/returns?order=" + either)
                  .body()
                  .path("items")
                  .findValuesAsText("returnId"))
          .contains(id);
    }
  }
}
