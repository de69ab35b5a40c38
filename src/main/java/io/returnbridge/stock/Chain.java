package io.returnbridge.stock;

import io.returnbridge.mappings.Channels;
import io.returnbridge.mappings.DispositionRow;
import io.returnbridge.returns.Unit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The legs of one unit, each after the one that it follows. */
record Chain(List<Leg> legs) {

  static Chain of(Unit unit, Collection<Leg> all) {
    List<Leg> rest = new ArrayList<>(all.stream().filter(l -> l.isOf(unit)).toList());
    List<Leg> ordered = new ArrayList<>();
    String last = null;
    while (true) {
      Leg next = after(last, rest);
      if (next == null) {
        return new Chain(List.copyOf(ordered));
      }
      ordered.add(next);
      rest.remove(next);
      last = next.id();
    }
  }

  private static @Nullable Leg after(@Nullable String last, List<Leg> rest) {
    return rest.stream()
        .filter(l -> java.util.Objects.equals(l.after(), last))
        .findFirst()
        .orElse(null);
  }

  Optional<Leg> last() {
    return legs.isEmpty() ? Optional.empty() : Optional.of(legs.get(legs.size() - 1));
  }

  boolean isApplied() {
    return legs.stream().allMatch(Leg::isApplied);
  }

  /** Whether the ledger has the unit in awaiting inspection, once its legs are applied. */
  boolean endsInInspection() {
    return last()
        .filter(l -> l.kind() == Leg.Kind.HOLD || l.kind() == Leg.Kind.BACK_IN)
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
    List<Leg> applied = legs.stream().filter(Leg::isApplied).toList();
    if (applied.isEmpty()) {
      return Channels.AWAITING_INSPECTION;
    }
    Leg latest = applied.get(applied.size() - 1);
    if (latest.delta() > 0) {
      return latest.location();
    }
    boolean putNowhere = applied.size() == legs.size() && latest.kind() == Leg.Kind.OUT;
    return putNowhere ? DispositionRow.NOWHERE : unit.location();
  }
}
