package io.returnbridge.reports;

import io.returnbridge.commerce.CreditEvidence;
import io.returnbridge.commerce.CreditEvidence.PaidOrder;
import io.returnbridge.commerce.Payments.PaymentView;
import io.returnbridge.failure.NeedsDecision;
import io.returnbridge.failure.Rejected;
import io.returnbridge.failure.Unavailable;
import io.returnbridge.json.Json;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.mappings.StoreRow;
import io.returnbridge.model.Keys;
import io.returnbridge.model.Money;
import io.returnbridge.model.ReturnId;
import io.returnbridge.model.ReturnSnapshot;
import io.returnbridge.model.ReturnSnapshot.HeldBack;
import io.returnbridge.model.ReturnSnapshot.Part;
import io.returnbridge.model.ReturnSnapshot.Refund;
import io.returnbridge.model.ReturnState;
import io.returnbridge.model.Trouble;
import io.returnbridge.outage.Circuits;
import io.returnbridge.outage.Progress;
import io.returnbridge.reveni.ReveniAnswer;
import io.returnbridge.reveni.ReveniReturns;
import io.returnbridge.store.Database;
import io.returnbridge.store.ReturnStates;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads returns anew from Reveni, one request each, and their Payments and orders from
 * commercetools, some requests for all of them; and compares. Our own records say only which order
 * a person has named, which refunds nobody can ask about now, and what is still worked on.
 */
@ApplicationScoped
class CreditLook {

  /** So much of a worker's time at most. */
  private static final Duration LONGEST = Duration.ofSeconds(20);

  /** After so many in a row without an answer a store is not asked again in this look. */
  private static final int SILENT = 3;

  /** What was completed longer ago is not on its way any more. */
  private static final Duration YOUNG = Duration.ofMinutes(15);

  private static final String OWNER = "finance";

  private final ReveniReturns reveni;
  private final CreditEvidence evidence;
  private final ReturnStates states;
  private final Database database;
  private final Mappings mappings;

  CreditLook(
      ReveniReturns reveni,
      CreditEvidence evidence,
      ReturnStates states,
      Database database,
      Mappings mappings) {
    this.reveni = reveni;
    this.evidence = evidence;
    this.states = states;
    this.database = database;
    this.mappings = mappings;
  }

  /**
   * @param until refunds that were completed later are left out
   * @return fewer looks than ids when that takes long
   */
  List<Look> at(List<ReturnId> ids, Instant until, Instant asOf) {
    Map<ReturnId, ReturnState> known = known(ids);
    Map<String, Integer> silent = new HashMap<>();
    List<Seen> seen = new ArrayList<>();
    long end = System.nanoTime() + LONGEST.toNanos();
    for (ReturnId id : ids) {
      seen.add(read(id, known.get(id), silent, until, asOf));
      Progress.made();
      if (System.nanoTime() > end) {
        break;
      }
    }
    return compared(seen);
  }

  /** What Reveni said of one return. */
  private static final class Seen {
    final ReturnId id;
    final List<CreditCheck.Claim> claims = new ArrayList<>();
    final List<Row> rows = new ArrayList<>();
    boolean unread;
    boolean young;

    Seen(ReturnId id) {
      this.id = id;
    }
  }

  private Seen read(
      ReturnId id,
      @Nullable ReturnState known,
      Map<String, Integer> silent,
      Instant until,
      Instant asOf) {
    Seen seen = new Seen(id);
    if (silent.getOrDefault(id.store(), 0) >= SILENT) {
      unread(seen, known, "Reveni does not answer for this store.");
      return seen;
    }
    try {
      ReveniAnswer reading = reveni.read(id);
      silent.remove(id.store());
      if (reading instanceof ReveniAnswer.Found found) {
        found(seen, found, known, until, asOf);
      } else if (reading instanceof ReveniAnswer.NotFound) {
        unknown(seen, known, FindingTexts.NO_RETURN, "Reveni does not find the return.");
      }
    } catch (Unavailable away) {
      if (!away.system().equals(Circuits.REVENI)) {
        throw away;
      }
      silent.merge(id.store(), 1, Integer::sum);
      unread(seen, known, away.getMessage() + ".");
    } catch (NeedsDecision unreadable) {
      Trouble trouble = unreadable.trouble();
      String cause = trouble.values().getOrDefault("detail", "Reveni's answer cannot be read");
      if (!unknown(seen, known, trouble.code(), cause + ".")) {
        seen.rows.add(row(id, known, null, trouble.code(), cause + "."));
      }
    } catch (Rejected defect) {
      unknown(seen, known, FindingTexts.UNREADABLE, defect.getMessage() + ".");
    }
    return seen;
  }

  private void unread(Seen seen, @Nullable ReturnState known, String cause) {
    seen.unread = true;
    unknown(seen, known, FindingTexts.REVENI_AWAY, cause);
  }

  /**
   * Of what Reveni cannot say now, our records know at least which refunds were complete.
   *
   * @return whether there are any
   */
  private static boolean unknown(
      Seen seen, @Nullable ReturnState known, String finding, String cause) {
    if (known == null) {
      return false;
    }
    for (Refund refund : known.snapshot().refunds()) {
      if (refund.status().wasPaid()) {
        seen.rows.add(row(seen.id, known, refund, finding, cause));
      }
    }
    return !seen.rows.isEmpty();
  }

