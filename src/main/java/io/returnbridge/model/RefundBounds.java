package io.returnbridge.model;

import io.returnbridge.model.ReturnSnapshot.Refund;
import io.returnbridge.model.ReturnSnapshot.RefundItem;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the amounts of a refund can be, whatever Reveni says. A refund that is out of these bounds
 * is taken for nothing: no credit, no sum and no unit counts it.
 */
public final class RefundBounds {

  public static final String CODE = "REFUND_AMOUNT_INVALID";

  /** In minor units: more than any order of any merchant is worth. */
  private static final BigDecimal TOO_MUCH = BigDecimal.TEN.pow(12);

  private RefundBounds() {}

  /** Whether the amount is one that any order can have. */
  public static boolean hold(BigDecimal amount, String currency) {
    return amount.signum() >= 0 && isBelowLimit(amount, currency);
  }

  /** As {@link #hold}, of what may be owed by either side. */
  public static boolean holdDifference(BigDecimal amount, String currency) {
    return isBelowLimit(amount.abs(), currency);
  }

  private static boolean isBelowLimit(BigDecimal amount, String currency) {
    return amount.movePointRight(Money.digits(currency).orElse(0)).compareTo(TOO_MUCH) < 0;
  }

  public static boolean areKeptBy(Refund refund) {
    return fault(refund).isEmpty();
  }

  /** What cannot be right, for people; empty when nothing is. */
  public static Optional<String> fault(Refund refund) {
    List<String> faults = new ArrayList<>();
    bound("its amount", refund.amount(), refund, faults);
    bound("its fees", refund.fees(), refund, faults);
    bound("its bonus", refund.bonus(), refund, faults);
    bound("what was taken back", refund.reversedAmount(), refund, faults);
    for (RefundItem item : refund.items()) {
      bound("what it pays for item " + item.itemId(), item.amount(), refund, faults);
    }
    if (faults.isEmpty()) {
      relations(refund, faults);
    }
    return faults.stream().findFirst();
  }

  private static void bound(
      String what, @Nullable BigDecimal amount, Refund refund, List<String> faults) {
    if (amount != null && !hold(amount, refund.currency())) {
      faults.add(
          "%s is %s, which is %s"
              .formatted(
                  what,
                  said(amount, refund.currency()),
                  amount.signum() < 0 ? "below zero" : "more than any order is worth"));
    }
  }

  private static void relations(Refund refund, List<String> faults) {
    String currency = refund.currency();
    BigDecimal reversed = refund.reversedAmount();
    if (reversed != null && reversed.compareTo(refund.amount()) > 0) {
      faults.add(
          "%s of it was taken back, more than its %s"
              .formatted(said(reversed, currency), said(refund.amount(), currency)));
    }
    BigDecimal paid = refund.amount().add(refund.fees());
    BigDecimal items = BigDecimal.ZERO;
    for (RefundItem item : refund.items()) {
      BigDecimal amount = item.amount();
      items = amount == null ? items : items.add(amount);
    }
    if (items.compareTo(paid) > 0) {
      faults.add(
          "its items come to %s, more than its amount and fees of %s"
              .formatted(said(items, currency), said(paid, currency)));
    }
  }

  /** Short, whatever was said. */
  private static String said(BigDecimal amount, String currency) {
    BigDecimal plain = amount.stripTrailingZeros();
    return Math.abs(plain.scale()) > 6
        ? plain.toString() + " " + currency
        : Money.text(amount, currency);
  }

  /** That refund alone waits for finance. */
  public static Trouble trouble(Refund refund, String fault) {
    return new Trouble(
        CODE,
        refund.refundId(),
        null,
        Map.of(
            "refundId",
            refund.refundId(),
            "amount",
            said(refund.amount(), refund.currency()),
            "detail",
            fault));
  }

  /** As {@link #trouble(Refund, String)}, where an amount is no number. */
  public static Trouble trouble(String refundId, String fault) {
    return new Trouble(CODE, refundId, null, Map.of("refundId", refundId, "detail", fault));
  }
}
