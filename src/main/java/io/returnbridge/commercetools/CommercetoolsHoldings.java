package io.returnbridge.commercetools;

import com.commercetools.api.client.PagedQueryResourceRequest;
import com.commercetools.api.models.order.Order;
import com.commercetools.api.models.payment.Payment;
import io.returnbridge.commerce.Holdings;
import io.returnbridge.commerce.Inventory.EntryView;
import io.returnbridge.commerce.Payments.PaymentView;
import io.returnbridge.model.OrderView;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Resources of the project by their names, as few requests as their addresses allow, or by page.
 */
@ApplicationScoped
public class CommercetoolsHoldings implements Holdings {

  /** Of the names in one request: some servers and proxies refuse a first line above 4 KiB. */
  private static final int LONGEST = 3_600;

  /** What each name costs beside itself: {@code &var.names=}. */
  private static final int EACH = 11;

  /** Of orders, which are long. */
  private static final int SOME = 100;

  private final CommercetoolsClient commercetools;
  private final ProjectCatalogue catalogue;
  private final OrderViews views;
  private final LastSeen lastSeen;

  CommercetoolsHoldings(
      CommercetoolsClient commercetools, ProjectCatalogue catalogue, LastSeen lastSeen) {
    this.commercetools = commercetools;
    this.catalogue = catalogue;
    this.views = new OrderViews(catalogue);
    this.lastSeen = lastSeen;
  }

  @Override
  public Map<String, PaymentView> payments(Collection<String> keys) {
    Map<String, PaymentView> found = new LinkedHashMap<>();
    inParts(
        keys,
        CommercetoolsClient.PAGE,
        part ->
            commercetools
                .call(
                    api ->
                        api.payments()
                            .get()
                            .withWhere("key in :names")
                            .withPredicateVar("names", part)
                            .withLimit(CommercetoolsClient.PAGE)
                            .withWithTotal(false))
                .getResults()
                .forEach(p -> found.put(p.getKey(), CommercetoolsPayments.view(p))));
    return found;
  }

  @Override
  public Map<String, OrderView> orders(Collection<String> orderNumbers) {
    Map<String, OrderView> found = new LinkedHashMap<>();
    inParts(
        orderNumbers,
        SOME,
        part ->
            commercetools
                .call(
                    api ->
                        api.orders()
                            .get()
                            .withWhere("orderNumber in :names")
                            .withPredicateVar("names", part)
                            .withLimit(SOME)
                            .withWithTotal(false))
                .getResults()
                .forEach(o -> found.put(o.getOrderNumber(), views.of(o))));
    return found;
  }

  @Override
  public void sawNow(Collection<String> orderNumbers, Collection<OrderView> there) {
    there.forEach(lastSeen::saw);
    Set<String> gone = new TreeSet<>(orderNumbers);
    there.forEach(o -> gone.remove(o.orderNumber()));
    gone.forEach(lastSeen::forgetOrder);
  }

  @Override
  public Map<String, EntryView> entries(String channel, Collection<String> skus) {
    String channelId = catalogue.channelId(channel);
    Map<String, EntryView> found = new LinkedHashMap<>();
    inParts(
        skus,
        CommercetoolsClient.PAGE,
        part ->
            commercetools
                .call(
                    api ->
                        api.inventory()
                            .get()
                            .withWhere("supplyChannel(id = :channel) and sku in :names")
                            .withPredicateVar("channel", channelId)
                            .withPredicateVar("names", part)
                            .withLimit(CommercetoolsClient.PAGE)
                            .withWithTotal(false))
                .getResults()
                .forEach(e -> found.put(e.getSku(), CommercetoolsInventory.view(e, channel))));
    return found;
  }

  @Override
  public Page<PaymentView> reveniPayments(Instant since, @Nullable String after) {
    List<Payment> page =
        commercetools
            .call(
                api ->
                    after(
                        api.payments()
                            .get()
                            .withWhere("paymentMethodInfo(paymentInterface = :of)")
                            .addWhere("createdAt >= :since")
                            .withPredicateVar("of", CommercetoolsPayments.INTERFACE)
                            .withPredicateVar("since", since.toString()),
                        after,
                        CommercetoolsClient.PAGE))
            .getResults();
    return page(page, CommercetoolsClient.PAGE, Payment::getId, CommercetoolsPayments::view);
  }

  @Override
  public Page<NamingOrder> ordersWithReturns(Instant since, @Nullable String after) {
    List<Order> page =
        commercetools
            .call(
                api ->
                    after(
                        api.orders()
                            .get()
                            .withWhere("custom(fields(reveniReturnIds is defined))")
                            .addWhere("lastModifiedAt >= :since")
                            .withPredicateVar("since", since.toString()),
                        after,
                        SOME))
            .getResults();
    return page(page, SOME, Order::getId, CommercetoolsHoldings::naming);
  }

  private static NamingOrder naming(Order order) {
    return new NamingOrder(
        order.getOrderNumber() == null ? "" : order.getOrderNumber(),
        Set.copyOf(CustomValues.texts(CustomValues.read(order.getCustom()), OurField.RETURN_IDS)),
        order.getOrderState().getJsonName());
  }

  @Override
  public Page<EntryView> entries(String channel, @Nullable String after) {
    String channelId = catalogue.channelId(channel);
    var page =
        commercetools
            .call(
                api ->
                    after(
                        api.inventory()
                            .get()
                            .withWhere("supplyChannel(id = :channel)")
                            .withPredicateVar("channel", channelId),
                        after,
                        CommercetoolsClient.PAGE))
            .getResults();
    return page(
        page,
        CommercetoolsClient.PAGE,
        e -> e.getId(),
        e -> CommercetoolsInventory.view(e, channel));
  }

  /** By id, so that what is created meanwhile moves nothing from one page to another. */
  private static <R extends PagedQueryResourceRequest<R, A, Q>, A, Q>
      PagedQueryResourceRequest<R, A, Q> after(
          PagedQueryResourceRequest<R, A, Q> request, @Nullable String last, int most) {
    PagedQueryResourceRequest<R, A, Q> ordered =
        request.withSort("id asc").withLimit(most).withWithTotal(false);
    return last == null ? ordered : ordered.addWhere("id > :after").withPredicateVar("after", last);
  }

  private static <R, T> Page<T> page(
      List<R> found, int most, Function<R, String> id, Function<R, T> view) {
    return new Page<>(
        found.stream().map(view).toList(),
        found.size() < most ? null : id.apply(found.get(found.size() - 1)));
  }

  private static void inParts(Collection<String> names, int most, Consumer<List<String>> request) {
    List<String> part = new ArrayList<>();
    int length = 0;
    for (String name : new TreeSet<>(names)) {
      // A character is three bytes at most and %xx each in an address; keys are plain.
      int cost = EACH + name.codePoints().map(c -> c < 128 ? (isPlain(c) ? 1 : 3) : 12).sum();
      if (!part.isEmpty() && (length + cost > LONGEST || part.size() == most)) {
        request.accept(List.copyOf(part));
        part.clear();
        length = 0;
      }
      part.add(name);
      length += cost;
    }
    if (!part.isEmpty()) {
      request.accept(List.copyOf(part));
    }
  }

  private static boolean isPlain(int c) {
    return Character.isLetterOrDigit(c) || c == '-' || c == '_' || c == '.';
  }
}
