package io.returnbridge.steps.accept;

import io.returnbridge.engine.Seen;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.mappings.StoreRow;
import io.returnbridge.model.OrderView;
import io.returnbridge.model.ReturnSnapshot;
import io.returnbridge.model.ReturnState;
import io.returnbridge.model.Trouble;
import io.returnbridge.reveni.ReveniAnswer;
import io.returnbridge.reveni.ReveniReturns;
import io.returnbridge.store.ReturnStates;
import io.returnbridge.store.WakeUp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A return that Reveni shows.
 *
 * @param before what was known of it; null at first sight
 * @param next what follows from what Reveni says now, before units are given lines
 * @param troubles of what Reveni says
 * @param older whether Reveni showed less than is known: then what is known is looked at once more
 * @param orders that units may get lines of
 * @param at the time of this run
 */
record ShownReturn(
    WakeUp wakeUp,
    StoreRow store,
    @Nullable ReturnState before,
    ReturnState next,
    List<Trouble> troubles,
    boolean older,
    CandidateOrders orders,
    ReturnStates states,
    Seen seen,
    Instant at)
    implements AcceptKnown {

  static ShownReturn of(
      WakeUp wakeUp,
      StoreRow store,
      @Nullable ReturnState before,
      ReveniAnswer.Found found,
      Mappings mappings,
      ReturnStates states,
      Seen seen) {
    Instant now = Instant.now();
    ReturnSnapshot known = before == null ? null : before.snapshot();
    boolean older =
        known != null && known.outdates(found.snapshot(), now.plus(ReveniReturns.AHEAD));
    ReturnSnapshot snapshot = known != null && older ? known : found.snapshot();
    List<Trouble> troubles = new ArrayList<>(older ? List.of() : found.troubles());
    WrittenUnits written = WrittenUnits.on(seen::orderLastSeen, before);
    ReturnState next =
        MovedUnits.onTheirLines(
            StateDerivation.next(before, snapshot, mappings.reasons(), written::has, troubles),
            written);
    return new ShownReturn(
        wakeUp,
        store,
        before,
        next,
        List.copyOf(troubles),
        older,
        CandidateOrders.of(next, states),
        states,
        seen,
        now);
  }

  /** The order as it is now; another Store's counts as not there. */
  Optional<OrderView> order(String number) {
    return seen.orderNow(number).filter(o -> o.fits(store.commercetoolsStore()));
  }
}
