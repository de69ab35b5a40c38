package io.returnbridge.steps.credit;

import io.returnbridge.commerce.Payments.PaymentView;
import io.returnbridge.engine.Seen;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.model.Credit;
import io.returnbridge.model.ExchangePlan;
import io.returnbridge.model.Money;
import io.returnbridge.model.OrderView;
import io.returnbridge.model.RefundBounds;
import io.returnbridge.model.ReturnId;
import io.returnbridge.model.ReturnSnapshot.Part;
import io.returnbridge.model.ReturnSnapshot.Refund;
import io.returnbridge.model.ReturnState;
import io.returnbridge.model.Trouble;
import io.returnbridge.store.ReturnStates;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is wrong with a return's refunds, seen against its order: it stands beside the credits,
 * never instead of them.
 */
@ApplicationScoped
class RefundFindings {

  private final ReturnStates states;
  private final Mappings mappings;

  RefundFindings(ReturnStates states, Mappings mappings) {
    this.states = states;
    this.mappings = mappings;
  }

  /**
   * What was sold together: an order, and the exchange orders that its goods have led to, which
   * cost nothing by themselves.
   *
   * @param worth the order's total, and what the shopper paid on top for dearer goods
   * @param paymentIds of the order that was paid, and of the one at hand
   * @param returns of all these orders
   */
  private record Sale(Money worth, Set<String> paymentIds, List<ReturnState> returns) {}

