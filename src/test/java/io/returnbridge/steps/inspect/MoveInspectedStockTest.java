package io.returnbridge.steps.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.returnbridge.cases.Origin;
import io.returnbridge.commerce.OrderChange;
import io.returnbridge.commerce.Refused;
import io.returnbridge.failure.NeedsDecision;
import io.returnbridge.failure.Unavailable;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.model.ReturnId;
import io.returnbridge.model.ReturnSnapshot.ItemStatus;
import io.returnbridge.model.ReturnState;
import io.returnbridge.model.Returns;
import io.returnbridge.model.Trouble;
import io.returnbridge.reveni.Inspections;
import io.returnbridge.store.ChangedMeanwhile;
import io.returnbridge.store.TestDatabase;
import io.returnbridge.store.WakeUp;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** From the scan to the order and to Reveni, over the tables of a real database. */
class MoveInspectedStockTest {

  private final StockWorld world =
      new StockWorld(TestDatabase.clean(), Mappings.load(Path.of("mappings")));

  private void known() {
    world.known(Returns.ID, 1, true);
    world.onOrder(Returns.returned("r1_i1_1", "l1", "Initial"));
  }

  private void scanned(String id, String grade, String store) {
    world.scan(
        """
        {"scanId":"%s","returnId":"r1",%s"sku":"TSHIRT","quantity":1,"grade":"%s","scannedAt":"2026-11-09T16:20:41Z"}
        """
            .formatted(id, store, grade));
  }

  @Test
  void a_scan_reaches_stock_order_and_reveni() {
    known();
    world.hold(Returns.ID);
    scanned("s1", "a", "");

    world.move("es/r1");
    world.apply("wh-es-inspection");
    world.apply("wh-es");
    assertThat(world.written).isEmpty();
    world.move("es/r1");
    world.move("es/r1");

    ReturnState state = world.states.find(Returns.ID).orElseThrow();
    assertThat(state.units().get(0).location()).isEqualTo("saleable");
    assertThat(world.stock("wh-es")).isOne();
    assertThat(world.written)
        .contains(new OrderChange.SetReturnShipmentState("r1_i1_1", "BackInStock"));
    assertThat(world.timeline()).contains("1 × TSHIRT graded a: saleable");
    assertThat(world.reveni.told)
        .containsExactly(new Inspections.Verdict("i1", 1, "accepted", null, "Inspected, grade a"));
    assertThat(world.cases()).isEmpty();
  }

  @Test
  void an_order_that_refuses_the_change_does_not_keep_the_verdict_from_reveni() {
    known();
    world.hold(Returns.ID);
    scanned("s1", "a", "");
    world.move("es/r1");
    world.apply("wh-es-inspection");
    world.apply("wh-es");
    world.refuses = new Refused("InvalidOperation", null, "the order is closed", List.of());

    assertThatThrownBy(() -> world.move("es/r1")).isSameAs(world.refuses);

    assertThat(world.written).isEmpty();
    assertThat(world.reveni.told).hasSize(1);

    world.refuses = new NeedsDecision(Trouble.of("ORDER_NOT_FOUND", Map.of()));
    world.database.update("delete from verdict");
    world.reveni.decides("i1", ItemStatus.PENDING);
    world.move("es/r1");

    assertThat(world.cases()).containsExactly("ORDER_NOT_FOUND open");
    assertThat(world.reveni.told).hasSize(2);

    world.refuses = null;
    world.move("es/r1");

    assertThat(world.written)
        .contains(new OrderChange.SetReturnShipmentState("r1_i1_1", "BackInStock"));
    assertThat(world.reveni.told).hasSize(2);
    assertThat(world.cases()).containsExactly("ORDER_NOT_FOUND resolved");
  }

  @Test
  void reveni_that_is_away_is_tried_again_before_an_order_that_refuses_is_a_case() {
    known();
    world.hold(Returns.ID);
    scanned("s1", "a", "");
    world.move("es/r1");
    world.apply("wh-es-inspection");
    world.apply("wh-es");
    world.refuses = new Refused("InvalidOperation", null, "the order is closed", List.of());
    world.reveni.away(true);

    assertThatThrownBy(() -> world.move("es/r1")).isInstanceOf(Unavailable.class);
  }

