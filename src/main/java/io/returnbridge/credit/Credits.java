package io.returnbridge.credit;

import io.returnbridge.commerce.FieldValue;
import io.returnbridge.commerce.Payments.NewPayment;
import io.returnbridge.commerce.Payments.PaymentView;
import io.returnbridge.commerce.Payments.Transaction;
import io.returnbridge.returns.Keys;
import io.returnbridge.returns.Money;
import io.returnbridge.returns.ReturnSnapshot.Refund;
import io.returnbridge.returns.ReturnSnapshot.RefundStatus;
import io.returnbridge.returns.ReturnState;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the credit record of a refund is to contain: pure decisions, without a request. */
final class Credits {

  private Credits() {}

  /** Whether the currency can hold the refund's amount, fees, bonus and reversal exactly. */
  static boolean isExact(Refund refund) {
    BigDecimal bonus = refund.bonus();
    BigDecimal reversed = refund.reversedAmount();
    return Money.exact(refund.amount(), refund.currency()).isPresent()
        && Money.exact(refund.fees(), refund.currency()).isPresent()
        && (bonus == null || Money.exact(bonus, refund.currency()).isPresent())
        && (reversed == null || Money.exact(reversed, refund.currency()).isPresent());
  }

  static Money amount(Refund refund) {
    return Money.exact(refund.amount(), refund.currency()).orElseThrow();
  }

  /** What is to be charged back in all: the full amount unless Reveni says how much. */
  static Optional<Money> charged(Refund refund) {
    if (refund.status() != RefundStatus.REVERSED && refund.status() != RefundStatus.RECOVERED) {
      return Optional.empty();
    }
    BigDecimal reversed = refund.reversedAmount();
    return Optional.of(
        Money.exact(reversed == null ? refund.amount() : reversed, refund.currency())
            .orElseThrow());
  }

  static NewPayment payment(ReturnState state, Refund refund) {
    String key = Keys.credit(state.id().id(), refund.refundId());
    Map<String, FieldValue> fields = new LinkedHashMap<>();
    fields.put("reveniReturnId", new FieldValue.Text(state.id().id()));
    fields.put("reveniRmaNumber", new FieldValue.Text(state.rmaNumber()));
    fields.put("reveniRefundId", new FieldValue.Text(refund.refundId()));
    fields.put("reveniPaidBy", new FieldValue.Text(refund.paidBy()));
    fields.put("reveniMethod", new FieldValue.Text(refund.method()));
    Money.exact(refund.fees(), refund.currency())
        .filter(fees -> fees.centAmount() != 0)
        .ifPresent(fees -> fields.put("reveniFees", new FieldValue.Amount(fees)));
    BigDecimal bonus = refund.bonus();
    if (bonus != null) {
      Money.exact(bonus, refund.currency())
          .ifPresent(b -> fields.put("reveniBonus", new FieldValue.Amount(b)));
    }
    return new NewPayment(
        key,
        key,
        Money.zero(refund.currency()),
        refund.method(),
        List.of(
            new Transaction(
                "Refund", "Success", amount(refund), key + "-refund", refund.completedAt())),
        fields);
  }

  /**
   * What is found under our key counts as ours only if return, RMA number, refund and amount agree:
   * two stores may have a return and a refund of the same ids.
   */
  static boolean isOurs(PaymentView found, ReturnState state, Refund refund) {
    return new FieldValue.Text(state.id().id()).equals(found.custom().get("reveniReturnId"))
        && new FieldValue.Text(state.rmaNumber()).equals(found.custom().get("reveniRmaNumber"))
        && new FieldValue.Text(refund.refundId()).equals(found.custom().get("reveniRefundId"))
        && found.transactions().stream()
            .anyMatch(
                t ->
                    t.type().equals("Refund")
                        && t.state().equals("Success")
                        && t.amount().equals(amount(refund)));
  }

  /** What the Payment's successful charges add up to. */
  static long charges(PaymentView payment) {
    return successful(payment, "Charge");
  }

  static long successful(PaymentView payment, String type) {
    return payment.transactions().stream()
        .filter(t -> t.type().equals(type) && t.state().equals("Success"))
        .mapToLong(t -> t.amount().centAmount())
        .sum();
  }
}
