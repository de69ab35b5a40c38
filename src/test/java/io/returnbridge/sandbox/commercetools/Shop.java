package io.returnbridge.sandbox.commercetools;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * A small shop: two supply channels, one that sells, a store, and one order of three shoes and a
 * hat.
 */
final class Shop {
  private Shop() {}

  static ObjectNode fill(CommercetoolsSandbox sandbox) {
    Seeds seeds = sandbox.seeds();
    seeds.channel("madrid", "InventorySupply", "ProductDistribution");
    seeds.channel("inspection", "InventorySupply");
    seeds.channel("web", "ProductDistribution");
    seeds.store("es", List.of("web", "madrid"), List.of("madrid"), "ES");
    seeds.product("SHOE", "Shoe", "Zapato", 5000, "EUR");
    seeds.stock("SHOE", "madrid", 5);
    sandbox.create(
        "types",
        """
        {"key":"return-item","name":{"en":"Return item"},"resourceTypeIds":["order-return-item"],
         "fieldDefinitions":[{"name":"reason","label":{"en":"Reason"},
           "type":{"name":"Enum","values":[{"key":"SIZE","label":"Size"}]}}]}
        """);
    sandbox.create(
        "types",
        """
        {"key":"order","name":{"en":"Order"},"resourceTypeIds":["order"],
         "fieldDefinitions":[
           {"name":"reveniReturnIds","label":{"en":"Ids"},
            "type":{"name":"Set","elementType":{"name":"String"}}},
           {"name":"status","label":{"en":"Status"},"type":{"name":"String"}}]}
        """);
    return seeds.order("A-1", "es", "EUR", lines());
  }

  static List<Seeds.Line> lines() {
    return List.of(
        new Seeds.Line("SHOE", "Shoe", "Zapato", 3, 5000, "madrid", "web"),
        new Seeds.Line("HAT", "Hat", "Sombrero", 1, 2000, "madrid", "web"));
  }
}
