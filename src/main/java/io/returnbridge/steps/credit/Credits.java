package io.returnbridge.steps.credit;

import io.returnbridge.commerce.Payments.NewPayment;
import io.returnbridge.commerce.Payments.PaymentView;
import io.returnbridge.commerce.Payments.Transaction;
import io.returnbridge.model.Credit;
import io.returnbridge.model.FieldValue;
import io.returnbridge.model.Keys;
import io.returnbridge.model.Money;
import io.returnbridge.model.RefundBounds;
import io.returnbridge.model.ReturnSnapshot.Refund;
import io.returnbridge.model.ReturnSnapshot.RefundStatus;
import io.returnbridge.model.ReturnState;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the credit record of a refund is to contain: pure decisions, without a request. */
public final class Credits {

  private Credits() {}

  /**
   * Whether the refund's amount, fees, bonus and reversal can be right, and the currency can hold
   * them exactly.
   */
  public static boolean isExact(Refund refund) {
    BigDecimal bonus = refund.bonus();
    BigDecimal reversed = refund.reversedAmount();
    return RefundBounds.areKeptBy(refund)
        && Money.exact(refund.amount(), refund.currency()).isPresent()
        && Money.exact(refund.fees(), refund.currency()).isPresent()
        && (bonus == null || Money.exact(bonus, refund.currency()).isPresent())
        && (reversed == null || Money.exact(reversed, refund.currency()).isPresent());
  }

  public static Money amount(Refund refund) {
    return Money.exact(refund.amount(), refund.currency()).orElseThrow();
  }

  /** The credit that the Payment is, linked to no order yet. */
  static Credit of(String key, Refund refund, PaymentView payment) {
    return new Credit(
        refund.refundId(), key, payment.id(), payment.version(), amount(refund), null, null);
  }

  /** What is to be charged back in all: the full amount unless Reveni says how much. */
  public static Optional<Money> charged(Refund refund) {
    if (refund.status() != RefundStatus.REVERSED && refund.status() != RefundStatus.RECOVERED) {
      return Optional.empty();
    }
    BigDecimal reversed = refund.reversedAmount();
    return Optional.of(
        Money.exact(reversed == null ? refund.amount() : reversed, refund.currency())
            .orElseThrow());
  }

  /**
   * Whether the shopper keeps by the credit what they keep by Reveni's word. An amount that the
   * currency cannot hold is another trouble.
   */
  public static boolean agrees(Credit credit, Optional<Refund> refund) {
    return refund.filter(r -> r.status().wasPaid() && !isExact(r)).isPresent()
        || kept(credit).equals(agreed(credit, refund));
  }

  /** What the credit comes to without what was taken back. */
  static Money kept(Credit credit) {
    Money amount = credit.amount();
    return new Money(
        Math.subtractExact(amount.centAmount(), chargedCents(credit)), amount.currencyCode());
  }

  static long chargedCents(Credit credit) {
    Money charged = credit.charged();
    return charged == null ? 0 : charged.centAmount();
  }

  /** What the shopper keeps by Reveni's word: nothing of a refund that was not paid after all. */
  static Money agreed(Credit credit, Optional<Refund> refund) {
    return refund
        .filter(r -> r.status().wasPaid())
        .map(
            r ->
                new Money(
                    amount(r).centAmount() - charged(r).map(Money::centAmount).orElse(0L),
                    r.currency()))
        .orElse(Money.zero(credit.amount().currencyCode()));
  }

  /** What is to have been charged in all, so that the shopper keeps what Reveni says. */
  static Money toCharge(Credit credit, Refund refund) {
    Money amount = credit.amount();
    return new Money(
        amount.centAmount() - agreed(credit, Optional.of(refund)).centAmount(),
        amount.currencyCode());
  }

  /**
   * The credit as its Payment has it.
   *
   * @param payment null when it was deleted, which takes all of it back
   */
  static Credit inCommercetools(Credit known, @Nullable PaymentView payment) {
    String currency = known.amount().currencyCode();
    Money refunded =
        payment == null ? known.amount() : new Money(successful(payment, "Refund"), currency);
    long charged = payment == null ? refunded.centAmount() : charges(payment);
    return new Credit(
        known.refundId(),
        known.paymentKey(),
        known.paymentId(),
        payment == null ? known.paymentVersion() : payment.version(),
        refunded,
        charged == 0 ? null : new Money(charged, currency),
        known.linkedOrder());
  }

  /** What is created for a refund. */
  public static NewPayment payment(ReturnState state, Refund refund) {
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

  public static long successful(PaymentView payment, String type) {
    return payment.transactions().stream()
        .filter(t -> t.type().equals(type) && t.state().equals("Success"))
        .mapToLong(t -> t.amount().centAmount())
        .reduce(0, Math::addExact);
  }
}
