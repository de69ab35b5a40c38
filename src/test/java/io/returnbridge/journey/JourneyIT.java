package io.returnbridge.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.returnbridge.sandbox.Actors;
import io.returnbridge.sandbox.Day;
import io.returnbridge.sandbox.Shop;
import io.returnbridge.sandbox.Story;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
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
  void anInstantRefundIsCreditedBeforeTheGoodsComeBack() throws Exception {
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
    isFollowedByGrep(story, order.order());
    isCountedUnderTheNamesOfTheContract();
  }

  /** From the webhook to the money and the shelf, and nobody learns whose return it is. */
  private void isFollowedByGrep(Story story, JsonNode order) {
    String same =
        " store=es return=%s rma=%s order=%s"
            .formatted(
                story.returnId(),
                actors.program().returnOf(story.returnId()).path("rmaNumber").asText(),
                story.orderNumber());
    List<String> way =
        program
            .output()
            .lines()
            .filter(line -> line.contains(story.returnId()) && line.contains("[io.re.journal] {} "))
            .map(line -> line.substring(line.indexOf("{} ") + 3))
            .toList();
    assertThat(way)
        .anyMatch(
            line -> line.startsWith("event webhook-accepted store=es return=" + story.returnId()))
        .anyMatch(line -> line.startsWith("event return-received" + same + " step=accept-return"))
        .anyMatch(line -> line.startsWith("event credit-linked" + same + " step=link-credit"))
        .anyMatch(line -> line.startsWith("effect payment store=es return=" + story.returnId()))
        .anyMatch(
            line ->
                line.startsWith("effect order") && line.contains(" order=" + story.orderNumber()))
        .anyMatch(line -> line.startsWith("event scan-accepted store=es"))
        .anyMatch(
            line ->
                line.startsWith("event stock-moved" + same) && line.endsWith(" location=saleable"));
    assertThat(program.output())
        .doesNotContain(
            "@example",
            order.path("customerEmail").asText(),
            order.at("/shippingAddress/streetName").asText(),
            order.at("/shippingAddress/lastName").asText());
  }

  private void isCountedUnderTheNamesOfTheContract() throws Exception {
    String metrics =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(program.address().resolve("/q/metrics")).build(),
                HttpResponse.BodyHandlers.ofString())
            .body();

    Set<String> families =
        metrics
            .lines()
            .filter(line -> line.startsWith("# TYPE returnbridge_"))
            .map(line -> line.split(" ")[2].replaceFirst("^returnbridge_", ""))
            .map(name -> name.replaceFirst("_total$", ""))
            .collect(Collectors.toSet());
    // What has not happened yet has no series.
    families.removeAll(Set.of("retries", "dead_letters", "alerts_sent", "alerts_failed"));
    assertThat(families)
        .containsExactlyInAnyOrder(
            "webhooks",
            "events",
            "step_seconds",
            "step_seconds_max",
            "pending",
            "oldest_seconds",
            "cases",
            "cases_overdue",
            "call_seconds",
            "call_seconds_max",
            "spool",
            "breaker_state",
            "money_at_risk",
            "alerts_undelivered_seconds",
            "wrong_credentials");
    assertThat(metrics)
        .contains(
            "returnbridge_webhooks_total{outcome=\"accepted\",store=\"es\"",
            "returnbridge_events_total{store=\"es\",type=\"credit-linked\"",
            "returnbridge_step_seconds_bucket{outcome=\"done\",step=\"link-credit\",le=\"0.1\"",
            "returnbridge_call_seconds_bucket{outcome=\"answered\",system=\"commercetools\",le=\"0.1\"",
            "returnbridge_pending{step=\"link-credit\"",
            "routeId=\"link-credit\"");
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
