package io.returnbridge.steps.credit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.returnbridge.cases.Cases;
import io.returnbridge.commerce.ExchangeOrders.ExchangeOrder;
import io.returnbridge.engine.Claim;
import io.returnbridge.engine.WorkList;
import io.returnbridge.model.Cause;
import io.returnbridge.model.ExchangePlan;
import io.returnbridge.model.ReturnId;
import io.returnbridge.model.ReturnState;
import io.returnbridge.model.Returns;
import io.returnbridge.model.Unit;
import io.returnbridge.reveni.ReveniHttp;
import io.returnbridge.reveni.ReveniReturns;
import io.returnbridge.reveni.StoreKeys;
import io.returnbridge.settings.Settings;
import io.returnbridge.steps.accept.TestAccepting;
import io.returnbridge.steps.mirror.MirrorStatus;
import io.returnbridge.steps.mirror.TestMirror;
import io.returnbridge.store.TestDatabase;
import io.returnbridge.store.WakeUp;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Goods that came with the exchange order EX-RMA-1 of order O-1 are returned, and Reveni names the
 * exchange order: return items there, the money on the order that was paid.
 */
class ExchangedGoodsComeBackTest extends CreditedReturn {

  private static final ReturnId SECOND = new ReturnId("es", "r2");

  /** One A of O-1 went back for one piece of the SKU. */
  private void exchangedFor(String sku) {
    shop.sandbox.seeds().stock(sku, "wh-es", 3);
    says();
    ExchangePlan plan =
        new ExchangePlan(
            "EX-RMA-1",
            List.of(new ExchangePlan.Line("i", sku, 1, "wh-es", null)),
            null,
            ExchangePlan.PLANNED);
    ExchangeOrder order =
        shop.exchangeOrders.create(
            Returns.ID, "O-1", plan, new Cause("create-exchange-order", "es/r1", "event:0"));
    states.save(states.find(Returns.ID).orElseThrow().withExchange(plan.created(order.id())));
  }

  private static String answer(String orderNumber, String sku) {
    return """
        {"id": "r2", "rma_number": "RMA-2", "status": "received", "type": "refund",
         "created_at": "2026-11-01T10:00:00Z", "updated_at": "2026-11-02T10:00:00Z", "currency": "EUR",
         "order": {"id": "x", "external_id": "%s"},
         "return_items": [{"id": "i1", "sku": "%s", "quantity": 1, "return_reason": "too_small",
           "amount": "24.95", "status": "pending"}],
         "refunds": [{"id": "rf", "status": "completed", "method": "bank_transfer", "paid_by": "reveni",
           "amount": "24.95", "currency": "EUR", "completed_at": "2026-11-02T09:00:00Z"}],
         "shipments": []}
        """
        .formatted(orderNumber, sku);
  }

  private void accept(String answer) {
    Map<String, String> variables = new HashMap<>();
    List.of("CTP_PROJECT_KEY", "CTP_CLIENT_ID", "CTP_CLIENT_SECRET", "CTP_SCOPES")
        .forEach(name -> variables.put(name, "x"));
    variables.put("CTP_AUTH_URL", "https://auth.example.com");
    variables.put("CTP_API_URL", "https://api.example.com");
    MAPPINGS
        .stores()
        .all()
        .forEach(
            row -> {
              variables.put("REVENI_" + row.environmentName() + "_STORE_ID", row.store());
              variables.put("REVENI_" + row.environmentName() + "_API_KEY", "key");
            });
    Settings settings = Settings.read(variables);
    ReveniHttp reveni = (method, url, bearer, body) -> new ReveniHttp.Answer(200, null, answer);
    Cases book = new Cases(database, MAPPINGS);
    WorkList work = TestDatabase.work(database);
    TestAccepting.acceptor(
            new ReveniReturns(new StoreKeys(reveni, settings), MAPPINGS),
            shop.orders,
            MAPPINGS,
            database,
            TestDatabase.claims(database),
            states,
            work,
            book)
        .run(
            Claim.none(
                new WakeUp(
                    WakeUp.ACCEPT_RETURN, SECOND.subject(), "webhook:" + answer.hashCode())));
    link(shop.payments, SECOND, "event:1");
    TestMirror.mirror(
            shop.orders,
            MAPPINGS,
            settings,
            database,
            TestDatabase.claims(database),
            states,
            work,
            book)
        .run(Claim.none(new WakeUp(MirrorStatus.NAME, SECOND.subject(), "event:1")));
  }

