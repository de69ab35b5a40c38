package io.returnbridge.commercetools;

import com.commercetools.api.models.cart.CartOrigin;
import com.commercetools.api.models.cart.InventoryMode;
import com.commercetools.api.models.cart.TaxPortionDraft;
import com.commercetools.api.models.cart.TaxedPriceDraft;
import com.commercetools.api.models.common.LocalizedString;
import com.commercetools.api.models.common.Money;
import com.commercetools.api.models.common.PriceDraft;
import com.commercetools.api.models.order.LineItemImportDraft;
import com.commercetools.api.models.order.LineItemImportDraftBuilder;
import com.commercetools.api.models.order.Order;
import com.commercetools.api.models.order.OrderImportDraft;
import com.commercetools.api.models.order.OrderImportDraftBuilder;
import com.commercetools.api.models.tax_category.TaxRate;
import io.returnbridge.commerce.ExchangeOrders;
import io.returnbridge.failure.NeedsDecision;
import io.returnbridge.model.ExchangePlan;
import io.returnbridge.model.FieldValue;
import io.returnbridge.model.ReturnId;
import io.returnbridge.model.Trouble;
import io.returnbridge.model.Unit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The zero-value order for exchanged goods. Customer, billing address, Store and country are those
 * of the original order; tax rate, selling channel and the place to deliver to are those of the
 * line that comes back; the stock is reserved on the plan's supply channels.
 */
final class ExchangeDraft {

  /**
   * What is known of the product of a new SKU.
   *
   * @param productId null when it could not be found
   */
  record Product(@Nullable String productId, LocalizedString name) {}

  private final Order original;
  private final Map<String, Order> orders;
  private final Map<String, Product> products;
  private final Money zero;

  /**
   * @param orders those that the goods are of, by number
   * @param products by SKU
   */
  ExchangeDraft(Order original, Map<String, Order> orders, Map<String, Product> products) {
    this.original = original;
    this.orders = orders;
    this.products = products;
    this.zero =
        Money.builder()
            .centAmount(0L)
            .currencyCode(original.getTotalPrice().getCurrencyCode())
            .build();
  }

  /** {@link NeedsDecision} when there is no address to deliver to. */
  OrderImportDraft of(ReturnId returnId, ExchangePlan plan) {
    List<ReturnedLine> returned = plan.lines().stream().map(this::returned).toList();
    Deliveries deliveries = new Deliveries();
    for (int i = 0; i < returned.size(); i++) {
      deliveries.add(returned.get(i), plan.lines().get(i).quantity());
    }
    List<LineItemImportDraft> lines = new ArrayList<>();
    for (int i = 0; i < returned.size(); i++) {
      LineItemImportDraftBuilder line = line(plan.lines().get(i), returned.get(i));
      deliveries.detailsOf(i).ifPresent(line::shippingDetails);
      lines.add(line.build());
    }
    OrderImportDraftBuilder draft =
        OrderImportDraft.builder()
            .orderNumber(plan.orderNumber())
            .origin(CartOrigin.MERCHANT)
            .inventoryMode(InventoryMode.RESERVE_ON_ORDER)
            .customerId(original.getCustomerId())
            .customerEmail(original.getCustomerEmail())
            .country(original.getCountry())
            .shippingAddress(deliveries.main())
            .billingAddress(Deliveries.draft(original.getBillingAddress()))
            .priceRoundingMode(original.getPriceRoundingMode())
            .taxRoundingMode(original.getTaxRoundingMode())
            .taxCalculationMode(original.getTaxCalculationMode())
            .totalPrice(zero)
            .taxedPrice(taxedPrice(lines))
            .lineItems(lines)
            .custom(
                CustomValues.draft(
                    OurType.ORDER,
                    Map.of(
                        OurField.RETURN_IDS.field(),
                        new FieldValue.Texts(List.of(returnId.id())))));
    if (!deliveries.ofLines().isEmpty()) {
      draft.itemShippingAddresses(deliveries.ofLines());
    }
    if (original.getStore() != null) {
      draft.store(s -> s.key(original.getStore().getKey()));
    }
    if (original.getCustomerGroup() != null) {
      draft.customerGroup(g -> g.id(original.getCustomerGroup().getId()));
    }
    if (original.getBusinessUnit() != null) {
      draft.businessUnit(b -> b.key(original.getBusinessUnit().getKey()));
    }
    return draft.build();
  }

  /** Nobody, or no place, to send the new goods to. */
  static NeedsDecision nowhere(Order order, String detail) {
    return new NeedsDecision(
        Trouble.of(
            ExchangeOrders.NO_ADDRESS,
            Map.of("orderNumber", order.getOrderNumber(), "detail", detail)));
  }

  private ReturnedLine returned(ExchangePlan.Line line) {
    Unit.Allocation allocation = line.returned();
    Optional<ReturnedLine> known =
        allocation == null
            ? Optional.empty()
            : Optional.ofNullable(orders.get(allocation.orderNumber()))
                .flatMap(order -> ReturnedLine.of(order, allocation.lineItemId()));
    return known.orElseGet(() -> ReturnedLine.unknown(original));
  }

  /** Nothing, at each rate that a line has. */
  private @Nullable TaxedPriceDraft taxedPrice(List<LineItemImportDraft> lines) {
    if (original.getTaxedPrice() == null) {
      return null;
    }
    Map<String, TaxPortionDraft> portions = new LinkedHashMap<>();
    for (LineItemImportDraft line : lines) {
      TaxRate rate = line.getTaxRate();
      if (rate != null) {
        portions.put(
            rate.getName() + " " + rate.getAmount(),
            TaxPortionDraft.builder()
                .name(rate.getName())
                .rate(rate.getAmount())
                .amount(zero)
                .build());
      }
    }
    return TaxedPriceDraft.builder()
        .totalNet(zero)
        .totalGross(zero)
        .taxPortions(List.copyOf(portions.values()))
        .build();
  }

  private LineItemImportDraftBuilder line(ExchangePlan.Line line, ReturnedLine returned) {
    Product product = products.get(line.sku());
    LineItemImportDraftBuilder draft =
        LineItemImportDraft.builder()
            .name(product == null ? LocalizedString.ofEnglish(line.sku()) : product.name())
            .variant(v -> v.sku(line.sku()))
            .quantity((long) line.quantity())
            .price(PriceDraft.builder().value(zero).build())
            .taxRate(returned.taxRate())
            .supplyChannel(c -> c.key(Objects.requireNonNull(line.supplyChannel())));
    String channel = returned.distributionChannelId();
    if (channel != null) {
      draft.distributionChannel(c -> c.id(channel));
    }
    return draft;
  }
}
