package io.returnbridge.reconciliation;

import io.returnbridge.commerce.Holdings;
import io.returnbridge.commerce.Payments.PaymentView;
import io.returnbridge.json.Json;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.model.OrderView;
import io.returnbridge.model.ReturnId;
import io.returnbridge.model.ReturnSnapshot.Refund;
import io.returnbridge.model.ReturnState;
import io.returnbridge.outage.Progress;
import io.returnbridge.reconciliation.Look.CheckedRefund;
import io.returnbridge.reconciliation.Look.Finding;
import io.returnbridge.reveni.ReveniReturns;
import io.returnbridge.steps.credit.Credits;
import io.returnbridge.store.Database;
import io.returnbridge.store.ReturnStates;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads returns anew from Reveni, one request each, and what commercetools holds of them, some
 * requests for all of them; and compares. For credits our own records say only which order a person
 * has named, which refunds nobody can ask about now, and what is still worked on; a look at all
 * compares them as well.
 */
@ApplicationScoped
public class ReturnLook {

  /**
   * @param until refunds that were completed later are left out
   * @param asOf what was completed just before that may be on its way
   * @param all whether more than credits is compared
   * @param unchanged what Reveni's list says to be as it was, which is not read
   * @param shows whether steps take from now on what is seen of orders that differ
   */
  public record Scope(
      Instant until, Instant asOf, boolean all, Set<ReturnId> unchanged, boolean shows) {

    public static Scope ofCredits(Instant until, Instant asOf) {
      return new Scope(until, asOf, false, Set.of(), false);
    }

    static Scope ofAll(Instant asOf, Set<ReturnId> unchanged, boolean shows) {
      return new Scope(Instant.MAX, asOf, true, unchanged, shows);
    }
  }

  /** So much of a worker's time at most. */
  private static final Duration LONGEST = Duration.ofSeconds(20);

  private final ReveniReading reveni;
  private final Holdings holdings;
  private final Database database;
  private final ShownCheck shown;
  private final BusyReturns busy;

  public ReturnLook(
      ReveniReturns reveni,
      Holdings holdings,
      ReturnStates states,
      Database database,
      Mappings mappings,
      ShownCheck shown) {
    this.reveni = new ReveniReading(reveni, states, mappings);
    this.holdings = holdings;
    this.database = database;
    this.shown = shown;
    this.busy = new BusyReturns(database);
  }

  /**
   * @return fewer looks than ids when that takes long
   */
  public List<Look> at(List<ReturnId> ids, Scope scope) {
    Set<ReturnId> worked = scope.all() ? busy.among(ids) : Set.of();
    Map<ReturnId, ReturnState> known = known(ids);
    Map<String, Integer> silent = new HashMap<>();
    List<Seen> seen = new ArrayList<>();
    long end = System.nanoTime() + LONGEST.toNanos();
    for (ReturnId id : ids) {
      Seen one = new Seen(id, known.get(id), scope.until());
      one.busy = worked.contains(id);
      if (!one.busy) {
        reveni.read(one, silent, scope);
        Progress.made();
      }
      seen.add(one);
      if (System.nanoTime() > end) {
        break;
      }
    }
    return compared(seen, scope);
  }

  private List<Look> compared(List<Seen> seen, Scope scope) {
    Set<String> keys = new HashSet<>();
    Set<String> numbers = new HashSet<>();
    for (Seen one : seen) {
      for (CreditCheck.Claim claim : one.claims) {
        keys.add(claim.paymentKey());
        Optional.ofNullable(claim.orderNumber()).ifPresent(numbers::add);
      }
      if (scope.all() && !one.busy) {
        keys.addAll(ShownCheck.paymentKeys(one));
        numbers.addAll(ShownCheck.orderNumbers(one));
      }
    }
    Map<String, PaymentView> payments = holdings.payments(keys);
    Map<String, OrderView> orders = holdings.orders(numbers);
    if (scope.all()) {
      // What is worked on since is not as it was compared.
      Set<ReturnId> since = busy.changed(seen);
      seen.forEach(one -> one.busy |= since.contains(one.id));
    }
    Map<ReturnId, List<Finding>> besides =
        scope.all() ? shown.of(seen, payments, orders) : Map.of();
    Set<ReturnId> inHand =
        scope.all() ? Set.of() : inHand(seen.stream().filter(s -> s.young).map(s -> s.id).toList());
    List<Look> looks = new ArrayList<>();
    for (Seen one : seen) {
      looks.add(
          one.busy
              ? new Look(
                  one.id,
                  one.rmaNumber,
                  one.orderNumber,
                  List.of(),
                  0,
                  false,
                  true,
                  List.of(),
                  List.of())
              : look(
                  one,
                  scope.all() ? besides.getOrDefault(one.id, List.of()) : null,
                  payments,
                  orders,
                  inHand));
    }
    if (scope.shows()) {
      show(seen, looks, orders);
    }
    return looks;
  }

