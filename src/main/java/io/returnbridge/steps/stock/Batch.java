package io.returnbridge.steps.stock;

import io.returnbridge.commerce.Inventory.EntryView;
import io.returnbridge.model.StockMovement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The legs that one versioned update of an entry applies, all or none. Their ids stay in {@code
 * reveniMovements} at least until the update is known to be applied: it is the entry's only
 * unresolved one, and its ids are the newest.
 */
record Batch(List<StockMovement> legs) {

  /** Most legs in one update. */
  static final int MOST = 50;

  /** Most ids kept in {@code reveniMovements}. */
  static final int KEPT = 100;

  Batch {
    legs = List.copyOf(legs);
  }

  boolean isEmpty() {
    return legs.isEmpty();
  }

  long delta() {
    return legs.stream().mapToLong(StockMovement::delta).sum();
  }

  List<String> ids() {
    return legs.stream().map(StockMovement::id).toList();
  }

  /** The newest of the entry's ids and this batch's, oldest first. */
  List<String> movements(List<String> present, int most) {
    List<String> ids = ids();
    List<String> others = present.stream().filter(id -> !ids.contains(id)).distinct().toList();
    int room = Math.max(0, most - ids.size());
    List<String> kept =
        new ArrayList<>(others.subList(Math.max(0, others.size() - room), others.size()));
    kept.addAll(ids);
    return List.copyOf(kept);
  }

  /** The legs whose ids the entry has; none while there is no entry. */
  List<StockMovement> shownBy(Optional<EntryView> entry) {
    List<String> movements = entry.map(EntryView::movements).orElse(List.of());
    return legs.stream().filter(l -> movements.contains(l.id())).toList();
  }

  /**
   * The batch without as many of its newest out-legs as keep the quantity from falling below 0.
   *
   * @param quantity of the entry now
   */
  Batch affordable(long quantity) {
    List<StockMovement> rest = new ArrayList<>(legs);
    long after = quantity + delta();
    for (int i = rest.size() - 1; i >= 0 && after < 0; i--) {
      if (rest.get(i).delta() < 0) {
        after -= rest.remove(i).delta();
      }
    }
    return new Batch(rest);
  }
}
