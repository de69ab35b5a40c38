package io.returnbridge.personaldata;

import io.returnbridge.commerce.Shoppers;
import io.returnbridge.model.ReturnId;
import io.returnbridge.personaldata.Customer.OfReturn;
import io.returnbridge.store.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Whose return it is no table says: commercetools knows the orders of an e-mail address, and what
 * Reveni has sent may name it.
 */
@ApplicationScoped
public class CustomerSearch {

  /** Also those of an exchange order, and those that other orders led to. */
  private static final String RETURNS =
      """
      select store, return_id, rma_number, order_number, not terminal or unfinished or exists (
        select 1 from exception_case c where c.store = r.store and c.return_id = r.return_id and c.status <> 'resolved')
      from return_state r
      where order_number = any(?) or document -> 'snapshot' ->> 'orderNumber' = any(?) or store || '/' || return_id = any(?)
      order by created_at, store, return_id
      """;

  private final Database database;
  private final Shoppers shoppers;
  private final RawWebhooks webhooks;

  public CustomerSearch(Database database, Shoppers shoppers, RawWebhooks webhooks) {
    this.database = database;
    this.shoppers = shoppers;
    this.webhooks = webhooks;
  }

  /** A webhook may lead to a return, and a return to more webhooks, until nothing is new. */
  Customer find(EmailAddress email) {
    Set<String> orders =
        new TreeSet<>(shoppers.ordersOf(new TreeSet<>(List.of(email.text(), email.lowerCase()))));
    Map<String, OfReturn> returns = returns(orders, Set.of());
    List<RawWebhook> found;
    int before;
    do {
      before = returns.size();
      Map<String, OfReturn> known = returns;
      found =
          webhooks.find(
              w -> {
                ReturnId about = w.about();
                return about != null && known.containsKey(about.subject()) || email.isIn(w.body());
              });
      Set<String> named =
          found.stream()
              .map(RawWebhook::about)
              .filter(Objects::nonNull)
              .map(ReturnId::subject)
              .collect(Collectors.toSet());
      returns = returns(orders, named);
      returns.values().stream()
          .map(OfReturn::orderNumber)
          .filter(Objects::nonNull)
          .forEach(orders::add);
      returns = returns(orders, named);
    } while (returns.size() > before);
    return new Customer(orders, List.copyOf(returns.values()), found);
  }

  private Map<String, OfReturn> returns(Set<String> orders, Set<String> named) {
    String[] numbers = orders.toArray(String[]::new);
    Map<String, OfReturn> found = new LinkedHashMap<>();
    database
        .query(
            RETURNS,
            r -> new OfReturn(new ReturnId(r.text(1), r.text(2)), r.text(3), r.text(4), r.flag(5)),
            numbers,
            numbers,
            named.toArray(String[]::new))
        .forEach(of -> found.put(of.id().subject(), of));
    return found;
  }
}
