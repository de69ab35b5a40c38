package io.returnbridge.reconciliation;

import io.returnbridge.commerce.Payments.PaymentView;
import io.returnbridge.commerce.Payments.Transaction;
import io.returnbridge.model.FieldValue;
import io.returnbridge.model.Keys;
import io.returnbridge.model.Money;
import io.returnbridge.model.OrderView;
import io.returnbridge.model.RefundBounds;
import io.returnbridge.model.RefundParts;
import io.returnbridge.model.ReturnId;
import io.returnbridge.model.ReturnSnapshot.Refund;
import io.returnbridge.reconciliation.Look.CheckedRefund;
import io.returnbridge.reconciliation.Look.Finding;
import io.returnbridge.steps.credit.Credits;
import io.returnbridge.store.WakeUp;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Whether the credit of a refund agrees with what Reveni says: a pure decision. It agrees when the
 * Payment under the refund's key is that return's and refund's, its successful Refunds less its
 * successful Charges are what the shopper keeps by Reveni's word, and it is on the refund's order.
 * Of a refund that was taken back in full nothing need be there.
 */
final class CreditCheck {

  /**
   * A refund that Reveni calls complete.
   *
   * @param orderNumber the order that was paid; null when Reveni names none
   * @param commerceStore in which the order has to be; null for any
   * @param parts of the refund's amount
   */
  record Claim(
      ReturnId id,
      String rmaNumber,
      @Nullable String orderNumber,
      @Nullable String commerceStore,
      Refund refund,
      List<RefundParts.Part> parts) {

    String paymentKey() {
      return Keys.credit(id.id(), refund.refundId());
    }
  }

  private CreditCheck() {}

  /**
   * What is wrong; empty where the credit agrees.
   *
   * @param payment under the claim's key; null for none
   * @param order of the claim's number; null for none
   */
  static Optional<Finding> of(
      Claim claim, @Nullable PaymentView payment, @Nullable OrderView order) {
    Refund refund = claim.refund();
    if (!Credits.isExact(refund)) {
      String code = RefundBounds.areKeptBy(refund) ? Codes.INEXACT : Codes.INVALID;
      String amount = Money.text(refund.amount(), refund.currency());
      return finding(claim, code, null, null, "Reveni says " + amount + ".");
    }
    Money owed = owed(refund);
    String key = claim.paymentKey();
    if (payment == null) {
      return owed.centAmount() == 0
          ? Optional.empty()
          : finding(claim, Codes.MISSING, owed, null, "commercetools has no Payment " + key + ".");
    }
    String wrong = wrong(claim, payment, owed);
    if (wrong != null) {
      Money kept = kept(payment, owed.currencyCode());
      return finding(claim, Codes.MISMATCH, owed, kept, wrong);
    }
    if (owed.centAmount() == 0) {
      return Optional.empty();
    }
    if (order == null || !order.fits(claim.commerceStore())) {
      String cause =
          claim.orderNumber() == null
              ? "The credit is recorded. Reveni names no order."
              : "The credit is recorded. commercetools has no order "
                  + claim.orderNumber()
                  + " of this store.";
      return finding(claim, Codes.NO_ORDER, owed, owed, cause);
    }
    return unlinked(claim, payment, order);
  }

  /** Whether the refund's Payment is not on its order, whatever it comes to. */
  static Optional<Finding> unlinked(
      Claim claim, @Nullable PaymentView payment, @Nullable OrderView order) {
    if (payment == null
        || order == null
        || !order.fits(claim.commerceStore())
        || order.paymentIds().contains(payment.id())
        || another(claim, payment) != null) {
      return Optional.empty();
    }
    Money owed = owed(claim.refund());
    return finding(
        claim,
        Codes.UNLINKED,
        owed,
        kept(payment, owed.currencyCode()),
        "Order %s does not have Payment %s.".formatted(order.orderNumber(), claim.paymentKey()));
  }

