package io.returnbridge.commerce;

import io.returnbridge.model.Cause;
import io.returnbridge.model.OrderView;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The orders of the commerce backend. Every method throws {@link
 * io.returnbridge.failure.Unavailable} when commercetools cannot be reached; writes throw {@link
 * Conflict}, {@link WriteOutcomeUnknown} and {@link Refused}. Callers have claimed the order.
 * Writes are recorded as effects with their cause.
 */
public interface Orders {

  /**
   * The order as last seen, without a request when it is known, else as it is now; use only as the
   * basis of a versioned update.
   */
  Optional<OrderView> lastSeen(String orderNumber);

  /** The order as it is now. */
  Optional<OrderView> read(String orderNumber);

  /**
   * One versioned update with all changes, all or nothing; the answer becomes the last seen order.
   * An order that was deleted since it was seen is a {@link Conflict} as well.
   */
  OrderView update(OrderView basis, List<OrderChange> changes, Cause cause);

  /**
   * As {@link #update}, with the changes of several causes, each of which is recorded as an effect
   * of its own.
   */
  default OrderView updateTogether(OrderView basis, Map<Cause, List<OrderChange>> changes) {
    return update(
        basis,
        changes.values().stream().flatMap(List::stream).toList(),
        changes.keySet().iterator().next());
  }

  /**
   * The id of the State with that key, for comparing with {@link OrderView#stateId()}; empty when
   * there is none.
   */
  Optional<String> stateId(String stateKey);
}
