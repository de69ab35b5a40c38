package io.returnbridge.commercetools;

import com.commercetools.api.models.order.Order;
import com.commercetools.api.models.order.OrderUpdate;
import com.commercetools.api.models.order.OrderUpdateAction;
import io.returnbridge.commerce.Cause;
import io.returnbridge.commerce.Conflict;
import io.returnbridge.commerce.Doubtful;
import io.returnbridge.commerce.OrderChange;
import io.returnbridge.commerce.OrderView;
import io.returnbridge.commerce.Orders;
import io.returnbridge.store.Effects;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/** Orders of the project. */
@ApplicationScoped
public class CommercetoolsOrders implements Orders {

  private final CommercetoolsClient commercetools;
  private final ProjectCatalogue catalogue;
  private final OrderViews views;
  private final LastSeen lastSeen;
  private final Effects effects;

  CommercetoolsOrders(
      CommercetoolsClient commercetools,
      ProjectCatalogue catalogue,
      LastSeen lastSeen,
      Effects effects) {
    this.commercetools = commercetools;
    this.catalogue = catalogue;
    this.views = new OrderViews(catalogue);
    this.lastSeen = lastSeen;
    this.effects = effects;
  }

  @Override
  public Optional<OrderView> lastSeen(String orderNumber) {
    Optional<OrderView> known = lastSeen.order(orderNumber);
    return known.isPresent() ? known : read(orderNumber);
  }

  @Override
  public Optional<OrderView> read(String orderNumber) {
    Optional<OrderView> order =
        commercetools.find(api -> api.orders().withOrderNumber(orderNumber).get()).map(views::of);
    order.ifPresentOrElse(lastSeen::saw, () -> lastSeen.forgetOrder(orderNumber));
    return order;
  }

  @Override
  public OrderView update(OrderView basis, List<OrderChange> changes, Cause cause) {
    List<OrderUpdateAction> actions = OrderActions.of(basis, changes);
    if (actions.isEmpty()) {
      return basis;
    }
    OrderUpdate update = OrderUpdate.builder().version(basis.version()).actions(actions).build();
    Order answer;
    try {
      answer = commercetools.call(api -> api.orders().withId(basis.id()).post(update));
    } catch (Conflict | Doubtful e) {
      lastSeen.forgetOrder(basis.orderNumber());
      throw e;
    }
    OrderView after = views.of(answer);
    lastSeen.saw(after);
    effects.record(
        "order",
        basis.orderNumber(),
        basis.version(),
        after.version(),
        cause,
        OrderActions.inShort(changes));
    return after;
  }

  @Override
  public Optional<String> stateId(String stateKey) {
    return catalogue.stateId(stateKey);
  }
}
