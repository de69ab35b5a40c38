package io.returnbridge.books;

import com.fasterxml.jackson.annotation.JsonValue;
import io.returnbridge.mappings.PayloadMap;
import io.returnbridge.model.ExchangePlan;
import io.returnbridge.model.Money;
import io.returnbridge.model.ReturnSnapshot.Refund;
import io.returnbridge.model.ReturnSnapshot.RefundStatus;
import io.returnbridge.model.ReturnState;
import io.returnbridge.steps.credit.Credits;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a return's money comes to now: pure. What changes of it is an entry of {@link MoneyBook}.
 *
 * @param of what tells it from others of the return
 * @param at when it came to that, as far as anybody says
 */
record MoneyFact(Of of, long cents, Instant at) {

  /** What an amount is. */
  enum Kind {
    /** Paid to the shopper. */
    CREDIT,
    /** Taken back of it, by a reversal or a recovery. */
    REVERSAL,
    /** Withheld from it. */
    FEE,
    /** Given on top, as store credit. */
    BONUS,
    /** Promised, and not paid yet. */
    APPROVED,
    /** The worth of goods that were exchanged for others: no money moved. */
    EXCHANGE;

    @JsonValue
    String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    static Kind of(String word) {
      return valueOf(word.toUpperCase(Locale.ROOT));
    }
  }

  /**
   * @param subject the refund, or the exchange order
   * @param paidBy as Reveni says; empty for none
   * @param byReveni whether Reveni has paid and bills it
   * @param storeCredit whether the shopper has it as store credit
   */
  record Of(
      String subject,
      Kind kind,
      String currency,
      String paidBy,
      boolean byReveni,
      boolean storeCredit) {}

  /** Amounts that their currency cannot hold are none: they have a case. */
  static List<MoneyFact> of(ReturnState state, PayloadMap payload) {
    List<MoneyFact> facts = new ArrayList<>();
    for (Refund refund : state.snapshot().refunds()) {
      if (Credits.isExact(refund)) {
        refund(state, refund, payload, facts);
      }
    }
    for (ExchangePlan plan : state.exchanges()) {
      exchange(state, plan, facts);
    }
    return facts;
  }

  private static void refund(
      ReturnState state, Refund refund, PayloadMap payload, List<MoneyFact> facts) {
    Instant updated = state.snapshot().updatedAt();
    Instant completed = Objects.requireNonNullElse(refund.completedAt(), updated);
    boolean paid = refund.status().wasPaid();
    boolean storeCredit = payload.isStoreCredit(refund.method());
    boolean byReveni = payload.isPaidByReveni(refund.paidBy());
    long amount = Credits.amount(refund).centAmount();
    long taken = Credits.charged(refund).map(Money::centAmount).orElse(0L);
    for (Kind kind : Kind.values()) {
      long cents =
          switch (kind) {
            case CREDIT -> paid ? amount : 0;
            case REVERSAL -> taken;
            case FEE -> paid ? cents(refund.fees(), refund.currency()) : 0;
            case BONUS -> paid && taken < amount ? cents(refund.bonus(), refund.currency()) : 0;
            case APPROVED -> refund.status() == RefundStatus.APPROVED ? amount : 0;
            case EXCHANGE -> 0;
          };
      boolean later =
          kind == Kind.REVERSAL
              || (kind == Kind.APPROVED && cents != 0)
              || (kind == Kind.BONUS && cents == 0);
      if (kind != Kind.EXCHANGE) {
        facts.add(
            new MoneyFact(
                new Of(
                    refund.refundId(),
                    kind,
                    refund.currency(),
                    refund.paidBy(),
                    byReveni,
                    storeCredit || kind == Kind.BONUS),
                cents,
                later ? updated : completed));
      }
    }
  }

  private static long cents(@Nullable BigDecimal amount, String currency) {
    return amount == null ? 0 : Money.exact(amount, currency).map(Money::centAmount).orElse(0L);
  }

  /** What the currency cannot divide is left out. */
  private static void exchange(ReturnState state, ExchangePlan plan, List<MoneyFact> facts) {
    String currency = state.snapshot().currency();
    TreeMap<String, Integer> quantities = new TreeMap<>();
    plan.lines().forEach(l -> quantities.merge(l.itemId(), l.quantity(), Integer::sum));
    boolean counts = plan.orderId() != null && !plan.isOver();
    long cents = 0;
    for (var entry : quantities.entrySet()) {
      cents +=
          state
              .item(entry.getKey())
              .filter(item -> counts && item.amount() != null && item.quantity() > 0)
              .map(
                  item ->
                      Objects.requireNonNull(item.amount())
                          .multiply(BigDecimal.valueOf(entry.getValue()))
                          .divide(
                              BigDecimal.valueOf(item.quantity()),
                              Money.digits(currency).orElse(0),
                              RoundingMode.FLOOR))
              .map(amount -> cents(amount, currency))
              .orElse(0L);
    }
    String event = plan.isOver() ? "exchange-cancelled" : "exchange-created";
    facts.add(
        new MoneyFact(
            new Of(plan.orderNumber(), Kind.EXCHANGE, currency, "", false, false),
            cents,
            shown(state, event, plan.orderNumber()).orElse(state.snapshot().updatedAt())));
  }

  private static Optional<Instant> shown(ReturnState state, String event, String orderNumber) {
    return state.timeline().stream()
        .filter(e -> e.event().equals(event) && e.effect().contains(" " + orderNumber + " "))
        .map(ReturnState.TimelineEntry::at)
        .findFirst();
  }
}
