package io.returnbridge.commercetools;

import com.commercetools.api.models.order.Order;
import io.returnbridge.commerce.Shoppers;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Of the project's orders. */
@ApplicationScoped
public class CommercetoolsShoppers implements Shoppers {

  /** Of orders, which are long. */
  private static final int SOME = 100;

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

  @Override
  public Set<String> ordersOf(Set<String> emails) {
    Set<String> numbers = new TreeSet<>();
    String last = "";
    List<Order> page;
    do {
      String after = last;
      page =
          commercetools
              .call(
                  api ->
                      api.orders()
                          .get()
                          .withWhere("customerEmail in :emails")
                          .addWhere("id > :after")
                          .withPredicateVar("emails", emails)
                          .withPredicateVar("after", after)
                          .withSort("id asc")
                          .withLimit(SOME)
                          .withWithTotal(false))
              .getResults();
      page.stream().map(Order::getOrderNumber).filter(Objects::nonNull).forEach(numbers::add);
      last = page.isEmpty() ? last : page.get(page.size() - 1).getId();
    } while (page.size() == SOME);
    return numbers;
  }
}
