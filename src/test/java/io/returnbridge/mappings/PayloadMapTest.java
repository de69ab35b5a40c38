package io.returnbridge.mappings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.returnbridge.model.ItemState;
import io.returnbridge.model.RefundState;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PayloadMapTest {
  private static final String FILE = "reveni-payload.yaml";
  private static final String MIXED_RETURN =
      """
      {"id":"20e7","rma_number":"RMA-100045","status":"received","type":"mixed","instant":true,
       "updated_at":"2026-11-09T16:20:41Z","currency":"EUR","order":{"id":"a3","external_id":"ORD-1"},
       "return_items":[
        {"id":"item-1","line_item_id":null,"sku":"TSHIRT","quantity":1,"return_reason":"",
         "amount":"24.9500","status":"pending","exchange":null},
        {"id":"item-2","sku":"JEANS-32","quantity":2,"received_quantity":1,"return_reason":"size_change",
         "status":"accepted","exchange":{"sku":"JEANS-34","quantity":1,"price_difference":"0.0000"}}],
       "refunds":[{"id":"rf-1","status":"completed","paid_by":"reveni","amount":"24.9500","currency":"EUR",
         "fees":[{"type":"return_label","amount":"0.0000"}],
         "items":[{"item_id":"item-1","quantity":1,"amount":"24.9500"}]}],
       "shipments":[{"carrier":"SEUR","tracking_number":"1Z999","status":"delivered"}]}
      """;

  @TempDir Path temporary;
  private Tables tables;

  @BeforeEach
  void copyTables() throws IOException {
    tables = new Tables(temporary);
  }

  @Test
  void findsTheFieldsOfTheAssumedPayload() throws IOException {
    PayloadMap map = tables.load().payload();
    JsonNode body = json(MIXED_RETURN);
    assertThat(map.requiredText(body, PayloadField.RMA_NUMBER)).isEqualTo("RMA-100045");
    assertThat(map.text(body, PayloadField.ORDER_NUMBER)).contains("ORD-1");
    assertThat(map.flag(body, PayloadField.INSTANT)).contains(true);
    assertThat(map.requiredInstant(body, PayloadField.UPDATED_AT, Instant.MAX))
        .isEqualTo(Instant.parse("2026-11-09T16:20:41Z"));
    assertThat(map.text(body, PayloadField.CUSTOMER_EMAIL)).isEmpty();

    JsonNode first = map.list(body, PayloadSection.ITEMS).get(0);
    JsonNode second = map.list(body, PayloadSection.ITEMS).get(1);
    assertThat(map.text(first, PayloadField.ITEM_LINE_ITEM_ID)).isEmpty();
    assertThat(map.text(first, PayloadField.ITEM_REASON)).isEmpty();
    assertThat(map.text(first, PayloadField.EXCHANGE_SKU)).isEmpty();
    assertThat(map.quantity(first, PayloadField.ITEM_RECEIVED_QUANTITY)).isEmpty();
    assertThat(map.text(second, PayloadField.EXCHANGE_SKU)).contains("JEANS-34");
    assertThat(map.requiredQuantity(second, PayloadField.ITEM_QUANTITY)).isEqualTo(2);
    assertThat(map.quantity(second, PayloadField.ITEM_RECEIVED_QUANTITY)).contains(1);

    JsonNode refund = map.list(body, PayloadSection.REFUNDS).get(0);
    assertThat(map.requiredDecimal(refund, PayloadField.REFUND_AMOUNT))
        .isEqualTo(new BigDecimal("24.9500"));
    assertThat(map.list(refund, PayloadSection.REFUND_FEES)).hasSize(1);
    assertThat(map.list(refund, PayloadSection.REFUND_ITEMS)).hasSize(1);
    assertThat(map.list(first, PayloadSection.SHIPMENTS)).isEmpty();
  }

  @Test
  void knowsWhatValuesMean() {
    PayloadMap map = tables.load().payload();
    assertThat(map.isDraft("incomplete")).isTrue();
    assertThat(map.isDelivered("delivered")).isTrue();
    assertThat(map.isDelivered("in_transit")).isFalse();
    assertThat(map.isPaidByReveni("merchant")).isFalse();
    assertThat(map.isKnownEvent("return.updated")).isTrue();
    assertThat(map.itemState("pending_validation")).contains(ItemState.PENDING);
    assertThat(map.itemState("lost")).isEmpty();
    assertThat(map.refundState("recovered")).contains(RefundState.RECOVERED);
  }

  @Test
  void readsTimesAsEpochSecondsToo() throws IOException {
    PayloadMap map = tables.load().payload();
    assertThat(
            map.instant(
                json("{\"created\":1661518366}"), PayloadField.WEBHOOK_CREATED, Instant.MAX))
        .contains(Instant.ofEpochSecond(1661518366));
  }

  @Test
  void aQuantityThatNobodyCanReturnIsNotRead() throws IOException {
    PayloadMap map = tables.load().payload();
    JsonNode item = json("{\"quantity\":2000000000}");

    assertThatThrownBy(() -> map.quantity(item, PayloadField.ITEM_QUANTITY))
        .isInstanceOf(PayloadUnreadable.class);
    assertThat(map.quantity(json("{\"quantity\":10000}"), PayloadField.ITEM_QUANTITY))
        .contains(10000);
  }

  @Test
  void whatIsNotOfItsKindNamesFieldAndPathButNotTheValue() throws IOException {
    PayloadMap map = tables.load().payload();
    assertThatThrownBy(() -> map.quantity(json("{\"quantity\":1.5}"), PayloadField.ITEM_QUANTITY))
        .isInstanceOf(PayloadUnreadable.class)
        .hasMessage(
            "\"quantity\" of Reveni's payload (/quantity) is not a whole number from 0: see"
                + " \"items.quantity\" of reveni-payload.yaml");
    assertThatThrownBy(
            () -> map.decimal(json("{\"amount\":\"1e999999999\"}"), PayloadField.REFUND_AMOUNT))
        .isInstanceOf(PayloadUnreadable.class);
    assertThatThrownBy(() -> map.requiredText(json("{}"), PayloadField.RMA_NUMBER))
        .hasMessage(
            "\"rma-number\" of Reveni's payload (/rma_number) is not there, and it is needed: see"
                + " \"return.rma-number\" of reveni-payload.yaml");
    assertThatThrownBy(() -> map.list(json("{\"refunds\":{}}"), PayloadSection.REFUNDS))
        .hasMessage(
            "\"refunds\" of Reveni's payload (/refunds) is not a list: see section refunds of"
                + " reveni-payload.yaml");
    assertThatThrownBy(() -> map.text(json("{\"status\":{}}"), PayloadField.RETURN_STATUS))
        .isInstanceOf(PayloadUnreadable.class);
  }

  @Test
  void optionalFieldsMayBeLeftOut() throws IOException {
    tables.replace(FILE, "  bonus: /bonus\n", "");
    assertThat(tables.load().payload().decimal(json("{\"bonus\":1}"), PayloadField.REFUND_BONUS))
        .isEmpty();
  }

  @Test
  void storesWhoseAmountsIncludeTheBonusMustBeThereAndTheBonusFound() throws IOException {
    assertThat(tables.load().payload().isBonusInAmount("es")).isFalse();
    tables.replace(FILE, "amount-with-bonus: []", "amount-with-bonus: [es, ess]");
    assertThat(tables.errors())
        .singleElement()
        .asString()
        .endsWith(
            "column \"values.amount-with-bonus\": \"ess\" is not in stores.csv (did you mean \"es\"?)");
    tables.replace(FILE, "[es, ess]", "[es]");
    assertThat(tables.load().payload().isBonusInAmount("es")).isTrue();
    assertThat(tables.load().payload().isBonusInAmount("uk")).isFalse();
    tables.replace(FILE, "  bonus: /bonus\n", "");
    assertThat(tables.errors())
        .singleElement()
        .asString()
        .endsWith("needs refunds.bonus: say where the bonus is found");
    tables.replace(FILE, "  amount-with-bonus: [es]", "  # amount-with-bonus: [es]");
    assertThat(tables.load().payload().isBonusInAmount("es")).as("may be left out").isFalse();
  }

  @Test
  void aRequiredFieldThatIsMissing() throws IOException {
    tables.replace(FILE, "  rma-number: /rma_number\n", "");
    assertThat(tables.errors())
        .containsExactly(
            "mappings/reveni-payload.yaml:12:3 column \"return.rma-number\": is missing: say where"
                + " the field is found");
  }

  @Test
  void anUnknownField() throws IOException {
    tables.replace(FILE, "  carrier: /carrier", "  carier: /carrier");
    assertThat(tables.errors())
        .containsExactly(
            "mappings/reveni-payload.yaml:66:3 column \"shipments.carier\": is not known (did you"
                + " mean \"carrier\"?): use one of carrier, tracking-number, tracking-url, status,"
                + " list");
  }

  @Test
  void aPathThatIsNone() throws IOException {
    tables.replace(FILE, "/order/external_id", "order.external_id");
    assertThat(tables.errors())
        .containsExactly(
            "mappings/reveni-payload.yaml:21:17 column \"return.order-number\":"
                + " \"order.external_id\" is not a path: use a JSON Pointer, such as"
                + " /order/external_id");
  }

  @Test
  void aFieldThatIsThereTwice() throws IOException {
    tables.replace(FILE, "  type: /type\n  instant", "  status: /state\n  instant");
    assertThat(tables.errors())
        .containsExactly(
            "mappings/reveni-payload.yaml:15:3 column \"return.status\": is there twice: remove one"
                + " of the two");
  }

  @Test
  void aValueWithTwoMeanings() throws IOException {
    tables.replace(FILE, "item-rejected: [rejected]", "item-rejected: [rejected, accepted]");
    assertThat(tables.errors())
        .containsExactly(
            "mappings/reveni-payload.yaml:80:29 column \"values.item-rejected\": \"accepted\" is in"
                + " \"item-accepted\" already: remove one of the two");
  }

  @Test
  void valuesThatAreNoList() throws IOException {
    tables.replace(FILE, "shipment-delivered: [delivered]", "shipment-delivered: delivered");
    assertThat(tables.errors())
        .containsExactly(
            "mappings/reveni-payload.yaml:74:23 column \"values.shipment-delivered\": is not a list:"
                + " write it as [a, b]");
  }

  @Test
  void aSectionThatIsMissing() throws IOException {
    tables.write(FILE, "# empty", "return: []");
    assertThat(tables.errors())
        .contains(
            "mappings/reveni-payload.yaml:2:1 column \"items\": the section is missing: add it",
            "mappings/reveni-payload.yaml:2:1 column \"values\": the section is missing: add it",
            "mappings/reveni-payload.yaml:2:9 column \"return\": is not a section: write lines of"
                + " the form \"name: value\" in it");
  }

  @Test
  void whatIsNotYaml() throws IOException {
    tables.write(FILE, "return:", "  id: /id", " status: [");
    assertThat(tables.errors())
        .singleElement()
        .asString()
        .startsWith("mappings/reveni-payload.yaml:3:2: is not YAML (")
        .endsWith("): check indentation and quotes");
  }

  private static JsonNode json(String text) throws IOException {
    return new ObjectMapper().readTree(text);
  }
}
