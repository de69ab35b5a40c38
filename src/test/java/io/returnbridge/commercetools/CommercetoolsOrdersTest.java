package io.returnbridge.commercetools;

import static io.returnbridge.commercetools.Shop.CAUSE;
import static io.returnbridge.commercetools.Shop.line;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.returnbridge.commerce.Conflict;
import io.returnbridge.commerce.OrderChange;
import io.returnbridge.commerce.Refused;
import io.returnbridge.failure.Rejected;
import io.returnbridge.model.FieldValue;
import io.returnbridge.model.Money;
import io.returnbridge.model.OrderView;
import io.returnbridge.sandbox.commercetools.Fault;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CommercetoolsOrdersTest {

  private Shop shop;

  @BeforeEach
  void start() {
    shop = Shop.ready();
  }

  @AfterEach
  void stop() {
    shop.close();
  }

  @Test
  void an_order_is_read_with_its_lines_and_the_keys_of_their_channels() {
    OrderView order = shop.order("A-1", line("TSHIRT", 3));

    assertThat(order.total()).isEqualTo(new Money(7485, "EUR"));
    assertThat(order.lines())
        .singleElement()
        .satisfies(
            l -> {
              assertThat(l.sku()).isEqualTo("TSHIRT");
              assertThat(l.quantity()).isEqualTo(3);
              assertThat(l.supplyChannel()).isEqualTo("wh-es");
              assertThat(l.distributionChannel()).isEqualTo("web-es");
            });
    assertThat(order.fields()).isEqualTo(OrderView.Fields.NO_TYPE);
  }

  @Test
  void a_custom_line_has_its_slug_for_a_sku() {
    var draft = shop.sandbox.seeds().orderDraft("A-1", null, "EUR", List.of(line("TSHIRT", 1)));
    draft
        .putArray("customLineItems")
        .addObject()
        .put("slug", "gift-wrap")
        .put("quantity", 2)
        .<com.fasterxml.jackson.databind.node.ObjectNode>set(
            "name", draft.objectNode().put("en", "Gift wrap"))
        .set("money", draft.objectNode().put("currencyCode", "EUR").put("centAmount", 300));
    draft.set("totalPrice", draft.objectNode().put("currencyCode", "EUR").put("centAmount", 3095));
    shop.sandbox.seeds().importOrder(draft);

    assertThat(shop.orders.read("A-1").orElseThrow().lines())
        .extracting(OrderView.Line::sku, OrderView.Line::custom)
        .containsExactly(
            org.assertj.core.api.Assertions.tuple("TSHIRT", false),
            org.assertj.core.api.Assertions.tuple("gift-wrap", true));
  }

  @Test
  void an_unknown_order_number_is_nothing_whatever_its_characters() {
    assertThat(shop.orders.read("none")).isEmpty();
    assertThat(shop.orders.read("a b/ü\" or 1=1?x")).isEmpty();
  }

  @Test
  void our_Type_is_set_with_the_first_fields_and_kept_with_the_next() {
    OrderView order = shop.order("A-1", line("TSHIRT", 1));
    List<OrderChange> all =
        List.of(
            new OrderChange.SetField("reveniReturnStatus", new FieldValue.Text("received")),
            new OrderChange.SetField("reveniReturnIds", new FieldValue.Texts(List.of("r1", "r2"))),
            new OrderChange.SetField("reveniReasonCodes", new FieldValue.Texts(List.of("faulty"))),
            new OrderChange.SetField(
                "reveniRefundedAmount", new FieldValue.Amount(new Money(995, "EUR"))),
            new OrderChange.SetField(
                "reveniUpdatedAt", new FieldValue.Moment(Instant.parse("2026-11-02T09:14:05Z"))));

    OrderView first = shop.orders.update(order, all, CAUSE);
    OrderView second =
        shop.orders.update(
            first,
            List.of(
                new OrderChange.SetField("reveniReturnStatus", new FieldValue.Text("accepted")),
                new OrderChange.SetField("reveniRefundedAmount", null)),
            CAUSE);

    assertThat(first.fields()).isEqualTo(OrderView.Fields.READY);
    assertThat(first.custom())
        .containsEntry("reveniReturnIds", new FieldValue.Texts(List.of("r1", "r2")))
        .containsEntry("reveniRefundedAmount", new FieldValue.Amount(new Money(995, "EUR")))
        .containsEntry(
            "reveniUpdatedAt", new FieldValue.Moment(Instant.parse("2026-11-02T09:14:05Z")));
    assertThat(second.custom())
        .containsEntry("reveniReturnStatus", new FieldValue.Text("accepted"))
        .containsKey("reveniReturnIds")
        .doesNotContainKey("reveniRefundedAmount");
    assertThat(shop.effects).hasSize(2).first().asString().startsWith("order A-1 1→");
  }

  @Test
  void fields_of_the_merchants_extended_Type_are_set_without_touching_its_own() {
    shop.sandbox.create(
        "types",
        """
        {"key":"erp","name":{"en":"ERP"},"resourceTypeIds":["order"],"fieldDefinitions":[
          {"name":"erpId","label":{"en":"ERP"},"required":false,"type":{"name":"String"}}]}
        """);
    shop.apply();
    shop.order("A-1", line("TSHIRT", 1));
    shop.sandbox.update(
        "orders",
        shop.sandbox.order("A-1").orElseThrow().path("id").asText(),
        """
        [{"action":"setCustomType","type":{"typeId":"type","key":"erp"},"fields":{"erpId":"4711"}}]
        """);

    OrderView order = shop.orders.read("A-1").orElseThrow();
    shop.orders.update(
        order,
        List.of(new OrderChange.SetField("reveniReturnStatus", new FieldValue.Text("received"))),
        CAUSE);

    assertThat(order.fields()).isEqualTo(OrderView.Fields.READY);
    assertThat(order.custom()).isEmpty();
    var fields = shop.sandbox.order("A-1").orElseThrow().path("custom").path("fields");
    assertThat(fields.path("erpId").asText()).isEqualTo("4711");
    assertThat(fields.path("reveniReturnStatus").asText()).isEqualTo("received");
  }

  @Test
  void an_order_whose_Type_lacks_our_fields_is_a_conflict_and_its_fields_are_never_written() {
    shop.sandbox.create(
        "types",
        """
        {"key":"late","name":{"en":"Late"},"resourceTypeIds":["order"],"fieldDefinitions":[]}
        """);
    shop.order("A-1", line("TSHIRT", 1));
    shop.sandbox.update(
        "orders",
        shop.sandbox.order("A-1").orElseThrow().path("id").asText(),
        "[{\"action\":\"setCustomType\",\"type\":{\"typeId\":\"type\",\"key\":\"late\"}}]");

    OrderView order = shop.orders.read("A-1").orElseThrow();

    assertThat(order.fields()).isEqualTo(OrderView.Fields.CONFLICT);
    assertThatThrownBy(
            () ->
                shop.orders.update(
                    order,
                    List.of(
                        new OrderChange.SetField("reveniReturnStatus", new FieldValue.Text("x"))),
                    CAUSE))
        .isInstanceOf(Rejected.class)
        .hasMessageContaining("A-1");
  }

  @Test
  void units_are_returned_refunded_and_put_back_in_stock() {
    OrderView order = shop.order("A-1", line("TSHIRT", 2));
    OrderChange.NewReturnItem item =
        new OrderChange.NewReturnItem(
            "r1_i1_1",
            order.lines().get(0).id(),
            false,
            1,
            Map.of(
                "reveniReturnId", new FieldValue.Text("r1"),
                "reveniReason", new FieldValue.Text("faulty")));

    OrderView after =
        shop.orders.update(
            order,
            List.of(
                new OrderChange.AddReturnInfo(
                    "RMA-1", Instant.parse("2026-11-09T16:20:41Z"), List.of(item)),
                new OrderChange.SetReturnPaymentState("r1_i1_1", "Refunded"),
                new OrderChange.SetReturnShipmentState("r1_i1_1", "BackInStock"),
                new OrderChange.SetReturnItemField(
                    "r1_i1_1", "reveniGrade", new FieldValue.Text("a"))),
            CAUSE);

    assertThat(after.returnItem("r1_i1_1"))
        .hasValueSatisfying(
            r -> {
              assertThat(r.shipmentState()).isEqualTo("BackInStock");
              assertThat(r.paymentState()).isEqualTo("Refunded");
              assertThat(r.lineItemId()).isEqualTo(order.lines().get(0).id());
              assertThat(r.custom())
                  .containsEntry("reveniReason", new FieldValue.Text("faulty"))
                  .containsEntry("reveniGrade", new FieldValue.Text("a"));
            });
  }

  @Test
  void an_order_moves_to_a_State_by_its_key() {
    shop.sandbox.seeds().orderState("return-received", true, null);
    OrderView order = shop.order("A-1", line("TSHIRT", 1));

    OrderView after =
        shop.orders.update(
            order, List.of(new OrderChange.TransitionState("return-received")), CAUSE);

    assertThat(after.stateId()).isEqualTo(shop.orders.stateId("return-received").orElseThrow());
    assertThat(shop.orders.stateId("none")).isEmpty();
  }

  @Test
  void a_competing_write_is_a_conflict_and_the_next_attempt_reads() {
    OrderView order = shop.order("A-1", line("TSHIRT", 1));
    List<OrderChange> change =
        List.of(new OrderChange.SetField("reveniReturnStatus", new FieldValue.Text("received")));
    shop.sandbox.faults(call -> call.writes() ? new Fault.CompetingWrite() : Fault.none());

    assertThatThrownBy(() -> shop.orders.update(order, change, CAUSE)).isInstanceOf(Conflict.class);

    shop.sandbox.faults(call -> Fault.none());
    OrderView again = shop.orders.lastSeen("A-1").orElseThrow();
    assertThat(again.version()).isGreaterThan(order.version());
    assertThat(shop.orders.update(again, change, CAUSE).custom()).hasSize(1);
    assertThat(shop.effects).hasSize(1);
  }

  @Test
  void what_was_seen_last_needs_no_request() {
    OrderView order = shop.order("A-1", line("TSHIRT", 1));
    shop.sandbox.resetCalls();

    assertThat(shop.orders.lastSeen("A-1")).contains(order);
    assertThat(shop.sandbox.calls()).isEmpty();
  }

  @Test
  void more_than_was_bought_is_refused() {
    OrderView order = shop.order("A-1", line("TSHIRT", 1));
    OrderChange.NewReturnItem two =
        new OrderChange.NewReturnItem("r1_i1_1", order.lines().get(0).id(), false, 2, Map.of());

    assertThatThrownBy(
            () ->
                shop.orders.update(
                    order,
                    List.of(new OrderChange.AddReturnInfo("RMA-1", null, List.of(two))),
                    CAUSE))
        .isInstanceOfSatisfying(
            Refused.class, e -> assertThat(e.code()).isEqualTo("InvalidOperation"));
  }

  @Test
  void an_order_that_was_deleted_is_met_by_looking_again() {
    OrderView order = shop.order("A-1", line("TSHIRT", 1));
    OrderView deleted =
        new OrderView(
            "3f8c7a52-0000-4000-8000-000000000000",
            order.version(),
            order.orderNumber(),
            order.store(),
            order.total(),
            order.lines(),
            order.returnItems(),
            order.fields(),
            order.custom(),
            order.paymentIds(),
            order.stateId(),
            order.orderState(),
            order.shipmentState());
    shop.lastSeen.saw(deleted);
    List<OrderChange> change =
        List.of(new OrderChange.SetField("reveniReturnStatus", new FieldValue.Text("opened")));

    assertThatThrownBy(() -> shop.orders.update(deleted, change, CAUSE))
        .isInstanceOf(Conflict.class);

    assertThat(shop.orders.lastSeen("A-1")).contains(order);
  }
}
