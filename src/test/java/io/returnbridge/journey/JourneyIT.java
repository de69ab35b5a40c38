package io.returnbridge.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.returnbridge.sandbox.Actors;
import io.returnbridge.sandbox.Day;
import io.returnbridge.sandbox.Shop;
import io.returnbridge.sandbox.Story;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Each story of the sandbox's day, on the packaged program, asserted on the state of commercetools.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JourneyIT {

  private World world;
  private Program program;
  private Shop shop;
  private Actors actors;
  private Day day;

  @BeforeAll
  void start() {
    world = new World();
    shop = Shop.open(world.commercetools, world.mappings);
    world.setUp();
    program = Program.start("journey", world.environment());
    actors = world.actors(program);
    day = new Day(actors);
  }

  @AfterAll
  void end() {
    program.close();
    world.close();
  }

  @Test
  void anInstantRefundIsCreditedBeforeTheGoodsComeBack() {
    long before = stock("TSHIRT-RED-M", "saleable", "es");

    Story story = day.instantRefundBeforeReceipt();

    OrderState order = order(story);
    assertThat(order.returnStates()).containsExactly("BackInStock Refunded");
    assertThat(order.returnItems().get(0).path("key").asText())
        .isEqualTo(story.returnId() + "_item-1_1");
    assertThat(order.returnItems().get(0).at("/custom/fields/reveniReason").asText())
        .isEqualTo("too-small");
    assertThat(order.set("reveniReturnIds")).containsExactly(story.returnId());
    assertThat(order.field("reveniRefundedAmount").path("centAmount").asLong()).isEqualTo(2495);
    assertThat(order.credits()).hasSize(1);
    JsonNode credit = order.credits().get(0);
    assertThat(credit.path("key").asText())
        .isEqualTo("reveni-credit-" + story.returnId() + "-rf-1");
    assertThat(credit.at("/amountPlanned/centAmount").asLong()).isZero();
    assertThat(credit.path("transactions")).hasSize(1);
    assertThat(credit.at("/transactions/0/type").asText()).isEqualTo("Refund");
    assertThat(credit.at("/transactions/0/state").asText()).isEqualTo("Success");
    assertThat(credit.at("/transactions/0/amount/centAmount").asLong()).isEqualTo(2495);
    assertThat(stock("TSHIRT-RED-M", "saleable", "es")).isEqualTo(before + 1);
    assertThat(stock("TSHIRT-RED-M", "awaiting-inspection", "es")).isZero();
    JsonNode file = actors.program().returnOf(story.returnId());
    assertThat(file.at("/items/0/location").asText()).isEqualTo("saleable");
    assertThat(file.at("/refunds/0/paymentKey").asText()).isEqualTo(credit.path("key").asText());
    assertThat(file.path("timeline")).isNotEmpty();
  }

  @Test
  void aRefundOnReceiptPutsOpenedGoodsIntoTheOutlet() {
    Story story = day.refundOnReceipt();

    assertThat(order(story).returnStates()).containsExactly("BackInStock Refunded");
    assertThat(stock("DRESS-BLUE-S", "outlet", "es")).isEqualTo(1);
    assertThat(stock("DRESS-BLUE-S", "awaiting-inspection", "es")).isZero();
  }

  @Test
  void aMixedReturnHasOneCreditAndOneExchangeOrderAndLeavesOthersFieldsAlone() {
    Story story = day.mixedRefundAndExchange();

    OrderState order = order(story);
    assertThat(order.returnStates())
        .containsExactlyInAnyOrder("BackInStock Refunded", "BackInStock NotRefunded");
    assertThat(order.field(Shop.MERCHANT_FIELD).asText()).isEqualTo(Shop.GIFT_MESSAGE);
    assertThat(order.set("reveniExchangeOrders")).hasSize(1);
    JsonNode exchange =
        world
            .commercetools
            .order(order.set("reveniExchangeOrders").iterator().next())
            .orElseThrow();
    assertThat(exchange.at("/totalPrice/centAmount").asLong()).isZero();
    assertThat(exchange.path("lineItems")).hasSize(1);
    assertThat(exchange.at("/lineItems/0/variant/sku").asText()).isEqualTo("JEANS-34");
    assertThat(exchange.path("inventoryMode").asText()).isEqualTo("ReserveOnOrder");
    assertThat(exchange.path("customerId").asText())
        .isEqualTo(order.order().path("customerId").asText());
    assertThat(exchange.at("/custom/fields/reveniReturnIds/0").asText())
        .isEqualTo(story.returnId());
    assertThat(order.credits()).hasSize(1);
  }

  @Test
  void twoReturnsOnOneOrderAreBothShownAndCreditedApart() {
    Story story = day.twoReturnsOnOneOrder();

    OrderState order = order(story);
    assertThat(order.set("reveniReturnIds")).containsExactlyInAnyOrderElementsOf(story.returnIds());
    assertThat(order.returnStates())
        .containsExactly("BackInStock Refunded", "BackInStock Refunded");
    assertThat(order.credits()).hasSize(2);
    assertThat(order.field("reveniRefundedAmount").path("centAmount").asLong())
        .isEqualTo(8900 + 2750);
    assertThat(order.credits())
        .anySatisfy(
            c -> assertThat(c.at("/custom/fields/reveniFees/centAmount").asLong()).isEqualTo(200));
  }

  @Test
  void unitsOfOneLineHaveTheirOwnOutcomes() {
    long saleable = stock("TSHIRT-RED-L", "saleable", "uk");

    Story story = day.threeUnitsWithDifferentGrades();

    assertThat(order(story).returnStates())
        .containsExactlyInAnyOrder(
            "BackInStock Refunded", "BackInStock Refunded", "Unusable Refunded");
    assertThat(stock("TSHIRT-RED-L", "saleable", "uk")).isEqualTo(saleable + 1);
    assertThat(stock("TSHIRT-RED-L", "outlet", "uk")).isEqualTo(1);
    assertThat(stock("TSHIRT-RED-L", "defective", "uk")).isEqualTo(1);
    assertThat(stock("TSHIRT-RED-L", "awaiting-inspection", "uk")).isZero();
    assertThat(actors.program().returnOf(story.returnId()).at("/items/0/location")).hasSize(3);
  }

  @Test
  void faultyGoodsAreUnusableAndReveniIsTold() {
    Story story = day.faultyGoods();

    assertThat(order(story).returnStates()).containsExactly("Unusable Refunded");
    assertThat(stock("JACKET-RAIN-M", "defective", "uk")).isEqualTo(1);
    assertThat(world.reveni.verdicts())
        .filteredOn(v -> v.toString().contains(story.returnId()))
        .hasSize(1);
  }

  @Test
  void anUnmappedReasonHoldsBackTheReturnItemAndNothingElse() {
    Story story = day.unmappedReason();

    OrderState order = order(story);
    assertThat(order.returnItems()).isEmpty();
    assertThat(order.set("reveniReasonCodes")).isEmpty();
    assertThat(order.credits()).hasSize(1);
    assertThat(stock("BAG-LEATHER", "awaiting-inspection", "es")).isEqualTo(1);
    assertThat(codes(story)).containsExactly("REASON_UNMAPPED");
  }

  @Test
  void aRepeatedWebhookChangesNothing() {
    long before = stock("BELT-BROWN-95", "saleable", "es");

    Story story = day.duplicate();

    OrderState order = order(story);
    assertThat(order.returnStates())
        .containsExactly("BackInStock Refunded", "BackInStock Refunded");
    assertThat(order.returnItems())
        .extracting(i -> i.path("lineItemId").asText())
        .doesNotHaveDuplicates();
    assertThat(order.credits()).hasSize(1);
    assertThat(stock("BELT-BROWN-95", "saleable", "es")).isEqualTo(before + 2);
  }

  @Test
  void anOlderWebhookAfterANewerOneChangesNothing() {
    Story story = day.outOfOrderPair();

    assertThat(order(story).returnStates()).containsExactly("BackInStock Refunded");
    assertThat(order(story).credits()).hasSize(1);
  }

  @Test
  void aReturnOfAnUnknownOrderIsCreditedAndWaitsForAPerson() {
    Story story = day.unknownOrder();

    assertThat(codes(story)).containsExactly("ORDER_NOT_FOUND");
    JsonNode credit =
        world.commercetools.payment("reveni-credit-" + story.returnId() + "-rf-1").orElseThrow();
    assertThat(credit.at("/transactions/0/amount/centAmount").asLong()).isEqualTo(3500);
  }

  private OrderState order(Story story) {
    return OrderState.of(world.commercetools, story.orderNumber());
  }

  private List<String> codes(Story story) {
    return actors.program().openCases().stream()
        .filter(c -> c.path("returnId").asText().equals(story.returnId()))
        .map(c -> c.path("code").asText())
        .toList();
  }

  private long stock(String sku, String location, String store) {
    return world
        .commercetools
        .inventoryEntry(sku, shop.stockChannel(store, location))
        .map(e -> e.path("quantityOnStock").asLong())
        .orElse(0L);
  }
}
