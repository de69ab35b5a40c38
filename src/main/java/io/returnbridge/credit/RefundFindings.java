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
import java.util.function.Predicate;

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
              i ->
                  troubles.add(
                      about(
                          "REFUND_UNALLOCATED",
                          refund,
                          Map.of(
                              "detail",
                              "refund "
                                  + refund.refundId()
                                  + " is for item "
                                  + i.itemId()
                                  + ", which the return does not have"))));
    }
    long refunded = refunded(order, state, returns, r -> true);
    if (refunded > order.total().centAmount() && !paid.isEmpty()) {
      troubles.add(over("OVER_REFUND", paid.get(paid.size() - 1), order, refunded));
    }
    Optional<Refund> byReveni = paid.stream().filter(this::isByReveni).findFirst();
    if (byReveni.isPresent()) {
      long elsewhere = refundedElsewhere(order, returns);
      long together = refunded(order, state, returns, this::isByReveni) + elsewhere;
      if (elsewhere > 0 && together > order.total().centAmount()) {
        troubles.add(over("DOUBLE_REFUND", byReveni.get(), order, together));
      }
    }
    return troubles;
  }

  /** What the merchant pays is a refund of the provider's Payment as well, where it is counted. */
  private boolean isByReveni(Refund refund) {
    return mappings.payload().isPaidByReveni(refund.paidBy());
  }

  /** Net of what was taken back, over all returns of the order, in the order's currency. */
  private static long refunded(
      OrderView order, ReturnState state, List<ReturnState> returns, Predicate<Refund> which) {
    return returns.stream()
        .map(r -> r.id().equals(state.id()) ? state : r)
        .flatMap(r -> r.snapshot().refunds().stream())
        .filter(r -> r.status().wasPaid() && r.currency().equals(order.total().currencyCode()))
        .filter(r -> which.test(r) && Credits.isExact(r))
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

  private static Trouble over(String code, Refund last, OrderView order, long cents) {
    return Trouble.of(
        code,
        Map.of(
            "refundId", last.refundId(),
            "amount", Money.text(last.amount(), last.currency()),
            "expected", order.total().toString(),
            "actual", new Money(cents, order.total().currencyCode()).toString()));
  }

  private static Trouble about(String code, Refund refund, Map<String, String> values) {
    Map<String, String> all = new HashMap<>(values);
    all.put("refundId", refund.refundId());
    all.put("amount", Money.text(refund.amount(), refund.currency()));
    return new Trouble(code, refund.refundId(), null, all);
  }
}
