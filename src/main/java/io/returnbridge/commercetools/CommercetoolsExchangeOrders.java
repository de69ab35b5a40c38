package io.returnbridge.commercetools;

import com.commercetools.api.models.cart.LineItem;
import com.commercetools.api.models.cart.ShippingInfo;
import com.commercetools.api.models.common.LocalizedString;
import com.commercetools.api.models.order.Order;
import com.commercetools.api.models.order.OrderImportDraft;
import com.commercetools.api.models.order.OrderState;
import com.commercetools.api.models.product.ProductData;
import com.commercetools.api.models.product.ProductVariant;
import io.returnbridge.commerce.ExchangeOrders;
import io.returnbridge.commerce.Refused;
import io.returnbridge.commercetools.ExchangeDraft.Product;
import io.returnbridge.failure.NeedsDecision;
import io.returnbridge.failure.Rejected;
import io.returnbridge.model.Cause;
import io.returnbridge.model.ExchangePlan;
import io.returnbridge.model.ReturnId;
import io.returnbridge.model.Trouble;
import io.returnbridge.model.Unit;
import io.returnbridge.store.Effects;
import io.returnbridge.store.Rehearsal;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Exchange orders of the project. Personal data of the original is passed on, and never kept. */
@ApplicationScoped
public class CommercetoolsExchangeOrders implements ExchangeOrders {

  private static final Logger LOG = Logger.getLogger(CommercetoolsExchangeOrders.class);

  private final CommercetoolsClient commercetools;
  private final Effects effects;

  CommercetoolsExchangeOrders(CommercetoolsClient commercetools, Effects effects) {
    this.commercetools = commercetools;
    this.effects = effects;
  }

  @Override
  public Optional<ExchangeOrder> find(String orderNumber) {
    return commercetools
        .find(api -> api.orders().withOrderNumber(orderNumber).get())
        .map(CommercetoolsExchangeOrders::view);
  }

  @Override
  public boolean isPickedUp(String orderNumber) {
    return commercetools
        .find(
            api ->
                api.orders()
                    .withOrderNumber(orderNumber)
                    .get()
                    .withExpand("lineItems[*].state[*].state"))
        .map(CommercetoolsExchangeOrders::isTouched)
        .orElse(true);
  }

  private static boolean isTouched(Order order) {
    ShippingInfo shipping = order.getShippingInfo();
    return order.getOrderState() != OrderState.OPEN
        || order.getShipmentState() != null
        || order.getState() != null
        || isAny(order.getSyncInfo())
        || isAny(order.getReturnInfo())
        || (shipping != null && isAny(shipping.getDeliveries()))
        || order.getLineItems().stream()
            .flatMap(l -> l.getState().stream())
            .map(s -> s.getState().getObj())
            .anyMatch(state -> state != null && !state.getInitial());
  }

  private static boolean isAny(@Nullable List<?> list) {
    return list != null && !list.isEmpty();
  }

  @Override
  public ExchangeOrder create(
      ReturnId returnId, String originalOrderNumber, ExchangePlan plan, Cause cause) {
    Order original =
        order(originalOrderNumber).orElseThrow(() -> noOriginal(originalOrderNumber, plan));
    ExchangeDraft draft =
        new ExchangeDraft(original, ordersOfGoods(original, plan), products(original, plan));
    OrderImportDraft wanted = draft.of(returnId, plan);
    if (Rehearsal.isOn()) {
      return rehearsed(returnId, originalOrderNumber, plan, cause);
    }
    Order created = imported(original, wanted);
    ExchangeOrder view = view(created);
    effects.record(
        "order",
        plan.orderNumber(),
        null,
        created.getVersion(),
        cause,
        inShort(originalOrderNumber, view));
    return view;
  }

  private Optional<Order> order(String orderNumber) {
    return commercetools.find(api -> api.orders().withOrderNumber(orderNumber).get());
  }

  /** By number; one that is gone is left out. */
  private Map<String, Order> ordersOfGoods(Order original, ExchangePlan plan) {
    Map<String, Order> orders = new HashMap<>(Map.of(original.getOrderNumber(), original));
    plan.lines().stream()
        .map(ExchangePlan.Line::returned)
        .flatMap(Stream::ofNullable)
        .map(Unit.Allocation::orderNumber)
        .distinct()
        .filter(number -> !orders.containsKey(number))
        .forEach(number -> order(number).ifPresent(o -> orders.put(number, o)));
    return orders;
  }

