package io.returnbridge.model;

import io.returnbridge.model.ReturnSnapshot.Item;
import io.returnbridge.model.ReturnSnapshot.ItemStatus;
import io.returnbridge.model.ReturnSnapshot.Refund;
import io.returnbridge.model.ReturnSnapshot.RefundStatus;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a refund's amount is made of: its items, shipping, fees, and what nobody has named. */
public final class RefundParts {

  /**
   * @param kind {@code item}, {@code shipping}, {@code fee} (below zero), or {@code difference}:
   *     what is left
   * @param itemId of an item; null for the other kinds
   */
  public record Part(String kind, @Nullable String itemId, Money amount) {}

  private RefundParts() {}

  /**
   * They add up to the refund's amount. What a refund is for it says itself; where it does not, and
   * is the only one of its return, it is for the items that are not rejected or exchanged, as far
   * as their prices are not more than it. Empty when the currency cannot hold the amount.
   */
  public static List<Part> of(Refund refund, ReturnSnapshot snapshot) {
    Optional<Money> amount = Money.exact(refund.amount(), refund.currency());
    if (amount.isEmpty()) {
      return List.of();
    }
    List<Part> parts = new ArrayList<>(items(refund, snapshot));
    add(parts, "shipping", refund.shipping(), refund.currency());
    add(parts, "fee", refund.fees().negate(), refund.currency());
    long said = parts.stream().mapToLong(p -> p.amount().centAmount()).reduce(0, Math::addExact);
    long rest = Math.subtractExact(amount.get().centAmount(), said);
    if (rest != 0) {
      parts.add(new Part("difference", null, new Money(rest, refund.currency())));
    }
    return List.copyOf(parts);
  }

  /** What was reversed or recovered of it: the whole where nothing else is said. */
  public static Optional<Money> takenBack(Refund refund) {
    return refund.status() == RefundStatus.REVERSED || refund.status() == RefundStatus.RECOVERED
        ? Money.exact(
            Optional.ofNullable(refund.reversedAmount()).orElse(refund.amount()), refund.currency())
        : Optional.empty();
  }

  private static List<Part> items(Refund refund, ReturnSnapshot snapshot) {
    if (!refund.items().isEmpty() || !isOnlyOne(refund, snapshot)) {
      return refund.items().stream()
          .flatMap(i -> item(i.itemId(), i.amount(), refund.currency()).stream())
          .toList();
    }
    List<Part> meant =
        snapshot.items().stream()
            .filter(i -> i.status() != ItemStatus.REJECTED && i.exchange() == null)
            .flatMap(i -> item(i.itemId(), i.amount(), refund.currency()).stream())
            .toList();
    BigDecimal before =
        refund
            .amount()
            .add(refund.fees())
            .subtract(Optional.ofNullable(refund.shipping()).orElse(BigDecimal.ZERO));
    BigDecimal prices =
        snapshot.items().stream()
            .filter(i -> meant.stream().anyMatch(p -> i.itemId().equals(p.itemId())))
            .map(Item::amount)
            .reduce(BigDecimal.ZERO, RefundParts::plus);
    return prices.compareTo(before) <= 0 ? meant : List.of();
  }

  private static BigDecimal plus(BigDecimal sum, @Nullable BigDecimal amount) {
    return amount == null ? sum : sum.add(amount);
  }

  private static boolean isOnlyOne(Refund refund, ReturnSnapshot snapshot) {
    return snapshot.refunds().stream()
        .filter(r -> r.status() != RefundStatus.FAILED)
        .allMatch(r -> r.refundId().equals(refund.refundId()));
  }

  private static Optional<Part> item(String id, @Nullable BigDecimal amount, String currency) {
    return Optional.ofNullable(amount)
        .flatMap(a -> Money.exact(a, currency))
        .map(money -> new Part("item", id, money));
  }

  private static void add(
      List<Part> parts, String kind, @Nullable BigDecimal amount, String currency) {
    Optional.ofNullable(amount)
        .flatMap(a -> Money.exact(a, currency))
        .filter(money -> money.centAmount() != 0)
        .ifPresent(money -> parts.add(new Part(kind, null, money)));
  }
}
