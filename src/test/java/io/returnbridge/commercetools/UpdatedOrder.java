package io.returnbridge.commercetools;

import io.returnbridge.commerce.OrderChange;
import io.returnbridge.model.OrderView;
import java.util.List;
import java.util.Optional;

/** What an update of an order leads to, for ports of a test. */
public final class UpdatedOrder {

  private UpdatedOrder() {}

  public static OrderView after(OrderView basis, List<OrderChange> changes) {
    return ExpectedOrder.after(basis, changes, Optional::of);
  }
}
