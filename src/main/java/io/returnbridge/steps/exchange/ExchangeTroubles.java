package io.returnbridge.steps.exchange;

import io.returnbridge.commerce.ExchangeOrders;
import io.returnbridge.commerce.ExchangeOrders.ExchangeOrder;
import io.returnbridge.commerce.Refused;
import io.returnbridge.failure.NeedsDecision;
import io.returnbridge.model.ExchangePlan;
import io.returnbridge.model.ReturnSnapshot.Exchange;
import io.returnbridge.model.ReturnSnapshot.Item;
import io.returnbridge.model.Trouble;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/** What can be wrong with an exchange; the subject is the number of its order. */
final class ExchangeTroubles {

  private ExchangeTroubles() {}

  static Trouble tooMany(Item item) {
    Exchange exchange = Objects.requireNonNull(item.exchange());
    return Trouble.ofItem(
        "EXCHANGE_QUANTITY",
        item.itemId(),
        Map.of(
            "sku", exchange.sku(),
            "actual", Integer.toString(exchange.quantity()),
            "expected", Integer.toString(item.quantity())));
  }

  static Trouble toCancel(ExchangePlan plan, String why) {
    return about("EXCHANGE_TO_CANCEL", plan, Map.of("actual", plan.orderNumber(), "detail", why));
  }

  static Trouble channelUnknown(ExchangePlan plan, String channel) {
    return about("CHANNEL_UNKNOWN", plan, Map.of("sku", skus(plan), "channel", channel));
  }

  static Trouble keyConflict(ExchangePlan plan, ExchangeOrder found) {
    return about(
        "KEY_CONFLICT",
        plan,
        Map.of(
            "expected",
            plan.orderNumber(),
            "detail",
            "an order of "
                + found.lines().stream()
                    .map(l -> l.quantity() + " × " + l.sku())
                    .collect(Collectors.joining(", "))));
  }

  private static Trouble refused(ExchangePlan plan, Refused refused) {
    return about(
        refused.code().equals("OutOfStock") ? "EXCHANGE_OUT_OF_STOCK" : "EXCHANGE_FAILED",
        plan,
        Map.of(
            "sku",
            refused.skus().isEmpty() ? skus(plan) : String.join(", ", refused.skus()),
            "channel",
            plan.lines().stream()
                .map(l -> String.valueOf(l.supplyChannel()))
                .distinct()
                .collect(Collectors.joining(", ")),
            "detail",
            String.valueOf(refused.getMessage())));
  }

  /** Empty for a defect, which is nobody's to decide here. */
  static Optional<Trouble> notTaken(ExchangePlan plan, RuntimeException why) {
    if (why instanceof Refused refused) {
      return Optional.of(refused(plan, refused));
    }
    if (why instanceof NeedsDecision decision) {
      Trouble trouble = decision.trouble();
      return Optional.of(
          trouble.code().equals(ExchangeOrders.NO_ADDRESS)
              ? about(trouble.code(), plan, trouble.values())
              : trouble);
    }
    return Optional.empty();
  }

  private static Trouble about(String code, ExchangePlan plan, Map<String, String> values) {
    Map<String, String> all = new HashMap<>(values);
    all.putIfAbsent("sku", skus(plan));
    return new Trouble(code, plan.orderNumber(), null, all);
  }

  private static String skus(ExchangePlan plan) {
    return plan.lines().stream()
        .map(ExchangePlan.Line::sku)
        .distinct()
        .collect(Collectors.joining(", "));
  }
}
