package io.returnbridge.commerce;

import io.returnbridge.failure.NeedsDecision;
import io.returnbridge.failure.Unavailable;
import io.returnbridge.model.Cause;
import io.returnbridge.model.OrderView;
import io.returnbridge.model.Trouble;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Writes what an order lacks, and nothing when it lacks nothing. Begins with the order as last
 * seen; after a conflict or a doubtful answer it looks at the order again and asks anew what is
 * missing, so nothing is repeated blindly. The caller holds the order's lease.
 */
@ApplicationScoped
public class OrderConvergence {

  private static final int ROUNDS = 6;

  private final Orders orders;

  public OrderConvergence(Orders orders) {
    this.orders = orders;
  }

  /** The order as last seen, for what it shows for good. */
  public Optional<OrderView> lastSeen(String orderNumber) {
    return orders.lastSeen(orderNumber);
  }

  /**
   * @param missing the changes that the order lacks; asked again after each look
   * @return the order as it is afterwards; {@code ORDER_NOT_FOUND} when there is none any more
   */
  public OrderView converge(
      String orderNumber, Cause cause, Function<OrderView, List<OrderChange>> missing) {
    Optional<OrderView> basis =
        orders
            .lastSeen(orderNumber)
            .filter(o -> o.fields() != OrderView.Fields.CONFLICT)
            .or(() -> orders.read(orderNumber));
    for (int round = 1; round <= ROUNDS; round++) {
      OrderView order = basis.orElseThrow(() -> gone(orderNumber));
      List<OrderChange> changes = missing.apply(order);
      if (changes.isEmpty()) {
        return order;
      }
      try {
        return orders.update(order, changes, cause);
      } catch (Conflict | WriteOutcomeUnknown look) {
        basis = orders.read(orderNumber);
      }
    }
    throw new Unavailable(
        "conflict",
        "Others keep writing order " + orderNumber + ", or its answers keep getting lost",
        Duration.ofSeconds(2),
        null);
  }

  private static NeedsDecision gone(String orderNumber) {
    return new NeedsDecision(
        Trouble.of(
            "ORDER_NOT_FOUND",
            Map.of(
                "orderNumber",
                orderNumber,
                "detail",
                "order " + orderNumber + " is no longer in commercetools")));
  }
}
