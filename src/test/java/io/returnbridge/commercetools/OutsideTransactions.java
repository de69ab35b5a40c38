package io.returnbridge.commercetools;

import static org.assertj.core.api.Assertions.assertThat;

import io.returnbridge.commerce.OrderChange;
import io.returnbridge.commerce.Orders;
import io.returnbridge.model.Cause;
import io.returnbridge.model.OrderView;
import io.returnbridge.store.Database;
import io.returnbridge.store.TestDatabase;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** Orders that nobody may ask for inside of a transaction: each may be a request, which lets go. */
public record OutsideTransactions(Orders orders, Database own) implements Orders {

  @Override
  public Optional<OrderView> lastSeen(String orderNumber) {
    check();
    return orders.lastSeen(orderNumber);
  }

  @Override
  public Optional<OrderView> read(String orderNumber) {
    check();
    return orders.read(orderNumber);
  }

  @Override
  public OrderView update(OrderView basis, List<OrderChange> changes, Cause cause) {
    check();
    return orders.update(basis, changes, cause);
  }

  @Override
  public Optional<String> stateId(String stateKey) {
    return orders.stateId(stateKey);
  }

  private void check() {
    own.letGo();
    Database other = TestDatabase.counting(new AtomicInteger());
    assertThat(
            other.query(
                "select query from pg_stat_activity where state = 'idle in transaction'",
                r -> r.text(1)))
        .as("transactions that wait for this")
        .isEmpty();
  }
}
