package io.returnbridge.steps.credit;

import io.returnbridge.cases.Cases;
import io.returnbridge.cases.Origin;
import io.returnbridge.commerce.Conflict;
import io.returnbridge.commerce.OrderChange;
import io.returnbridge.commerce.OrderConvergence;
import io.returnbridge.commerce.OrderFields;
import io.returnbridge.commerce.Payments;
import io.returnbridge.commerce.Payments.NewPayment;
import io.returnbridge.commerce.Payments.PaymentView;
import io.returnbridge.commerce.Payments.Transaction;
import io.returnbridge.commerce.Refused;
import io.returnbridge.commerce.WriteOutcomeUnknown;
import io.returnbridge.engine.Leases;
import io.returnbridge.engine.WorkList;
import io.returnbridge.failure.NeedsDecision;
import io.returnbridge.failure.Unavailable;
import io.returnbridge.model.Cause;
import io.returnbridge.model.Credit;
import io.returnbridge.model.Keys;
import io.returnbridge.model.Money;
import io.returnbridge.model.OrderView;
import io.returnbridge.model.ReturnId;
import io.returnbridge.model.ReturnSnapshot.Part;
import io.returnbridge.model.ReturnSnapshot.Refund;
import io.returnbridge.model.ReturnState;
import io.returnbridge.model.Trouble;
import io.returnbridge.store.Database;
import io.returnbridge.store.Outbox;
import io.returnbridge.store.OutboxRecord;
import io.returnbridge.store.ReturnStates;
import io.returnbridge.store.WakeUp;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The step link-credit: gives every refund that was paid its credit, a Payment linked to the
 * original order, at once and whatever the goods do. Natural key {@link Keys#credit}. A repeat
 * creates nothing and returns the records that Kafka has not confirmed. What is wrong with the
 * refund is said beside the credit, never instead of it.
 */
@Named("creditLinker")
@ApplicationScoped
public class CreditLinker {

  public static final String STEP = "link-credit";

  private final Payments payments;
  private final OrderConvergence convergence;
  private final RefundFindings findings;
  private final CreditRecords records;
  private final Database database;
  private final Leases leases;
  private final ReturnStates states;
  private final Outbox outbox;
  private final WorkList work;
  private final Cases cases;

  public CreditLinker(
      Payments payments,
      OrderConvergence convergence,
      RefundFindings findings,
      CreditRecords records,
      Database database,
      Leases leases,
      ReturnStates states,
      Outbox outbox,
      WorkList work,
      Cases cases) {
    this.payments = payments;
    this.convergence = convergence;
    this.findings = findings;
    this.records = records;
    this.database = database;
    this.leases = leases;
    this.states = states;
    this.outbox = outbox;
    this.work = work;
    this.cases = cases;
  }

  /**
   * @return the records of this return's credits that Kafka has not confirmed
   */
  public List<OutboxRecord> link(WakeUp wakeUp) {
    ReturnId id = ReturnId.parse(wakeUp.subject());
    return leases.holding(
        Leases.ofReturn(id.subject()),
        () -> {
          states.find(id).ifPresent(state -> new Run(wakeUp, state).link());
          return outbox.unpublished(STEP, id.subject());
        });
  }

  /** Whether nothing is left to do for the refund, as far as our own records go. */
  private static boolean isComplete(ReturnState state, Refund refund) {
    if (!Credits.isExact(refund)) {
      return false;
    }
    Optional<Credit> credit = state.credit(refund.refundId());
    return credit.isPresent()
        && credit.get().paymentId() != null
        && (!state.orderFound() || Objects.equals(credit.get().linkedOrder(), state.orderNumber()));
  }

  /** Of a refund that cannot be read, nobody knows that it is gone. */
  private static boolean agrees(ReturnState state, Credit credit) {
    Optional<Refund> refund = refundOf(state, credit);
    return (refund.isEmpty() && state.snapshot().holdsBack(Part.REFUND, credit.refundId()))
        || Credits.agrees(credit, refund);
  }

  private static Optional<Refund> refundOf(ReturnState state, Credit credit) {
    return state.snapshot().refunds().stream()
        .filter(r -> r.refundId().equals(credit.refundId()))
        .findFirst();
  }

  /** One wake-up of one return. */
  private final class Run {
    private final WakeUp wakeUp;
    private final Cause cause;
    private final List<Trouble> troubles = new ArrayList<>();
    private final List<OutboxRecord> told = new ArrayList<>();
    private ReturnState saved;
    private ReturnState state;

    Run(WakeUp wakeUp, ReturnState found) {
      this.wakeUp = wakeUp;
      this.cause = new Cause(STEP, wakeUp.subject(), wakeUp.trigger());
      this.saved = found;
      this.state = found;
    }

    void link() {
      List<Refund> paid =
          state.snapshot().refunds().stream().filter(r -> r.status().wasPaid()).toList();
      if (isDone(paid)) {
        return;
      }
      for (Refund refund : paid) {
        if (!Credits.isExact(refund)) {
          troubles.add(CreditTroubles.inexact(refund));
        } else {
          try {
            credit(refund);
          } catch (Refused refused) {
            troubles.add(CreditTroubles.refused(refund, refused));
          }
        }
      }
      for (Credit credit : state.credits()) {
        if (!agrees(state, credit)) {
          compare(credit);
        }
      }
      if (state.orderFound()) {
        putOnOrder(Objects.requireNonNull(state.orderNumber()));
      } else {
        record();
      }
    }

    /** What is done has its records and cases: they are saved together. */
    private boolean isDone(List<Refund> paid) {
      return paid.stream().allMatch(r -> isComplete(state, r))
          && state.credits().stream().allMatch(c -> agrees(state, c))
          && !wakeUp.trigger().startsWith("case:")
          && !cases.isAnyRemembered(Origin.of(STEP, state));
    }

    private void credit(Refund refund) {
      Credit credit = state.credit(refund.refundId()).orElse(null);
      if (credit == null) {
        PaymentView payment = ensure(refund);
        if (!Credits.isOurs(payment, state, refund)) {
          troubles.add(CreditTroubles.conflict(refund, payment));
          return;
        }
        credit =
            new Credit(
                refund.refundId(),
                Objects.requireNonNull(payment.key()),
                payment.id(),
                payment.version(),
                Credits.amount(refund),
                null,
                null);
        // Not done yet, for it has no order: a run after a crash goes on from here.
        saved = states.save(state.withCredit(credit));
        state = saved;
      }
      Money toCharge = Credits.toCharge(credit, refund);
      if (Credits.charged(refund).isPresent()
          && toCharge.centAmount() > Credits.chargedCents(credit)) {
        state = state.withCredit(charge(credit, toCharge, refund));
      }
    }

    /**
     * A credit that is not what Reveni says now: its Payment is looked at, for finance may have
     * corrected it there; what is wrong still is theirs to decide, since nothing that was paid is
     * taken back without Reveni's word.
     */
    private void compare(Credit known) {
      Optional<Refund> refund = refundOf(state, known);
      Credit there = Credits.inCommercetools(known, payments.find(known.paymentKey()).orElse(null));
      state = state.withCredit(there);
      if (!Credits.agrees(there, refund)) {
        troubles.add(CreditTroubles.mismatch(there, refund));
      }
    }

    /**
     * Creates the Payment; when it is there already, or nobody knows, it is looked up by its key.
     */
    private PaymentView ensure(Refund refund) {
      NewPayment wanted = Credits.payment(state, refund);
      try {
        return payments.create(wanted, cause);
      } catch (Refused refused) {
        if (refused.isDuplicate("key") || refused.isDuplicate("interfaceId")) {
          return payments.find(wanted.key()).orElseThrow(() -> refused);
        }
        throw refused;
      } catch (WriteOutcomeUnknown doubtful) {
        return payments.find(wanted.key()).orElseThrow(() -> doubtful);
      }
    }

    /**
     * A reversal or recovery: the Payment's charges are brought up to {@code total}, by what is
     * missing.
     */
    private Credit charge(Credit credit, Money total, Refund refund) {
      PaymentView payment = look(credit);
      for (int round = 1; round <= 5; round++) {
        long missing = total.centAmount() - Credits.charges(payment);
        if (missing <= 0) {
          return new Credit(
              credit.refundId(),
              credit.paymentKey(),
              credit.paymentId(),
              payment.version(),
              credit.amount(),
              new Money(Credits.charges(payment), total.currencyCode()),
              credit.linkedOrder());
        }
        try {
          payment =
              payments.addTransaction(
                  payment,
                  new Transaction(
                      "Charge",
                      "Success",
                      new Money(missing, total.currencyCode()),
                      credit.paymentKey() + "-charge-" + total.centAmount(),
                      null),
                  cause);
        } catch (Conflict | WriteOutcomeUnknown look) {
          payment = look(credit);
        }
      }
      throw new Unavailable(
          "conflict",
          "The charge of refund " + refund.refundId() + " keeps meeting conflicts",
          null,
          null);
    }

    private PaymentView look(Credit credit) {
      return payments
          .find(credit.paymentKey())
          .orElseThrow(
              () ->
                  new Unavailable(
                      "commercetools",
                      "Payment " + credit.paymentKey() + " is not to be found",
                      null,
                      null));
    }

    /** Adds every Payment that the order lacks together with the refund fields, in one update. */
    private void putOnOrder(String number) {
      state.formerOrders().forEach(this::leave);
      leases.holding(
          Leases.ofOrder(number),
          () -> {
            List<ReturnState> returns =
                states.ofOrder(number).stream()
                    .map(r -> r.id().equals(state.id()) ? state : r)
                    .toList();
            try {
              OrderView order = convergence.converge(number, cause, view -> missing(view, returns));
              troubles.addAll(findings.of(order, state, returns));
              link(number);
            } catch (NeedsDecision decision) {
              // An order that is gone hides nothing else that is wrong.
              troubles.add(decision.trouble());
            }
            record();
            return true;
          });
    }

    /** Takes the credits off an order that a person has said is not the return's. */
    private void leave(String former) {
      leases.holding(
          Leases.ofOrder(former),
          () ->
              convergence.convergeIfThere(
                  former,
                  cause,
                  order ->
                      state.credits().stream()
                          .map(Credit::paymentId)
                          .filter(Objects::nonNull)
                          .filter(order.paymentIds()::contains)
                          .<OrderChange>map(OrderChange.RemovePayment::new)
                          .toList(),
                  order -> false));
    }

    private List<OrderChange> missing(OrderView order, List<ReturnState> returns) {
      List<OrderChange> changes = new ArrayList<>();
      for (Credit credit : state.credits()) {
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

    /** The order has them all now. */
    private void link(String number) {
      for (Credit credit : state.credits()) {
        if (credit.paymentId() != null) {
          Credit link = credit.linkedTo(number);
          state = state.withCredit(link);
          refundOf(state, link).ifPresent(r -> told.addAll(records.of(state, r, link)));
        }
      }
    }

    /** The end of the run, in one transaction: a run that finds all of it done relies on that. */
    private void record() {
      List<String> changed =
          state.credits().stream()
              .filter(c -> !Credits.kept(c).equals(before(c)))
              .map(c -> "charge:" + c.refundId())
              .toList();
      database.inTransaction(
          () -> {
            if (!state.credits().equals(saved.credits())) {
              states.save(state);
            }
            outbox.add(STEP, state.id().subject(), told);
            cases.settle(Origin.of(STEP, state), troubles);
            changed.forEach(why -> work.wake("mirror-status", state.id().subject(), why));
          });
    }

    private Money before(Credit credit) {
      return saved.credit(credit.refundId()).map(Credits::kept).orElse(credit.amount());
    }
  }
}
