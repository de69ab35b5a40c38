package io.returnbridge.status;

import static io.returnbridge.returns.Returns.exchanged;
import static io.returnbridge.returns.Returns.item;
import static io.returnbridge.returns.Returns.naming;
import static io.returnbridge.returns.Returns.refund;
import static io.returnbridge.returns.Returns.snapshot;
import static io.returnbridge.returns.Returns.state;
import static io.returnbridge.returns.Returns.unit;
import static io.returnbridge.returns.Returns.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.returnbridge.returns.ExchangePlan;
import io.returnbridge.returns.ReturnSnapshot.Item;
import io.returnbridge.returns.ReturnSnapshot.ItemStatus;
import io.returnbridge.returns.ReturnSnapshot.Refund;
import io.returnbridge.returns.ReturnSnapshot.RefundItem;
import io.returnbridge.returns.ReturnSnapshot.RefundStatus;
import io.returnbridge.returns.ReturnState;
import io.returnbridge.returns.Unit;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RefundProgressTest {

  private static final Refund NOTHING_NAMED = refund("rf", "20.00", RefundStatus.COMPLETED);

  @Test
  void anExchangedUnitIsOpenUntilItsOrderExistsAndNotRefundedThen() {
    ReturnState agreed =
        aReturn(List.of(exchanged("i", "A", "B"), item("j", "C", 1, "too_small")), NOTHING_NAMED);
    ExchangePlan plan =
        new ExchangePlan(
            "EX-1",
            List.of(new ExchangePlan.Line("i", "B", 1, "wh-es", null)),
            null,
            ExchangePlan.PLANNED);

    assertThat(states(agreed)).containsExactly("open", "Refunded");
    assertThat(states(agreed.withExchange(plan))).containsExactly("open", "Refunded");
    assertThat(
            states(
                agreed.withExchange(
                    new ExchangePlan("EX-1", plan.lines(), "id", ExchangePlan.CREATED))))
        .containsExactly("NotRefunded", "Refunded");
  }

  @Test
  void anExchangeThatReveniHasWithdrawnIsNoneAnyMore() {
    ReturnState refunded =
        aReturn(List.of(item("i", "A", 1, "too_small")), NOTHING_NAMED)
            .withExchange(
                new ExchangePlan(
                    "EX-1",
                    List.of(new ExchangePlan.Line("i", "B", 1, "wh-es", null)),
                    "id",
                    ExchangePlan.CREATED));

    assertThat(states(refunded)).containsExactly("Refunded");
  }

  @Test
  void aUnitsOwnVerdictDecidesOverThatOfItsItem() {
    ReturnState state =
        aReturn(
                List.of(with(item("i", "A", 3, "too_small"), ItemStatus.REJECTED)),
                naming(NOTHING_NAMED, new RefundItem("i", 2, null)))
            .mapUnits(u -> inspected(u, u.n() == 2 ? "rejected" : "accepted"));

    assertThat(states(state)).containsExactly("Refunded", "NotRefunded", "Refunded");
  }

  @Test
  void aUnitsOwnVerdictDecidesOverThatOfTheReturn() {
    ReturnState state =
        state(
            snapshot("rejected", 1, List.of(item("i", "A", 2, "too_small")), List.of()),
            inspected(unit("i", 1, "A", "l1"), "accepted"),
            unit("i", 2, "A", "l1"));

    assertThat(states(state)).containsExactly("open", "NotRefunded");
  }

  @Test
  void anAcceptedItemOfARejectedReturnIsNotRejected() {
    ReturnState state =
        state(
            snapshot(
                "rejected",
                1,
                List.of(with(item("i", "A", 1, "too_small"), ItemStatus.ACCEPTED)),
                List.of()),
            unit("i", 1, "A", "l1"));

    assertThat(states(state)).containsExactly("open");
  }

  @Test
  void anAmountWithoutItemsIsForTheUnitsThatWereNotRejected() {
    Item three = with(item("i", "A", 3, "too_small"), ItemStatus.REJECTED);
    ReturnState short1 =
        aReturn(List.of(three), refund("rf", "19.99", RefundStatus.COMPLETED))
            .mapUnits(u -> inspected(u, u.n() == 1 ? "rejected" : "accepted"));
    ReturnState full =
        aReturn(List.of(three), refund("rf", "20.00", RefundStatus.COMPLETED))
            .mapUnits(u -> inspected(u, u.n() == 1 ? "rejected" : "accepted"));

    assertThat(states(short1)).containsExactly("NotRefunded", "open", "open");
    assertThat(states(full)).containsExactly("NotRefunded", "Refunded", "Refunded");
  }

  @Test
  void aNamedQuantityIsForTheFirstUnits() {
    ReturnState state =
        aReturn(
            List.of(item("i", "A", 3, "too_small")),
            naming(NOTHING_NAMED, new RefundItem("i", 2, null)));

    assertThat(states(state)).containsExactly("Refunded", "Refunded", "open");
  }

  @Test
  void whatIsShownAsRefundedCountsEvenWhenItIsRejectedLater() {
    ReturnState state =
        aReturn(
                List.of(item("i", "A", 3, "too_small")),
                naming(NOTHING_NAMED, new RefundItem("i", 2, null)))
            .mapUnits(u -> u.n() == 1 ? inspected(u, "rejected") : u);

    assertThat(states(state, Set.of(1, 2))).containsExactly("open", "open", "open");
    assertThat(states(state, Set.of(1))).containsExactly("open", "Refunded", "open");
  }

  @Test
  void aRejectionThatReveniIsNeverToldDecidesNothing() {
    List<Item> two = List.of(item("i", "A", 2, "too_small"));
    ReturnState halfway =
        aReturn(two, refund("rf", "20.00", RefundStatus.COMPLETED))
            .mapUnits(u -> u.n() == 1 ? inspected(u, "rejected") : u);
    ReturnState leftToPeople = halfway.mapUnits(u -> u.n() == 2 ? inspected(u, null) : u);
    ReturnState told = halfway.mapUnits(u -> u.n() == 2 ? inspected(u, "accepted") : u);

    assertThat(states(halfway)).as("final once it is written").containsExactly("open", "Refunded");
    assertThat(states(leftToPeople)).containsExactly("Refunded", "Refunded");
    assertThat(states(told)).containsExactly("NotRefunded", "Refunded");
    assertThat(
            states(
                aReturn(
                        List.of(with(two.get(0), ItemStatus.REJECTED)),
                        refund("rf", "20.00", RefundStatus.COMPLETED))
                    .mapUnits(u -> inspected(u, u.n() == 1 ? "rejected" : null))))
        .containsExactly("NotRefunded", "NotRefunded");
  }

  @Test
  void whatReveniDecidedBeforeTheInspectionWasCompleteIsItsWord() {
    Item accepted = with(item("i", "A", 2, "too_small"), ItemStatus.ACCEPTED);
    Refund full = refund("rf", "20.00", RefundStatus.COMPLETED);

    assertThat(
            states(
                aReturn(List.of(accepted), full)
                    .mapUnits(u -> u.n() == 1 ? inspected(u, "rejected") : u)))
        .as("one never came")
        .containsExactly("Refunded", "Refunded");
    assertThat(states(aReturn(List.of(accepted), full).mapUnits(u -> inspected(u, "rejected"))))
        .as("all were rejected here, too late")
        .containsExactly("Refunded", "Refunded");
    assertThat(
            states(
                aReturn(List.of(accepted), full)
                    .mapUnits(u -> inspected(u, u.n() == 1 ? "rejected" : "accepted"))))
        .as("in part, as it was told")
        .containsExactly("NotRefunded", "Refunded");
  }

  @Test
  void unitsBeyondTheItemsQuantityAreCancelled() {
    ReturnState fewer =
        state(
            snapshot(
                "received", 1, List.of(item("i", "A", 1, "too_small")), List.of(NOTHING_NAMED)),
            unit("i", 1, "A", "l1"),
            unit("i", 2, "A", "l1"));

    assertThat(states(fewer)).containsExactly("Refunded", "NotRefunded");
  }

  @Test
  void aRefundThatNamesNothingCountsBesideOneThatNamesItems() {
    List<Item> items = List.of(item("i", "A", 1, "too_small"), item("j", "B", 1, "too_small"));
    Refund ofJ =
        naming(refund("rf-2", "10.00", RefundStatus.COMPLETED), new RefundItem("j", 1, null));

    assertThat(states(aReturn(items, refund("rf-1", "10.00", RefundStatus.COMPLETED), ofJ)))
        .containsExactly("Refunded", "Refunded");
    assertThat(states(aReturn(items, refund("rf-1", "9.99", RefundStatus.COMPLETED), ofJ)))
        .containsExactly("open", "Refunded");
    assertThat(
            states(
                aReturn(
                    items,
                    NOTHING_NAMED,
                    naming(refund("rf-2", "10.00", RefundStatus.FAILED), ofJ.items().get(0)))))
        .containsExactly("Refunded", "Refunded");
    assertThat(
            states(
                aReturn(
                    items,
                    naming(refund("rf-2", "20.00", RefundStatus.COMPLETED), ofJ.items().get(0)))))
        .containsExactly("open", "Refunded");
  }

  @Test
  void anotherCurrencyDoesNotAddUpToTheGoods() {
    Refund yen =
        new Refund(
            "rf",
            RefundStatus.COMPLETED,
            "bank_transfer",
            "reveni",
            new java.math.BigDecimal("1500"),
            "JPY",
            java.math.BigDecimal.ZERO,
            null,
            null,
            null,
            List.of());

    assertThat(states(aReturn(List.of(item("i", "A", 2, "too_small")), yen)))
        .containsExactly("open", "open");
  }

  private static ReturnState aReturn(List<Item> items, Refund... refunds) {
    return state(
        snapshot("received", 1, items, List.of(refunds)),
        items.stream()
            .flatMap(
                i ->
                    java.util.stream.IntStream.rangeClosed(1, i.quantity())
                        .mapToObj(n -> unit(i.itemId(), n, i.sku(), "l1")))
            .toArray(Unit[]::new));
  }

  private static Unit inspected(Unit unit, String verdict) {
    return unit.withOutcome(new Unit.Outcome("wh/s1", "a", "saleable", null, verdict, null));
  }

  private static List<String> states(ReturnState state) {
    return states(state, Set.of());
  }

  private static List<String> states(ReturnState state, Set<Integer> shownRefunded) {
    RefundProgress progress = new RefundProgress(state, u -> shownRefunded.contains(u.n()));
    return state.units().stream().map(u -> progress.paymentState(u).orElse("open")).toList();
  }
}
