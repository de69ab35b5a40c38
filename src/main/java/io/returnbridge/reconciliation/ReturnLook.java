package io.returnbridge.reconciliation;

import io.returnbridge.commerce.Holdings;
import io.returnbridge.commerce.Payments.PaymentView;
import io.returnbridge.failure.NeedsDecision;
import io.returnbridge.failure.Rejected;
import io.returnbridge.failure.Unavailable;
import io.returnbridge.json.Json;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.mappings.StoreRow;
import io.returnbridge.model.Money;
import io.returnbridge.model.OrderView;
import io.returnbridge.model.RefundParts;
import io.returnbridge.model.ReturnId;
import io.returnbridge.model.ReturnSnapshot;
import io.returnbridge.model.ReturnSnapshot.HeldBack;
import io.returnbridge.model.ReturnSnapshot.Part;
import io.returnbridge.model.ReturnSnapshot.Refund;
import io.returnbridge.model.ReturnState;
import io.returnbridge.model.Trouble;
import io.returnbridge.outage.Circuits;
import io.returnbridge.outage.Progress;
import io.returnbridge.reconciliation.Look.CheckedRefund;
import io.returnbridge.reconciliation.Look.Finding;
import io.returnbridge.reveni.ReveniAnswer;
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

  /** After so many in a row without an answer a store is not asked again in this look. */
  private static final int SILENT = 3;

  /** What was completed longer ago is not on its way any more. */
  private static final Duration YOUNG = Duration.ofMinutes(15);

  private final ReveniReturns reveni;
  private final Holdings holdings;
  private final ReturnStates states;
  private final Database database;
  private final Mappings mappings;
  private final ShownCheck shown;
  private final BusyReturns busy;

  public ReturnLook(
      ReveniReturns reveni,
      Holdings holdings,
      ReturnStates states,
      Database database,
      Mappings mappings,
      ShownCheck shown) {
    this.reveni = reveni;
    this.holdings = holdings;
    this.states = states;
    this.database = database;
    this.mappings = mappings;
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
        read(one, silent, scope);
        Progress.made();
      }
      seen.add(one);
      if (System.nanoTime() > end) {
        break;
      }
    }
    return compared(seen, scope);
  }

  /** What Reveni said of one return; until it says something, what is known of it. */
  static final class Seen {
    final ReturnId id;
    final @Nullable ReturnState known;
    final Instant until;
    final List<CreditCheck.Claim> claims = new ArrayList<>();
    final List<Finding> unchecked = new ArrayList<>();
    @Nullable String rmaNumber;
    @Nullable String orderNumber;
    @Nullable ReturnSnapshot now;
    boolean unread;
    boolean young;
    boolean busy;

    Seen(ReturnId id, @Nullable ReturnState known, Instant until) {
      this.id = id;
      this.known = known;
      this.until = until;
      this.rmaNumber = known == null ? null : known.rmaNumber();
      this.orderNumber = known == null ? null : known.orderNumber();
    }

    boolean isAbout(Refund refund) {
      Instant completedAt = refund.completedAt();
      return refund.status().wasPaid() && (completedAt == null || completedAt.isBefore(until));
    }
  }

  private void read(Seen seen, Map<String, Integer> silent, Scope scope) {
    String store = seen.id.store();
    if (scope.unchanged().contains(seen.id) && seen.known != null) {
      found(seen, new ReveniAnswer.Found(seen.known.snapshot(), List.of()), scope.asOf());
      return;
    }
    if (silent.getOrDefault(store, 0) >= SILENT) {
      unread(seen, "Reveni does not answer for this store.");
      return;
    }
    try {
      ReveniAnswer reading =
          scope.all() && seen.known != null
              ? reveni.read(seen.id, seen.known.snapshot())
              : reveni.read(seen.id);
      silent.remove(store);
      if (reading instanceof ReveniAnswer.Found found) {
        found(seen, found, scope.asOf());
      } else if (reading instanceof ReveniAnswer.NotFound) {
        notFound(seen, scope.all());
      }
    } catch (Unavailable away) {
      if (!away.system().equals(Circuits.REVENI)) {
        throw away;
      }
      silent.merge(store, 1, Integer::sum);
      unread(seen, away.getMessage() + ".");
    } catch (NeedsDecision unreadable) {
      Trouble trouble = unreadable.trouble();
      String cause = trouble.values().getOrDefault("detail", "Reveni's answer cannot be read");
      unreadable(seen, trouble.code(), cause + ".");
    } catch (Rejected defect) {
      unreadable(seen, Codes.UNREADABLE, defect.getMessage() + ".");
    }
  }

  private static void notFound(Seen seen, boolean all) {
    String cause = "Reveni does not find the return.";
    if (!unknown(seen, Codes.NO_RETURN, cause) && all && seen.known != null) {
      seen.unchecked.add(unchecked(Codes.NO_RETURN, null, cause));
    }
  }

  private static void unread(Seen seen, String cause) {
    seen.unread = true;
    unknown(seen, Codes.REVENI_AWAY, cause);
  }

  /** A return that cannot be understood is named even where no refund of it is known. */
  private static void unreadable(Seen seen, String code, String cause) {
    if (!unknown(seen, code, cause)) {
      seen.unchecked.add(unchecked(code, null, cause));
    }
  }

  /**
   * Of what Reveni cannot say now, our records know at least which refunds were complete.
   *
   * @return whether there are any
   */
  private static boolean unknown(Seen seen, String code, String cause) {
    List<Refund> refunds = seen.known == null ? List.of() : seen.known.snapshot().refunds();
    for (Refund refund : refunds) {
      if (seen.isAbout(refund)) {
        Money amount = Money.exact(refund.amount(), refund.currency()).orElse(null);
        seen.unchecked.add(
            new Finding(
                code, refund.refundId(), "", amount, null, refund.completedAt(), cause, null));
      }
    }
    return !seen.unchecked.isEmpty();
  }

  private static Finding unchecked(String code, @Nullable String refundId, String cause) {
    return new Finding(code, refundId, "", null, null, null, cause, null);
  }

  private void found(Seen seen, ReveniAnswer.Found found, Instant asOf) {
    ReturnSnapshot now = found.snapshot();
    seen.now = now;
    seen.rmaNumber = now.rmaNumber();
    seen.orderNumber = order(now, seen.known);
    seen.young = isYoung(now.updatedAt(), asOf);
    String store =
        mappings.stores().find(seen.id.store()).map(StoreRow::commercetoolsStore).orElse(null);
    for (Refund refund : now.refunds()) {
      if (seen.isAbout(refund)) {
        Instant completedAt = refund.completedAt();
        seen.young |= completedAt != null && isYoung(completedAt, asOf);
        seen.claims.add(
            new CreditCheck.Claim(
                seen.id,
                now.rmaNumber(),
                seen.orderNumber,
                store,
                refund,
                RefundParts.of(refund, now)));
      }
    }
    // A refund that is not understood may be complete.
    Set<String> told = new HashSet<>();
    for (Trouble trouble : found.troubles()) {
      String refundId = trouble.values().get("refundId");
      if (refundId != null && told.add(refundId)) {
        String detail = trouble.values().getOrDefault("detail", "it is not understood");
        seen.unchecked.add(unchecked(trouble.code(), refundId, detail + "."));
      }
    }
    for (HeldBack part : now.heldBack()) {
      if (part.part() == Part.REFUND && (part.id() == null || told.add(part.id()))) {
        seen.unchecked.add(
            unchecked(Codes.UNREADABLE, part.id(), "What Reveni says cannot be read."));
      }
    }
  }

  /** The order that a person has named, else Reveni's; of an exchange order its original. */
  private @Nullable String order(ReturnSnapshot now, @Nullable ReturnState known) {
    String number =
        known != null && known.orderFound() && known.orderNumber() != null
            ? known.orderNumber()
            : now.orderNumber();
    return number == null ? null : states.originalOf(number);
  }

  private static boolean isYoung(Instant at, Instant asOf) {
    return at.plus(YOUNG).isAfter(asOf);
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
