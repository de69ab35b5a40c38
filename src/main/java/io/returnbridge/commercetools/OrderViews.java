package io.returnbridge.commercetools;

import com.commercetools.api.models.cart.CustomLineItem;
import com.commercetools.api.models.cart.LineItem;
import com.commercetools.api.models.channel.ChannelReference;
import com.commercetools.api.models.order.CustomLineItemReturnItem;
import com.commercetools.api.models.order.LineItemReturnItem;
import com.commercetools.api.models.order.Order;
import com.commercetools.api.models.order.ReturnInfo;
import com.commercetools.api.models.order.ReturnItem;
import com.commercetools.api.models.payment.PaymentReference;
import com.commercetools.api.models.type.CustomFields;
import io.returnbridge.model.Money;
import io.returnbridge.model.OrderView;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is kept of an order: nothing that says who the shopper is. */
final class OrderViews {

  private final ProjectCatalogue catalogue;

  OrderViews(ProjectCatalogue catalogue) {
    this.catalogue = catalogue;
  }

  OrderView of(Order order) {
    return new OrderView(
        order.getId(),
        order.getVersion(),
        order.getOrderNumber(),
        order.getStore() == null ? null : order.getStore().getKey(),
        total(order),
        lines(order),
        returnItems(order),
        fields(order.getCustom()),
        CustomValues.read(order.getCustom()),
        payments(order),
        order.getState() == null ? null : order.getState().getId(),
        order.getOrderState().getJsonName(),
        order.getShipmentState() == null ? null : order.getShipmentState().getJsonName());
  }

  /** What the shopper paid: with taxes where they are known. */
  private static Money total(Order order) {
    var total =
        order.getTaxedPrice() == null || order.getTaxedPrice().getTotalGross() == null
            ? order.getTotalPrice()
            : order.getTaxedPrice().getTotalGross();
    return new Money(total.getCentAmount(), total.getCurrencyCode());
  }

  List<OrderView.Line> lines(Order order) {
    List<OrderView.Line> lines = new ArrayList<>();
    for (LineItem line : order.getLineItems()) {
      String sku = line.getVariant().getSku();
      lines.add(
          new OrderView.Line(
              line.getId(),
              sku == null ? "" : sku,
              line.getQuantity(),
              false,
              key(line.getSupplyChannel()),
              key(line.getDistributionChannel())));
    }
    for (CustomLineItem line : order.getCustomLineItems()) {
      lines.add(
          new OrderView.Line(line.getId(), line.getSlug(), line.getQuantity(), true, null, null));
    }
    return lines;
  }

  private @Nullable String key(@Nullable ChannelReference channel) {
    return channel == null ? null : catalogue.channelKey(channel.getId());
  }

  private static List<OrderView.ReturnItem> returnItems(Order order) {
    List<OrderView.ReturnItem> items = new ArrayList<>();
    if (order.getReturnInfo() == null) {
      return items;
    }
    for (ReturnInfo info : order.getReturnInfo()) {
      for (ReturnItem item : info.getItems()) {
        items.add(
            new OrderView.ReturnItem(
                item.getId(),
                item.getKey(),
                lineItemId(item),
                item.getQuantity(),
                item.getShipmentState().getJsonName(),
                item.getPaymentState().getJsonName(),
                CustomValues.read(item.getCustom())));
      }
    }
    return items;
  }

  private static String lineItemId(ReturnItem item) {
    if (item instanceof LineItemReturnItem ofLine) {
      return ofLine.getLineItemId();
    }
    return item instanceof CustomLineItemReturnItem ofCustomLine
        ? ofCustomLine.getCustomLineItemId()
        : "";
  }

  private OrderView.Fields fields(@Nullable CustomFields custom) {
    if (custom == null) {
      return OrderView.Fields.NO_TYPE;
    }
    return catalogue.hasFields(custom.getType().getId(), OurType.ORDER)
        ? OrderView.Fields.READY
        : OrderView.Fields.CONFLICT;
  }

  private static Set<String> payments(Order order) {
    Set<String> ids = new LinkedHashSet<>();
    if (order.getPaymentInfo() != null) {
      order.getPaymentInfo().getPayments().stream().map(PaymentReference::getId).forEach(ids::add);
    }
    return ids;
  }
}
