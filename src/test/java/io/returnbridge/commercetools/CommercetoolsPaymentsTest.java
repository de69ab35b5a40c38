package io.returnbridge.commercetools;

import static io.returnbridge.commercetools.Shop.CAUSE;
import static io.returnbridge.commercetools.Shop.line;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.returnbridge.commerce.OrderChange;
import io.returnbridge.commerce.Payments.NewPayment;
import io.returnbridge.commerce.Payments.PaymentView;
import io.returnbridge.commerce.Payments.Transaction;
import io.returnbridge.commerce.Refused;
import io.returnbridge.model.FieldValue;
import io.returnbridge.model.Money;
import io.returnbridge.model.OrderView;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CommercetoolsPaymentsTest {

  private static final String KEY = "reveni-credit-r1-rf1";
  private static final Transaction REFUND =
      new Transaction(
          "Refund", "Success", new Money(2495, "EUR"), KEY, Instant.parse("2026-11-02T09:20:00Z"));
  private static final NewPayment CREDIT =
      new NewPayment(
          KEY,
          KEY,
          Money.zero("EUR"),
          "bank_transfer",
          List.of(REFUND),
          Map.of(
              "reveniReturnId", new FieldValue.Text("r1"),
              "reveniFees", new FieldValue.Amount(new Money(100, "EUR"))));

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
  void a_credit_is_found_under_its_key_as_it_was_created() {
    PaymentView created = shop.payments.create(CREDIT, CAUSE);

    assertThat(shop.payments.find(KEY)).contains(created);
    assertThat(created.paymentInterface()).isEqualTo("Reveni");
    assertThat(created.planned()).isEqualTo(Money.zero("EUR"));
    assertThat(created.transactions()).containsExactly(REFUND);
    assertThat(created.custom()).isEqualTo(CREDIT.fields());
    assertThat(shop.payments.find("reveni-credit-r1-rf2")).isEmpty();
  }

  @Test
  void many_of_them_are_found_by_keys_as_long_as_real_ones() {
    PaymentView created = shop.payments.create(CREDIT, CAUSE);
    Set<String> keys = new TreeSet<>(Set.of(KEY));
    for (int n = 0; n < 300; n++) {
      keys.add("reveni-credit-%032x-%032x".formatted(n, n));
    }

    assertThat(shop.holdings.payments(keys)).containsOnly(Map.entry(KEY, created));
  }

  @Test
  void the_same_key_again_is_a_duplicate() {
    shop.payments.create(CREDIT, CAUSE);

    assertThatThrownBy(() -> shop.payments.create(CREDIT, CAUSE))
        .isInstanceOfSatisfying(
            Refused.class, e -> assertThat(e.isDuplicate("key")).as(e.getMessage()).isTrue());
  }

  @Test
  void a_recovery_is_a_charge_on_the_same_payment() {
    PaymentView created = shop.payments.create(CREDIT, CAUSE);
    Transaction charge = new Transaction("Charge", "Success", new Money(2495, "EUR"), "c", null);

    PaymentView after = shop.payments.addTransaction(created, charge, CAUSE);

    assertThat(after.transactions()).hasSize(2).last().isEqualTo(charge);
  }

  @Test
  void a_credit_is_added_to_its_order_and_read_with_the_others_in_one_request() {
    PaymentView credit = shop.payments.create(CREDIT, CAUSE);
    OrderView order = shop.order("A-1", line("TSHIRT", 1));

    OrderView after =
        shop.orders.update(order, List.of(new OrderChange.AddPayment(credit.id())), CAUSE);

    assertThat(after.paymentIds()).containsExactly(credit.id());
    shop.sandbox.resetCalls();
    assertThat(shop.payments.read(List.of(credit.id(), "00000000-0000-0000-0000-000000000000")))
        .containsExactly(credit);
    assertThat(shop.sandbox.calls()).hasSize(1);
    assertThat(shop.payments.read(List.of())).isEmpty();
  }
}
