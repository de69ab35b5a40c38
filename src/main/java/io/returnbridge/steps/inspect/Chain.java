package io.returnbridge.steps.inspect;

import io.returnbridge.mappings.Channels;
import io.returnbridge.mappings.DispositionRow;
import io.returnbridge.model.StockMovement;
import io.returnbridge.model.Unit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The legs of one unit, each after the one that it follows. */
record Chain(List<StockMovement> legs) {

  static Chain of(Unit unit, Collection<StockMovement> all) {
    List<StockMovement> rest = new ArrayList<>(all.stream().filter(l -> l.isOf(unit)).toList());
    List<StockMovement> ordered = new ArrayList<>();
    String last = null;
    while (true) {
      StockMovement next = after(last, rest);
      if (next == null) {
        return new Chain(List.copyOf(ordered));
      }
      ordered.add(next);
      rest.remove(next);
      last = next.id();
    }
  }

  private static @Nullable StockMovement after(@Nullable String last, List<StockMovement> rest) {
    return rest.stream()
        .filter(l -> java.util.Objects.equals(l.after(), last))
        .findFirst()
        .orElse(null);
  }

  Optional<StockMovement> last() {
    return legs.isEmpty() ? Optional.empty() : Optional.of(legs.get(legs.size() - 1));
  }

  boolean isApplied() {
    return legs.stream().allMatch(StockMovement::isApplied);
  }

  /** Whether the ledger has the unit in awaiting inspection, once its legs are applied. */
  boolean endsInInspection() {
    return last()
        .filter(l -> l.kind() == StockMovement.Kind.HOLD || l.kind() == StockMovement.Kind.BACK_IN)
        .isPresent();
  }

  /**
   * Where the applied legs have put the unit; from its plan on it counts as awaiting inspection,
   * and on its way from one entry to another it is where it was.
   */
  @Nullable String location(Unit unit) {
    if (legs.isEmpty()) {
      return unit.location();
    }
    List<StockMovement> applied = legs.stream().filter(StockMovement::isApplied).toList();
    if (applied.isEmpty()) {
      return Channels.AWAITING_INSPECTION;
    }
    StockMovement latest = applied.get(applied.size() - 1);
    if (latest.delta() > 0) {
      return latest.location();
    }
    boolean putNowhere = applied.size() == legs.size() && latest.kind() == StockMovement.Kind.OUT;
    return putNowhere ? DispositionRow.NOWHERE : unit.location();
  }
}
