package io.returnbridge.returns;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one exchange order is to contain. Stored before the first request, so that a repeat asks for
 * the same thing.
 *
 * @param orderNumber natural key, {@link Keys#exchangeOrder}
 * @param orderId null until commercetools has answered with it: nobody is told before that
 * @param status {@link #PLANNED}, {@link #CREATED}, {@link #GIVEN_UP} when Reveni withdrew it
 *     before there was an order, {@link #CANCELLED} when it was withdrawn and a person cancelled
 *     the order
 */
public record ExchangePlan(
    String orderNumber, List<Line> lines, @Nullable String orderId, String status) {

  public static final String PLANNED = "planned";
  public static final String CREATED = "created";
  public static final String GIVEN_UP = "given-up";
  public static final String CANCELLED = "cancelled";

  /** Whether nothing is to come of it: its items may be exchanged anew. */
  public boolean isOver() {
    return status.equals(GIVEN_UP) || status.equals(CANCELLED);
  }

  public ExchangePlan withStatus(String next) {
    return new ExchangePlan(orderNumber, lines, orderId, next);
  }

  /**
   * @param itemId the return item that is exchanged
   * @param supplyChannel key of the stock channel that the new goods are reserved on
   * @param priceDifference recorded, never charged
   */
  public record Line(
      String itemId,
      String sku,
      int quantity,
      @Nullable String supplyChannel,
      @Nullable Money priceDifference) {}
}
