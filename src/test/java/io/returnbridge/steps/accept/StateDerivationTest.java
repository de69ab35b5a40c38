package io.returnbridge.steps.accept;

import static io.returnbridge.model.Returns.arrived;
import static io.returnbridge.model.Returns.item;
import static io.returnbridge.model.Returns.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import io.returnbridge.mappings.ReasonCodes;
import io.returnbridge.mappings.ReasonRow;
import io.returnbridge.model.ReturnSnapshot;
import io.returnbridge.model.ReturnState;
import io.returnbridge.model.Trouble;
import io.returnbridge.model.Unit;
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
  void aReceivedQuantityDecidesOverTheStatusOfTheReturn() {
    ReturnState state =
        next(
            null,
            "received",
            1,
            arrived(item("i", "A", 3, "too_small"), 1),
            item("j", "B", 1, "too_small"));

    assertThat(state.units()).extracting(Unit::received).containsExactly(true, false, false, true);
    assertThat(next(state, "received", 2, arrived(item("i", "A", 3, "too_small"), 2)).units())
        .filteredOn(u -> u.itemId().equals("i"))
        .extracting(Unit::received)
        .containsExactly(true, true, false);
  }

  @Test
  void aReceivedQuantityCountsBeforeTheStatusSaysSo() {
    ReturnState state = next(null, "shipped", 1, arrived(item("i", "A", 2, "too_small"), 1));

    assertThat(state.units()).extracting(Unit::received).containsExactly(true, false);
  }

  @Test
  void aCancelledReturnReleasesItsUnitsAndAReopenedOneNeedsItsLinesAnew() {
    ReturnState open = onLine(next(null, "in_progress", 1, item("i", "A", 1, "too_small")), "l1");
    ReturnState cancelled = next(open, "cancelled", 2, item("i", "A", 1, "too_small"));
    ReturnState reopened = next(cancelled, "in_progress", 3, item("i", "A", 1, "too_small"));

    assertThat(cancelled.units()).allMatch(Unit::released).noneMatch(u -> u.allocation() == null);
    assertThat(reopened.units())
        .noneMatch(Unit::released)
        .allMatch(u -> u.allocation() == null && "web-es".equals(u.sellingChannel()));
  }

  @Test
  void anItemThatIsNamedAgainNeedsItsLineAnew() {
    ReturnState open =
        onLine(
            next(
                null,
                "in_progress",
                1,
                item("i", "A", 1, "too_small"),
                item("j", "B", 1, "too_small")),
            "l1");
    ReturnState removed = next(open, "in_progress", 2, item("i", "A", 1, "too_small"));
    ReturnState again =
        next(
            removed,
            "in_progress",
            3,
            item("i", "A", 1, "too_small"),
            item("j", "B", 1, "too_small"));

    assertThat(again.units()).extracting(u -> u.allocation() == null).containsExactly(false, true);
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
  void aUnitWithoutALineTakesTheSkuThatReveniCorrects() {
    ReturnState open = next(null, "in_progress", 1, item("i", "OLD", 1, "too_small"));

    assertThat(next(open, "shipped", 2, item("i", "NEW", 1, "too_small")).units())
        .extracting(Unit::sku)
        .containsExactly("NEW");
    assertThat(next(open, "received", 2, item("i", "NEW", 1, "too_small")).units())
        .extracting(Unit::sku)
        .containsExactly("NEW");
    assertThat(
            next(
                    open.mapUnits(u -> u.withReceived(true)),
                    "received",
                    2,
                    item("i", "NEW", 1, "too_small"))
                .units())
        .extracting(Unit::sku)
        .containsExactly("OLD");
  }

  @Test
  void aUnitKeepsItsSkuWithItsLineWhenReveniRenamesIt() {
    ReturnState open = onLine(next(null, "in_progress", 1, item("i", "OLD", 1, "too_small")), "l1");
    ReturnState renamed = next(open, "shipped", 2, item("i", "NEW", 1, "too_small"));

    assertThat(renamed.units()).extracting(Unit::sku).containsExactly("OLD");
  }

  private static ReturnState onLine(ReturnState state, String line) {
    return state.mapUnits(u -> u.withAllocation(new Unit.Allocation("O-1", line, false), "web-es"));
  }

  private ReturnState next(
      ReturnState known, String status, int day, ReturnSnapshot.Item... items) {
    return StateDerivation.next(
        known, snapshot(status, day, List.of(items), List.of()), reasons, k -> false, troubles);
  }
}
