package io.returnbridge.commerce;

import io.returnbridge.model.OrderView;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All orders of the project in the order in which they were created or changed, page by page: to
 * count what was sold. Both throw {@link io.returnbridge.failure.Unavailable} when commercetools
 * cannot be reached.
 */
public interface SoldOrders {

  /** Those that were created after that place. */
  Page created(Place after);

  /**
   * Those that are cancelled and were changed after that place.
   *
   * @param createdSince created then or later
   */
  Page cancelled(Place after, Instant createdSince);

  /**
   * Behind the order of that time and id, since many can have the same time.
   *
   * @param id empty for before all orders of that time
   */
  record Place(Instant at, String id) {}

  /**
   * @param last whether there was no more when it was read
   */
  record Page(List<SoldOrder> orders, boolean last) {}

  /**
   * @param soldAt when it was placed; an imported order may have been created later
   * @param orderNumber empty for none
   * @param store key of the commercetools Store, null for an order without one
   */
  record SoldOrder(
      String id,
      Instant createdAt,
      Instant changedAt,
      Instant soldAt,
      String orderNumber,
      @Nullable String store,
      @Nullable String country,
      String currency,
      boolean cancelled,
      List<OrderView.Line> lines) {}
}
