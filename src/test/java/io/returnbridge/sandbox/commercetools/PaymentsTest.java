package io.returnbridge.sandbox.commercetools;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PaymentsTest {
  private final CommercetoolsSandbox sandbox = CommercetoolsSandbox.start(0, "shop");
  private final Http http = new Http(sandbox);

  @AfterEach
  void stop() {
    sandbox.close();
  }

  private Http.Answer create(String key, String interfaceId, String paymentInterface) {
    return http.post(
        "payments",
        """
        {'key':'%s','interfaceId':'%s','amountPlanned':{'currencyCode':'EUR','centAmount':0},
         'paymentMethodInfo':{'paymentInterface':'%s'},
         'transactions':[{'type':'Refund','state':'Success','amount':{'currencyCode':'EUR','centAmount':1500},
           'interactionId':'rf-1','timestamp':'2026-08-01T10:00:00.000Z'}]}
        """
            .formatted(key, interfaceId, paymentInterface));
  }

  @Test
  void a_key_is_unique_and_an_interface_id_is_unique_for_its_interface() {
    assertThat(create("p1", "i1", "Reveni").status()).isEqualTo(201);
    Http.Answer sameKey = create("p1", "i2", "Reveni");
    assertThat(sameKey.code()).isEqualTo("DuplicateField");
    assertThat(sameKey.error().path("field").asText()).isEqualTo("key");
    Http.Answer sameInterface = create("p2", "i1", "Reveni");
    assertThat(sameInterface.error().path("field").asText()).isEqualTo("interfaceId");
    assertThat(create("p2", "i1", "Stripe").status()).isEqualTo(201);
    assertThat(sandbox.payments()).hasSize(2);
  }

  @Test
  void amounts_are_whole_minor_units_of_one_currency() {
    String draft = "{'amountPlanned':%s}";
    assertThat(
            http.post("payments", draft.formatted("{'currencyCode':'EUR','centAmount':1.5}"))
                .status())
        .isEqualTo(400);
    assertThat(http.post("payments", draft.formatted("{'currencyCode':'EUR'}")).code())
        .isEqualTo("RequiredField");
    assertThat(http.post("payments", "{}").code()).isEqualTo("RequiredField");
    create("p1", "i1", "Reveni");
    String pounds =
        "{'action':'addTransaction','transaction':{'type':'Charge','amount':{'currencyCode':'GBP','centAmount':1}}}";
    assertThat(http.update("payments/key=p1", 1, pounds).code()).isEqualTo("InvalidField");
  }

  @Test
  void a_transaction_is_never_negative() {
    create("p1", "i1", "Reveni");
    String negative =
        "{'type':'Refund','amount':{'currencyCode':'EUR','centAmount':-1},'state':'Success'}";
    Http.Answer added =
        http.update(
            "payments/key=p1", 1, "{'action':'addTransaction','transaction':" + negative + "}");
    assertThat(added.status()).isEqualTo(400);
    assertThat(added.code()).isEqualTo("InvalidField");
    assertThat(
            http.post(
                    "payments",
                    "{'amountPlanned':{'currencyCode':'EUR','centAmount':0},'transactions':["
                        + negative
                        + "]}")
                .code())
        .isEqualTo("InvalidField");
    assertThat(sandbox.payments()).hasSize(1);
  }

  @Test
  void a_transaction_is_added_and_moves_on_but_never_back_to_initial() {
    create("p1", "i1", "Reveni");
    String charge =
        "{'action':'addTransaction','transaction':{'type':'Charge','amount':{'currencyCode':'EUR','centAmount':1}}}";
    Http.Answer added = http.update("payments/key=p1", 1, charge);
    assertThat(added.body().at("/transactions/1/state").asText()).isEqualTo("Initial");
    String change = "{'action':'changeTransactionState','transactionId':'%s','state':'%s'}";
    String id = added.body().at("/transactions/1/id").asText();
    assertThat(http.update("payments/key=p1", 2, change.formatted(id, "Success")).version())
        .isEqualTo(3);
    assertThat(http.update("payments/key=p1", 3, change.formatted(id, "Initial")).code())
        .isEqualTo("InvalidOperation");
    assertThat(http.update("payments/key=p1", 3, change.formatted("other", "Success")).code())
        .isEqualTo("InvalidField");
    String interaction =
        "{'action':'changeTransactionInteractionId','transactionId':'"
            + id
            + "','interactionId':'x'}";
    assertThat(
            http.update("payments/key=p1", 3, interaction)
                .body()
                .at("/transactions/1/interactionId")
                .asText())
        .isEqualTo("x");
  }

  @Test
  void payments_are_read_by_key_id_and_query() {
    Http.Answer payment = create("p1", "i1", "Reveni");
    assertThat(http.get("payments/key=p1").id()).isEqualTo(payment.id());
    assertThat(http.get("payments/" + payment.id()).status()).isEqualTo(200);
    assertThat(
            http.query("payments", "id in :ids", "ids", payment.id()).body().path("total").asInt())
        .isEqualTo(1);
    assertThat(http.get("payments/key=p9").status()).isEqualTo(404);
  }
}
