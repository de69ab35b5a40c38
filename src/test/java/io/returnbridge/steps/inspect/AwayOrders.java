package io.returnbridge.steps.inspect;

import io.returnbridge.commerce.OrderChange;
import io.returnbridge.commerce.Orders;
import io.returnbridge.failure.Unavailable;
import io.returnbridge.model.Cause;
import io.returnbridge.model.OrderView;
import java.util.List;
import java.util.Optional;

/** commercetools cannot be reached. */
public final class AwayOrders implements Orders {

  private static Unavailable away() {
    return new Unavailable("commercetools", "no connection", null, null);
  }

  @Override
  public Optional<OrderView> lastSeen(String orderNumber) {
    throw away();
  }

  @Override
  public Optional<OrderView> read(String orderNumber) {
    throw away();
  }

  @Override
  public OrderView update(OrderView basis, List<OrderChange> changes, Cause cause) {
    throw away();
  }

  @Override
  public Optional<String> stateId(String stateKey) {
    throw away();
  }
}
