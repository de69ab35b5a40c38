package io.returnbridge.commercetools;

import static io.returnbridge.commercetools.Shop.CAUSE;
import static io.returnbridge.commercetools.Shop.line;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.commercetools.api.models.order.Order;
import com.commercetools.api.models.order.OrderImportDraft;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.returnbridge.commerce.ExchangeOrders;
import io.returnbridge.commerce.Refused;
import io.returnbridge.failure.NeedsDecision;
import io.returnbridge.model.ExchangePlan;
import io.returnbridge.model.ReturnId;
import io.returnbridge.model.Unit;
import io.returnbridge.sandbox.commercetools.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * An exchange order takes over what commercetools keeps by line and shipment from the line that
 * comes back.
 */
class ReturnedLineFactsTest {

  private static final ReturnId RETURN = new ReturnId("es", "r1");

  private Shop shop;
  private Seeds seeds;

  @BeforeEach
  void start() {
    shop = Shop.ready();
    seeds = shop.sandbox.seeds();
    seeds.channel("app-es", "ProductDistribution");
    seeds.stock("HAT", "wh-es", 9);
    seeds.stock("MUG", "wh-es", 9);
  }

  @AfterEach
  void stop() {
    shop.close();
  }

  /** Shirt at 21 % sold by web-es, book at 6 % sold by app-es; to Ana's home. */
  private ObjectNode draft() {
    ObjectNode draft =
        seeds.orderDraft(
            "A-1",
            null,
            "EUR",
            List.of(
                line("SHIRT", 2), new Seeds.Line("BOOK", "Book", "Libro", 2, 900, null, "app-es")));
    rate(draft, 0, "IVA", 0.21);
    rate(draft, 1, "IVA reducido", 0.06);
    ObjectNode taxed = draft.putObject("taxedPrice");
    taxed.putObject("totalNet").put("currencyCode", "EUR").put("centAmount", 5822);
    taxed.putObject("totalGross").put("currencyCode", "EUR").put("centAmount", 6790);
    draft.set("shippingAddress", seeds.address("Ana", "Gil", "Calle Mayor", "Madrid", "ES"));
    return draft;
  }

  private static void rate(ObjectNode draft, int line, String name, double amount) {
    ((ObjectNode) draft.path("lineItems").get(line))
        .putObject("taxRate")
        .put("name", name)
        .put("amount", amount)
        .put("includedInPrice", true)
        .put("country", "ES");
  }

  private static void sentTo(ObjectNode draft, int line, String key, int quantity) {
    ((ObjectNode) draft.path("lineItems").get(line))
        .withObject("/shippingDetails")
        .withArray("targets")
        .addObject()
        .put("addressKey", key)
        .put("quantity", quantity);
  }

  private void lineAddress(ObjectNode draft, String key, String city) {
    ObjectNode address = seeds.address("Bea", "Gil", "Rua Nova", city, "PT");
    draft.withArray("itemShippingAddresses").add(address.put("key", key));
  }

  private String lineId(int line) {
    return shop.sandbox.order("A-1").orElseThrow().at("/lineItems/" + line + "/id").asText();
  }

  private ExchangePlan.Line forLine(int line, String sku, int quantity) {
    return new ExchangePlan.Line(
        "i" + line, sku, quantity, "wh-es", null, new Unit.Allocation("A-1", lineId(line), false));
  }

  private JsonNode exchange(ExchangePlan.Line... lines) {
    shop.exchangeOrders.create(RETURN, "A-1", plan(lines), CAUSE);
    return shop.sandbox.order("EX-RMA-1").orElseThrow();
  }

  private static ExchangePlan plan(ExchangePlan.Line... lines) {
    return new ExchangePlan("EX-RMA-1", List.of(lines), null, ExchangePlan.PLANNED);
  }

  private String channelId(String key) {
    return shop.sandbox.channel(key).orElseThrow().path("id").asText();
  }

  @Test
  void tax_and_selling_channel_are_those_of_the_second_line_when_that_comes_back() {
    seeds.importOrder(draft());

    JsonNode order = exchange(forLine(1, "HAT", 1));

    assertThat(order.at("/lineItems/0/taxRate/amount").asDouble()).isEqualTo(0.06);
    assertThat(order.at("/lineItems/0/distributionChannel/id").asText())
        .isEqualTo(channelId("app-es"));
    assertThat(order.at("/taxedPrice/taxPortions")).hasSize(1);
    assertThat(order.at("/taxedPrice/taxPortions/0/rate").asDouble()).isEqualTo(0.06);
  }

  @Test
  void the_line_decides_and_not_the_SKU_that_another_line_has() {
    List.of("SHIRT-L", "SHIRT", "BOOK").forEach(sku -> seeds.stock(sku, "wh-es", 9));
    seeds.importOrder(draft());

    JsonNode order =
        exchange(forLine(1, "SHIRT-L", 1), forLine(0, "BOOK", 1), forLine(1, "SHIRT", 1));

    assertThat(rates(order)).containsExactly(0.06, 0.21, 0.06);
  }

