package io.returnbridge.decisions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.returnbridge.cases.CaseBook;
import io.returnbridge.cases.Cases;
import io.returnbridge.cases.Origin;
import io.returnbridge.commercetools.OutsideTransactions;
import io.returnbridge.commercetools.Shop;
import io.returnbridge.decisions.Decided.Refused;
import io.returnbridge.decisions.Decided.Why;
import io.returnbridge.model.ReturnSnapshot.ItemStatus;
import io.returnbridge.model.ReturnSnapshot.RefundItem;
import io.returnbridge.model.ReturnSnapshot.RefundStatus;
import io.returnbridge.model.ReturnState;
import io.returnbridge.model.Returns;
import io.returnbridge.model.Trouble;
import io.returnbridge.model.Unit;
import io.returnbridge.store.Database;
import io.returnbridge.store.ReturnStates;
import io.returnbridge.store.TestDatabase;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Of two shirts for 20.00, finance says what becomes of the one that was paid in part. */
class SettlementsTest {

  private Shop shop;
  private Database database;
  private Cases cases;
  private ReturnStates states;
  private Settlements settlements;

  @BeforeEach
  void start() {
    shop = Shop.ready();
    shop.order("O-1", Shop.line("A", 2));
    database = TestDatabase.clean();
    cases = new Cases(database, Deciding.MAPPINGS);
    states = new ReturnStates(database);
    settlements =
        new Deciding(database).settlements(new OutsideTransactions(shop.orders, database));
  }

  @AfterEach
  void stop() {
    shop.close();
  }

  private ReturnState paid(String amount) {
    return states.save(
        Returns.state(
            Returns.snapshot(
                "accepted",
                1,
                List.of(Returns.with(Returns.item("i", "A", 2, "too_small"), ItemStatus.ACCEPTED)),
                List.of(
                    Returns.naming(
                        Returns.refund("rf", amount, RefundStatus.COMPLETED),
                        new RefundItem("i", 2, new BigDecimal(amount))))),
            Returns.unit("i", 1, "A", "l1").withReceived(true),
            Returns.unit("i", 2, "A", "l1").withReceived(true)));
  }

  private String open(ReturnState state, String code) {
    cases.add(Origin.of("mirror-status", state), Trouble.of(code, Map.of("detail", "x")));
    return new CaseBook(database).list(CaseBook.Filter.NONE, null, 1).get(0).id();
  }

  private List<String> settled() {
    return states.find(Returns.ID).orElseThrow().units().stream().map(Unit::settled).toList();
  }

  @Test
  void the_units_that_are_paid_in_part_are_settled_and_the_mirror_is_woken() {
    String id = open(paid("15.00"), "REFUND_UNALLOCATED");

    Decided decided = settlements.settle(id, Deciding.ANA, "NotRefunded", "A stain");

    assertThat(decided.cases().get(0).status()).isEqualTo("resolved");
    assertThat(decided.cases().get(0).history().get(1))
        .extracting("who", "what", "note", "toStatus")
        .containsExactly("ana", "settled", "A stain", "resolved");
    assertThat(settled()).containsExactly(null, "NotRefunded");
    assertThat(states.find(Returns.ID).orElseThrow().timeline())
        .singleElement()
        .extracting("event", "effect")
        .containsExactly("refund-settled", "1 × A settled as NotRefunded");
    assertThat(TestDatabase.claims(database).claim(10))
        .extracting(c -> c.wakeUp().step(), c -> c.wakeUp().trigger())
        .containsExactly(tuple("mirror-status", "case:" + id));
    assertThat(settlements.settle(id, Deciding.ANA, "Refunded", null).refused().get(0).why())
        .as("once")
        .isEqualTo(Why.CONFLICT);
  }

  @Test
  void what_the_money_has_covered_meanwhile_is_not_settled() {
    String id = open(paid("20.00"), "REFUND_UNALLOCATED");

    Refused refused = settlements.settle(id, Deciding.ANA, "NotRefunded", null).refused().get(0);

    assertThat(refused.why()).isEqualTo(Why.CONFLICT);
    assertThat(refused.detail()).contains("No unit of return RMA-1");
    assertThat(settled()).containsExactly(null, null);
  }

  @Test
  void it_is_for_refunds_without_units_and_for_finance() {
    ReturnState state = paid("15.00");
    String other = open(state, "OVER_REFUND");
    String id = open(state, "REFUND_UNALLOCATED");

    assertThat(settlements.settle(other, Deciding.ANA, "Refunded", null).refused().get(0).why())
        .isEqualTo(Why.UNFIT);
    assertThat(settlements.settle("none", Deciding.ANA, "Refunded", null).refused().get(0).why())
        .isEqualTo(Why.UNKNOWN);
    assertThat(
            settlements
                .settle(id, new Person("w", Set.of("warehouse")), "Refunded", null)
                .refused()
                .get(0)
                .why())
        .isEqualTo(Why.FORBIDDEN);
    assertThat(
            settlements.settle(id, new Person("f", Set.of("finance")), "Refunded", null).refused())
        .isEmpty();
    assertThat(settled()).containsExactly(null, "Refunded");
  }
}
