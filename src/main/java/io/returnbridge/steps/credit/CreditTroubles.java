package io.returnbridge.steps.credit;

import io.returnbridge.commerce.Payments.PaymentView;
import io.returnbridge.commerce.Refused;
import io.returnbridge.model.Credit;
import io.returnbridge.model.FieldValue;
import io.returnbridge.model.Money;
import io.returnbridge.model.RefundBounds;
import io.returnbridge.model.ReturnSnapshot.Refund;
import io.returnbridge.model.Trouble;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What can be wrong with the credit of one refund, which is each trouble's subject. */
final class CreditTroubles {

  private CreditTroubles() {}

  /** Of a refund that cannot be booked as it is. */
  static Trouble inexact(Refund refund) {
    Optional<String> fault = RefundBounds.fault(refund);
    if (fault.isPresent()) {
      return RefundBounds.trouble(refund, fault.get());
    }
    return new Trouble(
        "REFUND_AMOUNT_INEXACT",
        refund.refundId(),
        null,
        Map.of(
            "refundId",
            refund.refundId(),
            "amount",
            Money.text(refund.amount(), refund.currency()) + inexactPart(refund)));
  }

  /** Nothing where it is the amount itself. */
  private static String inexactPart(Refund refund) {
    String currency = refund.currency();
    BigDecimal bonus = refund.bonus();
    BigDecimal reversed = refund.reversedAmount();
    if (Money.exact(refund.amount(), currency).isEmpty()) {
      return "";
    }
    if (Money.exact(refund.fees(), currency).isEmpty()) {
      return " with fees of " + Money.text(refund.fees(), currency);
    }
    if (bonus != null && Money.exact(bonus, currency).isEmpty()) {
      return " with a bonus of " + Money.text(bonus, currency);
    }
    return reversed == null ? "" : ", of which " + Money.text(reversed, currency) + " taken back";
  }

  static Trouble mismatch(Credit credit, Optional<Refund> refund) {
    String why =
        refund.isEmpty()
            ? " (the refund is gone)"
            : refund.get().status().wasPaid()
                ? ""
                : " (the refund is " + refund.get().status().name().toLowerCase(Locale.ROOT) + ")";
    return new Trouble(
        "CREDIT_MISMATCH",
        credit.refundId(),
        null,
        Map.of(
            "refundId", credit.refundId(),
            "amount", credit.amount().toString(),
            "actual", Credits.kept(credit).toString(),
            "expected", Credits.agreed(credit, refund) + why));
  }

  /** One refund that commercetools does not take keeps the others from nothing. */
  static Trouble refused(Refund refund, Refused refused) {
    return new Trouble(
        "COMMERCETOOLS_REJECTED",
        refund.refundId(),
        null,
        Map.of(
            "refundId",
            refund.refundId(),
            "detail",
            "the credit of refund " + refund.refundId() + ", " + refused.getMessage()));
  }

  static Trouble conflict(Refund refund, PaymentView found) {
    return new Trouble(
        "KEY_CONFLICT",
        refund.refundId(),
        null,
        Map.of(
            "refundId", refund.refundId(),
            "expected", String.valueOf(found.key()),
            "detail",
                "a Payment of "
                    + found.transactions().stream().map(t -> t.amount().toString()).toList()
                    + " for "
                    + (found.custom().get("reveniRmaNumber") instanceof FieldValue.Text rma
                        ? "return " + rma.value()
                        : "no return of Reveni")));
  }
}
