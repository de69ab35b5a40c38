package io.returnbridge.sandbox.commercetools;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which scopes an endpoint accepts: any one of them, {@code manage_project} always, and managing
 * includes viewing.
 */
final class Scopes {
  private static final Map<String, List<String>> NAMES =
      Map.ofEntries(
          Map.entry("orders", List.of("orders")),
          Map.entry("payments", List.of("payments")),
          Map.entry("inventory", List.of("products")),
          Map.entry("channels", List.of("channels", "products")),
          Map.entry("stores", List.of("stores")),
          Map.entry("customers", List.of("customers")),
          Map.entry("types", List.of("types")),
          Map.entry("products", List.of("products")),
          Map.entry("product-types", List.of("products")),
          Map.entry("product-projections", List.of("products", "published_products")),
          Map.entry("states", List.of("states", "orders")));

  private Scopes() {}

  static Set<String> of(String resource, boolean write) {
    Set<String> scopes = new LinkedHashSet<>();
    for (String name : NAMES.getOrDefault(resource, List.of())) {
      if (!write) {
        scopes.add("view_" + name);
      }
      scopes.add("manage_" + name);
    }
    scopes.add("manage_project");
    return scopes;
  }

  /** Any scope at all reads the project's own settings. */
  static Set<String> any() {
    Set<String> scopes = new LinkedHashSet<>();
    NAMES.keySet().forEach(resource -> scopes.addAll(of(resource, false)));
    scopes.add("view_project_settings");
    return scopes;
  }
}
