package io.returnbridge.api;

import io.returnbridge.model.ExchangePlan;
import io.returnbridge.model.MeantUnits;
import io.returnbridge.model.Money;
import io.returnbridge.model.ReturnSnapshot;
import io.returnbridge.model.ReturnSnapshot.ItemStatus;
import io.returnbridge.model.ReturnSnapshot.Refund;
import io.returnbridge.model.ReturnSnapshot.RefundStatus;
import io.returnbridge.model.ReturnStage;
import io.returnbridge.model.ReturnState;
import io.returnbridge.model.Unit;
import java.math.BigDecimal;
import java.text.MessageFormat;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;

/**
 * "Where is my refund?" in one sentence that can be copied to the shopper: what was paid, by whom,
 * when and how, what becomes of an exchange, and, while something is open, where the goods are. It
 * says only what is known, in no words of ours: those that Reveni uses and that are not known here
 * are left out.
 */
public record Answer(String en, String es) {

  private static final DateTimeFormatter DAY = DateTimeFormatter.ofLocalizedDate(FormatStyle.LONG);

  /**
   * @param zone of the days
   * @param person whether somebody has to decide something about the return
   */
  static Answer of(ReturnState state, ZoneId zone, boolean person) {
    return new Answer(
        new Sentence(state, zone, person, Locale.UK).text(),
        new Sentence(state, zone, person, new Locale("es", "ES")).text());
  }

