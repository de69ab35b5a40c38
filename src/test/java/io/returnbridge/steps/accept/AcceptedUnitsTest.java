package io.returnbridge.steps.accept;

import static io.returnbridge.model.Returns.line;
import static io.returnbridge.model.Returns.order;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.returnbridge.engine.Claim;
import io.returnbridge.engine.Claims;
import io.returnbridge.model.ExchangePlan;
import io.returnbridge.model.OrderView;
import io.returnbridge.model.ReturnId;
import io.returnbridge.model.Returns;
import io.returnbridge.reveni.ReveniHttp;
import io.returnbridge.store.ChangedMeanwhile;
import io.returnbridge.store.Database;
import io.returnbridge.store.ReturnStates;
import io.returnbridge.store.TestDatabase;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which line a unit gets, and what Reveni says of it, from one webhook to the next. */
class AcceptedUnitsTest {

  private static final String SHIRT =
      "{\"id\":\"i\",\"sku\":\"A\",\"quantity\":1,\"return_reason\":\"too_small\",\"status\":\"pending\"}";

  private final Map<String, String> reveni = new HashMap<>();
  private final Accepting world =
      new Accepting(
          (method, url, bearer, body) ->
              new ReveniHttp.Answer(
                  200, null, String.valueOf(reveni.get(url.substring(url.lastIndexOf('/') + 1)))));
  private final Map<String, OrderView> shop = world.shop;
  private final Database database = world.database;
  private final ReturnStates states = world.states;
  private int minute;

  @Test
  void a_return_that_is_open_again_gets_a_line_that_is_still_free() {
    shop.put("O-1", order("O-1", List.of(line("l1", "A", 1), line("l2", "A", 1))));
    accept("r1", "in_progress", SHIRT, "");
    accept("r1", "cancelled", SHIRT, "");
    accept("r2", "in_progress", SHIRT, "");
    assertThat(lines("r2")).containsExactly("l1");

    accept("r1", "in_progress", SHIRT, "");

    assertThat(lines("r1")).containsExactly("l2");
    assertThat(cases()).isEmpty();
  }

  @Test
  void a_return_that_is_open_again_after_its_line_went_is_a_case() {
    shop.put("O-1", order("O-1", List.of(line("l1", "A", 1))));
    accept("r1", "in_progress", SHIRT, "");
    accept("r1", "cancelled", SHIRT, "");
    accept("r2", "in_progress", SHIRT, "");

    accept("r1", "in_progress", SHIRT, "");

    assertThat(lines("r1")).containsExactly("none");
    assertThat(cases()).containsExactly("OVER_RETURN r1 open");
  }

  @Test
  void a_sku_that_Reveni_corrects_finds_its_line() {
    shop.put("O-1", order("O-1", List.of(line("l1", "A", 1))));
    accept("r1", "in_progress", SHIRT.replace("\"A\"", "\"TYPO\""), "");
    assertThat(cases()).containsExactly("LINE_NOT_FOUND r1 open");

    accept("r1", "in_progress", SHIRT, "");

    assertThat(lines("r1")).containsExactly("l1");
    assertThat(cases()).containsExactly("LINE_NOT_FOUND r1 resolved");
  }

  @Test
  void a_custom_line_needs_no_sku() {
    shop.put(
        "O-1", order("O-1", List.of(new OrderView.Line("c1", "gift-wrap", 1, true, null, null))));

    accept("r1", "in_progress", SHIRT.replace("\"sku\":\"A\"", "\"line_item_id\":\"c1\""), "");

    assertThat(lines("r1")).containsExactly("c1");
    assertThat(states.find(Returns.ID).orElseThrow().units().get(0).sku()).isEqualTo("gift-wrap");
    assertThat(cases()).isEmpty();
    assertThat(database.query("select payload from outgoing", r -> r.text(1)))
        .anyMatch(p -> p.contains("1 × gift-wrap"));
  }

  @Test
  void an_unknown_status_is_a_case_and_the_refund_goes_on() {
    shop.put("O-1", order("O-1", List.of(line("l1", "A", 1))));
    accept("r1", "shipped", SHIRT, "");

    accept(
        "r1",
        "at_customs",
        SHIRT,
        "{\"id\":\"rf\",\"status\":\"completed\",\"paid_by\":\"reveni\",\"amount\":\"10.0000\"}");

    assertThat(cases()).containsExactly("STATUS_UNKNOWN r1 open");
    assertThat(states.find(Returns.ID).orElseThrow().snapshot().status()).isEqualTo("shipped");
    assertThat(database.query("select id from outgoing", r -> r.text(1)))
        .anyMatch(id -> id.startsWith("refund-completed:es/r1:rf"));

    accept("r1", "received", SHIRT, "");
    assertThat(cases()).containsExactly("STATUS_UNKNOWN r1 resolved");
  }

  @Test
  void goods_that_were_exchanged_for_the_same_may_come_back_as_well() {
    shop.put("O-1", order("O-1", List.of(line("l1", "A", 1))));
    accept("r1", "in_progress", SHIRT, "");
    exchanged("r1", "EX-1", "x1", "A");

    accept("r2", "in_progress", SHIRT, "");

    assertThat(lines("r2")).containsExactly("x1");
    assertThat(cases()).isEmpty();
  }

