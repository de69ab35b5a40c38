package io.returnbridge.commerce;

import io.returnbridge.commerce.Inventory.EntryView;
import io.returnbridge.commerce.Payments.PaymentView;
import io.returnbridge.model.OrderView;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What commercetools holds now, many at a time: for reports and reconciliation. What was seen
 * before counts only where it is asked for. All throw {@link io.returnbridge.failure.Unavailable}
 * when it cannot be reached.
 */
public interface Holdings {

  /** Payments by key; those that there are. */
  Map<String, PaymentView> payments(Collection<String> keys);

  /** Orders by number; those that there are. */
  Map<String, OrderView> orders(Collection<String> orderNumbers);

  /** Steps take them as they are now, or read them anew where they are gone. */
  void sawNow(Collection<String> orderNumbers, Collection<OrderView> there);

  /** Entries of a stock channel by SKU; those that there are. */
  Map<String, EntryView> entries(String channel, Collection<String> skus);

  /**
   * A page of Reveni's Payments, whoever made them.
   *
   * @param since created then or later
   */
  Page<PaymentView> reveniPayments(Instant since, @Nullable String after);

  /**
   * A page of orders that name returns, whoever wrote that.
   *
   * @param since changed then or later
   */
  Page<NamingOrder> ordersWithReturns(Instant since, @Nullable String after);

  /** A page of all entries of a stock channel. */
  Page<EntryView> entries(String channel, @Nullable String after);

  /**
   * @param after where the next page begins; null after the last
   */
  record Page<T>(List<T> found, @Nullable String after) {}

  /**
   * @param returnIds its field {@code reveniReturnIds}
   */
  record NamingOrder(String orderNumber, Set<String> returnIds, String orderState) {}
}