  private static List<Double> rates(JsonNode order) {
    List<Double> rates = new ArrayList<>();
    order.path("lineItems").forEach(l -> rates.add(l.at("/taxRate/amount").asDouble()));
    return rates;
  }

  @Test
  void two_lines_in_one_order_keep_their_own_facts() {
    ObjectNode draft = draft();
    lineAddress(draft, "gift", "Porto");
    sentTo(draft, 1, "gift", 2);
    seeds.importOrder(draft);

    JsonNode order = exchange(forLine(0, "HAT", 1), forLine(1, "MUG", 2));

    assertThat(rates(order)).containsExactly(0.21, 0.06);
    assertThat(order.at("/lineItems/0/distributionChannel/id").asText())
        .isEqualTo(channelId("web-es"));
    assertThat(order.at("/shippingAddress/city").asText()).isEqualTo("Madrid");
    assertThat(goesTo(order, 0)).containsExactly("1 Madrid");
    assertThat(goesTo(order, 1)).containsExactly("2 Porto");
    assertThat(order.at("/taxedPrice/taxPortions")).hasSize(2);
  }

  /** Quantity and city of each target of a line. */
  private static List<String> goesTo(JsonNode order, int line) {
    List<String> places = new ArrayList<>();
    for (JsonNode target : order.at("/lineItems/" + line + "/shippingDetails/targets")) {
      for (JsonNode address : order.path("itemShippingAddresses")) {
        if (address.path("key").equals(target.path("addressKey"))) {
          places.add(target.path("quantity") + " " + address.path("city").asText());
        }
      }
    }
    return places;
  }

  @Test
  void a_gift_is_exchanged_to_where_it_was_sent() {
    ObjectNode draft = draft();
    draft.remove("shippingAddress");
    lineAddress(draft, "gift", "Porto");
    lineAddress(draft, "mother", "Faro");
    sentTo(draft, 0, "mother", 2);
    sentTo(draft, 1, "mother", 1);
    sentTo(draft, 1, "gift", 1);
    seeds.importOrder(draft);

    JsonNode order = exchange(forLine(1, "HAT", 2));

    assertThat(goesTo(order, 0)).containsExactly("1 Faro", "1 Porto");
    assertThat(order.at("/lineItems/0/shippingDetails/valid").asBoolean()).isTrue();
    assertThat(order.at("/shippingAddress/city").asText()).isEqualTo("Faro");
  }

  @Test
  void custom_fields_of_the_address_go_along() {
    shop.sandbox.create(
        "types",
        """
        {"key":"address","name":{"en":"Address"},"resourceTypeIds":["address"],
         "fieldDefinitions":[{"name":"doorCode","label":{"en":"Door"},"required":false,"type":{"name":"String"}}]}
        """);
    ObjectNode draft = draft();
    ObjectNode custom = draft.withObject("/shippingAddress/custom");
    custom.putObject("type").put("typeId", "type").put("key", "address");
    custom.putObject("fields").put("doorCode", "1234");
    seeds.importOrder(draft);

    JsonNode order = exchange(forLine(0, "HAT", 1));

    assertThat(order.at("/shippingAddress/custom/fields/doorCode").asText()).isEqualTo("1234");
  }

  @Test
  void without_an_address_nothing_is_sent() {
    ObjectNode draft = draft();
    draft.remove("shippingAddress");
    seeds.importOrder(draft);
    ExchangePlan plan = plan(forLine(0, "HAT", 1));

    assertThatThrownBy(() -> shop.exchangeOrders.create(RETURN, "A-1", plan, CAUSE))
        .isInstanceOfSatisfying(
            NeedsDecision.class,
            e -> {
              assertThat(e.trouble().code()).isEqualTo(ExchangeOrders.NO_ADDRESS);
              assertThat(e.trouble().values())
                  .containsEntry("detail", "order A-1 has no address to deliver to");
            });
    assertThat(shop.sandbox.order("EX-RMA-1")).isEmpty();
  }

  @Test
  void a_customer_that_was_deleted_is_a_guest_by_the_orders_email() {
    order("ana@example.com");

    JsonNode order = exchange(forLine(0, "HAT", 1));

    assertThat(order.path("customerEmail").asText()).isEqualTo("ana@example.com");
    assertThat(order.has("customerId")).isFalse();
  }

  @Test
  void a_deleted_customer_without_an_email_is_for_a_person() {
    order(null);
    ExchangePlan plan = plan(forLine(0, "HAT", 1));

    assertThatThrownBy(() -> shop.exchangeOrders.create(RETURN, "A-1", plan, CAUSE))
        .isInstanceOfSatisfying(
            NeedsDecision.class,
            e ->
                assertThat(e.trouble().values().get("detail"))
                    .contains("was deleted", "no e-mail address"));
    assertThat(shop.sandbox.order("EX-RMA-1")).isEmpty();
  }