  /** As the routes do: a wake-up of the scan itself ended in a defect, and is tried again. */
  private void retryOfDefect() {
    WakeUp wakeUp = new WakeUp(MoveInspectedStock.NAME, "scan/warehouse/s1", "case:x");
    world.cases.add(
        Origin.of(wakeUp), Trouble.of("COMMERCETOOLS_REJECTED", Map.of("detail", "400")));
    world.database.update(
        "update exception_case set status = 'retrying' where code = 'COMMERCETOOLS_REJECTED'");
    world.move(wakeUp.subject());
    world.cases.ended(wakeUp);
  }

  @Test
  void the_defect_of_a_scan_that_is_done_is_settled_by_its_retry() {
    known();
    world.hold(Returns.ID);
    scanned("s1", "a", "");
    world.move("es/r1");

    retryOfDefect();

    assertThat(world.scans()).containsExactly("s1 done");
    assertThat(world.cases()).containsExactly("COMMERCETOOLS_REJECTED resolved");
  }

  @Test
  void the_defect_of_a_scan_that_is_void_is_settled_by_its_retry() {
    scanned("s1", "a", "");
    world.database.update("update scan set status = 'done'");

    retryOfDefect();

    assertThat(world.cases()).containsExactly("COMMERCETOOLS_REJECTED resolved");
  }

  @Test
  void the_defect_of_a_scan_that_waits_for_its_receipt_is_settled_by_its_retry() {
    world.known(Returns.ID, 1, false);
    scanned("s1", "a", "");
    world.move("es/r1");

    retryOfDefect();

    assertThat(world.scans()).containsExactly("s1 waiting receipt");
    assertThat(world.cases()).containsExactly("COMMERCETOOLS_REJECTED resolved");
  }

  @Test
  void lost_answers_of_both_systems_are_looked_for_and_not_repeated() {
    known();
    world.hold(Returns.ID);
    scanned("s1", "a", "");
    world.move("es/r1");
    world.apply("wh-es-inspection");
    world.apply("wh-es");
    world.answersGetLost = true;

    world.move("es/r1");
    int changes = world.written.size();
    world.move("es/r1");

    assertThat(world.reveni.told).hasSize(1);
    assertThat(changes).isEqualTo(4);
    assertThat(world.written).hasSize(4);
    assertThat(world.database.find("select confirmed_at is not null from verdict", r -> r.flag(1)))
        .contains(true);
  }

  @Test
  void a_scan_of_an_unknown_return_asks_reveni_then_is_a_case_and_ends_with_the_return() {
    scanned("s1", "a", "");

    world.move("scan/warehouse/s1");

    assertThat(world.asked).containsExactly("r1");
    assertThat(world.cases()).isEmpty();

    world.database.update("update scan set accepted_at = now() - interval '1 hour'");
    world.move("scan/warehouse/s1");

    assertThat(world.cases()).containsExactly("SCAN_UNKNOWN_RETURN open");
    assertThat(
            world.database.find(
                "select return_id || ' ' || coalesce(store, '-') from exception_case",
                r -> r.text(1)))
        .contains("r1 -");

    known();
    world.hold(Returns.ID);
    world.move("es/r1");

    assertThat(world.cases()).containsExactly("SCAN_UNKNOWN_RETURN resolved");
    assertThat(world.database.find("select status from scan", r -> r.text(1))).contains("done");
  }

  @Test
  void of_a_cancelled_return_reveni_wants_no_verdict() {
    known();
    world.hold(Returns.ID);
    world.says(Returns.ID, "cancelled", 1);
    scanned("s1", "a", "");

    world.settle("es/r1");

    assertThat(world.locations(Returns.ID)).containsExactly("saleable");
    assertThat(world.reveni.told).isEmpty();
    assertThat(world.cases()).isEmpty();
  }

