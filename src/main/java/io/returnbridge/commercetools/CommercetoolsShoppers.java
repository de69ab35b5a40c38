package io.returnbridge.commercetools;

import io.returnbridge.commerce.Shoppers;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Of the project's orders. */
@ApplicationScoped
public class CommercetoolsShoppers implements Shoppers {

  private final CommercetoolsClient commercetools;

  CommercetoolsShoppers(CommercetoolsClient commercetools) {
    this.commercetools = commercetools;
  }

  @Override
  public Optional<Shopper> ofOrder(String orderNumber) {
    return commercetools
        .find(api -> api.orders().withOrderNumber(orderNumber).get())
        .map(order -> new Shopper(order.getCustomerEmail(), order.getLocale()));
  }
}
