package io.returnbridge.sandbox.commercetools;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OrdersTest {
  private static final String ORDER = "orders/order-number=A-1";
  private final CommercetoolsSandbox sandbox = CommercetoolsSandbox.start(0, "shop");
  private final Http http = new Http(sandbox);

  @BeforeEach
  void fill() {
    Shop.fill(sandbox);
  }

  @AfterEach
  void stop() {
    sandbox.close();
  }

  private long version() {
    return sandbox.order("A-1").orElseThrow().path("version").asLong();
  }

  private Http.Answer update(String... actions) {
    return http.update(ORDER, version(), actions);
  }

  @Test
  void an_order_is_read_by_id_by_number_and_in_its_store_only() {
    String id = http.get(ORDER).id();
    assertThat(http.get("orders/" + id).body()).isEqualTo(http.get(ORDER).body());
    assertThat(http.get("in-store/key=es/" + ORDER).id()).isEqualTo(id);
    assertThat(http.get("in-store/key=uk/" + ORDER).status()).isEqualTo(404);
    assertThat(http.get("orders/order-number=A-2").code()).isEqualTo("ResourceNotFound");
  }

  @Test
  void a_wrong_version_is_409_with_the_current_one() {
    Http.Answer answer =
        http.update(ORDER, 7, "{'action':'changeOrderState','orderState':'Complete'}");
    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.code()).isEqualTo("ConcurrentModification");
    assertThat(answer.error().path("currentVersion").asLong()).isEqualTo(1);
  }

  @Test
  void an_update_without_effect_leaves_the_version() {
    assertThat(update("{'action':'changeOrderState','orderState':'Open'}").version()).isEqualTo(1);
    assertThat(update().version()).isEqualTo(1);
  }

  @Test
  void an_update_has_at_most_500_actions() {
    String action = "{'action':'setPurchaseOrderNumber','purchaseOrderNumber':'%d'}";
    List<String> actions = IntStream.range(0, 501).mapToObj(action::formatted).toList();

    Http.Answer refused = update(actions.toArray(new String[0]));
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.code()).isEqualTo("InvalidInput");
    assertThat(version()).isEqualTo(1);
    assertThat(update(actions.subList(1, 501).toArray(new String[0])).version()).isEqualTo(501);
  }

  @Test
  void unknown_actions_states_and_fields_are_refused() {
    assertThat(update("{'action':'explode'}").code()).isEqualTo("InvalidJsonInput");
    assertThat(update("{'action':'changeOrderState','orderState':'Closed'}").code())
        .isEqualTo("InvalidField");
    assertThat(update("{'action':'changeOrderState','orderState':'Complete','x':1}").code())
        .isEqualTo("InvalidJsonInput");
    assertThat(http.post(ORDER, "{'actions':[]}").code()).isEqualTo("RequiredField");
    assertThat(http.post(ORDER, "{'version':'1','actions':[]}").code())
        .isEqualTo("InvalidJsonInput");
    assertThat(http.post("orders", "{}").code()).isEqualTo("InvalidOperation");
  }

  @Test
  void a_state_is_reached_only_by_a_transition() {
    Seeds seeds = sandbox.seeds();
    seeds.orderState("refunded", false, List.of());
    seeds.orderState("returning", true, List.of("refunded"));
    sandbox.create("states", "{\"key\":\"line\",\"type\":\"LineItemState\"}");
    String to = "{'action':'transitionState','state':{'typeId':'state','key':'%s'}}";
    assertThat(update(to.formatted("refunded")).code()).isEqualTo("InvalidOperation");
    assertThat(update(to.formatted("line")).code()).isEqualTo("InvalidOperation");
    assertThat(update(to.formatted("nowhere")).code()).isEqualTo("ReferencedResourceNotFound");
    assertThat(update(to.formatted("returning"), to.formatted("refunded")).status()).isEqualTo(200);
    assertThat(update(to.formatted("returning")).code()).isEqualTo("InvalidOperation");
  }

  @Test
  void a_payment_belongs_to_one_order() {
    Http.Answer payment =
        http.post("payments", "{'key':'p1','amountPlanned':{'currencyCode':'EUR','centAmount':0}}");
    String add =
        "{'action':'addPayment','payment':{'typeId':'payment','id':'" + payment.id() + "'}}";
    assertThat(update(add).body().at("/paymentInfo/payments/0/id").asText())
        .isEqualTo(payment.id());
    assertThat(update(add).code()).isEqualTo("InvalidOperation");
    sandbox.seeds().order("A-2", "es", "EUR", Shop.lines());
    assertThat(http.update("orders/order-number=A-2", 1, add).code()).isEqualTo("InvalidOperation");
    assertThat(
            http.query("orders", "paymentInfo(payments(id = :id))", "id", payment.id())
                .body()
                .path("count")
                .asInt())
        .isEqualTo(1);
    assertThat(
            http.get(ORDER + "?expand=paymentInfo.payments%5B*%5D")
                .body()
                .at("/paymentInfo/payments/0/obj/key")
                .asText())
        .isEqualTo("p1");
    assertThat(update(add.replace("addPayment", "removePayment")).body().has("paymentInfo"))
        .isFalse();
    assertThat(http.update("orders/order-number=A-2", 1, add).status()).isEqualTo(200);
  }

  @Test
  void an_order_number_is_immutable() {
    assertThat(update("{'action':'setOrderNumber','orderNumber':'B'}").code())
        .isEqualTo("InvalidOperation");
  }

  @Test
  void orders_are_queried_by_predicates_with_variables() {
    update(
        "{'action':'setCustomType','type':{'typeId':'type','key':'order'},'fields':{'reveniReturnIds':['r1','r2']}}");
    assertThat(count("orderNumber = :n", "n", "A-1")).isEqualTo(1);
    assertThat(count("orderNumber in :n", "n", "A-0", "n", "A-1")).isEqualTo(1);
    assertThat(count("orderNumber in (:a, :b)", "a", "A-0", "b", "A-1")).isEqualTo(1);
    assertThat(count("orderNumber = \"A-1\" and not (orderState = \"Cancelled\")")).isEqualTo(1);
    assertThat(count("custom(fields(reveniReturnIds contains any (:id)))", "id", "r2"))
        .isEqualTo(1);
    assertThat(count("custom(fields(reveniReturnIds contains all (\"r1\",\"r9\")))")).isZero();
    assertThat(count("returnInfo is defined")).isZero();
    assertThat(count("version > 1 or createdAt < \"2001-01-01T00:00:00.000Z\"")).isEqualTo(1);
    assertThat(count("lineItems(variant(sku = :sku) and quantity = 3)", "sku", "SHOE"))
        .isEqualTo(1);
    assertThat(count("lineItems(variant(sku = :sku) and quantity = 1)", "sku", "SHOE")).isZero();
  }

  @Test
  void a_time_is_compared_as_a_time_and_with_nothing_else() {
    String created = http.get(ORDER).body().path("createdAt").asText();
    // The same time, written as others do.
    String other =
        java.time.OffsetDateTime.parse(created).plusHours(2).toString().replace("Z", "+02:00");

    assertThat(count("createdAt = :t", "t", other)).isEqualTo(1);
    assertThat(count("createdAt > :t", "t", other)).isZero();
    assertThat(count("createdAt >= :t", "t", created.replaceAll("\\.[0-9]+Z", "Z"))).isEqualTo(1);
    assertThat(count("createdAt > :t or (createdAt = :t and id > :id)", "t", created, "id", "0"))
        .isEqualTo(1);
    assertThat(http.query("orders", "createdAt > :t", "t", "yesterday").code())
        .isEqualTo("InvalidInput");
    assertThat(http.query("orders", "lastModifiedAt > 5").code()).isEqualTo("InvalidInput");
  }

  private int count(String where, String... variables) {
    Http.Answer answer = http.query("orders", where, variables);
    assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
    return answer.body().path("count").asInt();
  }

  @Test
  void a_predicate_that_is_not_understood_is_refused() {
    for (String where :
        List.of(
            "orderNumber",
            "orderNumber = ",
            "orderNumber = :missing",
            "orderNumber like \"A\"",
            "nonsense = 1",
            "orderNumber = \"A",
            "(orderNumber = \"A\"",
            "custom(fields(unknown = 1))",
            "orderNumber = \"A\" orderNumber = \"B\"")) {
      assertThat(http.query("orders", where).code()).as(where).isEqualTo("InvalidInput");
    }
    assertThat(http.get("orders?limit=501").code()).isEqualTo("InvalidInput");
    assertThat(http.get("orders?offset=10001").code()).isEqualTo("InvalidInput");
    assertThat(http.get("orders?sort=nonsense").code()).isEqualTo("InvalidInput");
  }

  @Test
  void a_quote_in_a_variable_is_only_text() {
    assertThat(count("orderNumber = :n", "n", "x\" or orderNumber = \"A-1")).isZero();
  }
}
