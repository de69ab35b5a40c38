package io.returnbridge.commercetools;

import static io.returnbridge.commercetools.Shop.CAUSE;
import static io.returnbridge.commercetools.Shop.line;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.commercetools.api.models.order.OrderUpdate;
import io.returnbridge.commerce.Conflict;
import io.returnbridge.commerce.Inventory.EntryView;
import io.returnbridge.commerce.OrderChange;
import io.returnbridge.commerce.Payments.NewPayment;
import io.returnbridge.commerce.Payments.PaymentView;
import io.returnbridge.commerce.Payments.Transaction;
import io.returnbridge.commerce.Refused;
import io.returnbridge.model.ExchangePlan;
import io.returnbridge.model.FieldValue;
import io.returnbridge.model.Money;
import io.returnbridge.model.OrderView;
import io.returnbridge.model.ReturnId;
import io.returnbridge.sandbox.commercetools.ApiCall;
import io.returnbridge.store.Database;
import io.returnbridge.store.Rehearsal;
import io.returnbridge.store.TestDatabase;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a dry run says is what then happens, and nothing happens in a dry run. */
class RehearsedWritesTest {

  private static final String KEY = "reveni-credit-r1-rf1";

  private final Database database = TestDatabase.clean();
  private final Rehearsal rehearsal = new Rehearsal();
  private Shop shop;

  @BeforeEach
  void start() {
    shop = Shop.ready();
  }

  @AfterEach
  void stop() {
    shop.close();
  }

  private <T> T rehearsed(Supplier<T> work) {
    T result = database.rehearse(rehearsal, work);
    assertThat(shop.sandbox.calls()).noneMatch(ApiCall::writes);
    assertThat(shop.effects).isEmpty();
    return result;
  }

  private void assertHappensAsSaid() {
    assertThat(
            shop.effects.stream()
                .map(e -> e.replaceFirst(" [0-9null]+→[0-9null]+: ", ": "))
                .toList())
        .isEqualTo(
            rehearsal.writes().stream()
                .map(w -> w.resource() + " " + w.resourceKey() + ": " + w.what())
                .toList());
  }

  /** Ids and versions are commercetools' to give. */
  private static OrderView comparable(OrderView view) {
    return new OrderView(
        view.id(),
        0,
        view.orderNumber(),
        view.store(),
        view.total(),
        view.lines(),
        view.returnItems().stream()
            .map(
                i ->
                    new OrderView.ReturnItem(
                        "",
                        i.key(),
                        i.lineItemId(),
                        i.quantity(),
                        i.shipmentState(),
                        i.paymentState(),
                        i.custom()))
            .toList(),
        view.fields(),
        view.custom(),
        Set.of(),
        view.stateId(),
        view.orderState(),
        view.shipmentState());
  }

  @Test
  void an_order_would_look_as_it_then_does() {
    OrderView order = shop.order("A-1", line("TSHIRT", 3));
    shop.sandbox.resetCalls();
    List<OrderChange> first =
        List.of(
            new OrderChange.SetField("reveniReturnStatus", new FieldValue.Text("received")),
            new OrderChange.SetField("reveniReturnIds", new FieldValue.Texts(List.of("r1"))),
            new OrderChange.AddReturnInfo(
                "RMA-1",
                Instant.parse("2026-11-09T16:20:41Z"),
                List.of(item(order, "r1_i1_1"), item(order, "r1_i1_2"))),
            new OrderChange.SetReturnPaymentState("r1_i1_1", "Refunded"));
    List<OrderChange> second =
        List.of(
            new OrderChange.SetField("reveniReturnStatus", null),
            new OrderChange.SetReturnShipmentState("r1_i1_1", "BackInStock"),
            new OrderChange.SetReturnItemField("r1_i1_1", "reveniGrade", new FieldValue.Text("a")));

    OrderView expected =
        rehearsed(
            () -> {
              OrderView after = shop.orders.update(order, first, CAUSE);
              assertThat(shop.orders.lastSeen("A-1")).contains(after);
              return shop.orders.update(after, second, CAUSE);
            });
    OrderView real = shop.orders.update(shop.orders.update(order, first, CAUSE), second, CAUSE);

    assertThat(comparable(expected)).isEqualTo(comparable(real));
    assertHappensAsSaid();
  }

