package io.returnbridge.reconciliation;

import io.returnbridge.commerce.OrderChange;
import io.returnbridge.commerce.Payments.PaymentView;
import io.returnbridge.engine.Outside;
import io.returnbridge.model.Cause;
import io.returnbridge.model.Credit;
import io.returnbridge.model.FieldValue;
import io.returnbridge.model.Keys;
import io.returnbridge.model.Money;
import io.returnbridge.model.OrderView;
import io.returnbridge.model.ReturnId;
import io.returnbridge.model.ReturnSnapshot;
import io.returnbridge.model.ReturnSnapshot.Part;
import io.returnbridge.model.ReturnSnapshot.Refund;
import io.returnbridge.model.ReturnState;
import io.returnbridge.model.Unit;
import io.returnbridge.reconciliation.Look.Finding;
import io.returnbridge.steps.credit.Credits;
import io.returnbridge.steps.mirror.MirrorStatus;
import io.returnbridge.store.Effects;
import io.returnbridge.store.WakeUp;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What our own records say of a return, against Reveni on one side and commercetools on the other:
 * its state, what its orders show, its exchange orders, and credits that nothing explains. What an
 * order lacks is what mirror-status would write.
 */
@ApplicationScoped
public class ShownCheck {

  private static final Cause CAUSE = new Cause(WakeUp.RECONCILE, "", WakeUp.RECONCILE);

  private final Outside outside;
  private final MirrorStatus mirror;
  private final Effects effects;
  private final ExchangeCheck exchanges;

  public ShownCheck(
      Outside outside, MirrorStatus mirror, Effects effects, ExchangeCheck exchanges) {
    this.outside = outside;
    this.mirror = mirror;
    this.effects = effects;
    this.exchanges = exchanges;
  }

  /** Of all its refunds, also of those that were not paid, and of all credits that were made. */
  static Set<String> paymentKeys(Seen one) {
    Set<String> keys = new HashSet<>();
    Stream.ofNullable(one.now)
        .flatMap(now -> now.refunds().stream())
        .forEach(r -> keys.add(Keys.credit(one.id.id(), r.refundId())));
    Stream.ofNullable(one.known)
        .flatMap(known -> known.credits().stream())
        .forEach(c -> keys.add(c.paymentKey()));
    return keys;
  }

  /** Of orders that show it, of its exchange orders, and of the one that would come next. */
  static Set<String> orderNumbers(Seen one) {
    Set<String> numbers = new HashSet<>();
    ReturnState known = one.known;
    if (known != null) {
      Optional.ofNullable(known.orderNumber()).ifPresent(numbers::add);
      numbers.addAll(known.formerOrders());
      known.units().stream()
          .map(Unit::allocation)
          .flatMap(Stream::ofNullable)
          .forEach(a -> numbers.add(a.orderNumber()));
      known.exchanges().forEach(e -> numbers.add(e.orderNumber()));
      numbers.add(ExchangeCheck.next(known));
    }
    return numbers;
  }

  /** A credit that was never made is made by its step; one that is gone is a person's. */
  static Finding healing(Finding credit, @Nullable ReturnState known) {
    boolean neverMade =
        credit.code().equals(Codes.MISSING)
            && known != null
            && credit.refundId() != null
            && known.credit(credit.refundId()).isEmpty();
    boolean lacksCharge = credit.code().equals(Codes.NO_ORDER);
    return neverMade
        ? heals(credit, WakeUp.LINK_CREDIT)
        : lacksCharge ? heals(credit, WakeUp.MIRROR_STATUS) : credit;
  }

  private static Finding heals(Finding f, String step) {
    return new Finding(
        f.code(),
        f.refundId(),
        f.about(),
        f.amount(),
        f.actual(),
        f.completedAt(),
        f.cause(),
        step);
  }

  static Finding finding(String code, String about, String cause, @Nullable String heals) {
    return new Finding(code, null, about, null, null, null, cause, heals);
  }

  /** By return; none of one that is worked on, or that nothing is known of. */
  Map<ReturnId, List<Finding>> of(
      List<Seen> all, Map<String, PaymentView> payments, Map<String, OrderView> orders) {
    List<Seen> known = all.stream().filter(one -> !one.busy && one.known != null).toList();
    Map<ReturnId, List<String>> awaited =
        exchanges.awaited(known.stream().map(one -> one.id).toList());
    Map<ReturnId, List<Finding>> findings = new HashMap<>();
    for (Seen one : known) {
      ReturnState state = Objects.requireNonNull(one.known);
      List<Finding> wrong = new ArrayList<>();
      ReturnSnapshot now = one.now;
      if (now != null) {
        behind(state, now).ifPresent(wrong::add);
        unexpected(state, now, payments).forEach(wrong::add);
      }
      onOrders(state, orders).forEach(wrong::add);
      edited(state, payments).forEach(wrong::add);
      ExchangeCheck.of(state, orders, awaited.getOrDefault(one.id, List.of())).forEach(wrong::add);
      findings.put(one.id, wrong);
    }
    all.stream()
        .filter(one -> !one.busy && one.known == null && one.now != null)
        .forEach(one -> findings.put(one.id, List.of(unknown())));
    return findings;
  }

  private static Finding unknown() {
    return finding(
        Codes.RETURN_UNKNOWN,
        "",
        "Reveni has the return, and it was never taken in.",
        WakeUp.ACCEPT_RETURN);
  }