  private void show(List<Seen> seen, List<Look> looks, Map<String, OrderView> orders) {
    Set<String> numbers = new HashSet<>();
    for (int i = 0; i < looks.size(); i++) {
      if (!looks.get(i).findings().isEmpty()) {
        numbers.addAll(ShownCheck.orderNumbers(seen.get(i)));
      }
    }
    List<OrderView> there = numbers.stream().map(orders::get).filter(Objects::nonNull).toList();
    holdings.sawNow(numbers, there);
  }

  /**
   * @param besides what else is wrong; null where only credits were asked for
   */
  private static Look look(
      Seen one,
      @Nullable List<Finding> besides,
      Map<String, PaymentView> payments,
      Map<String, OrderView> orders,
      Set<ReturnId> inHand) {
    List<String> ok = new ArrayList<>();
    List<Finding> wrong = new ArrayList<>(one.unchecked);
    List<CheckedRefund> refunds = new ArrayList<>();
    int onItsWay = 0;
    for (CreditCheck.Claim claim : one.claims) {
      Refund refund = claim.refund();
      PaymentView payment = payments.get(claim.paymentKey());
      Optional<Finding> finding = CreditCheck.of(claim, payment, orders.get(claim.orderNumber()));
      if (finding.isEmpty()) {
        ok.add(refund.refundId());
      } else if (inHand.contains(one.id) && !isRecorded(one.known, refund)) {
        onItsWay++;
      } else {
        wrong.add(besides != null ? ShownCheck.healing(finding.get(), one.known) : finding.get());
      }
      if (besides != null && finding.isPresent() && finding.get().code().equals(Codes.MISMATCH)) {
        CreditCheck.unlinked(claim, payment, orders.get(claim.orderNumber())).ifPresent(wrong::add);
      }
      if (besides != null) {
        refunds.add(CreditCheck.checked(claim, payment));
      }
    }
    if (besides != null) {
      wrong.addAll(besides);
    }
    return new Look(
        one.id, one.rmaNumber, one.orderNumber, ok, onItsWay, one.unread, false, wrong, refunds);
  }

  private Map<ReturnId, ReturnState> known(List<ReturnId> ids) {
    Map<ReturnId, ReturnState> known = new HashMap<>();
    database
        .query(
            """
            select document from return_state
            where (store, return_id) in (select * from unnest(?::text[], ?::text[]))
            """,
            r -> Json.read(r.text(1), ReturnState.class),
            ids.stream().map(ReturnId::store).toArray(String[]::new),
            ids.stream().map(ReturnId::id).toArray(String[]::new))
        .forEach(state -> known.put(state.id(), state));
    return known;
  }

  /** Whether our own records say that its credit is made and linked: then nobody makes it now. */
  private static boolean isRecorded(@Nullable ReturnState known, Refund refund) {
    return known != null
        && known
            .credit(refund.refundId())
            .filter(c -> c.linkedOrder() != null && Credits.agrees(c, Optional.of(refund)))
            .isPresent();
  }

  /** Those of which a step has work to do now, and no person has. */
  private Set<ReturnId> inHand(List<ReturnId> ids) {
    if (ids.isEmpty()) {
      return Set.of();
    }
    Set<String> inHand =
        Set.copyOf(
            database.query(
                """
            select subject from (
              select subject from work where step in ('accept-return', 'link-credit')
                and (not waiting or token is not null)
              union select subject from outgoing where step = 'accept-return' and published_at is null) w
            where subject = any(?) and not exists (select 1 from exception_case c
              where c.step = 'link-credit' and c.work_subject = w.subject and c.status <> 'resolved')
            """,
                r -> r.text(1),
                (Object) ids.stream().map(ReturnId::subject).toArray(String[]::new)));
    return ids.stream().filter(id -> inHand.contains(id.subject())).collect(Collectors.toSet());
  }
}