  @Test
  void another_reference_that_is_gone_is_refused_as_ever() {
    seeds.importOrder(draft());
    ExchangePlan plan = plan(new ExchangePlan.Line("i0", "HAT", 1, "nowhere", null, null));

    assertThatThrownBy(() -> shop.exchangeOrders.create(RETURN, "A-1", plan, CAUSE))
        .isInstanceOfSatisfying(
            Refused.class, e -> assertThat(e.code()).isEqualTo("ReferencedResourceNotFound"));
  }

  /** Of a customer who is deleted afterwards. */
  private void order(String email) {
    ObjectNode address = seeds.address("Ana", "Gil", "Calle Mayor", "Madrid", "ES");
    String customer = seeds.customer("ana@example.com", "Ana", "Gil", address).path("id").asText();
    ObjectNode draft = draft().put("customerId", customer);
    if (email != null) {
      draft.put("customerEmail", email);
    }
    seeds.importOrder(draft);
    shop.sandbox.delete("customers", customer);
  }

  /** The sandbox has no carts, and only carts make orders with several shipments. */
  @Test
  void an_order_with_several_shipments_says_by_shipment_where_goods_went_and_how_they_are_taxed()
      throws JsonProcessingException {
    Order several =
        read(
            """
            {"id":"o","version":1,"orderNumber":"A-1","shippingMode":"Multiple",
             "totalPrice":{"type":"centPrecision","currencyCode":"EUR","centAmount":100,"fractionDigits":2},
             "itemShippingAddresses":[{"key":"home","country":"ES","city":"Madrid"}],
             "shipping":[
               {"shippingKey":"post","shippingAddress":{"country":"ES","city":"Sevilla"}},
               {"shippingKey":"express","shippingAddress":{"country":"PT","city":"Lisboa"}}],
             "lineItems":[
               {"id":"l1","quantity":1,"variant":{"id":1,"sku":"SHIRT"},"name":{"en":"Shirt"},
                "shippingDetails":{"valid":true,"targets":[{"addressKey":"home","quantity":1,"shippingMethodKey":"post"}]},
                "perMethodTaxRate":[{"shippingMethodKey":"post","taxRate":{"name":"IVA","amount":0.21,"includedInPrice":true,"country":"ES"}}]},
               {"id":"l2","quantity":1,"variant":{"id":1,"sku":"BOOK"},"name":{"en":"Book"},
                "shippingDetails":{"valid":true,"targets":[{"addressKey":"gone","quantity":1,"shippingMethodKey":"express"}]},
                "perMethodTaxRate":[
                  {"shippingMethodKey":"post","taxRate":{"name":"IVA","amount":0.04,"includedInPrice":true,"country":"ES"}},
                  {"shippingMethodKey":"express","taxRate":{"name":"IVA PT","amount":0.06,"includedInPrice":true,"country":"PT"}}]}]}
            """);

    OrderImportDraft draft = draft(several, "l2");

    assertThat(draft.getShippingAddress().getCity()).isEqualTo("Lisboa");
    assertThat(draft.getLineItems().get(0).getTaxRate().getAmount()).isEqualTo(0.06);
    assertThat(draft(several, "l1").getShippingAddress().getCity()).isEqualTo("Madrid");
  }

  @Test
  void an_address_without_a_country_is_none() throws JsonProcessingException {
    Order order =
        read(
            """
            {"id":"o","version":1,"orderNumber":"A-1",
             "totalPrice":{"type":"centPrecision","currencyCode":"EUR","centAmount":100,"fractionDigits":2},
             "shippingAddress":{"city":"Madrid","streetName":"Calle Mayor"},
             "lineItems":[{"id":"l1","quantity":1,"variant":{"id":1,"sku":"SHIRT"},"name":{"en":"Shirt"}}]}
            """);

    assertThatThrownBy(() -> draft(order, "l1"))
        .isInstanceOfSatisfying(
            NeedsDecision.class,
            e -> {
              assertThat(e.trouble().code()).isEqualTo(ExchangeOrders.NO_ADDRESS);
              assertThat(e.trouble().values())
                  .containsEntry("detail", "the address of order A-1 has no country");
            });
  }

  private static Order read(String json) throws JsonProcessingException {
    return SdkJson.MAPPER.readValue(json, Order.class);
  }

  private static OrderImportDraft draft(Order order, String lineId) {
    return new ExchangeDraft(order, Map.of("A-1", order), Map.of())
        .of(
            RETURN,
            plan(
                new ExchangePlan.Line(
                    "i", "HAT", 1, "wh-es", null, new Unit.Allocation("A-1", lineId, false))));
  }
}
