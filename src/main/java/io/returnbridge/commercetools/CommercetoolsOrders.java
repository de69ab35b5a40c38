package io.returnbridge.commercetools;

import com.commercetools.api.models.order.Order;
import com.commercetools.api.models.order.OrderUpdate;
import com.commercetools.api.models.order.OrderUpdateAction;
import io.returnbridge.commerce.Conflict;
import io.returnbridge.commerce.OrderChange;
import io.returnbridge.commerce.Orders;
import io.returnbridge.commerce.Refused;
import io.returnbridge.commerce.WriteOutcomeUnknown;
import io.returnbridge.model.Cause;
import io.returnbridge.model.OrderView;
import io.returnbridge.store.Effects;
import io.returnbridge.store.Rehearsal;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
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
    return updateTogether(basis, Map.of(cause, changes));
  }

  @Override
  public OrderView updateTogether(OrderView basis, Map<Cause, List<OrderChange>> changes) {
    List<OrderChange> all = changes.values().stream().flatMap(List::stream).toList();
    if (OrderActions.of(basis, all).isEmpty()) {
      return basis;
    }
    if (Rehearsal.isOn()) {
      return rehearsed(basis, all, changes);
    }
    OrderView after = basis;
    for (List<OrderChange> part : OrderActions.parts(all)) {
      after = updateAtOnce(after, part, changes);
    }
    return after;
  }

  /** What a crash leaves out between two parts is among what is missing when it is looked again. */
  private OrderView updateAtOnce(
      OrderView basis, List<OrderChange> changes, Map<Cause, List<OrderChange>> causes) {
    List<OrderUpdateAction> actions = OrderActions.of(basis, changes);
    if (actions.isEmpty()) {
      return basis;
    }
    OrderUpdate update = OrderUpdate.builder().version(basis.version()).actions(actions).build();
    Order answer;
    try {
      answer = commercetools.call(api -> api.orders().withId(basis.id()).post(update));
    } catch (Conflict | WriteOutcomeUnknown e) {
      lastSeen.forgetOrder(basis.orderNumber());
      throw e;
    } catch (Refused refused) {
      if (refused.isGone()) {
        lastSeen.forgetOrder(basis.orderNumber());
        throw new Conflict("Order " + basis.orderNumber() + " was deleted since it was seen");
      }
      throw refused;
    }
    OrderView after = views.of(answer);
    lastSeen.saw(after);
    causes.forEach(
        (cause, all) -> {
          List<OrderChange> made = all.stream().filter(changes::contains).toList();
          if (!made.isEmpty()) {
            effects.record(
                "order",
                basis.orderNumber(),
                basis.version(),
                after.version(),
                cause,
                OrderActions.inShort(made),
                OrderChange.values(made));
          }
        });
    return after;
  }

  /** The order must be at the version of the basis, as for an update. */
  private OrderView rehearsed(
      OrderView basis, List<OrderChange> changes, Map<Cause, List<OrderChange>> causes) {
    long version =
        commercetools
            .find(api -> api.orders().withId(basis.id()).get())
            .map(Order::getVersion)
            .orElse(0L);
    if (version != basis.version()) {
      lastSeen.forgetOrder(basis.orderNumber());
      throw new Conflict("Order " + basis.orderNumber() + " is at version " + version);
    }
    OrderView after = ExpectedOrder.after(basis, changes, catalogue::stateId);
    causes.forEach(
        (cause, its) ->
            Rehearsal.write(cause, "order", basis.orderNumber(), OrderActions.inShort(its)));
    lastSeen.saw(after);
    return after;
  }

  @Override
  public Optional<String> stateId(String stateKey) {
    return catalogue.stateId(stateKey);
  }
}
