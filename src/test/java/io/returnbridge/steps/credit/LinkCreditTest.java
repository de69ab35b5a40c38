package io.returnbridge.steps.credit;

import static io.returnbridge.model.Returns.item;
import static io.returnbridge.model.Returns.refund;
import static io.returnbridge.model.Returns.snapshot;
import static io.returnbridge.model.Returns.state;
import static io.returnbridge.model.Returns.unit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.returnbridge.commerce.Payments;
import io.returnbridge.commerce.Refused;
import io.returnbridge.failure.Unavailable;
import io.returnbridge.model.Cause;
import io.returnbridge.model.Credit;
import io.returnbridge.model.ReturnId;
import io.returnbridge.model.ReturnSnapshot.Refund;
import io.returnbridge.model.ReturnSnapshot.RefundStatus;
import io.returnbridge.model.ReturnState;
import io.returnbridge.model.Returns;
import io.returnbridge.sandbox.commercetools.Fault;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LinkCreditTest extends CreditedReturn {

  @Test
  void what_is_taken_back_is_shown_on_the_order_at_once() {
    says(refund("rf", "24.95", RefundStatus.COMPLETED));
    link("event:1");
    assertThat(refunded()).isEqualTo(2495);

    says(reversed(refund("rf", "24.95", RefundStatus.RECOVERED), "10.00"));
    link("event:2");

    assertThat(refunded()).isEqualTo(1495);
    assertThat(field("reveniRefundStatus").asText()).isEqualTo("recovered");
    assertThat(payment().path("transactions")).hasSize(2);
  }

  /** What else the order shows follows the charge, so the mirror looks again. */
  @Test
  void a_charge_wakes_the_mirror_in_its_own_transaction() {
    says(refund("rf", "24.95", RefundStatus.COMPLETED));
    link("event:1");
    says(refund("rf", "24.95", RefundStatus.REVERSED));
    database.update("delete from work");

    link("event:2");

    assertThat(database.query("select step || ' ' || subject from work", r -> r.text(1)))
        .containsExactly("mirror-status es/r1");
  }

  @Test
  void a_repeat_costs_nothing() {
    says(refund("rf", "24.95", RefundStatus.COMPLETED));
    assertThat(link("event:1")).hasSize(2);
    shop.sandbox.resetCalls();

    link("event:2");

    assertThat(shop.sandbox.calls()).isEmpty();
  }

  @Test
  void an_amount_that_is_inexact_is_no_case_any_more_when_its_refund_failed() {
    says(refund("rf", "24.955", RefundStatus.COMPLETED));
    link("event:1");
    assertThat(cases()).containsExactly("REFUND_AMOUNT_INEXACT rf open");

    says(refund("rf", "24.955", RefundStatus.FAILED));
    link("event:2");

    assertThat(cases()).containsExactly("REFUND_AMOUNT_INEXACT rf resolved");
  }

  @Test
  void a_currency_that_does_not_exist_is_inexact_and_keeps_no_sibling_off() {
    Refund odd = refund("odd", "5.00", RefundStatus.COMPLETED);
    says(
        new Refund(
            "odd",
            odd.status(),
            odd.method(),
            odd.paidBy(),
            odd.amount(),
            "EURO",
            odd.fees(),
            null,
            null,
            null,
            null,
            List.of()),
        refund("rf", "24.95", RefundStatus.COMPLETED));

    link("event:1");

    assertThat(refunded()).isEqualTo(2495);
    assertThat(cases())
        .as("no credit in any currency")
        .containsExactly("REFUND_AMOUNT_INEXACT odd open");
  }

  @Test
  void an_order_that_is_gone_hides_nothing_else_that_is_wrong() {
    shop.sandbox.delete("orders", order().path("id").asText());
    says(
        refund("odd", "5.005", RefundStatus.COMPLETED),
        refund("rf", "24.95", RefundStatus.COMPLETED));

    link("event:1");

    assertThat(cases())
        .containsExactlyInAnyOrder("ORDER_NOT_FOUND  open", "REFUND_AMOUNT_INEXACT odd open");
    assertThat(payment().path("transactions")).hasSize(1);
  }

  @Test
  void a_refund_that_is_refused_keeps_no_sibling_off() {
    says(
        refund("bad", "5.00", RefundStatus.COMPLETED),
        refund("rf", "24.95", RefundStatus.COMPLETED));

    link(new Refusing(shop.payments, "bad"), "event:1");

    assertThat(refunded()).isEqualTo(2495);
    assertThat(cases()).containsExactly("COMMERCETOOLS_REJECTED bad open");

    link("case:1");

    assertThat(refunded()).isEqualTo(2995);
    assertThat(cases()).containsExactly("COMMERCETOOLS_REJECTED bad resolved");
  }

  @Test
  void a_Payment_of_another_stores_return_with_the_same_ids_is_not_ours() {
    says(refund("rf", "24.95", RefundStatus.COMPLETED));
    ReturnState ours = states.find(Returns.ID).orElseThrow();
    shop.payments.create(
        Credits.payment(
            new ReturnState(
                new ReturnId("uk", "r1"),
                "RMA-UK",
                "O-9",
                true,
                ours.snapshot(),
                ours.units(),
                List.of(),
                List.of(),
                ours.classifications(),
                List.of(),
                List.of(),
                0),
            ours.snapshot().refunds().get(0)),
        new Cause("link-credit", "uk/r1", "event:1"));

    link("event:2");

    assertThat(cases()).containsExactly("KEY_CONFLICT rf open");
    assertThat(shop.orders.read("O-1").orElseThrow().paymentIds()).isEmpty();
  }

  @Test
  void what_the_merchant_pays_through_the_provider_counts_once() {
    providerRefunded(4990);
    says(
        paidBy("merchant", refund("rf-1", "49.90", RefundStatus.COMPLETED)),
        refund("rf-2", "24.95", RefundStatus.COMPLETED));

    link("event:1");

    assertThat(cases()).isEmpty();
  }

  @Test
  void what_Reveni_and_the_provider_pay_for_the_same_goods_is_a_double_refund() {
    providerRefunded(4990);
    says(refund("rf-1", "49.90", RefundStatus.COMPLETED));

    link("event:1");

    assertThat(cases()).containsExactly("DOUBLE_REFUND  open");
    assertThat(cause()).contains("rf-1", "49.90 EUR", "99.80 EUR", "74.85 EUR").doesNotContain("?");
  }

  private static Refund paidBy(String payer, Refund r) {
    return new Refund(
        r.refundId(),
        r.status(),
        r.method(),
        payer,
        r.amount(),
        r.currency(),
        r.fees(),
        null,
        r.bonus(),
        r.reversedAmount(),
        r.completedAt(),
        r.items());
  }

  @Test
  void an_order_that_is_gone_keeps_no_credit_from_the_one_that_a_person_named() {
    ReturnState known =
        state(
            snapshot(
                "in_progress",
                1,
                List.of(item("i", "A", 3, "too_small")),
                List.of(refund("rf", "24.95", RefundStatus.COMPLETED))),
            unit("i", 1, "A", "l1"));
    states.save(
        new ReturnState(
                known.id(),
                known.rmaNumber(),
                "O-GONE",
                true,
                known.snapshot(),
                known.units(),
                List.of(),
                List.of(),
                java.util.Map.of(),
                List.of(),
                List.of(),
                0)
            .withOrder("O-1"));

    assertThat(link("case:1")).hasSize(2);

    assertThat(refunded()).isEqualTo(2495);
    assertThat(cases()).isEmpty();
  }

  private record Refusing(Payments payments, String refundId) implements Payments {
    @Override
    public Optional<PaymentView> find(String key) {
      return payments.find(key);
    }

    @Override
    public List<PaymentView> read(Collection<String> ids) {
      return payments.read(ids);
    }

    @Override
    public PaymentView create(NewPayment payment, Cause cause) {
      if (payment.key().endsWith("-" + refundId)) {
        throw new Refused("InvalidField", "custom", "is not allowed", List.of());
      }
      return payments.create(payment, cause);
    }

    @Override
    public PaymentView addTransaction(PaymentView basis, Transaction transaction, Cause cause) {
      return payments.addTransaction(basis, transaction, cause);
    }
  }

  @Test
  void a_credit_is_known_although_its_order_takes_nothing() {
    says(refund("rf", "24.95", RefundStatus.COMPLETED));
    shop.sandbox.faults(
        call ->
            call.writes() && call.resource().equals("orders") ? Fault.refuse(503) : Fault.none());

    assertThatThrownBy(() -> link("event:1")).isInstanceOf(Unavailable.class);

    Credit credit = states.find(Returns.ID).orElseThrow().credit("rf").orElseThrow();
    assertThat(credit.paymentId()).isEqualTo(payment().path("id").asText());
    assertThat(credit.linkedOrder()).isNull();
  }
}
