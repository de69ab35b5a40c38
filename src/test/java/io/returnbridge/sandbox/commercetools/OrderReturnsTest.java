package io.returnbridge.sandbox.commercetools;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OrderReturnsTest {
  private static final String ORDER = "orders/order-number=A-1";
  private final CommercetoolsSandbox sandbox = CommercetoolsSandbox.start(0, "shop");
  private final Http http = new Http(sandbox);
  private final String shoes = Shop.fill(sandbox).at("/lineItems/0/id").asText();

  @AfterEach
  void stop() {
    sandbox.close();
  }

  private long version() {
    return order().path("version").asLong();
  }

  private JsonNode order() {
    return sandbox.order("A-1").orElseThrow();
  }

  private static String item(String key, String lineId, int quantity, String state) {
    return "{'key':'%s','lineItemId':'%s','quantity':%d,'shipmentState':'%s'}"
        .formatted(key, lineId, quantity, state);
  }

  private static String add(String... items) {
    return "{'action':'addReturnInfo','returnTrackingId':'RMA-1','items':["
        + String.join(",", items)
        + "]}";
  }

  private Http.Answer update(String... actions) {
    return http.update(ORDER, version(), actions);
  }

  private static String shipment(String key, String state) {
    return "{'action':'setReturnShipmentState','returnItemKey':'%s','shipmentState':'%s'}"
        .formatted(key, state);
  }

  private static String payment(String key, String state) {
    return "{'action':'setReturnPaymentState','returnItemKey':'%s','paymentState':'%s'}"
        .formatted(key, state);
  }

  @Test
  void the_payment_state_follows_from_the_shipment_state() {
    JsonNode items =
        update(add(item("r1", shoes, 1, "Returned"), item("r2", shoes, 1, "Advised")))
            .body()
            .at("/returnInfo/0/items");
    assertThat(items.at("/0/paymentState").asText()).isEqualTo("Initial");
    assertThat(items.at("/1/paymentState").asText()).isEqualTo("NonRefundable");
    assertThat(items.at("/0/type").asText()).isEqualTo("LineItemReturnItem");
    assertThat(order().at("/returnInfo/0/returnTrackingId").asText()).isEqualTo("RMA-1");
    assertThat(order().at("/returnInfo/0/returnDate").asText()).isNotEmpty();
  }

  @Test
  void an_item_starts_only_as_advised_or_returned() {
    assertThat(update(add(item("r1", shoes, 1, "BackInStock"))).code()).isEqualTo("InvalidField");
    assertThat(update(add(item("r1", shoes, 1, "Unusable"))).status()).isEqualTo(400);
    assertThat(update(add()).status()).isEqualTo(400);
  }

  @Test
  void an_item_key_is_unique_in_the_order() {
    assertThat(
            update(add(item("r1", shoes, 1, "Returned"), item("r1", shoes, 1, "Returned"))).code())
        .isEqualTo("DuplicateField");
    update(add(item("r1", shoes, 1, "Returned")));
    assertThat(update(add(item("r1", shoes, 1, "Returned"))).code()).isEqualTo("DuplicateField");
    assertThat(update(add(item("r", shoes, 1, "Returned"))).code()).isEqualTo("InvalidField");
  }

  @Test
  void the_returns_of_a_line_never_exceed_its_quantity() {
    assertThat(
            update(add(item("r1", shoes, 2, "Returned"), item("r2", shoes, 2, "Returned")))
                .status())
        .isEqualTo(400);
    assertThat(update(add(item("r1", shoes, 2, "Returned"))).status()).isEqualTo(200);
    assertThat(update(add(item("r2", shoes, 2, "Returned"))).code()).isEqualTo("InvalidOperation");
    assertThat(update(add(item("r2", shoes, 1, "Returned"))).status()).isEqualTo(200);
    assertThat(update(add(item("r3", "nowhere", 1, "Returned"))).code()).isEqualTo("InvalidField");
    assertThat(update(add(item("r3", shoes, 0, "Returned"))).code()).isEqualTo("InvalidField");
  }

  @Test
  void the_goods_go_only_from_returned_to_back_in_stock_or_unusable() {
    update(add(item("r1", shoes, 1, "Returned"), item("r2", shoes, 1, "Advised")));
    assertThat(update(shipment("r2", "Returned")).code()).isEqualTo("InvalidOperation");
    assertThat(update(shipment("r2", "BackInStock")).code()).isEqualTo("InvalidOperation");
    assertThat(update(shipment("r1", "BackInStock")).status()).isEqualTo(200);
    assertThat(update(shipment("r1", "Unusable")).code()).isEqualTo("InvalidOperation");
    assertThat(update(shipment("r9", "Unusable")).code()).isEqualTo("InvalidField");
  }

  @Test
  void the_money_goes_only_from_initial_to_refunded_or_not_refunded() {
    update(
        add(
            item("r1", shoes, 1, "Returned"),
            item("r2", shoes, 1, "Advised"),
            item("r3", shoes, 1, "Returned")));
    assertThat(update(payment("r2", "Refunded")).code()).isEqualTo("InvalidOperation");
    assertThat(update(payment("r1", "Refunded")).status()).isEqualTo(200);
    assertThat(update(payment("r1", "NotRefunded")).code()).isEqualTo("InvalidOperation");
    assertThat(update(payment("r3", "NotRefunded")).status()).isEqualTo(200);
  }

  @Test
  void set_return_info_overwrites_every_return() {
    update(add(item("r1", shoes, 3, "Returned")));
    String replaced =
        "{'action':'setReturnInfo','items':[{'items':[" + item("r2", shoes, 1, "Returned") + "]}]}";
    JsonNode returns = update(replaced).body().path("returnInfo");
    assertThat(returns).hasSize(1);
    assertThat(returns.at("/0/items/0/key").asText()).isEqualTo("r2");
  }

  @Test
  void a_return_item_has_custom_fields_of_its_own_kind_of_type() {
    update(add(item("r1", shoes, 1, "Returned")));
    String wrong =
        "{'action':'setReturnItemCustomType','returnItemKey':'r1','type':{'typeId':'type','key':'order'}}";
    assertThat(update(wrong).code()).isEqualTo("InvalidField");
    String field =
        "{'action':'setReturnItemCustomField','returnItemKey':'r1','name':'reason','value':'SIZE'}";
    assertThat(update(field).code()).isEqualTo("InvalidOperation");
    String type =
        "{'action':'setReturnItemCustomType','returnItemKey':'r1','type':{'typeId':'type','key':'return-item'}}";
    assertThat(update(type, field).body().at("/returnInfo/0/items/0/custom/fields/reason").asText())
        .isEqualTo("SIZE");
    assertThat(update(field.replace("SIZE", "WEIGHT")).code()).isEqualTo("InvalidField");
  }

  @Test
  void an_update_is_all_or_nothing_and_raises_the_version_by_one_an_action() {
    long before = version();
    assertThat(update(add(item("r1", shoes, 1, "Returned")), shipment("r1", "Advised")).status())
        .isEqualTo(400);
    assertThat(order().has("returnInfo")).isFalse();
    assertThat(version()).isEqualTo(before);
    assertThat(update(add(item("r1", shoes, 1, "Returned")), shipment("r1", "Unusable")).version())
        .isEqualTo(before + 2);
  }
}