  /**
   * @param returns all returns of the order
   */
  List<Trouble> of(OrderView order, ReturnState state, List<ReturnState> returns, Seen seen) {
    List<Trouble> troubles = new ArrayList<>();
    List<Refund> paid =
        state.snapshot().refunds().stream().filter(r -> r.status().wasPaid()).toList();
    for (Refund refund : paid) {
      if (Credits.isExact(refund) && !refund.currency().equals(order.total().currencyCode())) {
        troubles.add(
            about(
                "REFUND_CURRENCY_MISMATCH",
                refund,
                Map.of("expected", order.total().currencyCode(), "actual", refund.currency())));
      }
      refund.items().stream()
          .filter(i -> state.item(i.itemId()).isEmpty())
          .filter(i -> !state.snapshot().holdsBack(Part.ITEM, i.itemId()))
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
    Optional<Sale> sale = paid.isEmpty() ? Optional.empty() : sale(order, returns, seen);
    sale.ifPresent(s -> tooMuch(s, state, paid, troubles, seen));
    return troubles;
  }

  /** A sum that cannot be counted is none; what adds up to it waits for finance. */
  private void tooMuch(
      Sale sale, ReturnState state, List<Refund> paid, List<Trouble> troubles, Seen seen) {
    try {
      compareSums(sale, state, paid, troubles, seen);
    } catch (ArithmeticException overflow) {
      troubles.add(
          RefundBounds.trouble(
              paid.get(paid.size() - 1),
              "the refunds and Payments of its order add up to more than can be counted"));
    }
  }

  private void compareSums(
      Sale sale, ReturnState state, List<Refund> paid, List<Trouble> troubles, Seen seen) {
    long refunded = refunded(sale, state, r -> true);
    if (refunded > sale.worth().centAmount()) {
      troubles.add(over("OVER_REFUND", paid.get(paid.size() - 1), sale, refunded, Map.of()));
    }
    Optional<Refund> byReveni = paid.stream().filter(this::isByReveni).findFirst();
    if (byReveni.isPresent()) {
      List<PaymentView> others = refundedElsewhere(sale, seen);
      long elsewhere =
          others.stream().mapToLong(p -> Credits.successful(p, "Refund")).reduce(0, Math::addExact);
      long together = Math.addExact(refunded(sale, state, this::isByReveni), elsewhere);
      if (elsewhere > 0 && together > sale.worth().centAmount()) {
        troubles.add(
            over("DOUBLE_REFUND", byReveni.get(), sale, together, Map.of("detail", named(others))));
      }
    }
  }

  /** Nothing when the order that was paid is not to be found: nobody knows what it was worth. */
  private Optional<Sale> sale(OrderView order, List<ReturnState> returns, Seen seen) {
    String number = order.orderNumber();
    String original = states.originalOf(number);
    if (original.equals(number) && exchanges(returns).findAny().isEmpty()) {
      return Optional.of(new Sale(order.total(), order.paymentIds(), returns));
    }
    Optional<OrderView> paid =
        original.equals(number) ? Optional.of(order) : seen.orderNow(original);
    Map<ReturnId, ReturnState> all = new LinkedHashMap<>();
    returns.forEach(r -> all.put(r.id(), r));
    states.ofOrder(original).forEach(r -> all.put(r.id(), r));
    states
        .exchangeOrders(original)
        .forEach(n -> states.ofOrder(n).forEach(r -> all.put(r.id(), r)));
    List<ReturnState> together = List.copyOf(all.values());
    return paid.map(
        p -> {
          Set<String> paymentIds = new HashSet<>(order.paymentIds());
          paymentIds.addAll(p.paymentIds());
          Money total = p.total();
          return new Sale(
              total.plus(paidOnTop(together, total.currencyCode())), paymentIds, together);
        });
  }

  private static Stream<ExchangePlan> exchanges(List<ReturnState> returns) {
    return returns.stream()
        .flatMap(r -> r.exchanges().stream())
        .filter(e -> e.orderId() != null && !e.isOver());
  }

  private static Money paidOnTop(List<ReturnState> returns, String currency) {
    return new Money(
        exchanges(returns)
            .flatMap(e -> e.lines().stream())
            .map(ExchangePlan.Line::priceDifference)
            .filter(d -> d != null && d.currencyCode().equals(currency))
            .mapToLong(d -> Math.max(0, d.centAmount()))
            .reduce(0, Math::addExact),
        currency);
  }

  /** What the merchant pays is a refund of the provider's Payment as well, where it is counted. */
  private boolean isByReveni(Refund refund) {
    return mappings.payload().isPaidByReveni(refund.paidBy());
  }

  /** Net of what was taken back, over all returns of the sale, in its currency. */
  private static long refunded(Sale sale, ReturnState state, Predicate<Refund> which) {
    return sale.returns().stream()
        .map(r -> r.id().equals(state.id()) ? state : r)
        .flatMap(r -> r.snapshot().refunds().stream())
        .filter(r -> r.status().wasPaid() && r.currency().equals(sale.worth().currencyCode()))
        .filter(r -> which.test(r) && Credits.isExact(r))
        .mapToLong(
            r ->
                Credits.amount(r).centAmount()
                    - Credits.charged(r).map(Money::centAmount).orElse(0L))
        .reduce(0, Math::addExact);
  }

  /**
   * Successful refunds of Payments on the orders that are not our credits: one request, none
   * without such Payments.
   */
  private static List<PaymentView> refundedElsewhere(Sale sale, Seen seen) {
    Set<String> others = new HashSet<>(sale.paymentIds());
    sale.returns().stream()
        .flatMap(r -> r.credits().stream())
        .map(Credit::paymentId)
        .forEach(others::remove);
    return others.isEmpty()
        ? List.of()
        : seen.payments(others).stream()
            .filter(p -> !"Reveni".equals(p.paymentInterface()))
            .filter(p -> p.planned().currencyCode().equals(sale.worth().currencyCode()))
            .filter(p -> Credits.successful(p, "Refund") > 0)
            .toList();
  }

  /** As the provider's own pages find them: its id of the refund, else of the payment. */
  private static String named(List<PaymentView> payments) {
    return payments.stream()
        .flatMap(
            p ->
                p.transactions().stream()
                    .filter(t -> t.type().equals("Refund") && t.state().equals("Success"))
                    .map(
                        t ->
                            Stream.of(t.interactionId(), p.interfaceId(), p.key())
                                    .filter(Objects::nonNull)
                                    .findFirst()
                                    .orElse(p.id())
                                + ": "
                                + t.amount()))
        .sorted()
        .collect(Collectors.joining(", "));
  }

  private static Trouble over(
      String code, Refund last, Sale sale, long cents, Map<String, String> more) {
    Map<String, String> values = new HashMap<>(more);
    values.put("refundId", last.refundId());
    values.put("amount", Money.text(last.amount(), last.currency()));
    values.put("expected", sale.worth().toString());
    values.put("actual", new Money(cents, sale.worth().currencyCode()).toString());
    return Trouble.of(code, values);
  }

  private static Trouble about(String code, Refund refund, Map<String, String> values) {
    Map<String, String> all = new HashMap<>(values);
    all.put("refundId", refund.refundId());
    all.put("amount", Money.text(refund.amount(), refund.currency()));
    return new Trouble(code, refund.refundId(), null, all);
  }
}
