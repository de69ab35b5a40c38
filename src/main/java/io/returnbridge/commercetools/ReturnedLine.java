package io.returnbridge.commercetools;

import com.commercetools.api.models.cart.CustomLineItem;
import com.commercetools.api.models.cart.ItemShippingDetails;
import com.commercetools.api.models.cart.ItemShippingTarget;
import com.commercetools.api.models.cart.LineItem;
import com.commercetools.api.models.cart.MethodTaxRate;
import com.commercetools.api.models.channel.ChannelReference;
import com.commercetools.api.models.order.Order;
import com.commercetools.api.models.tax_category.TaxRate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What commercetools keeps of the goods that come back: by their line, and by the shipments that
 * the line names.
 *
 * @param targets where how many of the line went; empty when all of it went to the order's address
 * @param distributionChannelId null for a line without one
 */
record ReturnedLine(
    Order order,
    @Nullable TaxRate taxRate,
    @Nullable String distributionChannelId,
    List<ItemShippingTarget> targets) {

  /** Empty when the order has no such line. */
  static Optional<ReturnedLine> of(Order order, String lineItemId) {
    Optional<ReturnedLine> line =
        order.getLineItems().stream()
            .filter(l -> l.getId().equals(lineItemId))
            .findFirst()
            .map(l -> of(order, l));
    return line.or(
        () ->
            Stream.ofNullable(order.getCustomLineItems())
                .flatMap(List::stream)
                .filter(l -> l.getId().equals(lineItemId))
                .findFirst()
                .map(l -> of(order, l)));
  }

  private static ReturnedLine of(Order order, LineItem line) {
    ChannelReference channel = line.getDistributionChannel();
    List<ItemShippingTarget> targets = targets(line.getShippingDetails());
    return new ReturnedLine(
        order,
        rate(line.getTaxRate(), line.getPerMethodTaxRate(), targets),
        channel == null ? null : channel.getId(),
        targets);
  }

  private static ReturnedLine of(Order order, CustomLineItem line) {
    List<ItemShippingTarget> targets = targets(line.getShippingDetails());
    return new ReturnedLine(
        order, rate(line.getTaxRate(), line.getPerMethodTaxRate(), targets), null, targets);
  }

  /** Of goods that no line of the order is known for: as its first taxed line. */
  static ReturnedLine unknown(Order order) {
    return order.getLineItems().stream()
        .map(l -> of(order, l))
        .filter(l -> l.taxRate() != null)
        .findFirst()
        .map(l -> new ReturnedLine(order, l.taxRate(), l.distributionChannelId(), List.of()))
        .orElseGet(() -> new ReturnedLine(order, null, null, List.of()));
  }

  private static List<ItemShippingTarget> targets(@Nullable ItemShippingDetails details) {
    return details == null || details.getTargets() == null ? List.of() : details.getTargets();
  }

  /** With several shipments a line has a rate for each. */
  private static @Nullable TaxRate rate(
      @Nullable TaxRate ofLine,
      @Nullable List<MethodTaxRate> byShipment,
      List<ItemShippingTarget> targets) {
    if (ofLine != null || byShipment == null) {
      return ofLine;
    }
    List<String> named = targets.stream().map(ItemShippingTarget::getShippingMethodKey).toList();
    return byShipment.stream()
        .filter(r -> named.contains(r.getShippingMethodKey()))
        .findFirst()
        .or(() -> byShipment.stream().findFirst())
        .map(MethodTaxRate::getTaxRate)
        .orElse(null);
  }
}
