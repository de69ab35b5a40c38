package io.returnbridge.model;

import io.returnbridge.model.ReturnSnapshot.Exchange;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
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

  public ExchangePlan created(String id) {
    return new ExchangePlan(orderNumber, lines, id, CREATED);
  }

  public ExchangePlan withLines(List<Line> next) {
    return new ExchangePlan(orderNumber, next, orderId, status);
  }

  /** The items that it exchanges. */
  public Set<String> itemIds() {
    return lines.stream().map(Line::itemId).collect(Collectors.toSet());
  }

  /** Whether the item's lines are what was agreed for it. */
  public boolean gives(String itemId, Exchange agreed) {
    List<Line> ofItem = lines.stream().filter(l -> l.itemId().equals(itemId)).toList();
    return ofItem.stream().allMatch(l -> l.sku().equals(agreed.sku()))
        && ofItem.stream().mapToInt(Line::quantity).sum() == agreed.quantity();
  }

  /**
   * The new goods for units of one item that came from one order line.
   *
   * @param itemId the return item that is exchanged
   * @param supplyChannel key of the stock channel that the new goods are reserved on
   * @param priceDifference of the whole item, on its first line; recorded, never charged
   * @param returned the order line that comes back, which says where the new goods go and how they
   *     are taxed; null while it is not known
   */
  public record Line(
      String itemId,
      String sku,
      int quantity,
      @Nullable String supplyChannel,
      @Nullable Money priceDifference,
      Unit.@Nullable Allocation returned) {

    /** Of goods whose order line is not known. */
    public Line(
        String itemId,
        String sku,
        int quantity,
        @Nullable String supplyChannel,
        @Nullable Money priceDifference) {
      this(itemId, sku, quantity, supplyChannel, priceDifference, null);
    }
  }
}
