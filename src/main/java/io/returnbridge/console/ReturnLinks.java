package io.returnbridge.console;

import io.returnbridge.api.CaseFile;
import io.returnbridge.settings.LinkTemplate;
import io.returnbridge.settings.Settings;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Where a return is looked at in other systems, as the settings say.
 *
 * @param order of the order in the Merchant Center
 * @param ofReturn of the return at Reveni
 * @param exchanges of exchange orders in the Merchant Center, by their numbers
 */
public record ReturnLinks(
    Optional<String> order, Optional<String> ofReturn, Map<String, String> exchanges) {

  static ReturnLinks of(Settings settings, CaseFile file) {
    Map<String, String> values = new HashMap<>();
    values.put("projectKey", settings.commercetools().projectKey());
    values.put("store", file.store());
    values.put("returnId", file.returnId());
    values.put("rmaNumber", file.rmaNumber());
    String orderNumber = file.orderNumber();
    if (orderNumber != null) {
      values.put("orderNumber", orderNumber);
    }
    Optional<LinkTemplate> merchantCenter = settings.merchantCenterUrl();
    Map<String, String> exchanges = new HashMap<>();
    for (CaseFile.Exchange exchange : file.exchanges()) {
      Map<String, String> of = new HashMap<>(values);
      of.put("orderNumber", exchange.orderNumber());
      String id = exchange.orderId();
      if (id != null) {
        of.put("orderId", id);
        merchantCenter
            .flatMap(link -> link.fill(of))
            .ifPresent(link -> exchanges.put(exchange.orderNumber(), link));
      }
    }
    return new ReturnLinks(
        merchantCenter.flatMap(link -> link.fill(values)),
        settings.reveniConsoleUrl().flatMap(link -> link.fill(values)),
        Map.copyOf(exchanges));
  }
}
