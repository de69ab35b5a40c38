package io.returnbridge.engine;

import io.returnbridge.commerce.ExchangeOrders;
import io.returnbridge.commerce.Inventory;
import io.returnbridge.commerce.Orders;
import io.returnbridge.commerce.Payments;
import io.returnbridge.model.Cause;
import io.returnbridge.model.OrderView;
import io.returnbridge.reveni.Inspections;
import io.returnbridge.reveni.ReveniReturns;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Optional;

/** The outside systems, as the steps reach them. */
@ApplicationScoped
public class Outside {

  private final Orders orders;
  private final Payments payments;
  private final ExchangeOrders exchangeOrders;
  private final Inspections inspections;
  private final ReveniReturns returns;
  private final Inventory inventory;

  public Outside(
      Orders orders,
      Payments payments,
      ExchangeOrders exchangeOrders,
      Inspections inspections,
      ReveniReturns returns,
      Inventory inventory) {
    this.orders = orders;
    this.payments = payments;
    this.exchangeOrders = exchangeOrders;
    this.inspections = inspections;
    this.returns = returns;
    this.inventory = inventory;
  }

  Orders orders() {
    return orders;
  }

  Payments payments() {
    return payments;
  }

  ExchangeOrders exchangeOrders() {
    return exchangeOrders;
  }

  Inspections inspections() {
    return inspections;
  }

  ReveniReturns returns() {
    return returns;
  }

  Inventory inventory() {
    return inventory;
  }

  /** For one run, which has seen nothing yet. */
  Seen seen(Cause cause) {
    return new Seen(this, cause);
  }

  /**
   * For somebody who has seen these orders just now, of many returns at once.
   *
   * @param orders by number; empty for one that is not there
   */
  public Seen seen(Cause cause, Map<String, Optional<OrderView>> orders) {
    Seen seen = new Seen(this, cause);
    orders.forEach(seen::sawOrder);
    return seen;
  }
}