  /** For a guest when the customer was deleted, which commercetools says only now. */
  private Order imported(Order original, OrderImportDraft draft) {
    try {
      return commercetools.call(api -> api.orders().importOrder().post(draft));
    } catch (Refused refused) {
      String customer = draft.getCustomerId();
      if (!refused.code().equals("ReferencedResourceNotFound")
          || customer == null
          || commercetools.find(api -> api.customers().withId(customer).get()).isPresent()) {
        throw refused;
      }
    }
    if (draft.getCustomerEmail() == null) {
      throw ExchangeDraft.nowhere(
          original,
          "the customer of order %s was deleted, and the order has no e-mail address"
              .formatted(original.getOrderNumber()));
    }
    draft.setCustomerId(null);
    return commercetools.call(api -> api.orders().importOrder().post(draft));
  }

  private static NeedsDecision noOriginal(String orderNumber, ExchangePlan plan) {
    return new NeedsDecision(
        Trouble.of(
            "ORDER_NOT_FOUND",
            Map.of(
                "orderNumber",
                orderNumber,
                "detail",
                "order "
                    + orderNumber
                    + ", whose goods "
                    + plan.orderNumber()
                    + " exchanges, is no longer in commercetools")));
  }

  private ExchangeOrder rehearsed(
      ReturnId returnId, String originalOrderNumber, ExchangePlan plan, Cause cause) {
    if (find(plan.orderNumber()).isPresent()) {
      throw new Refused(
          "DuplicateField",
          "orderNumber",
          "There is an order " + plan.orderNumber() + " already",
          List.of());
    }
    ExchangeOrder order =
        new ExchangeOrder(
            plan.orderNumber(),
            plan.orderNumber(),
            List.of(returnId.id()),
            plan.lines().stream().map(l -> new ExchangeOrder.Line(l.sku(), l.quantity())).toList(),
            "Open");
    Rehearsal.write(cause, "order", plan.orderNumber(), inShort(originalOrderNumber, order));
    return order;
  }

  private static String inShort(String originalOrderNumber, ExchangeOrder order) {
    return "imported for " + originalOrderNumber + " with " + order.lines();
  }

  private static ExchangeOrder view(Order order) {
    return new ExchangeOrder(
        order.getId(),
        order.getOrderNumber(),
        CustomValues.texts(CustomValues.read(order.getCustom()), OurField.RETURN_IDS),
        order.getLineItems().stream()
            .map(l -> new ExchangeOrder.Line(sku(l), l.getQuantity()))
            .toList(),
        order.getOrderState().getJsonName());
  }

  private static String sku(LineItem line) {
    String sku = line.getVariant().getSku();
    return sku == null ? "" : sku;
  }

  /** Names come from the original's lines, else from the catalogue in one request. */
  private Map<String, Product> products(Order original, ExchangePlan plan) {
    Map<String, Product> products = new HashMap<>();
    original
        .getLineItems()
        .forEach(l -> products.putIfAbsent(sku(l), new Product(l.getProductId(), l.getName())));
    Set<String> unknown =
        plan.lines().stream()
            .map(ExchangePlan.Line::sku)
            .filter(sku -> !products.containsKey(sku))
            .collect(Collectors.toCollection(TreeSet::new));
    if (!unknown.isEmpty()) {
      fromCatalogue(unknown, products);
      unknown.forEach(
          sku -> products.computeIfAbsent(sku, s -> new Product(null, named(s, original))));
    }
    return products;
  }

  private void fromCatalogue(Set<String> skus, Map<String, Product> products) {
    List<com.commercetools.api.models.product.Product> found;
    try {
      found =
          commercetools
              .call(
                  api ->
                      api.products()
                          .get()
                          .withWhere(
                              "masterData(current(masterVariant(sku in :skus) or variants(sku in"
                                  + " :skus)))")
                          .withPredicateVar("skus", skus)
                          .withLimit(CommercetoolsClient.PAGE))
              .getResults();
    } catch (Refused | Rejected e) {
      LOG.warnf("The names of %s are not known: %s", skus, e.getMessage());
      return;
    }
    for (var product : found) {
      ProductData current = product.getMasterData().getCurrent();
      Stream.concat(Stream.of(current.getMasterVariant()), current.getVariants().stream())
          .map(ProductVariant::getSku)
          .filter(sku -> sku != null && skus.contains(sku))
          .forEach(sku -> products.put(sku, new Product(product.getId(), current.getName())));
    }
  }

  /** The SKU for a name, in the languages of the original's lines. */
  private static LocalizedString named(String sku, Order original) {
    Map<String, String> names = new HashMap<>();
    original
        .getLineItems()
        .forEach(l -> l.getName().values().keySet().forEach(locale -> names.put(locale, sku)));
    if (names.isEmpty()) {
      names.put(
          original.getLocale() == null ? Locale.ENGLISH.getLanguage() : original.getLocale(), sku);
    }
    LocalizedString name = LocalizedString.of();
    names.forEach(name::setValue);
    return name;
  }
}
