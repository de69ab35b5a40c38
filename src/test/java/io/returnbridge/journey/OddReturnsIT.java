package io.returnbridge.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.returnbridge.sandbox.Actors;
import io.returnbridge.sandbox.Shop;
import io.returnbridge.sandbox.reveni.NewRefund;
import io.returnbridge.sandbox.reveni.ReturnBuilder;
import io.returnbridge.sandbox.reveni.Shopper;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Reveni says what cannot be: what can be taken goes on, and the true answer heals the rest. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OddReturnsIT {

  private World world;
  private Program program;
  private Actors actors;
  private Shopper ana;

  @BeforeAll
  void start() {
    world = new World();
    Shop shop = Shop.open(world.commercetools, world.mappings);
    for (int i = 1; i <= 5; i++) {
      world.shirts(shop, "ODD-" + i, "es", 3);
    }
    world.setUp();
    program = Program.start("odd-returns", world.environment());
    actors = world.actors(program);
    ana = actors.shopper("es");
  }

  @AfterAll
  void end() {
    program.close();
    world.close();
  }

  private String shirt(int order) {
    return ana.create(
        ReturnBuilder.ofOrder("ODD-" + order).item(Life.SKU, 1, "too_small", "24.9500"));
  }

  private OrderState order(int number) {
    return OrderState.of(world.commercetools, "ODD-" + number);
  }

  private void refund(String id, int index, Consumer<ObjectNode> change) {
    ana.edit(id, json -> change.accept((ObjectNode) json.path("refunds").get(index)));
  }

  /** Of the return, code and owner of each. */
  private List<String> open(String id) {
    return cases(id).stream()
        .map(c -> c.path("code").asText() + " " + c.path("owner").asText())
        .toList();
  }

  private List<JsonNode> cases(String id) {
    return actors.program().openCases().stream()
        .filter(c -> c.path("returnId").asText().equals(id))
        .toList();
  }

  private void settled(String what, Runnable assertion) {
    actors.program().settle();
    Waiting.untilAsserted(what, assertion::run);
  }

  private List<Long> credited(int number) {
    return order(number).credits().stream()
        .map(c -> c.at("/transactions/0/amount/centAmount").asLong())
        .toList();
  }

  @Test
  void a_refund_below_zero_gets_no_credit_and_its_sibling_does() {
    String id = shirt(1);
    ana.completeRefund(id, NewRefund.instant("rf-1", "-100.0000"));
    ana.completeRefund(id, NewRefund.instant("rf-2", "20.0000"));
    settled("the sibling", () -> assertThat(credited(1)).containsExactly(2000L));
    assertThat(open(id)).containsExactly("REFUND_AMOUNT_INVALID finance");
    assertThat(order(1).field("reveniRefundedAmount").path("centAmount").asLong()).isEqualTo(2000);

    refund(id, 0, r -> r.put("amount", "4.9500"));

    settled("the credit", () -> assertThat(credited(1)).containsExactlyInAnyOrder(2000L, 495L));
    assertThat(open(id)).isEmpty();
  }

  @Test
  void a_refund_beyond_all_sums_hides_no_refund_that_is_too_much() {
    String id = shirt(2);
    ana.completeRefund(id, NewRefund.instant("rf-1", "1000.0000"));
    ana.completeRefund(id, NewRefund.instant("rf-2", "92233720368547758.07"));

    settled(
        "both cases",
        () ->
            assertThat(open(id))
                .containsExactlyInAnyOrder("REFUND_AMOUNT_INVALID finance", "OVER_REFUND finance"));
    assertThat(credited(2)).containsExactly(100_000L);
    assertThat(order(2).field("reveniRefundedAmount").path("centAmount").asLong())
        .isEqualTo(100_000);
  }

  @Test
  void more_taken_back_than_was_paid_is_charged_to_nobody() {
    String id = shirt(3);
    ana.completeRefund(id, NewRefund.instant("rf-1", "20.0000"));
    settled("the credit", () -> assertThat(credited(3)).containsExactly(2000L));

    ana.reverseRefund(id, "rf-1", "25.0000");

    settled(
        "the case", () -> assertThat(open(id)).containsExactly("REFUND_AMOUNT_INVALID finance"));
    assertThat(order(3).credits().get(0).path("transactions")).hasSize(1);

    refund(id, 0, r -> r.put("reversed_amount", "5.0000"));

    settled(
        "the charge", () -> assertThat(order(3).credits().get(0).path("transactions")).hasSize(2));
    assertThat(open(id)).isEmpty();
  }

  @Test
  void a_nul_in_a_tracking_number_keeps_nothing_from_being_done() {
    String id = shirt(4);
    ana.ship(id);
    ana.edit(
        id,
        json ->
            ((ObjectNode) json.path("shipments").get(0))
                .put("tracking_number", "1Z\u00009\u00079"));
    ana.receive(id);

    settled("the return item", () -> assertThat(order(4).returnItems()).hasSize(1));
    assertThat(order(4).set("reveniTracking")).containsExactly("1Z99");
    assertThat(open(id)).isEmpty();
  }

  @Test
  void one_item_that_cannot_be_read_and_the_answer_about_another_return_wait_alone() {
    String id =
        ana.create(
            ReturnBuilder.ofOrder("ODD-5")
                .item(Life.SKU, 1, "too_small", "24.9500")
                .item(Life.SKU, 2, "too_small", "49.9000"));
    ana.edit(id, json -> ((ObjectNode) json.path("return_items").get(1)).put("quantity", "two"));
    ana.completeRefund(id, NewRefund.instant("rf-1", "24.9500"));
    ana.receive(id);

    settled("the good item", () -> assertThat(order(5).returnItems()).hasSize(1));
    assertThat(order(5).returnStates())
        .as("what the other item is worth is not known, so whose the money is neither")
        .containsExactly("Returned Initial");
    assertThat(credited(5)).containsExactly(2495L);
    assertThat(cases(id)).hasSize(1);
    assertThat(cases(id).get(0).path("code").asText()).isEqualTo("EVENT_UNREADABLE");
    assertThat(cases(id).get(0).path("itemId").asText()).isEqualTo("item-2");
    assertThat(cases(id).get(0).path("cause").asText()).contains("item-2").contains("quantity");

    ana.edit(
        id,
        json -> {
          json.put("id", "another");
          ((ObjectNode) json.path("return_items").get(1)).put("quantity", 2);
        });
    settled("the other id", () -> assertThat(cases(id)).hasSize(2));
    assertThat(order(5).returnItems()).hasSize(1);

    ana.edit(id, json -> json.put("id", id));

    settled("all items", () -> assertThat(order(5).returnItems()).hasSize(3));
    assertThat(open(id)).isEmpty();
    assertThat(credited(5)).containsExactly(2495L);
  }
}
