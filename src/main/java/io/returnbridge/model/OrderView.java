package io.returnbridge.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the steps need of an order, without personal data, so that the last seen one can be kept
 * with its version and most updates need no read.
 *
 * @param version optimistic locking: an update on another version meets a conflict
 * @param store key of the commercetools Store, null for an order without one
 * @param lines oldest first: line items, then custom line items
 * @param fields whether our custom fields can be written
 * @param custom only our own fields (names that begin with {@code reveni})
 * @param stateId id of the State, null for none
 */
public record OrderView(
    String id,
    long version,
    String orderNumber,
    @Nullable String store,
    Money total,
    List<Line> lines,
    List<ReturnItem> returnItems,
    Fields fields,
    Map<String, FieldValue> custom,
    Set<String> paymentIds,
    @Nullable String stateId,
    String orderState,
    @Nullable String shipmentState) {

  public enum Fields {
    /** No Type on the order: ours is set with the first write. */
    NO_TYPE,
    /** The order's Type has our fields. */
    READY,
    /**
     * The order's Type lacks our fields: Type and fields are left alone ({@code TYPE_CONFLICT}).
     */
    CONFLICT
  }

  /**
   * @param sku the slug of a custom line item, which has no SKU; empty for a variant without one
   * @param supplyChannel key, null for none
   * @param distributionChannel key, null for none
   */
  public record Line(
      String id,
      String sku,
      long quantity,
      boolean custom,
      @Nullable String supplyChannel,
      @Nullable String distributionChannel) {

    /** The channel that sold it, where the line names one: the supply channel wins. */
    public Optional<String> sellingChannel() {
      return Optional.ofNullable(supplyChannel == null ? distributionChannel : supplyChannel);
    }
  }

  /**
   * A return item that is written on the order, ours or another's.
   *
   * @param key ours have one, another's may not
   * @param lineItemId of a line item or a custom line item
   * @param custom only our own fields
   */
  public record ReturnItem(
      String id,
      @Nullable String key,
      String lineItemId,
      long quantity,
      String shipmentState,
      String paymentState,
      Map<String, FieldValue> custom) {}

  /**
   * Whether returns of a store with that commercetools Store may be returns of this order: an order
   * without a Store fits any, and so does a store without one.
   */
  public boolean fits(@Nullable String ofStore) {
    return ofStore == null || store == null || store.equals(ofStore);
  }

  public Optional<ReturnItem> returnItem(String key) {
    return returnItems.stream().filter(r -> key.equals(r.key())).findFirst();
  }
}
