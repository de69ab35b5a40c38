package io.returnbridge.mappings;

import java.util.List;
import java.util.Optional;

/** {@code stores.csv}. */
public record Stores(List<StoreRow> all) {
  public Stores {
    all = List.copyOf(all);
  }

  public Optional<StoreRow> find(String key) {
    return all.stream().filter(row -> row.store().equals(key)).findFirst();
  }
}
