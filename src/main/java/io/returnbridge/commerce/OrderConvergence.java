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
import java.util.function.Predicate;

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

  /** As the other, and everything that was seen last is a basis. */
  public OrderView converge(
      String orderNumber, Cause cause, Function<OrderView, List<OrderChange>> missing) {
    return converge(orderNumber, cause, missing, order -> false);
  }

  /**
   * @param missing the changes that the order lacks; asked again after each look
   * @param hinders whether the order as last seen has what a person may have taken away since: then
   *     it is looked at first. A Type without our fields always does.
   * @return the order as it is afterwards; {@code ORDER_NOT_FOUND} when there is none any more
   */
  public OrderView converge(
      String orderNumber,
      Cause cause,
      Function<OrderView, List<OrderChange>> missing,
      Predicate<OrderView> hinders) {
    return convergeIfThere(orderNumber, cause, missing, hinders)
        .orElseThrow(() -> gone(orderNumber));
  }

  /**
   * As the other, for an order that nobody needs: without it there is nothing to write.
   *
   * @return the order as it is afterwards; empty when there is none any more
   */
  public Optional<OrderView> convergeIfThere(
      String orderNumber,
      Cause cause,
      Function<OrderView, List<OrderChange>> missing,
      Predicate<OrderView> hinders) {
    Optional<OrderView> basis =
        orders
            .lastSeen(orderNumber)
            .filter(o -> o.fields() != OrderView.Fields.CONFLICT && !hinders.test(o))
            .or(() -> orders.read(orderNumber));
    for (int round = 1; round <= ROUNDS; round++) {
      List<OrderChange> changes = basis.map(missing).orElse(List.of());
      if (basis.isEmpty() || changes.isEmpty()) {
        return basis;
      }
      try {
        return Optional.of(orders.update(basis.get(), changes, cause));
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
