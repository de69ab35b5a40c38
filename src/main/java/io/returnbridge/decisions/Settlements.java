package io.returnbridge.decisions;

import io.returnbridge.cases.CaseChanges;
import io.returnbridge.cases.CaseChanges.Audit;
import io.returnbridge.decisions.Decided.Refused;
import io.returnbridge.engine.WorkList;
import io.returnbridge.model.MeantUnits;
import io.returnbridge.model.ReturnState;
import io.returnbridge.model.ReturnState.TimelineEntry;
import io.returnbridge.model.Unit;
import io.returnbridge.store.ReturnStates;
import io.returnbridge.store.WakeUp;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Says of the units that refunds cannot be matched to whether they count as refunded. Neither
 * Reveni nor commercetools is asked; mirror-status writes it, and it is final then.
 */
@ApplicationScoped
public class Settlements {

  private final UnitsDesk units;
  private final CaseChanges changes;
  private final ReturnStates states;
  private final WorkList work;

  Settlements(UnitsDesk units, CaseChanges changes, ReturnStates states, WorkList work) {
    this.units = units;
    this.changes = changes;
    this.states = states;
    this.work = work;
  }

  /**
   * @param paymentState {@link MeantUnits#REFUNDED} or {@link MeantUnits#NOT_REFUNDED}
   */
  public Decided settle(String id, Person who, String paymentState, @Nullable String note) {
    return units.decide(
        Decision.SETTLE,
        id,
        who,
        (target, known, shown) -> settle(target, known, who, shown, paymentState, note));
  }

  private Optional<Refused> settle(
      Target target,
      Optional<ReturnState> known,
      Person who,
      Function<Unit, Optional<String>> shown,
      String paymentState,
      @Nullable String note) {
    if (known.isEmpty()) {
      return Desk.conflict(target, "The return of case " + target.id() + " is not known");
    }
    ReturnState state = known.get();
    List<Unit> waiting = new MeantUnits(state, shown).unallocated();
    if (waiting.isEmpty()) {
      return Desk.conflict(
          target,
          "No unit of return "
              + state.rmaNumber()
              + " waits for a decision: each is refunded, not refunded, or not paid in part");
    }
    String what = goods(waiting) + " settled as " + paymentState;
    changes.apply(
        new Audit(who.name(), "settled", note, what),
        "status = 'resolved', resolved_at = now(), snoozed_until = null, accepted = true",
        List.of(),
        List.of(target.id()));
    states.saveAll(
        List.of(
            state
                .mapUnits(u -> isAmong(waiting, u) ? u.withSettled(paymentState) : u)
                .withTimeline(new TimelineEntry(Instant.now(), "refund-settled", what))));
    work.wakeAll(
        List.of(new WakeUp(WakeUp.MIRROR_STATUS, state.id().subject(), "case:" + target.id())));
    return Optional.empty();
  }

  private static boolean isAmong(Collection<Unit> units, Unit unit) {
    return units.stream().anyMatch(u -> u.is(unit.itemId(), unit.n()));
  }

  private static String goods(List<Unit> units) {
    return units.stream()
        .collect(Collectors.groupingBy(Unit::goods, Collectors.counting()))
        .entrySet()
        .stream()
        .map(e -> e.getValue() + " × " + e.getKey())
        .sorted()
        .collect(Collectors.joining(", "));
  }
}
