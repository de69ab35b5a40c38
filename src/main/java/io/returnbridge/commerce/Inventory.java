package io.returnbridge.commerce;

import io.returnbridge.model.Cause;
import java.util.List;
import java.util.Optional;

/** Stock of one SKU on one supply channel. Failures as in {@link Orders}. */
public interface Inventory {

  /**
   * The entry as last seen, without a request when it is known, else as it is now; use only as the
   * basis of a versioned update.
   */
  Optional<EntryView> lastSeen(String sku, String channel);

  Optional<EntryView> read(String sku, String channel);

  /**
   * {@link Refused#isDuplicate} with {@code sku} or {@code supplyChannel} when somebody else was
   * first.
   */
  EntryView create(String sku, String channel, long quantity, List<String> movements, Cause cause);

  /**
   * Adds {@code delta} (negative takes away) and sets {@code reveniMovements}, in one versioned
   * update. An entry that was deleted since it was seen is a {@link Conflict} as well.
   */
  EntryView apply(EntryView basis, long delta, List<String> movements, Cause cause);

  /**
   * @param channel key of the stock channel
   * @param movements ids in {@code reveniMovements}
   */
  record EntryView(
      String id, long version, String sku, String channel, long quantity, List<String> movements) {}
}
