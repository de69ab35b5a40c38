package io.returnbridge.reconciliation;

import io.returnbridge.failure.NeedsDecision;
import io.returnbridge.failure.Rejected;
import io.returnbridge.failure.Unavailable;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.mappings.StoreRow;
import io.returnbridge.model.Money;
import io.returnbridge.model.RefundParts;
import io.returnbridge.model.ReturnSnapshot;
import io.returnbridge.model.ReturnSnapshot.HeldBack;
import io.returnbridge.model.ReturnSnapshot.Part;
import io.returnbridge.model.ReturnSnapshot.Refund;
import io.returnbridge.model.ReturnState;
import io.returnbridge.model.Trouble;
import io.returnbridge.outage.Circuits;
import io.returnbridge.reconciliation.Look.Finding;
import io.returnbridge.reconciliation.ReturnLook.Scope;
import io.returnbridge.reveni.ReveniAnswer;
import io.returnbridge.reveni.ReveniReturns;
import io.returnbridge.store.ReturnStates;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What Reveni says now of returns, and what nobody can ask about. */
final class ReveniReading {

  /** After so many in a row without an answer a store is not asked again in this look. */
  private static final int SILENT = 3;

  /** What was completed longer ago is not on its way any more. */
  private static final Duration YOUNG = Duration.ofMinutes(15);

  private final ReveniReturns reveni;
  private final ReturnStates states;
  private final Mappings mappings;

  ReveniReading(ReveniReturns reveni, ReturnStates states, Mappings mappings) {
    this.reveni = reveni;
    this.states = states;
    this.mappings = mappings;
  }

  /**
   * @param silent how often in a row each store was silent
   */
  void read(Seen seen, Map<String, Integer> silent, Scope scope) {
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
}