  @Test
  void of_units_that_reveni_took_off_the_item_it_wants_no_verdict() {
    world.known(Returns.ID, 2, true);
    world.onOrder(Returns.returned("r1_i1_1", "l1", "Initial"));
    world.onOrder(Returns.returned("r1_i1_2", "l1", "Initial"));
    world.hold(Returns.ID);
    world.says(Returns.ID, "received", 1);
    scanned("s1", "a", "");
    scanned("s2", "a", "");

    world.settle("es/r1");

    assertThat(world.locations(Returns.ID)).containsExactly("saleable", "saleable");
    assertThat(world.reveni.told).extracting(v -> v.quantity()).containsExactly(1);
  }

  @Test
  void an_unknown_grade_is_no_case_any_more_when_the_goods_are_scanned_with_another() {
    known();
    world.hold(Returns.ID);
    scanned("s1", "z", "");
    world.move("es/r1");
    assertThat(world.cases()).containsExactly("GRADE_UNKNOWN open");

    scanned("s2", "a", "");
    world.move("es/r1");

    assertThat(world.cases()).containsExactly("GRADE_UNKNOWN resolved");
    scanned("s3", "z", "");
    world.move("es/r1");
    world.move("es/r1");
    assertThat(world.cases())
        .as("a later word is a case of its own")
        .containsExactlyInAnyOrder("GRADE_UNKNOWN resolved", "GRADE_UNKNOWN open");
  }

  @Test
  void a_return_that_becomes_known_takes_the_scans_that_named_it() {
    scanned("s1", "z", "");
    world.move("scan/warehouse/s1");
    assertThat(world.database.find("select count(*) from work where waiting", r -> r.number(1)))
        .contains(1L);

    known();
    world.hold(Returns.ID);
    world.move("es/r1");

    assertThat(world.cases()).containsExactly("GRADE_UNKNOWN open");
    assertThat(world.database.find("select count(*) from work where waiting", r -> r.number(1)))
        .as("what waits for its return to become known")
        .contains(0L);
  }

  @Test
  void a_return_that_becomes_known_while_reveni_is_asked_decides_the_scan_once() {
    scanned("s1", "a", "");
    world.whileAsked =
        () -> {
          known();
          world.hold(Returns.ID);
          world.move("es/r1");
        };

    assertThatThrownBy(() -> world.move("scan/warehouse/s1")).isInstanceOf(ChangedMeanwhile.class);
    world.whileAsked = () -> {};
    world.move("scan/warehouse/s1");
    assertThat(world.database.find("select status from scan", r -> r.text(1))).contains("done");

    world.move("es/r1");
    world.apply("wh-es-inspection");
    world.apply("wh-es");
    world.move("es/r1");

    assertThat(world.ledger.ofReturn(Returns.ID)).hasSize(3);
    assertThat(world.stock("wh-es")).isOne();
    assertThat(world.stock("wh-es-inspection")).isZero();
  }

  @Test
  void what_the_units_say_counts_whatever_the_scan_says() {
    known();
    world.hold(Returns.ID);
    scanned("s1", "a", "");
    world.move("es/r1");
    world.database.update("update scan set status = 'waiting', waits_for = 'return'");

    world.move("es/r1");

    assertThat(world.ledger.ofReturn(Returns.ID)).hasSize(3);
    assertThat(world.database.find("select status from scan", r -> r.text(1))).contains("done");
  }

  @Test
  void a_scan_that_fits_returns_of_two_stores_is_a_case() {
    known();
    ReturnState es = world.states.find(Returns.ID).orElseThrow();
    world.states.save(
        new ReturnState(
            new ReturnId("uk", "r1"),
            es.rmaNumber(),
            null,
            false,
            es.snapshot(),
            List.of(),
            List.of(),
            List.of(),
            java.util.Map.of(),
            List.of(),
            List.of(),
            0));
    scanned("s1", "a", "");

    world.move("scan/warehouse/s1");
    world.move("es/r1");

    assertThat(world.cases()).containsExactly("SCAN_UNKNOWN_RETURN open");
  }
}
