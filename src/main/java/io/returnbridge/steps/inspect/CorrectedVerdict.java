package io.returnbridge.steps.inspect;

import io.returnbridge.model.ReturnState;
import io.returnbridge.model.Scan;
import io.returnbridge.model.Trouble;
import io.returnbridge.model.Unit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A unit of which Reveni was told another verdict than the one that counts now: it is not told
 * again, a person decides.
 *
 * @param scan {@code source/scanId} that decided it, or that told the verdict when none does now
 * @param told grade of what Reveni was told
 * @param now grade that counts, null for a unit that is not inspected any more
 */
record CorrectedVerdict(String scan, String itemId, String told, @Nullable String now) {

  static Optional<CorrectedVerdict> of(List<Unit> units, SentVerdict told) {
    Unit.Outcome outcome =
        units.stream()
            .filter(u -> u.is(told.itemId(), told.unit()))
            .findFirst()
            .map(Unit::outcome)
            .orElse(null);
    if (outcome == null) {
      return Optional.of(new CorrectedVerdict(told.scan(), told.itemId(), told.grade(), null));
    }
    return told.verdict().equals(outcome.verdict())
        ? Optional.empty()
        : Optional.of(
            new CorrectedVerdict(outcome.scan(), told.itemId(), told.grade(), outcome.grade()));
  }

  /**
   * @param by the scan that the case is about
   */
  Trouble trouble(ReturnState state, Scan by) {
    return Troubles.verdictCorrected(state, by, itemId, told, now);
  }
}
