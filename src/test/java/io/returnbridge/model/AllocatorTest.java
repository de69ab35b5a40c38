package io.returnbridge.model;

import static io.returnbridge.model.Returns.line;
import static io.returnbridge.model.Returns.order;
import static io.returnbridge.model.Returns.returned;
import static io.returnbridge.model.Returns.unit;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AllocatorTest {

  private final List<Trouble> troubles = new ArrayList<>();

  @Test
  void theOldestLineWithReturnableQuantityIsTakenFirstAndThenTheNext() {
    OrderView order = order("O-1", List.of(line("l1", "A", 1), line("l2", "A", 2)));

    List<String> lines = allocate(List.of(order), fresh("A", 3), Map.of());

    assertThat(lines).containsExactly("l1", "l2", "l2");
    assertThat(troubles).isEmpty();
  }

  @Test
  void returnItemsThatOthersWroteTakeTheirPlace() {
    OrderView order =
        order(
            "O-1",
            List.of(line("l1", "A", 1), line("l2", "A", 1)),
            returned("somebody-else", "l1", "Initial"));

    assertThat(allocate(List.of(order), fresh("A", 1), Map.of())).containsExactly("l2");
  }

  @Test
  void unitsThatOtherReturnsHoldTakeTheirPlaceBeforeTheyAreWritten() {
    OrderView order = order("O-1", List.of(line("l1", "A", 1), line("l2", "A", 1)));

    assertThat(
            allocate(List.of(order), fresh("A", 1), Map.of("l1", new Allocator.Held(1, Set.of(1)))))
        .containsExactly("l2");
  }

  @Test
  void ownUnitsThatAreWrittenCountOnce() {
    OrderView order =
        order("O-1", List.of(line("l1", "A", 2)), returned("r1_item-1_1", "l1", "Initial"));
    List<Unit> units = List.of(unit("item-1", 1, "A", "l1"), unit("item-1", 2, "A", null));

    assertThat(allocate(List.of(order), units, Map.of())).containsExactly("l1", "l1");
  }

  @Test
  void moreThanWasBoughtIsOverReturn() {
    OrderView order = order("O-1", List.of(line("l1", "A", 1)));

    assertThat(allocate(List.of(order), fresh("A", 2), Map.of())).containsExactly("l1", null);
    assertThat(troubles).extracting(Trouble::code).containsExactly("OVER_RETURN");
  }

  @Test
  void aSkuThatTheOrderLacksIsLookedForOnItsExchangeOrders() {
    OrderView original = order("O-1", List.of(line("l1", "A", 1)));
    OrderView exchange = order("EX-1", List.of(line("x1", "B", 1)));

    assertThat(allocate(List.of(original, exchange), fresh("B", 1), Map.of()))
        .containsExactly("x1");
  }

  @Test
  void anUnknownSkuIsLineNotFound() {
    assertThat(
            allocate(List.of(order("O-1", List.of(line("l1", "A", 1)))), fresh("Z", 1), Map.of()))
        .containsExactly((String) null);
    assertThat(troubles).extracting(Trouble::code).containsExactly("LINE_NOT_FOUND");
  }

  @Test
  void theSellingChannelIsSupplyThenDistributionThenTheStoresDefault() {
    OrderView order =
        order(
            "O-1",
            List.of(
                new OrderView.Line("l1", "A", 1, false, "supply", "distribution"),
                new OrderView.Line("l2", "B", 1, false, null, "distribution"),
                new OrderView.Line("l3", "C", 1, false, null, null)));
    Allocator allocator = new Allocator(Returns.ID, List.of(order), List.of(), Map.of(), "default");

    assertThat(List.of("A", "B", "C"))
        .extracting(
            sku ->
                allocator
                    .allocate(unit("item-" + sku, 1, sku, null), null, troubles)
                    .sellingChannel())
        .containsExactly("supply", "distribution", "default");
  }

  @Test
  void aLineThatReveniNamesGivesTheUnitItsSku() {
    OrderView order =
        order(
            "O-1",
            List.of(line("l0", "", 1), new OrderView.Line("c1", "gift-wrap", 1, true, null, null)));
    Allocator allocator = new Allocator(Returns.ID, List.of(order), List.of(), Map.of(), "default");

    Unit custom = allocator.allocate(unit("i", 1, "", null), named("c1"), troubles);
    Unit unknown = allocator.allocate(unit("i", 2, "", null), named("other"), troubles);

    assertThat(custom.sku()).isEqualTo("gift-wrap");
    assertThat(custom.allocation()).isEqualTo(new Unit.Allocation("O-1", "c1", true, 1));
    assertThat(unknown.allocation()).isNull();
    assertThat(troubles).extracting(Trouble::code).containsExactly("LINE_NOT_FOUND");
  }

  private static ReturnSnapshot.Item named(String lineItemId) {
    return new ReturnSnapshot.Item(
        "i", lineItemId, "", 2, "too_small", null, ReturnSnapshot.ItemStatus.PENDING, null, null);
  }

  @Test
  void whatStandsUnderAKeyOfOursAndIsAnothersTakesItsPlaceOnTheLine() {
    OrderView order =
        order(
            "O-1",
            List.of(line("l1", "A", 1), line("l2", "A", 1)),
            new OrderView.ReturnItem(
                "ri", "r1_item-1_1", "l1", 1, "Returned", "Initial", java.util.Map.of()));

    assertThat(allocate(List.of(order), fresh("A", 1), Map.of())).containsExactly("l2");
  }

  @Test
  void howManyAreToBeReturnedAndHowManyCanBeIsSaid() {
    OrderView order = order("O-1", List.of(line("l1", "A", 1)));

    assertThat(allocate(List.of(order), fresh("A", 3), Map.of())).containsExactly("l1", null, null);
    assertThat(troubles.get(0).values())
        .containsEntry("actual", "3")
        .containsEntry("expected", "1");
  }

  private static List<Unit> fresh(String sku, int count) {
    List<Unit> units = new ArrayList<>();
    for (int n = 1; n <= count; n++) {
      units.add(unit("item-1", n, sku, null));
    }
    return units;
  }

  private List<String> allocate(
      List<OrderView> orders, List<Unit> units, Map<String, Allocator.Held> others) {
    Allocator allocator = new Allocator(Returns.ID, orders, units, others, "web-es");
    List<String> lines = new ArrayList<>();
    for (Unit unit : units) {
      Unit done = unit.allocation() == null ? allocator.allocate(unit, null, troubles) : unit;
      lines.add(
          done.allocation() == null
              ? null
              : Objects.requireNonNull(done.allocation()).lineItemId());
    }
    return lines;
  }
}