  private record Sentence(
      ReturnState state, ZoneId zone, boolean person, Locale locale, ResourceBundle words) {

    Sentence(ReturnState state, ZoneId zone, boolean person, Locale locale) {
      this(
          state,
          zone,
          person,
          locale,
          ResourceBundle.getBundle("words/answer", locale, Answer.class.getClassLoader()));
    }

    String text() {
      List<String> parts = new ArrayList<>();
      refunds().forEach(refund -> parts.add(refund(refund)));
      state.exchanges().forEach(plan -> exchange(plan).ifPresent(parts::add));
      if (isExchangeToCome()) {
        parts.add(word("exchange.planned"));
      }
      boolean first = parts.isEmpty();
      if (first || !isSettled() || isAnyRejected()) {
        String goods = goods(first);
        parts.add(first || !isAnySettled() ? goods : say("rest", goods));
      }
      return say("sentence", state.rmaNumber(), String.join("; ", parts));
    }

    private List<Refund> refunds() {
      boolean over = state.snapshot().stage() == ReturnStage.CANCELLED;
      return state.snapshot().refunds().stream()
          .filter(r -> !(over && r.status() == RefundStatus.PENDING))
          .toList();
    }

    private String refund(Refund refund) {
      String amount = money(refund.amount(), refund.currency()).map(this::amount).orElse("");
      String by = by(refund);
      return switch (refund.status()) {
        case PENDING -> say("refund.pending", amount);
        case APPROVED -> say("refund.approved", amount, by, how(refund));
        case FAILED -> say("refund.failed", amount);
        case COMPLETED, REVERSED, RECOVERED ->
            back(refund, bonus(refund, say("refund.paid", amount, by, how(refund), on(refund))));
      };
    }

    private String amount(String money) {
      return say("amount", money);
    }

    private String bonus(Refund refund, String paid) {
      BigDecimal bonus = refund.bonus();
      return bonus == null || bonus.signum() == 0
          ? paid
          : money(bonus, refund.currency()).map(b -> say("refund.bonus", paid, b)).orElse(paid);
    }

    private String back(Refund refund, String paid) {
      BigDecimal back = refund.reversedAmount();
      boolean isBack = refund.status() != RefundStatus.COMPLETED;
      if (!isBack && (back == null || back.signum() == 0)) {
        return paid;
      }
      return back == null || back.compareTo(refund.amount()) >= 0
          ? say("refund.back", paid)
          : money(back, refund.currency())
              .map(b -> say("refund.partly-back", paid, b))
              .orElse(paid);
    }

    private String by(Refund refund) {
      return switch (refund.paidBy().toLowerCase(Locale.ROOT)) {
        case "reveni" -> word("by.reveni");
        case "merchant", "shop", "store" -> word("by.merchant");
        default -> "";
      };
    }

    private String how(Refund refund) {
      String method = refund.method().toLowerCase(Locale.ROOT);
      return method.contains("transfer")
          ? word("how.bank")
          : method.contains("original")
              ? word("how.original")
              : method.contains("credit") && !method.contains("card") ? word("how.credit") : "";
    }

    private String on(Refund refund) {
      return refund.completedAt() == null
          ? ""
          : say("on", DAY.withLocale(locale).format(refund.completedAt().atZone(zone)));
    }

    private Optional<String> exchange(ExchangePlan plan) {
      return switch (plan.status()) {
        case ExchangePlan.CREATED -> Optional.of(say("exchange.created", plan.orderNumber()));
        case ExchangePlan.CANCELLED -> Optional.of(say("exchange.cancelled", plan.orderNumber()));
        default -> Optional.empty();
      };
    }

    /** It was agreed, and there is no order yet. */
    private boolean isExchangeToCome() {
      ReturnStage stage = state.snapshot().stage();
      return stage != ReturnStage.CANCELLED
          && stage != ReturnStage.REJECTED
          && state.snapshot().items().stream()
              .filter(item -> item.exchange() != null && item.status() != ItemStatus.REJECTED)
              .anyMatch(
                  item ->
                      state.exchanges().stream()
                          .noneMatch(
                              plan ->
                                  plan.status().equals(ExchangePlan.CREATED)
                                      && plan.itemIds().contains(item.itemId())));
    }

    /**
     * @param alone whether nothing else is said, so that this is about the refund as well
     */
    private String goods(boolean alone) {
      ReturnSnapshot snapshot = state.snapshot();
      ReturnStage stage = snapshot.stage();
      String goods = where(stage);
      boolean over = stage == ReturnStage.CANCELLED || stage == ReturnStage.REJECTED;
      if (alone && snapshot.refunds().isEmpty()) {
        goods = say(over ? "refund.none" : "refund.undecided", goods);
      }
      return person && stage != ReturnStage.CANCELLED ? say("and-person", goods) : goods;
    }

    private String where(ReturnStage stage) {
      long here = state.units().stream().filter(Unit::received).count();
      boolean inspected = state.units().stream().allMatch(u -> u.outcome() != null);
      if (stage == ReturnStage.CANCELLED) {
        return word("goods.cancelled");
      }
      if (isAnyRejected()) {
        boolean all =
            stage == ReturnStage.REJECTED
                || state.snapshot().items().stream()
                    .allMatch(i -> i.status() == ItemStatus.REJECTED);
        return say(all ? "goods.rejected" : "goods.part-rejected", why());
      }
      if (stage == ReturnStage.DECIDED) {
        return word("goods.accepted");
      }
      if (stage == ReturnStage.RECEIVED || state.snapshot().received() || here > 0) {
        boolean all =
            stage == ReturnStage.RECEIVED
                || state.snapshot().received()
                || here == state.units().size();
        return !all
            ? word("goods.part-here")
            : word(inspected && here > 0 ? "goods.inspected" : "goods.waiting");
      }
      return word(stage == ReturnStage.SHIPPED ? "goods.shipped" : "goods.opened");
    }

    private boolean isAnyRejected() {
      return state.snapshot().stage() == ReturnStage.REJECTED
          || state.snapshot().items().stream().anyMatch(i -> i.status() == ItemStatus.REJECTED);
    }

    /** Where all that was rejected has one reason for it, and there are words for that. */
    private String why() {
      List<String> reasons =
          state.units().stream().filter(this::isRejected).map(this::why).distinct().toList();
      return reasons.size() == 1 ? reasons.get(0) : "";
    }

    /** By inspection, else by what Reveni says of its item. */
    private boolean isRejected(Unit unit) {
      Unit.Outcome outcome = unit.outcome();
      return outcome == null || outcome.verdict() == null
          ? state.snapshot().stage() == ReturnStage.REJECTED
              || state.snapshot().items().stream()
                  .anyMatch(
                      item ->
                          item.itemId().equals(unit.itemId())
                              && item.status() == ItemStatus.REJECTED)
          : outcome.verdict().equals("rejected");
    }

    private String why(Unit unit) {
      return switch (unit.outcome() == null ? "" : unit.outcome().grade()) {
        case "c" -> word("why.damaged");
        case "unusable" -> word("why.unusable");
        case Unit.NEVER_CAME -> word("why.never-came");
        default -> "";
      };
    }

    /** Nothing more is to come. */
    private boolean isSettled() {
      MeantUnits meant = new MeantUnits(state);
      return state.snapshot().refunds().stream().allMatch(r -> r.status().wasPaid())
          && (state.snapshot().terminal()
              || !state.units().isEmpty()
                  && state.units().stream().allMatch(u -> meant.paymentState(u).isPresent()));
    }

    private boolean isAnySettled() {
      MeantUnits meant = new MeantUnits(state);
      return state.units().stream().anyMatch(u -> meant.paymentState(u).isPresent());
    }

    private Optional<String> money(BigDecimal amount, String currency) {
      return Money.exact(amount, currency).map(money -> money.in(locale));
    }

    private String word(String key) {
      return words.getString(key);
    }

    private String say(String key, @Nullable Object... values) {
      return new MessageFormat(word(key), locale).format(values);
    }
  }
}
