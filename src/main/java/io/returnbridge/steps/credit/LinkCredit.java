package io.returnbridge.steps.credit;

import io.returnbridge.cases.Cases;
import io.returnbridge.cases.Origin;
import io.returnbridge.commerce.OrderChange;
import io.returnbridge.commerce.OrderFields;
import io.returnbridge.commerce.Payments.PaymentView;
import io.returnbridge.commerce.Payments.Transaction;
import io.returnbridge.engine.BusinessStep;
import io.returnbridge.engine.Decision;
import io.returnbridge.engine.Seen;
import io.returnbridge.engine.Step;
import io.returnbridge.engine.Write;
import io.returnbridge.failure.Unavailable;
import io.returnbridge.model.Credit;
import io.returnbridge.model.Money;
import io.returnbridge.model.OrderView;
import io.returnbridge.model.ReturnSnapshot.Refund;
import io.returnbridge.model.ReturnState;
import io.returnbridge.model.Trouble;
import io.returnbridge.outage.Circuits;
import io.returnbridge.registry.Topic;
import io.returnbridge.store.OutboxRecord;
import io.returnbridge.store.Reason;
import io.returnbridge.store.ReturnStates;
import io.returnbridge.store.WakeUp;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Gives every refund that was paid its credit, a Payment linked to the original order, at once and
 * whatever the goods do. Natural key {@link io.returnbridge.model.Keys#credit}. What is wrong with
 * a refund is said beside its credit, never instead of it.
 */
@Step(
    name = LinkCredit.NAME,
    wakes = Topic.RETURNS_EVENTS,
    needs = Circuits.COMMERCETOOLS,
    tells = {Topic.FINANCE_CREDITS, Topic.CUSTOMER_NOTIFICATIONS},
    thenWakes = WakeUp.MIRROR_STATUS)
@ApplicationScoped
public class LinkCredit implements BusinessStep<CreditKnown> {

  public static final String NAME = WakeUp.LINK_CREDIT;

  private final ReturnStates states;
  private final RefundFindings findings;
  private final CreditRecords records;
  private final Cases cases;

  LinkCredit(ReturnStates states, RefundFindings findings, CreditRecords records, Cases cases) {
    this.states = states;
    this.findings = findings;
    this.records = records;
    this.cases = cases;
  }

  @Override
  public @Nullable CreditKnown know(WakeUp wakeUp, Seen seen) {
    return states
        .find(wakeUp.returnId())
        .map(
            state ->
                new CreditKnown(
                    state,
                    states,
                    seen,
                    wakeUp.isByPerson()
                        || wakeUp.reason().latest() instanceof Reason.Differs
                        || cases.isAnyRemembered(Origin.of(NAME, state))))
        .orElse(null);
  }

  @Override
  public Decision decide(CreditKnown known) {
    if (known.isDone()) {
      return Decision.nothing();
    }
    for (Refund refund : known.bookable()) {
      Optional<Write> missing = missing(known, refund);
      if (missing.isPresent()) {
        return Decision.send(missing.get());
      }
    }
    known.state().credits().stream()
        .filter(c -> !known.agrees(c))
        .forEach(c -> known.seen().payment(c.paymentKey()));
    ReturnState seen = known.now();
    if (!seen.orderFound()) {
      return done(known, seen, troubles(known, seen), List.of());
    }
    Optional<Write> former = former(known, seen);
    if (former.isPresent()) {
      return Decision.send(former.get());
    }
    String number = Objects.requireNonNull(seen.orderNumber());
    Optional<OrderView> order = known.seen().order(number);
    if (order.isEmpty()) {
      List<Trouble> all = new ArrayList<>(troubles(known, seen));
      all.add(Trouble.orderGone(number));
      return done(known, seen, all, List.of());
    }
    lookAtThoseTakenOff(known, seen, order.get());
    ReturnState now = known.now();
    List<Trouble> troubles = new ArrayList<>(troubles(known, now));
    List<ReturnState> returns = known.returns(now);
    List<OrderChange> lacks = lacks(order.get(), now, returns);
    if (!lacks.isEmpty()) {
      ReturnState made = known.withNewCredits();
      return made.credits().equals(known.state().credits())
          ? Decision.send(known.seen().update(order.get(), lacks))
          : Decision.remember(Decision.record(Origin.of(NAME, made)).state(made));
    }
    troubles.addAll(findings.of(order.get(), now, returns, known.seen()));
    return linked(known, now, number, troubles);
  }

  /** The Payment, then what was taken back of it. */
  private static Optional<Write> missing(CreditKnown known, Refund refund) {
    if (known.isRefused(refund) || known.stranger(refund).isPresent()) {
      return Optional.empty();
    }
    Optional<Credit> credit = known.credit(refund);
    if (credit.isEmpty()) {
      return Optional.of(known.seen().create(Credits.payment(known.state(), refund)));
    }
    boolean lacksCharge =
        Credits.charged(refund).isPresent()
            && Credits.toCharge(credit.get(), refund).centAmount()
                > Credits.chargedCents(credit.get());
    return lacksCharge ? charge(known, credit.get(), refund) : Optional.empty();
  }

  /**
   * A reversal or recovery: the Payment's charges are brought up to their total, by what is
   * missing.
   */
  private static Optional<Write> charge(CreditKnown known, Credit credit, Refund refund) {
    String key = credit.paymentKey();
    PaymentView payment =
        known
            .seen()
            .payment(key)
            .orElseThrow(
                () ->
                    new Unavailable(
                        "commercetools", "Payment " + key + " is not to be found", null, null));
    Money total = Credits.toCharge(credit, refund);
    long missing = total.centAmount() - Credits.charges(payment);
    return missing <= 0
        ? Optional.empty()
        : Optional.of(
            known
                .seen()
                .add(
                    key,
                    payment,
                    new Transaction(
                        "Charge",
                        "Success",
                        new Money(missing, total.currencyCode()),
                        key + "-charge-" + total.centAmount(),
                        null)));
  }

  /** Takes the credits off an order that a person has said is not the return's. */
  private static Optional<Write> former(CreditKnown known, ReturnState now) {
    for (String number : now.formerOrders()) {
      Optional<OrderView> order = known.seen().order(number);
      List<OrderChange> there =
          CreditKnown.paymentIds(now)
              .filter(p -> order.isPresent() && order.get().paymentIds().contains(p))
              .<OrderChange>map(OrderChange.RemovePayment::new)
              .toList();
      if (order.isPresent() && !there.isEmpty()) {
        return Optional.of(known.seen().update(order.get(), there));
      }
    }
    return Optional.empty();
  }

  /** Who has taken a Payment off the order may have deleted it. */
  private static void lookAtThoseTakenOff(CreditKnown known, ReturnState now, OrderView order) {
    for (Credit credit : now.credits()) {
      String paymentId = credit.paymentId();
      if (paymentId != null
          && order.orderNumber().equals(credit.linkedOrder())
          && !order.paymentIds().contains(paymentId)) {
        var looked = known.seen().payment(credit.paymentKey());
      }
    }
  }

  /** Every Payment that the order lacks, together with the refund fields. */
  private static List<OrderChange> lacks(
      OrderView order, ReturnState now, List<ReturnState> returns) {
    List<OrderChange> changes = new ArrayList<>();
    for (Credit credit : now.credits()) {
      String paymentId = credit.paymentId();
      if (paymentId != null
          && !order.paymentIds().contains(paymentId)
          && !isCleared(credit, order.orderNumber())) {
        changes.add(new OrderChange.AddPayment(paymentId));
      }
    }
    changes.addAll(OrderFields.missingRefundFields(order, returns));
    return changes;
  }

  /** What comes to nothing, and was on the order, may be taken off it. */
  private static boolean isCleared(Credit credit, String orderNumber) {
    return Credits.kept(credit).centAmount() == 0 && orderNumber.equals(credit.linkedOrder());
  }

  /** What is wrong with a credit that is not what Reveni says is finance's to decide. */
  private static List<Trouble> troubles(CreditKnown known, ReturnState now) {
    List<Trouble> troubles = new ArrayList<>();
    for (Refund refund : known.paid()) {
      if (!Credits.isExact(refund)) {
        troubles.add(CreditTroubles.inexact(refund));
        continue;
      }
      known
          .seen()
          .refusalOfPayment(CreditKnown.key(now, refund))
          .ifPresent(refused -> troubles.add(CreditTroubles.refused(refund, refused)));
      known
          .stranger(refund)
          .ifPresent(found -> troubles.add(CreditTroubles.conflict(refund, found)));
    }
    now.credits().stream()
        .filter(c -> known.state().credit(c.refundId()).isPresent() && !known.agrees(c))
        .forEach(c -> troubles.add(CreditTroubles.mismatch(c, known.refundOf(c))));
    return troubles;
  }

  /** The order has them all now. */
  private Decision linked(
      CreditKnown known, ReturnState now, String number, List<Trouble> troubles) {
    ReturnState linked = now;
    List<OutboxRecord> told = new ArrayList<>();
    for (Credit credit : now.credits()) {
      if (credit.paymentId() != null) {
        Credit link = credit.linkedTo(number);
        linked = linked.withCredit(link);
        ReturnState state = linked;
        known.refundOf(link).ifPresent(r -> told.addAll(records.of(state, r, link)));
      }
    }
    return done(known, linked, troubles, told);
  }

  private static Decision done(
      CreditKnown known, ReturnState now, List<Trouble> troubles, List<OutboxRecord> told) {
    ReturnState before = known.state();
    List<WakeUp> wakes =
        now.credits().stream()
            .filter(c -> !Credits.kept(c).equals(before(before, c)))
            .map(c -> new WakeUp(WakeUp.MIRROR_STATUS, now.id().subject(), why(known, c)))
            .toList();
    return Decision.record(Origin.of(NAME, now))
        .state(now.credits().equals(before.credits()) ? null : now)
        .told(told)
        .troubles(troubles)
        .wakes(wakes);
  }

  /** What comes to another amount is shown as soon as what Reveni says of the refund. */
  private static String why(CreditKnown known, Credit credit) {
    return known
        .refundOf(credit)
        .map(r -> Reason.FOLLOWS + "refund-" + r.status().name().toLowerCase(Locale.ROOT) + ":")
        .orElse("charge:")
        .concat(credit.refundId());
  }

  private static Money before(ReturnState before, Credit now) {
    return before.credit(now.refundId()).map(Credits::kept).orElse(now.amount());
  }
}
