package io.returnbridge.commercetools;

import com.commercetools.api.models.common.Reference;
import com.commercetools.api.models.order.Order;
import io.returnbridge.commerce.CreditEvidence;
import io.returnbridge.commerce.Payments.PaymentView;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Payments and orders of the project by their names, as few requests as their addresses allow. */
@ApplicationScoped
public class CommercetoolsCreditEvidence implements CreditEvidence {

  /** Of the names in one request: servers and proxies refuse an address above 8 KiB. */
  private static final int LONGEST = 6_000;

  /** What each name costs beside itself: {@code &var.names=}. */
  private static final int EACH = 11;

  private final CommercetoolsClient commercetools;

  CommercetoolsCreditEvidence(CommercetoolsClient commercetools) {
    this.commercetools = commercetools;
  }

  @Override
  public Map<String, PaymentView> payments(Collection<String> keys) {
    Map<String, PaymentView> found = new LinkedHashMap<>();
    inParts(
        keys,
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
  public Map<String, PaidOrder> orders(Collection<String> orderNumbers) {
    Map<String, PaidOrder> found = new LinkedHashMap<>();
    inParts(
        orderNumbers,
        part ->
            commercetools
                .call(
                    api ->
                        api.orders()
                            .get()
                            .withWhere("orderNumber in :names")
                            .withPredicateVar("names", part)
                            .withLimit(CommercetoolsClient.PAGE)
                            .withWithTotal(false))
                .getResults()
                .forEach(o -> found.put(o.getOrderNumber(), paid(o))));
    return found;
  }

  private static PaidOrder paid(Order order) {
    return new PaidOrder(
        order.getOrderNumber(),
        order.getStore() == null ? null : order.getStore().getKey(),
        order.getPaymentInfo() == null
            ? Set.of()
            : order.getPaymentInfo().getPayments().stream()
                .map(Reference::getId)
                .collect(Collectors.toSet()));
  }

  private static void inParts(Collection<String> names, Consumer<List<String>> request) {
    List<String> part = new ArrayList<>();
    int length = 0;
    for (String name : new TreeSet<>(names)) {
      // A character is three bytes at most and %xx each in an address; keys are plain.
      int cost = EACH + name.codePoints().map(c -> c < 128 ? (isPlain(c) ? 1 : 3) : 12).sum();
      if (!part.isEmpty() && (length + cost > LONGEST || part.size() == CommercetoolsClient.PAGE)) {
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
