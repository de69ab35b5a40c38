package io.returnbridge.commercetools;

import io.returnbridge.commerce.Inventory.EntryView;
import io.returnbridge.model.OrderView;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Orders and stock entries as they were last seen, with their versions, so that most updates need
 * no read. A wrong one does no harm: the update is a conflict, and the next attempt reads.
 */
interface LastSeen {

  /**
   * @param typeId of the entry's Type, null for none
   */
  record SeenEntry(EntryView view, @Nullable String typeId) {}

  Optional<OrderView> order(String orderNumber);

  /** Keeps it unless a newer version is known. */
  void saw(OrderView order);

  void forgetOrder(String orderNumber);

  Optional<SeenEntry> entry(String sku, String channel);

  /** Keeps it unless a newer version is known. */
  void saw(SeenEntry entry);

  void forgetEntry(String sku, String channel);
}