  private static OrderChange.NewReturnItem item(OrderView order, String key) {
    return new OrderChange.NewReturnItem(
        key,
        order.lines().get(0).id(),
        false,
        1,
        Map.of("reveniReturnId", new FieldValue.Text("r1")));
  }

  @Test
  void an_order_that_others_have_written_since_is_looked_at_again() {
    OrderView order = shop.order("A-1", line("TSHIRT", 1));
    List<OrderChange> change =
        List.of(new OrderChange.SetField("reveniReturnStatus", new FieldValue.Text("received")));
    shop.orders.update(order, change, CAUSE);
    shop.sandbox.resetCalls();
    shop.effects.clear();

    assertThatThrownBy(() -> rehearsed(() -> shop.orders.update(order, change, CAUSE)))
        .isInstanceOf(Conflict.class);
    assertThat(rehearsal.writes()).isEmpty();
  }

  @Test
  void a_payment_that_is_taken_off_is_off() {
    OrderView order = shop.order("A-1", line("TSHIRT", 1));
    PaymentView payment =
        shop.payments.create(
            new NewPayment(KEY, KEY, Money.zero("EUR"), "bank_transfer", List.of(), Map.of()),
            CAUSE);
    OrderView linked =
        shop.orders.update(order, List.of(new OrderChange.AddPayment(payment.id())), CAUSE);
    shop.sandbox.resetCalls();
    shop.effects.clear();

    OrderView expected =
        rehearsed(
            () ->
                shop.orders.update(
                    linked, List.of(new OrderChange.RemovePayment(payment.id())), CAUSE));

    assertThat(linked.paymentIds()).containsExactly(payment.id());
    assertThat(expected.paymentIds()).isEmpty();
  }

  @Test
  void a_State_that_there_is_not_is_refused_as_it_then_is() {
    OrderView order = shop.order("A-1", line("TSHIRT", 1));
    List<OrderChange> change = List.of(new OrderChange.TransitionState("no-such-state"));
    shop.sandbox.resetCalls();

    assertThatThrownBy(() -> rehearsed(() -> shop.orders.update(order, change, CAUSE)))
        .isInstanceOf(Refused.class);
    assertThatThrownBy(() -> shop.orders.update(order, change, CAUSE)).isInstanceOf(Refused.class);
    assertThat(rehearsal.writes()).isEmpty();
  }

  @Test
  void a_credit_and_its_charge() {
    NewPayment credit =
        new NewPayment(
            KEY,
            KEY,
            Money.zero("EUR"),
            "bank_transfer",
            List.of(transaction("Refund")),
            Map.of("reveniReturnId", new FieldValue.Text("r1")));

    PaymentView expected =
        rehearsed(
            () ->
                shop.payments.addTransaction(
                    shop.payments.create(credit, CAUSE), transaction("Charge"), CAUSE));
    PaymentView real =
        shop.payments.addTransaction(
            shop.payments.create(credit, CAUSE), transaction("Charge"), CAUSE);

    assertThat(comparable(expected)).isEqualTo(comparable(real));
    assertHappensAsSaid();
    shop.sandbox.resetCalls();
    shop.effects.clear();
    assertThatThrownBy(
            () -> database.rehearse(new Rehearsal(), () -> shop.payments.create(credit, CAUSE)))
        .isInstanceOfSatisfying(Refused.class, e -> assertThat(e.isDuplicate("key")).isTrue());
  }

  private static PaymentView comparable(PaymentView view) {
    return new PaymentView(
        "",
        0,
        view.key(),
        view.paymentInterface(),
        view.interfaceId(),
        view.planned(),
        view.transactions(),
        view.custom());
  }

