package io.returnbridge.commerce;

import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whom an order is of. What is read here is used and forgotten: no table and no log has it.
 * Failures as in {@link Orders}.
 */
public interface Shoppers {

  /** As the order has it now; empty for an order that is not there. */
  Optional<Shopper> ofOrder(String orderNumber);

  /** Numbers of the orders that have one of these e-mail addresses, as they are written. */
  Set<String> ordersOf(Set<String> emails);

  /**
   * @param email null for an order without one
   * @param language such as {@code es} or {@code es-ES}; null where the order does not say
   */
  record Shopper(@Nullable String email, @Nullable String language) {

    /** Without personal data. */
    @Override
    public String toString() {
      return "Shopper";
    }
  }
}
