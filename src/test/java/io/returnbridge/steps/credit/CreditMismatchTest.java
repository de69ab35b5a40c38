package io.returnbridge.steps.credit;

import static io.returnbridge.model.Returns.refund;
import static org.assertj.core.api.Assertions.assertThat;

import io.returnbridge.model.Money;
import io.returnbridge.model.ReturnSnapshot.RefundStatus;
import io.returnbridge.model.Returns;
import io.returnbridge.store.OutboxRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A credit that stands in commercetools while Reveni says something else. */
class CreditMismatchTest extends CreditedReturn {

  @BeforeEach
  void credited() {
    says(refund("rf", "24.95", RefundStatus.COMPLETED));
    link("event:1");
    assertThat(refunded()).isEqualTo(2495);
    assertThat(cases()).isEmpty();
  }

  @Test
  void a_refund_that_failed_after_all_is_finances_to_correct() {
    says(refund("rf", "24.95", RefundStatus.FAILED));
    link("event:2");
    link("event:3");

    assertThat(cases()).containsExactly("CREDIT_MISMATCH rf open");
    assertThat(cause())
        .isEqualTo(
            "RMA-1: the credit of refund rf is 24.95 EUR in commercetools, but Reveni says 0.00 EUR"
                + " (the refund is failed).");
    assertThat(payment().path("transactions")).as("nothing is taken back").hasSize(1);

    charged(2495);
    assertThat(link("case:1"))
        .as("told to the ERP")
        .extracting(OutboxRecord::id)
        .contains("credit:es:reveni-credit-r1-rf:charged:2495");

    assertThat(cases()).containsExactly("CREDIT_MISMATCH rf resolved");
    assertThat(states.find(Returns.ID).orElseThrow().credits().get(0).charged())
        .isEqualTo(new Money(2495, "EUR"));
    assertThat(refunded()).isZero();
    shop.sandbox.resetCalls();
    link("event:4");
    assertThat(shop.sandbox.calls()).isEmpty();
  }

  @Test
  void a_Payment_that_finance_has_deleted_is_no_credit() {
    says();
    link("event:2");
    assertThat(cause()).endsWith("but Reveni says 0.00 EUR (the refund is gone).");

    String id = payment().path("id").asText();
    shop.sandbox.update(
        "orders",
        order().path("id").asText(),
        """
        [{"action":"removePayment","payment":{"typeId":"payment","id":"%s"}}]
        """
            .formatted(id));
    shop.sandbox.delete("payments", id);
    link("case:1");

    assertThat(cases()).containsExactly("CREDIT_MISMATCH rf resolved");
  }

  @Test
  void a_failed_refund_that_is_paid_after_all_needs_nobody() {
    says(refund("rf", "24.95", RefundStatus.FAILED));
    link("event:2");

    says(refund("rf", "24.95", RefundStatus.COMPLETED));
    link("event:3");

    assertThat(cases()).containsExactly("CREDIT_MISMATCH rf resolved");
    assertThat(payment().path("transactions")).hasSize(1);
  }

  @Test
  void less_taken_back_than_before() {
    says(reversed(refund("rf", "24.95", RefundStatus.REVERSED), "20.00"));
    link("event:2");
    assertThat(cases()).isEmpty();

    says(reversed(refund("rf", "24.95", RefundStatus.REVERSED), "10.00"));
    link("event:3");

    assertThat(cause()).contains("rf is 4.95 EUR in commercetools, but Reveni says 14.95 EUR.");
    assertThat(payment().path("transactions")).hasSize(2);
    says(reversed(refund("rf", "24.95", RefundStatus.REVERSED), "24.95"));
    link("event:4");
    assertThat(cases()).containsExactly("CREDIT_MISMATCH rf resolved");
    assertThat(refunded()).isZero();
  }

  @Test
  void a_reversal_after_finance_has_corrected_the_Payment_takes_back_what_is_left() {
    says(refund("rf", "15.00", RefundStatus.COMPLETED));
    link("event:2");
    charged(995);
    link("case:1");
    assertThat(cases()).containsExactly("CREDIT_MISMATCH rf resolved");

    says(refund("rf", "15.00", RefundStatus.REVERSED));
    link("event:3");

    assertThat(cases()).hasSize(1);
    assertThat(refunded()).isZero();
    assertThat(payment().at("/transactions/2/amount/centAmount").asLong()).isEqualTo(1500);
  }

  @Test
  void what_a_person_closed_is_a_new_case_when_it_comes_again() {
    says(refund("rf", "24.95", RefundStatus.FAILED));
    link("event:2");
    database.update("update exception_case set status = 'resolved', accepted = true");
    link("event:3");
    assertThat(cases()).containsExactly("CREDIT_MISMATCH rf resolved");

    says(refund("rf", "24.95", RefundStatus.COMPLETED));
    link("event:4");
    says(refund("rf", "24.95", RefundStatus.FAILED));
    link("event:5");

    assertThat(cases())
        .containsExactlyInAnyOrder("CREDIT_MISMATCH rf resolved", "CREDIT_MISMATCH rf open");
  }

  @Test
  void another_amount_under_the_same_refund() {
    says(refund("rf", "29.95", RefundStatus.COMPLETED));
    link("event:2");

    assertThat(cause()).contains("rf is 24.95 EUR in commercetools, but Reveni says 29.95 EUR.");

    says(refund("rf", "29.955", RefundStatus.COMPLETED));
    link("event:3");
    assertThat(cases())
        .containsExactlyInAnyOrder("CREDIT_MISMATCH rf resolved", "REFUND_AMOUNT_INEXACT rf open");
  }

  private void charged(long cents) {
    shop.sandbox.update(
        "payments",
        payment().path("id").asText(),
        """
        [{"action":"addTransaction","transaction":{"type":"Charge","state":"Success",
          "amount":{"currencyCode":"EUR","centAmount":%d}}}]
        """
            .formatted(cents));
  }
}
