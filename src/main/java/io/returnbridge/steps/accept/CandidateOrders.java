package io.returnbridge.steps.accept;

import io.returnbridge.model.ReturnState;
import io.returnbridge.store.ReturnStates;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The orders that units of a return may get lines of. They are known before one of them is read:
 * who gives away lines of an order or of its exchange orders has claimed it.
 *
 * @param own the order that the return belongs to; null while Reveni names none. Goods that came
 *     with an exchange order were paid with the original
 * @param named the order that Reveni names now, by the same rule
 * @param isAnother whether that is another than before; what a person named is final
 * @param exchangeOrders of the one and of the other; empty when no unit needs a line
 */
record CandidateOrders(
    @Nullable String own,
    @Nullable String named,
    boolean isAnother,
    Map<String, List<String>> exchangeOrders) {

  static CandidateOrders of(ReturnState next, ReturnStates states) {
    String number = next.orderNumber();
    String said = next.snapshot().orderNumber();
    String own = number == null ? null : states.originalOf(number);
    String named = said == null ? null : states.originalOf(said);
    boolean isAnother =
        next.orderFound()
            && named != null
            && !named.equals(number)
            && next.timeline().stream().noneMatch(e -> e.event().equals("order-named"));
    Map<String, List<String>> exchangeOrders = new HashMap<>();
    if (own != null && (isAnother || needsLines(next))) {
      exchangeOrders.put(own, states.exchangeOrders(own));
    }
    if (named != null && isAnother) {
      exchangeOrders.put(named, states.exchangeOrders(named));
    }
    return new CandidateOrders(own, named, isAnother, exchangeOrders);
  }

  static boolean needsLines(ReturnState state) {
    return !state.orderFound()
        || state.units().stream().anyMatch(u -> u.allocation() == null && !u.released());
  }

  /** Of whose lines the units are to be; null while Reveni names none. */
  @Nullable String root() {
    return isAnother ? named : own;
  }
}
