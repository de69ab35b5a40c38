package io.returnbridge.model;

import io.returnbridge.model.ReturnSnapshot.Exchange;
import io.returnbridge.model.ReturnSnapshot.Item;
import io.returnbridge.model.ReturnSnapshot.ItemStatus;
import io.returnbridge.model.ReturnSnapshot.Refund;
import io.returnbridge.model.ReturnSnapshot.RefundStatus;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What happened between two states of a return, in the order in which a person would tell it. */
public final class EventDerivation {

  private final @Nullable ReturnState before;
  private final ReturnState after;
  private final List<ReturnEvent> events = new ArrayList<>();

  private EventDerivation(@Nullable ReturnState before, ReturnState after) {
    this.before = before;
    this.after = after;
  }

  /**
   * @param before null for a return that is seen for the first time
   */
  public static List<ReturnEvent> between(@Nullable ReturnState before, ReturnState after) {
    EventDerivation derivation = new EventDerivation(before, after);
    derivation.ofTheReturn();
    after.snapshot().items().forEach(derivation::ofItem);
    after.snapshot().refunds().forEach(derivation::ofRefund);
    return List.copyOf(derivation.events);
  }

  private void ofTheReturn() {
    if (before == null) {
      add("return-opened", "", "Return opened: " + goods());
    }
    if (hasBecome(ReturnStage.SHIPPED)) {
      add("return-shipped", "", "Sent back by the shopper" + tracking());
    }
    long receivedBefore = before == null ? 0 : received(before);
    if (received(after) > receivedBefore) {
      add(
          "return-received",
          String.valueOf(received(after)),
          "Received: "
              + (received(after) - receivedBefore)
              + " of "
              + after.units().size()
              + " units");
    }
    if (hasBecome(ReturnStage.CANCELLED)) {
      add("return-cancelled", "", "Return cancelled");
    }
    if (hasBecome(ReturnStage.REJECTED)) {
      add("return-rejected", "", "Return rejected");
    }
  }

  private boolean hasBecome(ReturnStage stage) {
    return after.snapshot().stage() == stage
        && (before == null || before.snapshot().stage() != stage);
  }

  private void ofItem(Item item) {
    Optional<Item> known = before == null ? Optional.empty() : before.item(item.itemId());
    ItemStatus knownStatus = known.map(Item::status).orElse(ItemStatus.PENDING);
    if (item.status() != knownStatus && item.status() != ItemStatus.PENDING) {
      String verdict = item.status() == ItemStatus.ACCEPTED ? "accepted" : "rejected";
      add("item-" + verdict, item.itemId(), item.quantity() + " × " + name(item) + " " + verdict);
    }
    Exchange exchange = item.exchange();
    Exchange knownExchange = known.map(Item::exchange).orElse(null);
    if (exchange != null && knownExchange == null) {
      add("exchange-agreed", item.itemId(), "Exchange agreed: " + exchange(item, exchange));
    } else if (!same(exchange, knownExchange)) {
      add(
          "exchange-changed",
          item.itemId(),
          exchange == null
              ? "Exchange of " + name(item) + " withdrawn"
              : "Exchange changed: " + exchange(item, exchange));
    }
  }

  private void ofRefund(Refund refund) {
    RefundStatus known =
        before == null
            ? RefundStatus.PENDING
            : before.snapshot().refunds().stream()
                .filter(r -> r.refundId().equals(refund.refundId()))
                .map(Refund::status)
                .findFirst()
                .orElse(RefundStatus.PENDING);
    boolean moreReversed =
        before != null
            && before.snapshot().refunds().stream()
                .anyMatch(
                    r ->
                        r.refundId().equals(refund.refundId())
                            && !Objects.equals(
                                amount(r.reversedAmount()), amount(refund.reversedAmount())));
    if ((refund.status() == known && !moreReversed) || refund.status() == RefundStatus.PENDING) {
      return;
    }
    String type = refund.status().name().toLowerCase(Locale.ROOT);
    add(
        "refund-" + type,
        refund.refundId(),
        "Refund of "
            + Money.text(refund.amount(), refund.currency())
            + " "
            + type
            + (refund.status() == RefundStatus.COMPLETED ? ", paid by " + refund.paidBy() : ""));
  }

  private static @Nullable BigDecimal amount(@Nullable BigDecimal amount) {
    return amount == null ? null : amount.stripTrailingZeros();
  }

  private static boolean same(@Nullable Exchange a, @Nullable Exchange b) {
    if (a == null || b == null) {
      return a == b;
    }
    return a.sku().equals(b.sku()) && a.quantity() == b.quantity();
  }

  private String exchange(Item item, Exchange exchange) {
    return name(item) + " for " + exchange.quantity() + " × " + exchange.sku();
  }

  /** The SKU that Reveni names, else that of the line. */
  private String name(Item item) {
    return item.sku().isEmpty()
        ? after.units().stream()
            .filter(u -> u.itemId().equals(item.itemId()) && !u.sku().isEmpty())
            .map(Unit::sku)
            .findFirst()
            .orElse(item.itemId())
        : item.sku();
  }

  private String goods() {
    return after.snapshot().items().stream()
        .map(i -> i.quantity() + " × " + name(i))
        .collect(Collectors.joining(", "));
  }

  private String tracking() {
    String numbers =
        after.snapshot().shipments().stream()
            .map(ReturnSnapshot.Shipment::trackingNumber)
            .filter(n -> !n.isEmpty())
            .collect(Collectors.joining(", "));
    return numbers.isEmpty() ? "" : ", tracking " + numbers;
  }

  private static long received(ReturnState state) {
    return state.units().stream().filter(Unit::received).count();
  }

  private void add(String type, String subject, String summary) {
    events.add(
        new ReturnEvent(
            type + ":" + after.id() + ":" + subject + ":" + (after.version() + 1),
            type,
            after.id().store(),
            after.id().id(),
            after.rmaNumber(),
            after.orderNumber(),
            subject,
            after.snapshot().updatedAt(),
            summary));
  }
}
