package io.returnbridge.commerce;

import io.returnbridge.commerce.Payments.PaymentView;
import io.returnbridge.model.OrderView;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Credits as commercetools has them now, many at a time: for reports, to which nothing counts that
 * was seen before. Both throw {@link io.returnbridge.failure.Unavailable} when it cannot be
 * reached.
 */
public interface CreditEvidence {

  /** By key; those that there are. */
  Map<String, PaymentView> payments(Collection<String> keys);

  /** By order number; those that there are. */
  Map<String, PaidOrder> orders(Collection<String> orderNumbers);

  /**
   * @param store key of the commercetools Store, null for an order without one
   * @param paymentIds of its {@code paymentInfo}
   */
  record PaidOrder(String orderNumber, @Nullable String store, Set<String> paymentIds) {

    public PaidOrder {
      paymentIds = Set.copyOf(paymentIds);
    }

    /** As {@link OrderView#fits}. */
    public boolean fits(@Nullable String ofStore) {
      return ofStore == null || store == null || store.equals(ofStore);
    }
  }
}