  /** That Reveni has touched a return is no news by itself. */
  private static Optional<Finding> behind(ReturnState state, ReturnSnapshot now) {
    ReturnSnapshot taken = state.snapshot();
    boolean newer = !now.updatedAt().isBefore(taken.updatedAt());
    return newer && !now.withUpdatedAt(taken.updatedAt()).equals(taken)
        ? Optional.of(
            finding(
                Codes.BEHIND,
                "",
                "Reveni says \"%s\" since %s; taken in is \"%s\" of %s."
                    .formatted(
                        now.reveniStatus(),
                        now.updatedAt(),
                        taken.reveniStatus(),
                        taken.updatedAt()),
                WakeUp.ACCEPT_RETURN))
        : Optional.empty();
  }

  /** Credits of refunds that were not paid after all, or that Reveni has not. */
  private static List<Finding> unexpected(
      ReturnState state, ReturnSnapshot now, Map<String, PaymentView> payments) {
    Map<String, Refund> refunds = new HashMap<>();
    now.refunds().forEach(r -> refunds.put(r.refundId(), r));
    Set<String> ids = new HashSet<>(refunds.keySet());
    state.credits().stream()
        .map(Credit::refundId)
        .filter(id -> !now.holdsBack(Part.REFUND, id))
        .forEach(ids::add);
    List<Finding> findings = new ArrayList<>();
    for (String id : ids) {
      Refund refund = refunds.get(id);
      PaymentView payment = payments.get(Keys.credit(state.id().id(), id));
      if (payment == null || (refund != null && refund.status().wasPaid())) {
        continue;
      }
      String currency = payment.planned().currencyCode();
      Money kept = CreditCheck.kept(payment, currency);
      if (kept == null || kept.centAmount() != 0) {
        findings.add(
            new Finding(
                Codes.UNEXPECTED,
                id,
                "",
                Money.zero(currency),
                kept,
                null,
                refund == null
                    ? "Reveni has no refund " + id + " of this return."
                    : "Reveni says that refund %s is %s."
                        .formatted(id, refund.status().name().toLowerCase(Locale.ROOT)),
                null));
      }
    }
    return findings;
  }

  private List<Finding> onOrders(ReturnState state, Map<String, OrderView> orders) {
    List<Finding> findings = new ArrayList<>();
    lacks(state, orders)
        .forEach(
            (number, missing) -> {
              boolean foreign = effects.wasSet("order", number, OrderChange.values(missing));
              findings.add(
                  finding(
                      foreign ? Codes.FOREIGN : Codes.BEHIND,
                      number,
                      (foreign ? "Somebody has changed on order %s: %s." : "Order %s lacks: %s.")
                          .formatted(number, inWords(missing)),
                      WakeUp.MIRROR_STATUS));
            });
    return findings;
  }

  private Map<String, List<OrderChange>> lacks(ReturnState state, Map<String, OrderView> orders) {
    Map<String, Optional<OrderView>> seen = new HashMap<>();
    Stream.of(
            Stream.ofNullable(state.orderNumber()),
            state.formerOrders().stream(),
            state.units().stream()
                .map(Unit::allocation)
                .flatMap(Stream::ofNullable)
                .map(Unit.Allocation::orderNumber))
        .flatMap(numbers -> numbers)
        .forEach(n -> seen.put(n, Optional.ofNullable(orders.get(n))));
    return mirror.lacks(state.id(), outside.seen(CAUSE, seen));
  }

  private static String inWords(List<OrderChange> missing) {
    return missing.stream().map(ShownCheck::inWords).distinct().collect(Collectors.joining(", "));
  }

  private static String inWords(OrderChange change) {
    if (change instanceof OrderChange.SetField set) {
      return set.name();
    }
    if (change instanceof OrderChange.AddReturnInfo add) {
      return add.items().size() + " return items of " + add.trackingId();
    }
    if (change instanceof OrderChange.SetReturnPaymentState set) {
      return "return item " + set.returnItemKey() + " " + set.state();
    }
    if (change instanceof OrderChange.SetReturnItemField set) {
      return set.name() + " of return item " + set.returnItemKey();
    }
    return change instanceof OrderChange.TransitionState to ? "State " + to.stateKey() : "more";
  }

  /** What was written to a Payment beside its amounts, and is not so any more. */
  private static List<Finding> edited(ReturnState state, Map<String, PaymentView> payments) {
    List<Finding> findings = new ArrayList<>();
    for (Credit credit : state.credits()) {
      PaymentView payment = payments.get(credit.paymentKey());
      Optional<Refund> refund =
          state.snapshot().refunds().stream()
              .filter(r -> r.refundId().equals(credit.refundId()))
              .filter(r -> r.status().wasPaid() && Credits.isExact(r))
              .findFirst();
      if (payment == null || refund.isEmpty() || payment.version() == credit.paymentVersion()) {
        continue;
      }
      Map<String, FieldValue> ours = Credits.payment(state, refund.get()).fields();
      String changed =
          ours.keySet().stream()
              .filter(name -> !IDENTITY.contains(name))
              .filter(name -> !Objects.equals(ours.get(name), payment.custom().get(name)))
              .sorted()
              .collect(Collectors.joining(", "));
      if (!changed.isEmpty()) {
        findings.add(
            new Finding(
                Codes.FOREIGN,
                credit.refundId(),
                credit.paymentKey(),
                null,
                null,
                null,
                "Somebody has changed on Payment %s: %s.".formatted(credit.paymentKey(), changed),
                null));
      }
    }
    return findings;
  }

  /** Of these a difference is a CREDIT_MISMATCH. */
  private static final Set<String> IDENTITY =
      Set.of("reveniReturnId", "reveniRmaNumber", "reveniRefundId");
}
