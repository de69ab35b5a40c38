package io.returnbridge.steps.credit;

import io.returnbridge.commerce.Payments.PaymentView;
import io.returnbridge.engine.Seen;
import io.returnbridge.model.Credit;
import io.returnbridge.model.Keys;
import io.returnbridge.model.ReturnSnapshot.Part;
import io.returnbridge.model.ReturnSnapshot.Refund;
import io.returnbridge.model.ReturnState;
import io.returnbridge.store.ReturnStates;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A return with its refunds, and their credits as far as they have been seen.
 *
 * @param asked whether a person has asked for the run, or a case of the step is open: then it is
 *     looked at although all of it was done
 */
record CreditKnown(ReturnState state, ReturnStates states, Seen seen, boolean asked) {

  List<Refund> paid() {
    return state.snapshot().refunds().stream().filter(r -> r.status().wasPaid()).toList();
  }

  /** Paid, and of amounts that can be booked. */
  List<Refund> bookable() {
    return paid().stream().filter(Credits::isExact).toList();
  }

  /** Whether nothing is left to do, as far as our own records go: they are saved together. */
  boolean isDone() {
    return !asked
        && paid().stream().allMatch(this::isComplete)
        && state.credits().stream().allMatch(this::agrees);
  }

  private boolean isComplete(Refund refund) {
    Optional<Credit> credit = state.credit(refund.refundId());
    return Credits.isExact(refund)
        && credit.isPresent()
        && credit.get().paymentId() != null
        && (!state.orderFound() || Objects.equals(credit.get().linkedOrder(), state.orderNumber()));
  }

  static String key(ReturnState state, Refund refund) {
    return Keys.credit(state.id().id(), refund.refundId());
  }

  /** Whether commercetools has refused the refund's Payment, or a change of it, in this run. */
  boolean isRefused(Refund refund) {
    return seen.refusalOfPayment(key(state, refund)).isPresent();
  }

  /** What was found under the refund's key and is another's. */
  Optional<PaymentView> stranger(Refund refund) {
    Optional<PaymentView> found = seen.paymentIfSeen(key(state, refund));
    return state.credit(refund.refundId()).isPresent() || found == null
        ? Optional.empty()
        : found.filter(p -> !Credits.isOurs(p, state, refund));
  }

  /** The refund's credit as it was last seen; empty while there is none. */
  Optional<Credit> credit(Refund refund) {
    return state
        .credit(refund.refundId())
        .map(this::asSeen)
        .or(
            () -> {
              Optional<PaymentView> found = seen.paymentIfSeen(key(state, refund));
              return found == null
                  ? Optional.empty()
                  : found
                      .filter(p -> Credits.isOurs(p, state, refund))
                      .map(
                          p ->
                              Credits.inCommercetools(
                                  Credits.of(key(state, refund), refund, p), p));
            });
  }

  /** All credits as they were last seen, known ones first. */
  List<Credit> credits() {
    List<Credit> credits = new ArrayList<>(state.credits().stream().map(this::asSeen).toList());
    bookable().stream()
        .filter(r -> state.credit(r.refundId()).isEmpty())
        .flatMap(r -> credit(r).stream())
        .forEach(credits::add);
    return credits;
  }

  private Credit asSeen(Credit known) {
    Optional<PaymentView> found = seen.paymentIfSeen(known.paymentKey());
    return found == null ? known : Credits.inCommercetools(known, found.orElse(null));
  }

  /** Of a refund that cannot be read, nobody knows that it is gone. */
  boolean agrees(Credit credit) {
    Optional<Refund> refund = refundOf(credit);
    return (refund.isEmpty() && state.snapshot().holdsBack(Part.REFUND, credit.refundId()))
        || Credits.agrees(credit, refund);
  }

  Optional<Refund> refundOf(Credit credit) {
    return state.snapshot().refunds().stream()
        .filter(r -> r.refundId().equals(credit.refundId()))
        .findFirst();
  }

  /** All returns of the order, this one with its credits as they are now. */
  List<ReturnState> returns(ReturnState now) {
    return states.ofOrder(Objects.requireNonNull(state.orderNumber())).stream()
        .map(r -> r.id().equals(now.id()) ? now : r)
        .toList();
  }

  /** The state with all credits as they were last seen. */
  ReturnState now() {
    return credits().stream().reduce(state, ReturnState::withCredit, (a, b) -> b);
  }

  /**
   * The state with the credits that were made in this run, linked to no order, and nothing else of
   * what was seen: so it is not done yet, and they are known whatever becomes of their order.
   */
  ReturnState withNewCredits() {
    ReturnState made = state;
    for (Credit c : credits()) {
      if (state.credit(c.refundId()).isEmpty()) {
        made =
            made.withCredit(
                new Credit(
                    c.refundId(),
                    c.paymentKey(),
                    c.paymentId(),
                    c.paymentVersion(),
                    c.amount(),
                    null,
                    null));
      }
    }
    return made;
  }

  /** Ids of the Payments of all credits. */
  static Stream<String> paymentIds(ReturnState state) {
    return state.credits().stream().map(Credit::paymentId).flatMap(Stream::ofNullable);
  }
}