  private static Optional<Finding> finding(
      Claim claim, String code, @Nullable Money owed, @Nullable Money actual, String cause) {
    Refund refund = claim.refund();
    return Optional.of(
        new Finding(
            code, refund.refundId(), "", owed, actual, refund.completedAt(), cause, heals(code)));
  }

  /** A Payment is linked once more by itself; about all others a person decides. */
  private static @Nullable String heals(String code) {
    return code.equals(Codes.UNLINKED) ? WakeUp.LINK_CREDIT : null;
  }

  /** What is wrong with the Payment itself; null for nothing. */
  private static @Nullable String wrong(Claim claim, PaymentView payment, Money owed) {
    String another = another(claim, payment);
    return another == null ? wrongAmount(payment, owed) : another;
  }

  /** Whose Payment it is instead; null where it is this refund's. */
  private static @Nullable String another(Claim claim, PaymentView payment) {
    String returnId = text(payment, "reveniReturnId");
    String refundId = text(payment, "reveniRefundId");
    String rmaNumber = text(payment, "reveniRmaNumber");
    if (!claim.id().id().equals(returnId)
        || !claim.refund().refundId().equals(refundId)
        || !claim.rmaNumber().equals(rmaNumber)) {
      return "The Payment says that it is of return %s (%s), refund %s."
          .formatted(shown(returnId), shown(rmaNumber), shown(refundId));
    }
    return null;
  }

  private static @Nullable String wrongAmount(PaymentView payment, Money owed) {
    List<Transaction> successful =
        payment.transactions().stream().filter(t -> t.state().equals("Success")).toList();
    if (successful.stream().noneMatch(t -> t.type().equals("Refund"))) {
      return "The Payment has no successful Refund: "
          + (payment.transactions().isEmpty() ? "it has no transaction" : states(payment))
          + ".";
    }
    if (successful.stream().anyMatch(t -> !t.amount().currencyCode().equals(owed.currencyCode()))) {
      return "Reveni says " + owed + "; the Payment has " + states(payment) + ".";
    }
    Money kept = kept(payment, owed.currencyCode());
    return owed.equals(kept)
        ? null
        : "Reveni says " + owed + "; the Payment comes to " + kept + ".";
  }

  static Money owed(Refund refund) {
    Money amount = Credits.amount(refund);
    long charged = Credits.charged(refund).map(Money::centAmount).orElse(0L);
    return new Money(amount.centAmount() - charged, amount.currencyCode());
  }

  /** Null when it is in another currency. */
  static @Nullable Money kept(PaymentView payment, String currency) {
    boolean other =
        payment.transactions().stream()
            .filter(t -> t.state().equals("Success"))
            .anyMatch(t -> !t.amount().currencyCode().equals(currency));
    return other
        ? null
        : new Money(
            Math.subtractExact(
                Credits.successful(payment, "Refund"), Credits.successful(payment, "Charge")),
            currency);
  }

  private static String states(PaymentView payment) {
    return payment.transactions().stream()
        .map(t -> t.type() + " of " + t.amount() + ", " + t.state())
        .collect(Collectors.joining("; "));
  }

  private static @Nullable String text(PaymentView payment, String field) {
    return payment.custom().get(field) instanceof FieldValue.Text text ? text.value() : null;
  }

  private static String shown(@Nullable String text) {
    return text == null ? "?" : text;
  }

  /** For whoever lists every refund. */
  static CheckedRefund checked(Claim claim, @Nullable PaymentView payment) {
    Refund refund = claim.refund();
    boolean exact = Credits.isExact(refund);
    return new CheckedRefund(
        refund.refundId(),
        refund.status().name().toLowerCase(Locale.ROOT),
        claim.paymentKey(),
        exact ? owed(refund) : null,
        payment == null ? null : kept(payment, refund.currency()),
        exact ? Credits.amount(refund) : null,
        exact ? Credits.charged(refund).orElse(null) : null,
        exact ? claim.parts() : List.of(),
        refund.bonus() == null ? null : Money.exact(refund.bonus(), refund.currency()).orElse(null),
        refund.paidBy(),
        refund.method(),
        refund.completedAt());
  }
}
