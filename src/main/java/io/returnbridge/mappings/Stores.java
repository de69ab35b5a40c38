package io.returnbridge.mappings;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code stores.csv}. */
public record Stores(List<StoreRow> all) {
  public Stores {
    all = List.copyOf(all);
  }

  public Optional<StoreRow> find(String key) {
    return all.stream().filter(row -> row.store().equals(key)).findFirst();
  }

  /**
   * The stores whose returns may be returns of such an order: of its commercetools Store, or of
   * any; among them those of its country, else those of its currency, if there are such.
   *
   * @param commercetoolsStore null for an order without one
   * @param country null for an order without one
   */
  public List<StoreRow> ofOrder(
      @Nullable String commercetoolsStore, @Nullable String country, String currency) {
    List<StoreRow> fit =
        all.stream()
            .filter(
                row ->
                    commercetoolsStore == null
                        || row.commercetoolsStore() == null
                        || row.commercetoolsStore().equals(commercetoolsStore))
            .toList();
    List<StoreRow> ofCountry = fit.stream().filter(r -> r.country().equals(country)).toList();
    List<StoreRow> ofCurrency = fit.stream().filter(r -> r.currency().equals(currency)).toList();
    return !ofCountry.isEmpty() ? ofCountry : !ofCurrency.isEmpty() ? ofCurrency : fit;
  }
}
