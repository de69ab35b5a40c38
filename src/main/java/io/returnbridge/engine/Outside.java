package io.returnbridge.engine;

import io.returnbridge.commerce.Orders;
import io.returnbridge.commerce.Payments;
import io.returnbridge.model.Cause;
import jakarta.enterprise.context.ApplicationScoped;

/** The outside systems, as the steps reach them. */
@ApplicationScoped
public class Outside {

  private final Orders orders;
  private final Payments payments;

  public Outside(Orders orders, Payments payments) {
    this.orders = orders;
    this.payments = payments;
  }

  Orders orders() {
    return orders;
  }

  Payments payments() {
    return payments;
  }

  /** For one run, which has seen nothing yet. */
  Seen seen(Cause cause) {
    return new Seen(this, cause);
  }
}
