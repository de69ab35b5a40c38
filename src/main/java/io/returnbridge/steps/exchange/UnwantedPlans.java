package io.returnbridge.steps.exchange;

import io.returnbridge.commerce.ExchangeOrders.ExchangeOrder;
import io.returnbridge.model.ExchangePlan;
import io.returnbridge.model.ReturnState;
import java.util.Optional;

/**
 * What becomes of a plan that Reveni no longer wants, or whose order was cancelled: it is forgotten
 * when no order came of it, else a person cancels the order, and what is agreed by then gets
 * another one.
 */
final class UnwantedPlans {

  private UnwantedPlans() {}

  static void look(ExchangeKnown known, ExchangePlan plan, ExchangeFindings found) {
    ReturnState state = found.state();
    boolean wanted = known.planning().isWanted(state, plan);
    // What a person was asked to cancel, and is wanted again, may be cancelled by now.
    boolean certain = wanted && (plan.orderId() == null || !known.asked());
    if (plan.isOver() || certain) {
      return;
    }
    Optional<ExchangeOrder> order =
        known
            .seen()
            .exchangeOrder(plan.orderNumber())
            .filter(o -> o.id().equals(plan.orderId()) || ExchangePlanning.isOurs(o, state, plan));
    boolean stands = order.isPresent() && !order.get().isCancelled();
    if (stands && !wanted) {
      found.trouble(ExchangeTroubles.toCancel(plan, known.planning().whyUnwanted(state, plan)));
      if (plan.orderId() == null) {
        found.unwanted(plan, order.get());
      }
    } else if (order.isEmpty() && plan.orderId() == null) {
      found.planned(plan.withStatus(ExchangePlan.GIVEN_UP));
    } else if (!stands) {
      found.cancelled(plan);
    }
  }
}
