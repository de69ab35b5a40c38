package io.returnbridge.credit;

import io.returnbridge.commerce.OrderView;
import io.returnbridge.commerce.Payments;
import io.returnbridge.commerce.Payments.PaymentView;
import io.returnbridge.failure.Trouble;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.returns.Credit;
import io.returnbridge.returns.Money;
import io.returnbridge.returns.ReturnSnapshot.Refund;
import io.returnbridge.returns.ReturnState;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is wrong with a return's refunds, seen against its order: it stands beside the credits,
 * never instead of them.
 */
@ApplicationScoped
class RefundFindings {

  private final Payments payments;
  private final Mappings mappings;

  RefundFindings(Payments payments, Mappings mappings) {
    this.payments = payments;
    this.mappings = mappings;
  }

  /**
   * @param returns all returns of the order
   */
  List<Trouble> of(OrderView order, ReturnState state, List<ReturnState> returns) {
    List<Trouble> troubles = new ArrayList<>();
    List<Refund> paid =
        state.snapshot().refunds().stream().filter(r -> r.status().wasPaid()).toList();
    for (Refund refund : paid) {
      if (!refund.currency().equals(order.total().currencyCode())) {
        troubles.add(
            about(
                "REFUND_CURRENCY_MISMATCH",
                refund,
                Map.of("expected", order.total().currencyCode(), "actual", refund.currency())));
      }
      refund.items().stream()
          .filter(i -> state.item(i.itemId()).isEmpty())
          .findFirst()
          .ifPresent(
              i -> troubles.add(about("REFUND_UNALLOCATED", refund, Map.of("detail", i.itemId()))));
    }
    long refunded = refunded(order, state, returns);
    if (refunded > order.total().centAmount()) {
      troubles.add(over("OVER_REFUND", order, refunded));
    }
    Optional<Refund> byReveni =
        paid.stream().filter(r -> mappings.payload().isPaidByReveni(r.paidBy())).findFirst();
    if (byReveni.isPresent()) {
      long elsewhere = refundedElsewhere(order, returns);
      if (elsewhere > 0 && refunded + elsewhere > order.total().centAmount()) {
        troubles.add(over("DOUBLE_REFUND", order, refunded + elsewhere));
      }
    }
    return troubles;
  }

  /** Net of what was taken back, over all returns of the order, in the order's currency. */
  private static long refunded(OrderView order, ReturnState state, List<ReturnState> returns) {
    return returns.stream()
        .map(r -> r.id().equals(state.id()) ? state : r)
        .flatMap(r -> r.snapshot().refunds().stream())
        .filter(r -> r.status().wasPaid() && r.currency().equals(order.total().currencyCode()))
        .filter(Credits::isExact)
        .mapToLong(
            r ->
                Credits.amount(r).centAmount()
                    - Credits.charged(r).map(Money::centAmount).orElse(0L))
        .sum();
  }

  /**
   * Successful refunds of Payments on the order that are not our credits: one request, none without
   * such Payments.
   */
  private long refundedElsewhere(OrderView order, List<ReturnState> returns) {
    Set<String> others = new HashSet<>(order.paymentIds());
    returns.stream()
        .flatMap(r -> r.credits().stream())
        .map(Credit::paymentId)
        .forEach(others::remove);
    if (others.isEmpty()) {
      return 0;
    }
    long sum = 0;
    for (PaymentView payment : payments.read(others)) {
      if (!"Reveni".equals(payment.paymentInterface())
          && payment.planned().currencyCode().equals(order.total().currencyCode())) {
        sum += Credits.successful(payment, "Refund");
      }
    }
    return sum;
  }

  private static Trouble over(String code, OrderView order, long cents) {
    String currency = order.total().currencyCode();
    return Trouble.of(
        code,
        Map.of(
            "amount", new Money(cents, currency).toString(),
            "expected", order.total().toString(),
            "actual", new Money(cents, currency).toString()));
  }

  private static Trouble about(String code, Refund refund, Map<String, String> values) {
    Map<String, String> all = new HashMap<>(values);
    all.put("refundId", refund.refundId());
    all.put("amount", refund.amount().toPlainString() + " " + refund.currency());
    return new Trouble(code, refund.refundId(), null, all);
  }
}
