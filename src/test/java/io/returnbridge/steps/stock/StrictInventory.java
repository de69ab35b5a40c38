package io.returnbridge.steps.stock;

import io.returnbridge.commerce.Conflict;
import io.returnbridge.commerce.Inventory;
import io.returnbridge.commerce.Refused;
import io.returnbridge.commerce.WriteOutcomeUnknown;
import io.returnbridge.model.Cause;
import io.returnbridge.model.StockEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Inventory as commercetools keeps it: versions, one entry a SKU and channel; with others who write
 * too, answers that are lost, requests that arrive late, and last seen entries that are old.
 */
public final class StrictInventory implements Inventory {

  private final Map<StockEntry, EntryView> entries = new HashMap<>();
  private final Map<StockEntry, EntryView> seen = new HashMap<>();
  private final List<Runnable> late = new ArrayList<>();
  private final Random random;
  private final double faults;

  /** What others added, by entry. */
  final Map<StockEntry, Long> others = new HashMap<>();

  /** The least quantity that a request has left in any entry. */
  long least;

  /** Requests that were answered with a conflict. */
  int conflicts;

  /** How often each movement id was applied. */
  final Map<String, Integer> applied = new HashMap<>();

  /** Whether the next request is lost on its way, and may arrive late. */
  boolean losesNext;

  /** What becomes known of the next request although it is applied; null for its answer. */
  @Nullable RuntimeException answersNext;

  int requests;

  /** Runs before and after each request. */
  Runnable moment = () -> {};

  public StrictInventory(Random random, double faults) {
    this.random = random;
    this.faults = faults;
  }

  public long quantity(StockEntry entry) {
    EntryView view = entries.get(entry);
    return view == null ? 0 : view.quantity();
  }

  /** What was last seen is as it was at that time: so it is after the database was set back. */
  Runnable restoring() {
    Map<StockEntry, EntryView> then = Map.copyOf(seen);
    return () -> {
      seen.clear();
      seen.putAll(then);
    };
  }

  /** Somebody else changes the quantity. */
  void other(StockEntry entry, long delta) {
    EntryView e = entries.get(entry);
    if (e != null) {
      put(
          entry,
          new EntryView(
              e.id(), e.version() + 1, e.sku(), e.channel(), e.quantity() + delta, e.movements()));
      others.merge(entry, delta, Long::sum);
    }
  }

  @Override
  public Optional<EntryView> lastSeen(String sku, String channel) {
    EntryView view = seen.get(new StockEntry(channel, sku));
    return view == null ? read(sku, channel) : Optional.of(view);
  }

  @Override
  public Optional<EntryView> read(String sku, String channel) {
    moment.run();
    Optional<EntryView> now = Optional.ofNullable(entries.get(new StockEntry(channel, sku)));
    now.ifPresent(e -> see(new StockEntry(channel, sku), e));
    moment.run();
    return now;
  }

  @Override
  public EntryView create(
      String sku, String channel, long quantity, List<String> movements, Cause cause) {
    StockEntry entry = new StockEntry(channel, sku);
    return request(
        entry,
        () -> {
          if (entries.containsKey(entry)) {
            throw new Refused("DuplicateField", "sku", "exists", List.of());
          }
          return put(entry, new EntryView(entry.subject(), 1, sku, channel, quantity, movements));
        },
        movements);
  }

  @Override
  public EntryView apply(EntryView basis, long delta, List<String> movements, Cause cause) {
    StockEntry entry = new StockEntry(basis.channel(), basis.sku());
    if (movements.size() > Batch.KEPT) {
      throw new IllegalArgumentException("too many movements");
    }
    return request(
        entry,
        () -> {
          EntryView now = entries.get(entry);
          if (now == null || now.version() != basis.version()) {
            conflicts++;
            throw new Conflict("version " + basis.version());
          }
          return put(
              entry,
              new EntryView(
                  now.id(),
                  now.version() + 1,
                  now.sku(),
                  now.channel(),
                  now.quantity() + delta,
                  movements));
        },
        movements);
  }

  private EntryView request(
      StockEntry entry, java.util.function.Supplier<EntryView> write, List<String> movements) {
    if (new HashSet<>(movements).size() < movements.size()) {
      throw new IllegalArgumentException("a Set has no element twice: " + movements);
    }
    requests++;
    moment.run();
    if (chance()) {
      other(entry, random.nextBoolean() || quantity(entry) < 1 ? 1 : -1);
    }
    if (losesNext || chance()) {
      losesNext = false;
      late.add(() -> write(entry, write, movements));
      throw new WriteOutcomeUnknown("lost on the way, perhaps not for good", null, null);
    }
    EntryView now = write(entry, write, movements);
    RuntimeException instead = answersNext;
    if (instead != null) {
      answersNext = null;
      throw instead;
    }
    if (chance()) {
      throw new WriteOutcomeUnknown("applied, and the answer was lost", null, null);
    }
    moment.run();
    see(entry, now);
    return now;
  }

  private EntryView write(
      StockEntry entry, java.util.function.Supplier<EntryView> write, List<String> movements) {
    List<String> before =
        entries.containsKey(entry) ? entries.get(entry).movements() : List.<String>of();
    EntryView now = write.get();
    least = Math.min(least, now.quantity());
    movements.stream()
        .filter(id -> !before.contains(id))
        .forEach(id -> applied.merge(id, 1, Integer::sum));
    return now;
  }

  /** Requests whose sender has given up arrive after all. */
  void deliverLate() {
    List<Runnable> now = List.copyOf(late);
    late.clear();
    for (Runnable r : now) {
      try {
        r.run();
      } catch (Conflict | Refused refused) {
        // As it should be.
      }
    }
  }

  private void see(StockEntry entry, EntryView view) {
    if (!chance()) {
      seen.put(entry, view);
    }
  }

  private EntryView put(StockEntry entry, EntryView view) {
    entries.put(entry, view);
    return view;
  }

  private boolean chance() {
    return random.nextDouble() < faults;
  }
}
