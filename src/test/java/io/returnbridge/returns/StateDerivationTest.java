package io.returnbridge.returns;

import static io.returnbridge.returns.Returns.item;
import static io.returnbridge.returns.Returns.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import io.returnbridge.failure.Trouble;
import io.returnbridge.mappings.ReasonCodes;
import io.returnbridge.mappings.ReasonRow;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StateDerivationTest {

  private final ReasonCodes reasons =
      new ReasonCodes(List.of(new ReasonRow("too_small", "too-small", "size", "Small", "Pequeño")));
  private final List<Trouble> troubles = new ArrayList<>();

  @Test
  void everyPieceOfGoodsIsAUnit() {
    ReturnState state = next(null, "in_progress", 1, item("i", "A", 3, "too_small"));

    assertThat(state.units())
        .extracting(u -> u.key(state.id()))
        .containsExactly("r1_i_1", "r1_i_2", "r1_i_3");
    assertThat(state.units()).allMatch(u -> "too-small".equals(u.reasonCode()));
  }

  @Test
  void anUnmappedReasonHoldsBackOnlyItsItem() {
    ReturnState state =
        next(null, "in_progress", 1, item("i", "A", 1, "regalo"), item("j", "B", 1, "too_small"));

    assertThat(state.units()).extracting(Unit::reasonCode).containsExactly(null, "too-small");
    assertThat(troubles)
        .extracting(Trouble::code, Trouble::itemId)
        .containsExactly(org.assertj.core.api.Assertions.tuple("REASON_UNMAPPED", "i"));
  }

  @Test
  void aMissingReasonIsItsOwnTrouble() {
    next(null, "in_progress", 1, item("i", "A", 1, null));

    assertThat(troubles).extracting(Trouble::code).containsExactly("REASON_MISSING");
  }

  @Test
  void whatWasReceivedStaysReceived() {
    ReturnState received = next(null, "received", 1, item("i", "A", 1, "too_small"));
    ReturnState later = next(received, "shipped", 2, item("i", "A", 1, "too_small"));

    assertThat(later.units()).allMatch(Unit::received);
  }

  @Test
  void aCancelledReturnReleasesItsUnitsAndAReopenedOneTakesThemBack() {
    ReturnState open = next(null, "in_progress", 1, item("i", "A", 1, "too_small"));
    ReturnState cancelled = next(open, "cancelled", 2, item("i", "A", 1, "too_small"));
    ReturnState reopened = next(cancelled, "in_progress", 3, item("i", "A", 1, "too_small"));

    assertThat(cancelled.units()).allMatch(Unit::released);
    assertThat(reopened.units()).noneMatch(Unit::released);
  }

  @Test
  void aRemovedItemIsReleasedUnlessItIsWritten() {
    ReturnState open =
        next(
            null, "in_progress", 1, item("i", "A", 1, "too_small"), item("j", "B", 1, "too_small"));
    ReturnState written =
        StateDerivation.next(
            open,
            snapshot("in_progress", 2, List.of(item("i", "A", 1, "too_small")), List.of()),
            reasons,
            "r1_j_1"::equals,
            troubles);
    ReturnState removed = next(open, "in_progress", 2, item("i", "A", 1, "too_small"));

    assertThat(removed.units()).extracting(Unit::released).containsExactly(false, true);
    assertThat(written.units()).extracting(Unit::released).containsExactly(false, false);
  }

  @Test
  void aUnitKeepsItsSkuWhenReveniRenamesIt() {
    ReturnState open = next(null, "in_progress", 1, item("i", "OLD", 1, "too_small"));
    ReturnState renamed = next(open, "shipped", 2, item("i", "NEW", 1, "too_small"));

    assertThat(renamed.units()).extracting(Unit::sku).containsExactly("OLD");
  }

  private ReturnState next(
      ReturnState known, String status, int day, ReturnSnapshot.Item... items) {
    return StateDerivation.next(
        known, snapshot(status, day, List.of(items), List.of()), reasons, k -> false, troubles);
  }
}