  private ReturnState second() {
    return states.find(SECOND).orElseThrow();
  }

  private List<String> returnItems(String orderNumber) {
    List<String> items = new ArrayList<>();
    for (JsonNode info : order(orderNumber).path("returnInfo")) {
      info.path("items")
          .forEach(i -> items.add(i.path("key").asText() + " " + i.path("paymentState").asText()));
    }
    return items;
  }

  private JsonNode field(String orderNumber, String name) {
    return order(orderNumber).at("/custom/fields/" + name);
  }

  private void checkThatMoneyAndGoodsAreWhereTheyBelong() {
    assertThat(second().orderNumber()).isEqualTo("O-1");
    assertThat(second().units())
        .extracting(Unit::allocation)
        .extracting(Unit.Allocation::orderNumber)
        .containsExactly("EX-RMA-1");
    assertThat(returnItems("EX-RMA-1")).containsExactly("r2_i1_1 Refunded");
    assertThat(returnItems("O-1")).isEmpty();
    assertThat(order("O-1").at("/paymentInfo/payments")).hasSize(1);
    assertThat(order("EX-RMA-1").at("/paymentInfo/payments")).isEmpty();
    assertThat(field("O-1", "reveniRefundedAmount").path("centAmount").asLong()).isEqualTo(2495);
    assertThat(field("EX-RMA-1", "reveniRefundedAmount").isMissingNode()).isTrue();
    assertThat(field("EX-RMA-1", "reveniReturnStatus").asText())
        .as("customer service sees it on both")
        .isEqualTo(field("O-1", "reveniReturnStatus").asText())
        .isEqualTo("received");
    assertThat(field("EX-RMA-1", "reveniReturnIds")).hasSize(2);
    assertThat(cases()).isEmpty();
  }

  @Test
  void other_goods_than_those_of_the_original() {
    exchangedFor("B");

    accept(answer("EX-RMA-1", "B"));

    checkThatMoneyAndGoodsAreWhereTheyBelong();
  }

  @Test
  void the_same_goods_as_those_of_the_original() {
    exchangedFor("A");

    accept(answer("EX-RMA-1", "A"));

    checkThatMoneyAndGoodsAreWhereTheyBelong();
  }

  @Test
  void a_return_of_the_original_stays_there() {
    exchangedFor("A");

    accept(answer("O-1", "A"));

    assertThat(returnItems("O-1")).containsExactly("r2_i1_1 Refunded");
    assertThat(returnItems("EX-RMA-1")).isEmpty();
  }

  /** As it was kept before: with the exchange order as the return's own. */
  @Test
  void what_was_credited_on_the_exchange_order_moves_to_the_original() {
    exchangedFor("B");
    accept(answer("EX-RMA-1", "B"));
    String payment = order("O-1").at("/paymentInfo/payments/0/id").asText();
    String reference = "\"payment\":{\"typeId\":\"payment\",\"id\":\"" + payment + "\"}}]";
    shop.sandbox.update(
        "orders", order("O-1").path("id").asText(), "[{\"action\":\"removePayment\"," + reference);
    shop.sandbox.update(
        "orders",
        order("EX-RMA-1").path("id").asText(),
        "[{\"action\":\"addPayment\"," + reference);
    ReturnState known = second();
    states.save(
        new ReturnState(
            known.id(),
            known.rmaNumber(),
            "EX-RMA-1",
            true,
            known.snapshot(),
            known.units(),
            known.credits().stream().map(c -> c.linkedTo("EX-RMA-1")).toList(),
            List.of(),
            Map.of(),
            known.timeline(),
            List.of(),
            known.version()));
    shop.orders.read("O-1");
    shop.orders.read("EX-RMA-1");

    accept(answer("EX-RMA-1", "B").replace("2026-11-02T10", "2026-11-02T11"));

    checkThatMoneyAndGoodsAreWhereTheyBelong();
  }
}
