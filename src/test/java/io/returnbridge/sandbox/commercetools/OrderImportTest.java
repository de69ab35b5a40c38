package io.returnbridge.sandbox.commercetools;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OrderImportTest {
  private final CommercetoolsSandbox sandbox = CommercetoolsSandbox.start(0, "shop");
  private final Http http = new Http(sandbox);

  @BeforeEach
  void fill() {
    Shop.fill(sandbox);
  }

  @AfterEach
  void stop() {
    sandbox.close();
  }

  /** An exchange: one shoe for nothing. */
  private ObjectNode exchange(String mode, long quantity) {
    ObjectNode draft =
        sandbox
            .seeds()
            .orderDraft(
                "EX-1",
                "es",
                "EUR",
                List.of(new Seeds.Line("SHOE", "Shoe", "Zapato", quantity, 0, "madrid", null)));
    return draft.put("inventoryMode", mode).put("origin", "Merchant");
  }

  private Http.Answer post(JsonNode draft) {
    return http.post("orders/import", draft.toString());
  }

  private JsonNode shoes() {
    return sandbox.inventoryEntry("SHOE", "madrid").orElseThrow();
  }

  @Test
  void an_order_may_cost_nothing_and_has_an_id_for_each_line() {
    Http.Answer answer = post(exchange("None", 1));
    assertThat(answer.status()).isEqualTo(201);
    assertThat(answer.body().at("/totalPrice/centAmount").asLong(-1)).isZero();
    assertThat(answer.body().at("/lineItems/0/id").asText()).isNotEmpty();
    assertThat(answer.body().at("/origin").asText()).isEqualTo("Merchant");
    assertThat(answer.body().at("/store/key").asText()).isEqualTo("es");
    assertThat(shoes().path("availableQuantity").asLong()).isEqualTo(5);
  }

  @Test
  void an_order_number_is_unique() {
    post(exchange("None", 1));
    Http.Answer again = post(exchange("ReserveOnOrder", 1));
    assertThat(again.code()).isEqualTo("DuplicateField");
    assertThat(again.error().path("field").asText()).isEqualTo("orderNumber");
    assertThat(shoes().path("availableQuantity").asLong()).isEqualTo(5);
  }

  @Test
  void reserving_lowers_what_is_available_and_tracking_lowers_what_is_there() {
    post(exchange("ReserveOnOrder", 2));
    assertThat(shoes().path("quantityOnStock").asLong()).isEqualTo(5);
    assertThat(shoes().path("availableQuantity").asLong()).isEqualTo(3);
    assertThat(shoes().path("version").asLong()).isEqualTo(2);
    post(exchange("TrackOnly", 1).put("orderNumber", "EX-2"));
    assertThat(shoes().path("quantityOnStock").asLong()).isEqualTo(4);
    assertThat(shoes().path("availableQuantity").asLong()).isEqualTo(2);
    http.update(
        "inventory/" + shoes().path("id").asText(), 3, "{'action':'addQuantity','quantity':1}");
    assertThat(shoes().path("availableQuantity").asLong()).isEqualTo(3);
  }

  @Test
  void reserving_more_than_available_or_without_an_entry_is_out_of_stock_and_takes_nothing() {
    Http.Answer answer = post(exchange("ReserveOnOrder", 6));
    assertThat(answer.code()).isEqualTo("OutOfStock");
    assertThat(answer.error().path("skus").path(0).asText()).isEqualTo("SHOE");
    assertThat(answer.error().path("lineItems")).hasSize(1);
    ObjectNode twice = exchange("ReserveOnOrder", 3);
    twice.withArray("lineItems").add(twice.at("/lineItems/0").deepCopy());
    assertThat(post(twice).code()).isEqualTo("OutOfStock");
    ObjectNode noChannel = exchange("ReserveOnOrder", 1);
    ((ObjectNode) noChannel.at("/lineItems/0")).remove("supplyChannel");
    assertThat(post(noChannel).code()).isEqualTo("OutOfStock");
    ObjectNode noEntry = exchange("TrackOnly", 1);
    ((ObjectNode) noEntry.at("/lineItems/0/variant")).put("sku", "HAT");
    assertThat(post(noEntry).code()).isEqualTo("OutOfStock");
    assertThat(shoes().path("availableQuantity").asLong()).isEqualTo(5);
    assertThat(sandbox.order("EX-1")).isEmpty();
  }

  @Test
  void a_line_needs_name_variant_quantity_and_price() {
    for (String field : List.of("name", "variant", "quantity", "price")) {
      ObjectNode draft = exchange("None", 1);
      ((ObjectNode) draft.at("/lineItems/0")).remove(field);
      assertThat(post(draft).code()).as(field).isEqualTo("RequiredField");
    }
    ObjectNode draft = exchange("None", 1);
    draft.remove("totalPrice");
    assertThat(post(draft).code()).isEqualTo("RequiredField");
    draft = exchange("None", 1);
    draft.remove("lineItems");
    assertThat(post(draft).code()).isEqualTo("RequiredField");
    assertThat(post(exchange("None", 0)).code()).isEqualTo("InvalidField");
  }

  @Test
  void a_variant_is_one_of_a_product_and_has_what_the_product_says_of_it() {
    JsonNode product = sandbox.all("products").get(0);
    JsonNode line = post(exchange("None", 1)).body().at("/lineItems/0");
    assertThat(line.path("productId")).isEqualTo(product.path("id"));
    assertThat(line.path("productType")).isEqualTo(product.path("productType"));
    assertThat(line.at("/variant/prices/0/value/centAmount").asLong()).isEqualTo(5000);

    ObjectNode unknown = exchange("None", 1).put("orderNumber", "EX-2");
    unknown.withObject("/lineItems/0/variant").put("sku", "GLOVE");
    assertThat(post(unknown).code()).isEqualTo("ReferencedResourceNotFound");
    ObjectNode idAlone = exchange("None", 1).put("orderNumber", "EX-2");
    idAlone.withObject("/lineItems/0/variant").put("id", 1);
    assertThat(post(idAlone).code()).isEqualTo("RequiredField");
    idAlone.withObject("/lineItems/0").set("productId", product.path("id"));
    assertThat(post(idAlone).status()).isEqualTo(201);
    ObjectNode otherId = exchange("None", 1).put("orderNumber", "EX-3");
    otherId.withObject("/lineItems/0/variant").put("id", 7);
    otherId.withObject("/lineItems/0").set("productId", product.path("id"));
    assertThat(post(otherId).code()).isEqualTo("InvalidField");
  }

  @Test
  void the_key_of_a_line_is_unique_in_the_order() {
    ObjectNode draft = exchange("None", 1);
    ((ObjectNode) draft.at("/lineItems/0")).put("key", "first");
    draft.withArray("lineItems").add(draft.at("/lineItems/0").deepCopy());
    assertThat(post(draft).code()).isEqualTo("DuplicateField");
    ((ObjectNode) draft.at("/lineItems/1")).put("key", "second");
    assertThat(post(draft).status()).isEqualTo(201);
  }

  @Test
  void a_supply_channel_needs_its_role_and_its_store() {
    ObjectNode draft = exchange("None", 1);
    draft.withObject("/lineItems/0/supplyChannel").put("key", "web");
    assertThat(post(draft).code()).isEqualTo("MissingRoleOnChannel");
    draft.withObject("/lineItems/0/supplyChannel").put("key", "inspection");
    assertThat(post(draft).code()).isEqualTo("InvalidOperation");
    draft.withObject("/lineItems/0/supplyChannel").put("key", "nowhere");
    assertThat(post(draft).code()).isEqualTo("ReferencedResourceNotFound");
    assertThat(post(exchange("None", 1).put("country", "DE")).code()).isEqualTo("InvalidOperation");
  }

  @Test
  void the_customer_must_exist_and_the_email_is_not_checked() {
    assertThat(post(exchange("None", 1).put("customerId", "nobody")).code())
        .isEqualTo("ReferencedResourceNotFound");
    ObjectNode customer =
        sandbox
            .seeds()
            .customer(
                "ana@example.com",
                "Ana",
                "Gil",
                sandbox.seeds().address("Ana", "Gil", "Calle 1", "Madrid", "ES"));
    ObjectNode draft = exchange("None", 1).put("customerEmail", "other@example.com");
    draft.set("customerId", customer.path("id"));
    draft.set("shippingAddress", customer.at("/addresses/0"));
    assertThat(post(draft).status()).isEqualTo(201);
  }

  @Test
  void amounts_are_in_the_currency_of_the_order() {
    ObjectNode draft = exchange("None", 1);
    draft.withObject("/totalPrice").put("currencyCode", "GBP");
    assertThat(post(draft).code()).isEqualTo("InvalidField");
  }

  @Test
  void a_tax_rate_gives_the_line_its_taxed_price() {
    ObjectNode draft = exchange("None", 1);
    ((ObjectNode) draft.at("/lineItems/0"))
        .putObject("taxRate")
        .put("name", "IVA")
        .put("amount", 0.21)
        .put("includedInPrice", true)
        .put("country", "ES");
    draft.withObject("/lineItems/0/price/value").put("centAmount", 12100);
    JsonNode line = post(draft).body().at("/lineItems/0");
    assertThat(line.at("/taxedPrice/totalNet/centAmount").asLong()).isEqualTo(10000);
    assertThat(line.at("/taxRate/name").asText()).isEqualTo("IVA");
  }

  @Test
  void unknown_fields_and_modes_are_refused() {
    assertThat(post(exchange("Maybe", 1)).code()).isEqualTo("InvalidField");
    assertThat(post(exchange("None", 1).put("colour", "red")).code()).isEqualTo("InvalidJsonInput");
    ObjectNode draft = exchange("None", 1);
    draft.withObject("/lineItems/0/variant").put("colour", "red");
    assertThat(post(draft).code()).isEqualTo("InvalidJsonInput");
  }
}