  private void found(
      Seen seen,
      ReveniAnswer.Found found,
      @Nullable ReturnState known,
      Instant until,
      Instant asOf) {
    ReturnSnapshot now = found.snapshot();
    seen.young = isYoung(now.updatedAt(), asOf);
    String order = order(now, known);
    String store =
        mappings.stores().find(seen.id.store()).map(StoreRow::commercetoolsStore).orElse(null);
    for (Refund refund : now.refunds()) {
      Instant completedAt = refund.completedAt();
      if (refund.status().wasPaid() && (completedAt == null || !completedAt.isAfter(until))) {
        seen.young |= completedAt != null && isYoung(completedAt, asOf);
        seen.claims.add(new CreditCheck.Claim(seen.id, now.rmaNumber(), order, store, refund));
      }
    }
    // A refund that is not understood may be complete.
    Set<String> told = new HashSet<>();
    for (Trouble trouble : found.troubles()) {
      String refundId = trouble.values().get("refundId");
      if (refundId != null && told.add(refundId)) {
        seen.rows.add(
            unreadable(now, order, refundId, trouble.code(), trouble.values().get("detail")));
      }
    }
    for (HeldBack part : now.heldBack()) {
      if (part.part() == Part.REFUND && (part.id() == null || told.add(part.id()))) {
        seen.rows.add(unreadable(now, order, part.id(), FindingTexts.UNREADABLE, null));
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

  private List<Look> compared(List<Seen> seen) {
    Set<String> keys = new HashSet<>();
    Set<String> numbers = new HashSet<>();
    for (Seen one : seen) {
      for (CreditCheck.Claim claim : one.claims) {
        keys.add(claim.paymentKey());
        Optional.ofNullable(claim.orderNumber()).ifPresent(numbers::add);
      }
    }
    Map<String, PaymentView> payments = evidence.payments(keys);
    Map<String, PaidOrder> orders = evidence.orders(numbers);
    Map<ReturnId, List<String>> ok = new HashMap<>();
    Map<ReturnId, List<Row>> wrong = new LinkedHashMap<>();
    for (Seen one : seen) {
      for (CreditCheck.Claim claim : one.claims) {
        CreditCheck.Verdict verdict =
            CreditCheck.of(
                claim, payments.get(claim.paymentKey()), orders.get(claim.orderNumber()));
        if (verdict.isOk()) {
          ok.computeIfAbsent(one.id, i -> new ArrayList<>()).add(claim.refund().refundId());
        } else {
          wrong.computeIfAbsent(one.id, i -> new ArrayList<>()).add(row(claim, verdict));
        }
      }
    }
    Set<ReturnId> inHand =
        inHand(
            seen.stream().filter(s -> s.young && wrong.containsKey(s.id)).map(s -> s.id).toList());
    return seen.stream()
        .map(
            one -> {
              List<Row> rows = wrong.getOrDefault(one.id, List.of());
              boolean onItsWay = inHand.contains(one.id);
              List<Row> named = new ArrayList<>(onItsWay ? List.of() : rows);
              named.addAll(one.rows);
              return new Look(
                  one.id,
                  ok.getOrDefault(one.id, List.of()),
                  onItsWay ? rows.size() : 0,
                  one.unread,
                  named);
            })
        .toList();
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

  /** Those of which a step has work to do now, which is no case. */
  private Set<ReturnId> inHand(List<ReturnId> ids) {
    if (ids.isEmpty()) {
      return Set.of();
    }
    Set<ReturnId> inHand = new HashSet<>();
    database
        .query(
            """
            select subject from work where step in ('accept-return', 'link-credit') and subject = any(?)
              and (not waiting or claimed_until is not null)
            union
            select subject from outgoing where step = 'accept-return' and subject = any(?) and published_at is null
            """,
            r -> r.text(1),
            ids.stream().map(ReturnId::subject).toArray(String[]::new),
            ids.stream().map(ReturnId::subject).toArray(String[]::new))
        .forEach(subject -> inHand.add(ReturnId.parse(subject)));
    return inHand;
  }

  private static Row row(CreditCheck.Claim claim, CreditCheck.Verdict verdict) {
    return row(
        claim.id(),
        claim.rmaNumber(),
        claim.orderNumber(),
        claim.refund().refundId(),
        verdict.finding(),
        verdict.owed(),
        verdict.actual(),
        claim.refund().completedAt(),
        verdict.cause());
  }

  private static Row row(
      ReturnId id,
      @Nullable ReturnState known,
      @Nullable Refund refund,
      String finding,
      String cause) {
    return row(
        id,
        known == null ? null : known.rmaNumber(),
        known == null ? null : known.orderNumber(),
        refund == null ? null : refund.refundId(),
        finding,
        refund == null ? null : Money.exact(refund.amount(), refund.currency()).orElse(null),
        null,
        refund == null ? null : refund.completedAt(),
        cause);
  }

  private static Row unreadable(
      ReturnSnapshot now,
      @Nullable String order,
      @Nullable String refundId,
      String code,
      @Nullable String detail) {
    String cause =
        Objects.requireNonNullElse(detail, "what Reveni says of the refund cannot be read");
    return row(now.id(), now.rmaNumber(), order, refundId, code, null, null, null, cause + ".");
  }

  private static Row row(
      ReturnId id,
      @Nullable String rmaNumber,
      @Nullable String orderNumber,
      @Nullable String refundId,
      String finding,
      @Nullable Money amount,
      @Nullable Money actual,
      @Nullable Instant completedAt,
      String cause) {
    return new Row(
        Row.Kind.REFUND,
        finding,
        false,
        refundId,
        rmaNumber,
        id.id(),
        id.store(),
        orderNumber,
        amount,
        actual,
        completedAt,
        refundId == null ? null : Keys.credit(id.id(), refundId),
        null,
        OWNER,
        null,
        null,
        null,
        cause,
        FindingTexts.of(finding).nextStep());
  }
}
