package io.returnbridge.steps.accept;

import static io.returnbridge.model.Returns.line;
import static io.returnbridge.model.Returns.order;
import static io.returnbridge.model.Returns.returned;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.returnbridge.engine.Claim;
import io.returnbridge.engine.Claims;
import io.returnbridge.model.OrderView;
import io.returnbridge.model.ReturnState;
import io.returnbridge.model.Returns;
import io.returnbridge.model.Unit;
import io.returnbridge.reveni.ReveniHttp;
import io.returnbridge.store.ChangedMeanwhile;
import io.returnbridge.store.TestDatabase;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Reveni names another order than before, or the order is another one under its number. */
class MovedUnitsTest {

  private String answer = "";
  private final Accepting world =
      new Accepting((method, url, bearer, body) -> new ReveniHttp.Answer(200, null, answer));
  private final Map<String, OrderView> shop = world.shop;
  private int minute;

  @Test
  void a_corrected_order_number_moves_the_return() {
    shop.put("O-1", order("O-1", List.of(line("l1", "A", 1))));
    accept("O-1");
    shop.put("O-2", order("O-2", List.of(line("m1", "A", 1))));

    accept("O-2");

    assertThat(lines()).containsExactly("O-2 m1");
    assertThat(state().formerOrders()).containsExactly("O-1");
    assertThat(state().timeline())
        .extracting(ReturnState.TimelineEntry::effect)
        .contains("Order O-2 instead of O-1");
    assertThat(cases()).isEmpty();
    accept("O-2");
    assertThat(state().timeline()).hasSize(2);
    accept("O-1");
    assertThat(lines()).as("and back").containsExactly("O-1 l1");
  }

  @Test
  void the_other_order_is_waited_for_while_others_give_its_lines_away() {
    // Given
    shop.put("O-1", order("O-1", List.of(line("l1", "A", 1))));
    shop.put("O-2", order("O-2", List.of(line("m1", "A", 1))));
    accept("O-1");
    says("O-2");
    world.database.update("delete from work");
    world.work.wake("accept-return", "es/r1", "webhook:2");
    Claim claimed = world.claims.claim(1).get(0);
    world.work.wake("mirror-status", "es/x", "event");
    Claims others = TestDatabase.claims(world.database);
    Claim holder = others.join(others.claim(1).get(0), "order/O-2");

    // When
    assertThatThrownBy(() -> world.accept(claimed)).isInstanceOf(ChangedMeanwhile.class);

    // Then
    assertThat(lines()).containsExactly("O-1 l1");
    others.done(holder);
    world.accept(claimed);
    assertThat(lines()).containsExactly("O-2 m1");
  }

  @Test
  void what_has_its_return_item_stays() {
    shop.put("O-1", order("O-1", List.of(line("l1", "A", 1))));
    accept("O-1");
    shop.put("O-1", order("O-1", List.of(line("l1", "A", 1)), returned("r1_i_1", "l1", "Initial")));
    shop.put("O-2", order("O-2", List.of(line("m1", "A", 1))));

    accept("O-2");

    assertThat(lines()).containsExactly("O-1 l1");
    assertThat(state().orderNumber()).isEqualTo("O-2");
  }

  @Test
  void an_order_that_is_not_there_is_a_case_and_moves_nothing_until_it_is() {
    shop.put("O-1", order("O-1", List.of(line("l1", "A", 1))));
    accept("O-1");

    accept("O-2");
    accept("O-2");

    assertThat(lines()).containsExactly("O-1 l1");
    assertThat(cases()).containsExactly("ORDER_NOT_FOUND open");
    assertThat(
            world.database.query(
                "select step || ' ' || trigger || ' ' || waiting from work where due_at > now()",
                r -> r.text(1)))
        .as("it is looked for again")
        .containsExactly("accept-return order-awaited true");
    shop.put("O-2", order("O-2", List.of(line("m1", "A", 1))));
    accept("O-2");
    assertThat(lines()).containsExactly("O-2 m1");
    assertThat(cases()).containsExactly("ORDER_NOT_FOUND resolved");
  }

  @Test
  void what_a_person_named_is_final() {
    shop.put("O-1", order("O-1", List.of(line("l1", "A", 1))));
    shop.put("O-2", order("O-2", List.of(line("m1", "A", 1))));
    accept("O-1");
    world.states.save(
        state()
            .withOrder("O-2")
            .withTimeline(
                new ReturnState.TimelineEntry(Instant.now(), "order-named", "Order O-2 named")));

    accept("O-1");

    assertThat(state().orderNumber()).isEqualTo("O-2");
  }

  @Test
  void units_find_their_lines_on_an_order_that_was_created_anew() {
    shop.put("O-1", order("O-1", List.of(line("l1", "A", 1))));
    accept("O-1");
    shop.put("O-1", order("O-1", List.of(line("x0", "B", 1), line("x1", "A", 1))));

    accept("O-1");

    assertThat(lines()).containsExactly("O-1 x1");
    assertThat(cases()).isEmpty();
  }

  private void accept(String orderNumber) {
    says(orderNumber);
    world.accept("es/r1", "event:" + minute);
  }

  private void says(String orderNumber) {
    answer =
        """
        {"id":"r1","rma_number":"RMA-1","status":"in_progress","updated_at":"2026-11-09T16:%02d:00Z",
         "currency":"EUR","order":{"external_id":"%s"},"return_items":[
         {"id":"i","sku":"A","quantity":1,"return_reason":"too_small","status":"pending"}]}
        """
            .formatted(++minute, orderNumber);
  }

  private ReturnState state() {
    return world.states.find(Returns.ID).orElseThrow();
  }

  private List<String> lines() {
    return state().units().stream()
        .map(Unit::allocation)
        .map(a -> a == null ? "none" : a.orderNumber() + " " + a.lineItemId())
        .toList();
  }

  private List<String> cases() {
    return world.database.query("select code || ' ' || status from exception_case", r -> r.text(1));
  }
}