  @Test
  void goods_of_an_exchange_of_an_exchange_are_found() {
    shop.put("O-1", order("O-1", List.of(line("l1", "A", 1))));
    accept("r1", "in_progress", SHIRT, "");
    exchanged("r1", "EX-1", "x1", "B");
    accept("r2", "in_progress", SHIRT.replace("\"A\"", "\"B\""), "", "EX-1");
    exchanged("r2", "EX-2", "x2", "C");

    accept("r3", "in_progress", SHIRT.replace("\"A\"", "\"C\""), "");

    assertThat(lines("r3")).containsExactly("x2");
    assertThat(cases()).isEmpty();
  }

  @Test
  void the_new_goods_of_a_return_are_not_those_that_it_brings_back() {
    shop.put("O-1", order("O-1", List.of(line("l1", "A", 1))));
    accept("r1", "in_progress", SHIRT.replace("\"A\"", "\"B\""), "");
    exchanged("r1", "EX-1", "x1", "B");

    accept("r1", "shipped", SHIRT.replace("\"A\"", "\"B\""), "");

    assertThat(lines("r1")).containsExactly("none");
    assertThat(cases()).containsExactly("LINE_NOT_FOUND r1 open");
  }

  @Test
  void an_order_whose_units_are_given_away_elsewhere_is_waited_for() {
    // Given
    shop.put("O-1", order("O-1", List.of(line("l1", "A", 1))));
    accept("r1", "in_progress", SHIRT, "");
    exchanged("r1", "EX-1", "x1", "B");
    says("r2", "in_progress", SHIRT.replace("\"A\"", "\"B\""), "", "EX-1");
    world.work.wake("mirror-status", "es/r1", "event");
    Claims others = TestDatabase.claims(database);
    Claim holder = others.claim(1).get(0);
    world.work.wake("accept-return", "es/r2", "webhook:2");

    // When
    Claim claimed = world.claims.claim(1).get(0);
    assertThatThrownBy(() -> world.accept(claimed))
        .isInstanceOfSatisfying(
            ChangedMeanwhile.class, e -> assertThat(e.key()).isEqualTo("order/O-1"));

    // Then
    others.done(holder);
    world.accept(claimed);
    assertThat(lines("r2")).containsExactly("x1");
  }

  @Test
  void two_returns_of_one_order_never_take_the_same_line() {
    shop.put("O-1", order("O-1", List.of(line("l1", "A", 1), line("l2", "A", 1))));
    says("r1", "in_progress", SHIRT, "", "O-1");
    says("r2", "in_progress", SHIRT, "", "O-1");
    ReturnStates slow =
        new ReturnStates(database) {
          @Override
          public Map<String, Map<Integer, String>> held(ReturnId id, Collection<String> lines) {
            Map<String, Map<Integer, String>> held = super.held(id, lines);
            CompletableFuture.runAsync(() -> world.accept("es/r2", "event:1")).join();
            return held;
          }
        };

    assertThatThrownBy(() -> world.accept(slow, "es/r1", "event:1"))
        .isInstanceOf(ChangedMeanwhile.class);
    world.accept("es/r1", "event:1");

    assertThat(Stream.of("r1", "r2").flatMap(id -> lines(id).stream()))
        .containsExactlyInAnyOrder("l1", "l2");
  }

  @Test
  void a_line_of_an_exchange_order_that_Reveni_names_is_the_one() {
    shop.put("O-1", order("O-1", List.of(line("l1", "A", 2))));
    accept("r1", "in_progress", SHIRT, "");
    exchanged("r1", "EX-1", "x1", "A");

    accept("r2", "in_progress", SHIRT.replace("\"sku\"", "\"line_item_id\":\"x1\",\"sku\""), "");

    assertThat(lines("r2")).containsExactly("x1");
  }

  /** The return has led to an order of one other piece. */
  private void exchanged(String id, String number, String line, String sku) {
    shop.put(number, order(number, List.of(line(line, sku, 1))));
    states.save(
        states
            .find(new ReturnId("es", id))
            .orElseThrow()
            .withExchange(
                new ExchangePlan(
                    number,
                    List.of(new ExchangePlan.Line("i", sku, 1, "wh-es", null)),
                    "id-" + number,
                    ExchangePlan.CREATED)));
  }

  private void accept(String id, String status, String item, String refund) {
    accept(id, status, item, refund, "O-1");
  }

  private void accept(String id, String status, String item, String refund, String orderNumber) {
    says(id, status, item, refund, orderNumber);
    world.accept("es/" + id, "webhook:es:" + minute);
  }

  private void says(String id, String status, String item, String refund, String orderNumber) {
    minute++;
    reveni.put(
        id,
        """
        {"id":"%s","rma_number":"RMA-%s","status":"%s","updated_at":"2026-11-09T16:%02d:00Z","currency":"EUR",
         "order":{"external_id":"%s"},"return_items":[%s],"refunds":[%s],"shipments":[]}
        """
            .formatted(id, id, status, minute, orderNumber, item, refund));
  }

  private List<String> lines(String id) {
    return states.find(new ReturnId("es", id)).orElseThrow().units().stream()
        .map(u -> u.allocation() == null ? "none" : u.allocation().lineItemId())
        .toList();
  }

  private List<String> cases() {
    return database.query(
        "select code || ' ' || return_id || ' ' || status from exception_case", r -> r.text(1));
  }
}