  private static Transaction transaction(String type) {
    return new Transaction(
        type, "Success", new Money(995, "EUR"), KEY, Instant.parse("2026-11-02T09:20:00Z"));
  }

  @Test
  void an_exchange_order() {
    shop.order("A-1", line("JEANS-32", 1));
    shop.sandbox.seeds().product("JEANS-34", "Jeans", "Vaqueros", 5990, "EUR");
    shop.sandbox.seeds().stock("JEANS-34", "wh-es", 3);
    shop.sandbox.resetCalls();
    ReturnId id = new ReturnId("es", "r1");
    ExchangePlan plan =
        new ExchangePlan(
            "EX-RMA-1",
            List.of(new ExchangePlan.Line("i1", "JEANS-34", 1, "wh-es", null)),
            null,
            "planned");

    var expected = rehearsed(() -> shop.exchangeOrders.create(id, "A-1", plan, CAUSE));
    var real = shop.exchangeOrders.create(id, "A-1", plan, CAUSE);

    assertThat(expected).usingRecursiveComparison().ignoringFields("id").isEqualTo(real);
    assertHappensAsSaid();
    assertThatThrownBy(
            () ->
                database.rehearse(
                    new Rehearsal(), () -> shop.exchangeOrders.create(id, "A-1", plan, CAUSE)))
        .isInstanceOfSatisfying(
            Refused.class, e -> assertThat(e.isDuplicate("orderNumber")).isTrue());
  }

  @Test
  void a_new_stock_entry_and_its_next_movement() {
    EntryView expected =
        rehearsed(
            () -> {
              EntryView created = shop.inventory.create("TSHIRT", "wh-es", 2, List.of("m1"), CAUSE);
              assertThat(shop.inventory.lastSeen("TSHIRT", "wh-es")).contains(created);
              return shop.inventory.apply(created, -1, List.of("m1", "m2"), CAUSE);
            });
    shop.lastSeen.forgetEntry("TSHIRT", "wh-es");
    EntryView real =
        shop.inventory.apply(
            shop.inventory.create("TSHIRT", "wh-es", 2, List.of("m1"), CAUSE),
            -1,
            List.of("m1", "m2"),
            CAUSE);

    assertThat(expected).usingRecursiveComparison().ignoringFields("id", "version").isEqualTo(real);
    assertHappensAsSaid();
    assertThatThrownBy(
            () ->
                database.rehearse(
                    new Rehearsal(),
                    () -> shop.inventory.create("TSHIRT", "wh-es", 2, List.of("m1"), CAUSE)))
        .isInstanceOfSatisfying(
            Refused.class, e -> assertThat(e.code()).isEqualTo("DuplicateField"));
  }

  @Test
  void a_stock_entry_at_another_version_is_a_conflict() {
    EntryView entry = shop.inventory.create("TSHIRT", "wh-es", 2, List.of("m1"), CAUSE);
    shop.sandbox.update(
        "inventory",
        entry.id(),
        """
        [{"action":"addQuantity","quantity":5}]
        """);

    assertThatThrownBy(
            () ->
                database.rehearse(
                    rehearsal, () -> shop.inventory.apply(entry, 1, List.of("m2"), CAUSE)))
        .isInstanceOf(Conflict.class);
    assertThat(rehearsal.writes()).isEmpty();
  }

  @Test
  void a_write_that_no_adapter_has_held_back_does_not_leave_the_house() {
    OrderView order = shop.order("A-1", line("TSHIRT", 1));
    shop.sandbox.resetCalls();

    assertThatThrownBy(
            () ->
                rehearsed(
                    () ->
                        shop.client.call(
                            api ->
                                api.orders()
                                    .withId(order.id())
                                    .post(
                                        OrderUpdate.builder()
                                            .version(order.version())
                                            .actions(List.of())
                                            .build()))))
        .hasMessageContaining("a dry run must not");
    assertThat(shop.sandbox.calls()).isEmpty();
  }
}
