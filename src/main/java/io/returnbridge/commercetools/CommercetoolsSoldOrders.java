package io.returnbridge.commercetools;

import com.commercetools.api.client.ByProjectKeyOrdersGet;
import com.commercetools.api.models.order.Order;
import com.commercetools.api.models.order.OrderState;
import io.returnbridge.commerce.SoldOrders;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;

/** By a time and then by id, so that what is created meanwhile moves nothing to another page. */
@ApplicationScoped
public class CommercetoolsSoldOrders implements SoldOrders {

  /** Orders are long. */
  private static final int SOME = 100;

  private final CommercetoolsClient commercetools;
  private final OrderViews views;

  CommercetoolsSoldOrders(CommercetoolsClient commercetools, ProjectCatalogue catalogue) {
    this.commercetools = commercetools;
    this.views = new OrderViews(catalogue);
  }

  @Override
  public Page created(Place after) {
    return page("createdAt", after, request -> request);
  }

  @Override
  public Page cancelled(Place after, Instant createdSince) {
    return page(
        "lastModifiedAt",
        after,
        request ->
            request
                .addWhere("orderState = :state and createdAt >= :since")
                .withPredicateVar("state", OrderState.CANCELLED.getJsonName())
                .withPredicateVar("since", createdSince.toString()));
  }

  private Page page(String time, Place after, UnaryOperator<ByProjectKeyOrdersGet> which) {
    List<Order> found =
        commercetools
            .call(
                api ->
                    which.apply(
                        behind(time, after, api.orders().get())
                            .withSort(time + " asc")
                            .addSort("id asc")
                            .withLimit(SOME)
                            .withWithTotal(false)))
            .getResults();
    return new Page(found.stream().map(this::sold).toList(), found.size() < SOME);
  }

  private static ByProjectKeyOrdersGet behind(
      String time, Place after, ByProjectKeyOrdersGet request) {
    ByProjectKeyOrdersGet from = request.withPredicateVar("at", after.at().toString());
    return after.id().isEmpty()
        ? from.withWhere(time + " >= :at")
        : from.withWhere("%1$s > :at or (%1$s = :at and id > :id)".formatted(time))
            .withPredicateVar("id", after.id());
  }

  private SoldOrder sold(Order order) {
    Instant created = order.getCreatedAt().toInstant();
    return new SoldOrder(
        order.getId(),
        created,
        order.getLastModifiedAt().toInstant(),
        order.getCompletedAt() == null ? created : order.getCompletedAt().toInstant(),
        Objects.requireNonNullElse(order.getOrderNumber(), ""),
        order.getStore() == null ? null : order.getStore().getKey(),
        order.getCountry(),
        order.getTotalPrice().getCurrencyCode(),
        order.getOrderState() == OrderState.CANCELLED,
        views.lines(order));
  }
}
