package io.returnbridge.model;

import static io.returnbridge.model.Returns.exchanged;
import static io.returnbridge.model.Returns.item;
import static io.returnbridge.model.Returns.naming;
import static io.returnbridge.model.Returns.refund;
import static io.returnbridge.model.Returns.snapshot;
import static io.returnbridge.model.Returns.state;
import static io.returnbridge.model.Returns.unit;
import static io.returnbridge.model.Returns.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.returnbridge.model.ReturnSnapshot.Item;
import io.returnbridge.model.ReturnSnapshot.ItemStatus;
import io.returnbridge.model.ReturnSnapshot.Refund;
import io.returnbridge.model.ReturnSnapshot.RefundItem;
import io.returnbridge.model.ReturnSnapshot.RefundStatus;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MeantUnitsTest {

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

    assertThat(states(state, Set.of(1, 2))).containsExactly("Refunded", "Refunded", "open");
    assertThat(states(state, Set.of(1))).containsExactly("Refunded", "Refunded", "open");
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
    assertThat(states(told)).as("not taken back yet").containsExactly("open", "Refunded");
    assertThat(
            states(
                aReturn(
                        List.of(with(two.get(0), ItemStatus.REJECTED)),
                        refund("rf", "20.00", RefundStatus.COMPLETED))
                    .mapUnits(u -> inspected(u, u.n() == 1 ? "rejected" : null))))
        .as("not taken back yet")
        .containsExactly("open", "open");
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
        .as("in part, as it was told, and not taken back yet")
        .containsExactly("open", "Refunded");
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
            null,
            List.of());

    assertThat(states(aReturn(List.of(item("i", "A", 2, "too_small")), yen)))
        .containsExactly("open", "open");
  }

  private static Item exchanging(Item item, int quantity) {
    return new Item(
        item.itemId(),
        item.lineItemId(),
        item.sku(),
        item.quantity(),
        item.reason(),
        item.amount(),
        item.status(),
        item.receivedQuantity(),
        new ReturnSnapshot.Exchange("B", quantity, null));
  }

  private static Item worth(Item item, String amount) {
    return new Item(
        item.itemId(),
        item.lineItemId(),
        item.sku(),
        item.quantity(),
        item.reason(),
        amount == null ? null : new BigDecimal(amount),
        item.status(),
        item.receivedQuantity(),
        item.exchange());
  }

  private static Refund of(String itemId, int quantity, String amount) {
    return naming(
        refund("rf-" + itemId + quantity + amount, amount, RefundStatus.COMPLETED),
        new RefundItem(itemId, quantity, new BigDecimal(amount)));
  }

  private static Refund back(Refund refund, String amount) {
    return new Refund(
        refund.refundId(),
        RefundStatus.REVERSED,
        refund.method(),
        refund.paidBy(),
        refund.amount(),
        refund.currency(),
        refund.fees(),
        null,
        refund.bonus(),
        amount == null ? null : new BigDecimal(amount),
        refund.completedAt(),
        refund.items());
  }

  private static Refund withFees(Refund refund, String fees) {
    return new Refund(
        refund.refundId(),
        refund.status(),
        refund.method(),
        refund.paidBy(),
        refund.amount(),
        refund.currency(),
        new BigDecimal(fees),
        null,
        refund.bonus(),
        refund.reversedAmount(),
        refund.completedAt(),
        refund.items());
  }

  private static ReturnState ordered(ReturnState state, int quantity) {
    return state.withExchange(
        new ExchangePlan(
            "EX-1",
            List.of(new ExchangePlan.Line("i", "B", quantity, "wh-es", null)),
            "id",
            ExchangePlan.CREATED));
  }

  private static ReturnState came(ReturnState state) {
    return state.mapUnits(u -> u.withReceived(true));
  }

  private static Unit notReceived(Unit unit) {
    return unit.withOutcome(new Unit.Outcome("wh/s1", "not_received", "none", null, null, null));
  }

  private static final Item TWO = item("i", "A", 2, "too_small");
  private static final Item THREE = item("i", "A", 3, "too_small");

  @Test
  void oneOfTwoUnitsIsExchangedAndTheOtherRefunded() {
    List<Item> one = List.of(exchanging(TWO, 1));

    assertThat(states(ordered(came(aReturn(one, of("i", 1, "10.00"))), 1)))
        .containsExactly("Refunded", "NotRefunded");
    assertThat(states(came(aReturn(one, of("i", 1, "10.00")))))
        .as("its order is not there yet")
        .containsExactly("Refunded", "open");
    assertThat(
            states(ordered(came(aReturn(one, refund("rf", "10.00", RefundStatus.COMPLETED))), 1)))
        .as("a refund that names nothing is for all that is not exchanged")
        .containsExactly("Refunded", "NotRefunded");
    assertThat(states(ordered(came(aReturn(one)), 1))).containsExactly("open", "NotRefunded");
    assertThat(states(ordered(came(aReturn(List.of(exchanging(TWO, 2)), of("i", 2, "5.00"))), 2)))
        .as("the difference of price is no refund of the goods")
        .containsExactly("NotRefunded", "NotRefunded");
    assertThat(
            states(ordered(came(aReturn(List.of(exchanging(THREE, 1)), of("i", 2, "20.00"))), 1)))
        .containsExactly("Refunded", "Refunded", "NotRefunded");
  }

  @Test
  void anExchangeThatIsAgreedLaterLeavesWhatIsShownAsRefunded() {
    ReturnState state =
        ordered(came(aReturn(List.of(exchanging(THREE, 2)), of("i", 1, "10.00"))), 2);

    assertThat(states(state, Set.of(3))).containsExactly("NotRefunded", "NotRefunded", "Refunded");
    assertThat(states(ordered(came(aReturn(List.of(exchanging(TWO, 2)))), 2), Set.of(1)))
        .containsExactly("Refunded", "NotRefunded");
  }

  @Test
  void anExchangedUnitThatIsRejectedIsExchangedNoMore() {
    Item both = exchanging(with(TWO, ItemStatus.REJECTED), 1);
    ReturnState paid =
        ordered(came(aReturn(List.of(both), of("i", 1, "10.00"))), 1)
            .mapUnits(u -> inspected(u, u.n() == 2 ? "rejected" : "accepted"));
    ReturnState unpaid =
        ordered(came(aReturn(List.of(both))), 1)
            .mapUnits(u -> inspected(u, u.n() == 2 ? "rejected" : "accepted"));

    assertThat(states(paid)).containsExactly("Refunded", "NotRefunded");
    assertThat(new MeantUnits(paid).releases(both, ExchangeRelease.AGREED))
        .as("the other one was refunded")
        .isFalse();
    assertThat(states(unpaid)).containsExactly("NotRefunded", "NotRefunded");
    assertThat(new MeantUnits(unpaid).releases(both, ExchangeRelease.ACCEPTED))
        .as("the accepted one can be exchanged")
        .isTrue();
  }

  @Test
  void moreThanThereAreCannotBeExchanged() {
    Item three = exchanging(TWO, 3);
    ReturnState state =
        came(aReturn(List.of(three, item("j", "C", 1, "too_small")), NOTHING_NAMED));

    assertThat(new MeantUnits(state).releases(three, ExchangeRelease.AGREED)).isFalse();
    assertThat(states(state)).containsExactly("open", "open", "Refunded");
  }

  @Test
  void unitsAreCoveredByMoneyNotByHowManyAreNamed() {
    Refund ten =
        naming(refund("rf-1", "4.00", RefundStatus.COMPLETED), new RefundItem("i", 1, null));
    Refund fifteen =
        naming(refund("rf-2", "6.00", RefundStatus.COMPLETED), new RefundItem("i", 1, null));

    assertThat(states(aReturn(List.of(TWO), of("i", 1, "4.00"), of("i", 1, "6.00"))))
        .containsExactly("Refunded", "open");
    assertThat(states(aReturn(List.of(TWO), ten, fifteen)))
        .as("neither has money for the unit that it names")
        .containsExactly("Refunded", "open");
    assertThat(states(aReturn(List.of(TWO), of("i", 1, "9.99")))).containsExactly("open", "open");
    assertThat(states(aReturn(List.of(TWO), withFees(of("i", 1, "7.50"), "2.50"))))
        .containsExactly("Refunded", "open");
    assertThat(states(aReturn(List.of(THREE), of("i", 1, "30.00"))))
        .as("Reveni pays for all, whatever it names")
        .containsExactly("Refunded", "Refunded", "Refunded");
    assertThat(
            states(
                aReturn(
                    List.of(TWO),
                    of("i", 2, "12.00"),
                    refund("rf", "8.00", RefundStatus.COMPLETED))))
        .containsExactly("Refunded", "Refunded");
    assertThat(
            states(
                aReturn(
                    List.of(TWO),
                    of("i", 2, "12.00"),
                    refund("rf", "7.99", RefundStatus.COMPLETED))))
        .containsExactly("Refunded", "open");
    assertThat(
            states(
                aReturn(
                    List.of(TWO, item("j", "C", 1, "too_small")),
                    naming(
                        withFees(refund("rf", "26.00", RefundStatus.COMPLETED), "4.00"),
                        new RefundItem("i", 2, new BigDecimal("17.33")),
                        new RefundItem("j", 1, new BigDecimal("8.67"))))))
        .as("the fee was kept of both")
        .containsExactly("Refunded", "Refunded", "Refunded");
  }

  @Test
  void anAmountThatCannotBeDividedIsNotRounded() {
    Item three = worth(THREE, "10.00");

    assertThat(states(aReturn(List.of(three), of("i", 1, "3.33"))))
        .containsExactly("open", "open", "open");
    assertThat(states(aReturn(List.of(three), of("i", 1, "3.33"), of("i", 1, "3.34"))))
        .containsExactly("Refunded", "Refunded", "open");
    assertThat(
            states(
                aReturn(
                    List.of(three), of("i", 1, "3.33"), of("i", 1, "3.34"), of("i", 2, "3.33"))))
        .containsExactly("Refunded", "Refunded", "Refunded");
  }

  @Test
  void whatIsTakenBackCoversNoUnit() {
    Refund both = of("i", 2, "20.00");

    assertThat(states(aReturn(List.of(TWO), back(both, "10.00"))))
        .containsExactly("Refunded", "open");
    assertThat(states(aReturn(List.of(TWO), back(both, null)))).containsExactly("open", "open");
    assertThat(states(aReturn(List.of(TWO), back(NOTHING_NAMED, "0.01"))))
        .containsExactly("open", "open");
    assertThat(states(aReturn(List.of(TWO), back(both, null)), Set.of(2)))
        .as("shown for good")
        .containsExactly("open", "Refunded");
  }

  @Test
  void aRejectedUnitIsNotRefundedOnceItsMoneyIsTakenBack() {
    Item rejected = with(TWO, ItemStatus.REJECTED);
    for (Refund paid : List.of(of("i", 2, "20.00"), NOTHING_NAMED)) {
      assertThat(states(firstRejected(aReturn(List.of(rejected), paid))))
          .containsExactly("open", "Refunded");
      assertThat(states(firstRejected(aReturn(List.of(rejected), back(paid, "4.00")))))
          .containsExactly("open", "Refunded");
      assertThat(states(firstRejected(aReturn(List.of(rejected), back(paid, "10.00")))))
          .containsExactly("NotRefunded", "Refunded");
      assertThat(states(firstRejected(aReturn(List.of(rejected), back(paid, null)))))
          .containsExactly("NotRefunded", "open");
    }
    assertThat(states(firstRejected(aReturn(List.of(rejected), of("i", 1, "10.00")))))
        .as("nothing was paid for it")
        .containsExactly("NotRefunded", "Refunded");
  }

  private static ReturnState firstRejected(ReturnState state) {
    return state.mapUnits(u -> inspected(u, u.n() == 1 ? "rejected" : "accepted"));
  }

  @Test
  void aUnitThatIsWorthNothingIsRefundedWithTheLastOfTheOthers() {
    for (String amount : Arrays.asList("0.00", null)) {
      List<Item> gift = List.of(worth(item("g", "G", 1, "too_small"), amount), TWO);
      assertThat(states(aReturn(gift, of("i", 1, "10.00"))))
          .containsExactly("open", "Refunded", "open");
      assertThat(states(aReturn(gift, of("i", 2, "20.00"))))
          .containsExactly("Refunded", "Refunded", "Refunded");
      assertThat(states(aReturn(gift, NOTHING_NAMED)))
          .containsExactly("Refunded", "Refunded", "Refunded");
      assertThat(states(aReturn(gift.subList(0, 1), refund("rf", "1.00", RefundStatus.COMPLETED))))
          .as("alone")
          .containsExactly("Refunded");
      assertThat(states(aReturn(gift.subList(0, 1), refund("rf", "0.00", RefundStatus.COMPLETED))))
          .as("nothing was paid")
          .containsExactly("open");
    }
    assertThat(states(aReturn(List.of(worth(TWO, null)), of("i", 1, "7.00"))))
        .as("nobody knows what it is worth, so it counts by quantity")
        .containsExactly("Refunded", "open");
  }

  @Test
  void refundsTakeTheUnitsThatCame() {
    ReturnState state =
        came(aReturn(List.of(TWO), of("i", 1, "10.00")))
            .mapUnits(u -> u.n() == 1 ? notReceived(u) : u);

    assertThat(states(state)).containsExactly("open", "Refunded");
    assertThat(
            states(
                aReturn(List.of(TWO), of("i", 1, "10.00"))
                    .mapUnits(u -> u.withReceived(u.n() == 2))))
        .containsExactly("open", "Refunded");
    assertThat(states(state, Set.of(1))).as("shown for good").containsExactly("Refunded", "open");
  }

  @Test
  void anItemWithoutUnitsHindersNoOther() {
    Item none = worth(item("g", "G", 0, "too_small"), "5.00");

    assertThat(states(aReturn(List.of(none, TWO), NOTHING_NAMED)))
        .containsExactly("Refunded", "Refunded");
    assertThat(states(aReturn(List.of(none, TWO), of("g", 0, "5.00"), of("i", 1, "10.00"))))
        .containsExactly("Refunded", "open");
  }

  @Test
  void whatFinanceSettledStays() {
    ReturnState state =
        aReturn(List.of(TWO), of("i", 1, "15.00"))
            .mapUnits(u -> u.n() == 2 ? u.withSettled("NotRefunded") : u);

    assertThat(new MeantUnits(aReturn(List.of(TWO), of("i", 1, "15.00"))).unallocated())
        .extracting(Unit::n)
        .containsExactly(2);
    assertThat(states(state)).containsExactly("Refunded", "NotRefunded");
    assertThat(new MeantUnits(state).unallocated()).isEmpty();
  }

  @Test
  void yenHaveNoDigitsAndDinarsThree() {
    for (String[] c :
        new String[][] {{"JPY", "1001", "500", "501"}, {"KWD", "10.001", "5.000", "5.001"}}) {
      Item two = worth(TWO, c[1]);
      assertThat(states(currency(c[0], aReturn(List.of(two), of("i", 1, c[2])))))
          .containsExactly("open", "open");
      assertThat(states(currency(c[0], aReturn(List.of(two), of("i", 1, c[3])))))
          .containsExactly("Refunded", "open");
      assertThat(states(currency(c[0], aReturn(List.of(two), of("i", 1, c[2]), of("i", 1, c[3])))))
          .containsExactly("Refunded", "Refunded");
    }
    Refund euro = of("i", 1, "10.00");
    ReturnState both = aReturn(List.of(TWO), euro, in("GBP", of("i", 2, "10.00")));
    assertThat(states(both)).containsExactly("Refunded", "open");
    assertThat(new MeantUnits(both).unallocated()).extracting(Unit::n).containsExactly(2);
  }

  private static Refund in(String currency, Refund r) {
    return new Refund(
        r.refundId(),
        r.status(),
        r.method(),
        r.paidBy(),
        r.amount(),
        currency,
        r.fees(),
        null,
        r.bonus(),
        r.reversedAmount(),
        r.completedAt(),
        r.items());
  }

  private static ReturnState currency(String code, ReturnState state) {
    ReturnSnapshot s = state.snapshot();
    return state(
        new ReturnSnapshot(
            s.id(),
            s.rmaNumber(),
            s.reveniStatus(),
            s.status(),
            s.stage(),
            s.terminal(),
            s.attention(),
            s.type(),
            s.instant(),
            s.createdAt(),
            s.updatedAt(),
            code,
            s.orderNumber(),
            s.received(),
            s.items(),
            s.refunds().stream().map(r -> in(code, r)).toList(),
            s.shipments(),
            List.of()),
        state.units().toArray(Unit[]::new));
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
    MeantUnits meant =
        new MeantUnits(
            state,
            u -> Optional.of(shownRefunded.contains(u.n()) ? MeantUnits.REFUNDED : "Initial"));
    return state.units().stream().map(u -> meant.paymentState(u).orElse("open")).toList();
  }
}
