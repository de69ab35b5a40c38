package io.returnbridge.commercetools;

import com.commercetools.api.models.cart.CartOrigin;
import com.commercetools.api.models.cart.InventoryMode;
import com.commercetools.api.models.cart.LineItem;
import com.commercetools.api.models.cart.TaxPortionDraft;
import com.commercetools.api.models.cart.TaxedPriceDraft;
import com.commercetools.api.models.common.Address;
import com.commercetools.api.models.common.BaseAddress;
import com.commercetools.api.models.common.LocalizedString;
import com.commercetools.api.models.common.Money;
import com.commercetools.api.models.common.PriceDraft;
import com.commercetools.api.models.order.LineItemImportDraft;
import com.commercetools.api.models.order.LineItemImportDraftBuilder;
import com.commercetools.api.models.order.Order;
import com.commercetools.api.models.order.OrderImportDraft;
import com.commercetools.api.models.order.OrderImportDraftBuilder;
import io.returnbridge.commerce.FieldValue;
import io.returnbridge.returns.ExchangePlan;
import io.returnbridge.returns.ReturnId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The zero-value order for exchanged goods. Customer, addresses, Store, country and tax rates are
 * those of the original order; the stock is reserved on the plan's supply channels.
 */
final class ExchangeDraft {

  /**
   * What is known of the product of a new SKU.
   *
   * @param productId null when it could not be found
   */
  record Product(@Nullable String productId, LocalizedString name) {}

  private final Order original;
  private final Map<String, Product> products;
  private final Money zero;

  /**
   * @param products by SKU
   */
  ExchangeDraft(Order original, Map<String, Product> products) {
    this.original = original;
    this.products = products;
    this.zero =
        Money.builder()
            .centAmount(0L)
            .currencyCode(original.getTotalPrice().getCurrencyCode())
            .build();
  }

  OrderImportDraft of(ReturnId returnId, ExchangePlan plan) {
    OrderImportDraftBuilder draft =
        OrderImportDraft.builder()
            .orderNumber(plan.orderNumber())
            .origin(CartOrigin.MERCHANT)
            .inventoryMode(InventoryMode.RESERVE_ON_ORDER)
            .customerId(original.getCustomerId())
            .customerEmail(original.getCustomerEmail())
            .country(original.getCountry())
            .shippingAddress(address(original.getShippingAddress()))
            .billingAddress(address(original.getBillingAddress()))
            .priceRoundingMode(original.getPriceRoundingMode())
            .taxRoundingMode(original.getTaxRoundingMode())
            .taxCalculationMode(original.getTaxCalculationMode())
            .totalPrice(zero)
            .taxedPrice(taxedPrice())
            .lineItems(plan.lines().stream().map(this::line).toList())
            .custom(
                CustomValues.draft(
                    OurType.ORDER,
                    Map.of(
                        OurField.RETURN_IDS.field(),
                        new FieldValue.Texts(List.of(returnId.id())))));
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

  private static @Nullable BaseAddress address(@Nullable Address address) {
    return address == null ? null : BaseAddress.of(address);
  }

  private @Nullable TaxedPriceDraft taxedPrice() {
    if (original.getTaxedPrice() == null) {
      return null;
    }
    List<TaxPortionDraft> portions =
        original.getTaxedPrice().getTaxPortions().stream()
            .map(
                p ->
                    TaxPortionDraft.builder()
                        .name(p.getName())
                        .rate(p.getRate())
                        .amount(zero)
                        .build())
            .toList();
    return TaxedPriceDraft.builder().totalNet(zero).totalGross(zero).taxPortions(portions).build();
  }

  private LineItemImportDraft line(ExchangePlan.Line line) {
    Product product = products.get(line.sku());
    Optional<LineItem> like = like(line.sku(), product);
    LineItemImportDraftBuilder draft =
        LineItemImportDraft.builder()
            .name(product == null ? LocalizedString.ofEnglish(line.sku()) : product.name())
            .variant(v -> v.sku(line.sku()))
            .quantity((long) line.quantity())
            .price(PriceDraft.builder().value(zero).build())
            .taxRate(like.map(LineItem::getTaxRate).orElse(null));
    if (line.supplyChannel() != null) {
      draft.supplyChannel(c -> c.key(line.supplyChannel()));
    }
    like.map(LineItem::getDistributionChannel)
        .ifPresent(channel -> draft.distributionChannel(c -> c.id(channel.getId())));
    return draft.build();
  }

  /**
   * The original's line whose tax rate applies: of the same SKU, else of the same product (another
   * size), else the first with a rate.
   */
  private Optional<LineItem> like(String sku, @Nullable Product product) {
    return first(line -> sku.equals(line.getVariant().getSku()))
        .or(
            () ->
                first(
                    line ->
                        product != null
                            && product.productId() != null
                            && product.productId().equals(line.getProductId())))
        .or(() -> first(line -> true));
  }

  private Optional<LineItem> first(Predicate<LineItem> matches) {
    boolean taxed = original.getLineItems().stream().anyMatch(l -> l.getTaxRate() != null);
    return original.getLineItems().stream()
        .filter(line -> !taxed || line.getTaxRate() != null)
        .filter(matches)
        .findFirst();
  }
}
