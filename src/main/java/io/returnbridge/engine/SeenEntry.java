package io.returnbridge.engine;

import io.returnbridge.commerce.Conflict;
import io.returnbridge.commerce.Inventory;
import io.returnbridge.commerce.Inventory.EntryView;
import io.returnbridge.commerce.Refused;
import io.returnbridge.model.Cause;
import io.returnbridge.model.StockEntry;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** What one run has seen of an inventory entry; a write is made for one version of it. */
public final class SeenEntry {

  private final StockEntry entry;
  private final Seen seen;
  private final Inventory inventory;
  private final Cause cause;
  private final String about;

  SeenEntry(StockEntry entry, Seen seen, Inventory inventory, Cause cause) {
    this.entry = entry;
    this.seen = seen;
    this.inventory = inventory;
    this.cause = cause;
    this.about = "entry " + entry;
  }

  /** Whether this run has seen it, and no write of it has come into doubt since. */
  public boolean isSeen() {
    return seen.isSeen(about);
  }

  /** Good enough as the basis of a write; without a request if it was seen in an earlier run. */
  public Optional<EntryView> basis() {
    return seen.ask(
        about,
        () ->
            seen.isInDoubt(about)
                ? inventory.read(entry.sku(), entry.channel())
                : inventory.lastSeen(entry.sku(), entry.channel()));
  }

  /** It is looked at, although it may have been seen before. */
  public Optional<EntryView> now() {
    Optional<EntryView> now = inventory.read(entry.sku(), entry.channel());
    seen.saw(about, now);
    return now;
  }

  /** One that is there already is looked at. */
  public Write create(long quantity, List<String> movements) {
    return write(
        () -> {
          try {
            return inventory.create(entry.sku(), entry.channel(), quantity, movements, cause);
          } catch (Refused refused) {
            if (refused.code().equals("DuplicateField")) {
              throw new Conflict("There is an entry " + entry + " already");
            }
            throw refused;
          }
        });
  }

  /** Quantity and movements in one versioned update. */
  public Write apply(EntryView basis, long delta, List<String> movements) {
    return write(() -> inventory.apply(basis, delta, movements, cause));
  }

  private Write write(Supplier<EntryView> request) {
    return new Write(about, about, () -> seen.saw(about, Optional.of(request.get())), true, true);
  }
}
