package io.returnbridge.personaldata;

import io.returnbridge.model.ReturnId;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the customer with an e-mail address.
 *
 * @param orders by number, in commercetools
 * @param webhooks that name the address or one of the returns
 */
public record Customer(
    Collection<String> orders, List<OfReturn> returns, List<RawWebhook> webhooks) {

  /**
   * @param open whether something is still to be done for it
   */
  public record OfReturn(
      ReturnId id, @Nullable String rmaNumber, @Nullable String orderNumber, boolean open) {}
}
