package io.returnbridge.steps.accept;

import static org.assertj.core.api.Assertions.assertThat;

import io.returnbridge.cases.CaseTexts;
import io.returnbridge.mappings.ReasonCodes;
import io.returnbridge.model.Allocator;
import io.returnbridge.model.ReturnSnapshot;
import io.returnbridge.model.ReturnState;
import io.returnbridge.model.Returns;
import io.returnbridge.model.Trouble;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** How the cases of accept-return read. */
class ReturnTroublesTest {

  private final List<Trouble> troubles = new ArrayList<>();

  private String read(ReturnState state) {
    return troubles.stream()
        .map(t -> CaseTexts.of("accept-return", state, t))
        .collect(Collectors.joining("\n"));
  }

  private ReturnState derived(ReturnSnapshot.Item... items) {
    return StateDerivation.next(
        null,
        Returns.snapshot("in_progress", 1, List.of(items), List.of()),
        new ReasonCodes(List.of()),
        key -> false,
        troubles);
  }

  @Test
  void a_reason_that_is_not_approved_is_quoted() {
    ReturnState state = derived(Returns.item("i1", "TSHIRT", 1, "regalo"));

    assertThat(read(state))
        .startsWith("RMA-1: Reveni says “regalo” for TSHIRT, which is no approved reason.")
        .contains("choose one");
  }

  @Test
  void goods_without_a_reason_or_a_sku_are_named_all_the_same() {
    ReturnState state =
        derived(Returns.item("i1", "TSHIRT", 1, null), Returns.item("i2", "", 1, null));

    assertThat(read(state))
        .contains("RMA-1: TSHIRT came back without a reason")
        .contains("RMA-1: item i2 came back without a reason");
  }

  @Test
  void a_line_that_is_missing_or_used_up_says_what_the_order_has() {
    ReturnState state =
        Returns.state(
            Returns.snapshot("in_progress", 1, List.of(), List.of()),
            Returns.unit("i1", 1, "TSHIRT", null),
            Returns.unit("i1", 2, "TSHIRT", null),
            Returns.unit("i2", 1, "SCARF", null));
    Allocator allocator =
        new Allocator(
            state.id(),
            List.of(Returns.order("O-1", List.of(Returns.line("l1", "TSHIRT", 1)))),
            state.units(),
            java.util.Map.of(),
            null);
    state.units().forEach(u -> allocator.allocate(u, null, troubles));

    assertThat(read(state))
        .contains("RMA-1: 2 of TSHIRT are to be returned, but order O-1 has only 1 that can be")
        .contains("RMA-1: SCARF is not on order O-1");
  }
}
