package io.returnbridge.steps.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import io.returnbridge.mappings.Mappings;
import io.returnbridge.model.ReturnState;
import io.returnbridge.model.Returns;
import io.returnbridge.model.Unit;
import io.returnbridge.steps.inspect.ScanOutlook.Goods;
import io.returnbridge.steps.inspect.ScanOutlook.Place;
import io.returnbridge.store.ScanReturns;
import io.returnbridge.store.Scans;
import io.returnbridge.store.TestDatabase;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What a person with goods in hand is told, and that it is what the step then does. */
class ScanOutlookTest {

  private static final Mappings MAPPINGS = Mappings.load(Path.of("mappings"));
  private static final String AT = "2026-11-09T16:20:4%dZ";

  private final StockWorld world = new StockWorld(TestDatabase.clean(), MAPPINGS);
  private final Scans scans = new Scans(world.database);
  private final ScanOutlook outlook =
      new ScanOutlook(
          world.ledger,
          scans,
          new ScansOfReturns(scans, new ScanReturns(world.states)),
          new SentVerdicts(world.database),
          world.states,
          new AwayOrders(),
          MAPPINGS);

  /** Two shirts that were too small, and a damaged cap. */
  private void parcel(UnaryOperator<Unit> change) {
    world.states.save(
        Returns.state(
            Returns.snapshot(
                "received",
                1,
                List.of(
                    Returns.item("i1", "TSHIRT", 2, "too_small"),
                    Returns.item("i2", "CAP", 1, "damaged")),
                List.of()),
            change.apply(Returns.unit("i1", 1, "TSHIRT", "l1")),
            change.apply(Returns.unit("i1", 2, "TSHIRT", "l1")),
            change.apply(Returns.unit("i2", 1, "CAP", "l2").withReasonCode("damaged"))));
  }

  private void received() {
    parcel(unit -> unit.withReceived(true));
    world.hold(Returns.ID);
  }

  private Map<String, Goods> goods() {
    Map<String, Goods> goods = new LinkedHashMap<>();
    outlook.of(state()).forEach(g -> goods.put(g.sku(), g));
    return goods;
  }

  private ReturnState state() {
    return world.states.find(Returns.ID).orElseThrow();
  }

  private void scanned(String id, String sku, String grade, String corrects, int second) {
    world.scan(
        """
        {"scanId":"%s","returnId":"r1","sku":"%s","quantity":1,"grade":"%s","scannedAt":"%s"%s}
        """
            .formatted(
                id,
                sku,
                grade,
                AT.formatted(second),
                corrects == null ? "" : ",\"corrects\":\"" + corrects + "\""));
  }

  private Optional<Place> placeOf(String id) {
    return outlook.of(scans.find("warehouse", id).orElseThrow());
  }

  @Test
  void each_sku_and_grade_has_the_place_of_its_reason_and_channel() {
    received();

    assertThat(goods().keySet()).containsExactly("TSHIRT", "CAP");
    Goods shirt = goods().get("TSHIRT");
    assertThat(shirt.left()).isEqualTo(2);
    assertThat(shirt.places())
        .containsEntry("a", new Place("put", "saleable", "wh-es"))
        .containsEntry("b", new Place("put", "outlet", "wh-es-outlet"))
        .containsEntry("unusable", new Place("put", "none", null));
    assertThat(goods().get("CAP").places())
        .containsEntry("a", new Place("put", "quarantine", "wh-es-quarantine"))
        .containsEntry("c", new Place("put", "defective", "wh-es-defective"));
  }

  @Test
  void a_scan_is_told_the_same_place_before_the_step_and_after_it() {
    received();
    scanned("s1", "CAP", "b", null, 1);

    Optional<Place> before = placeOf("s1");
    assertThat(goods().get("CAP").left()).isZero();
    world.settle("es/r1");

    assertThat(before).contains(new Place("put", "quarantine", "wh-es-quarantine"));
    assertThat(placeOf("s1")).isEqualTo(before);
    assertThat(state().units().get(2).location()).isEqualTo("quarantine");
    assertThat(goods().get("CAP").left()).isZero();
    assertThat(goods().get("TSHIRT").left()).isEqualTo(2);
  }

  @Test
  void a_correction_takes_the_place_of_what_it_corrects() {
    received();
    scanned("s1", "TSHIRT", "a", null, 1);
    world.settle("es/r1");

    scanned("s2", "TSHIRT", "b", "s1", 2);

    assertThat(placeOf("s2")).contains(new Place("put", "outlet", "wh-es-outlet"));
    assertThat(placeOf("s1")).isEmpty();
    assertThat(goods().get("TSHIRT").left()).isEqualTo(1);
  }

  @Test
  void a_wrong_item_and_one_too_many_are_cases_before_and_after_the_step() {
    received();
    scanned("s1", "CAP", "a", null, 1);
    scanned("s2", "CAP", "a", null, 2);
    scanned("s3", "SHOE", "a", null, 3);

    for (int again = 0; again < 2; again++) {
      assertThat(placeOf("s2")).contains(Place.ofCase("SCAN_OVER_QUANTITY"));
      assertThat(placeOf("s3")).contains(Place.ofCase("SCAN_WRONG_SKU"));
      world.settle("es/r1");
    }
    assertThat(world.cases()).hasSize(2);
  }

  @Test
  void what_waits_says_for_what_and_is_not_left() {
    parcel(unit -> unit.withReasonCode(null));
    scanned("s1", "CAP", "a", null, 1);
    assertThat(placeOf("s1")).contains(Place.waitsFor(Scans.WaitsFor.CLASSIFICATION));
    assertThat(goods().get("CAP").left()).isZero();

    world.scan(
        """
        {"scanId":"s9","rmaNumber":"R-9","sku":"CAP","quantity":1,"grade":"a","scannedAt":"2026-11-09T16:20:41Z"}
        """);
    assertThat(placeOf("s9")).contains(Place.waitsFor(Scans.WaitsFor.RETURN));
  }

  @Test
  void what_is_on_its_way_waits_for_its_receipt() {
    parcel(unit -> unit);
    scanned("s1", "TSHIRT", "a", null, 1);

    assertThat(placeOf("s1")).contains(Place.waitsFor(Scans.WaitsFor.RECEIPT));
    assertThat(goods().get("TSHIRT").places())
        .containsEntry("not_received", new Place("put", "none", null));
  }

  @Test
  void a_unit_that_was_graded_and_waits_says_what_for() {
    parcel(
        unit ->
            unit.sku().equals("CAP")
                ? unit.withReceived(true).withReasonCode(null)
                : unit.withReceived(true));
    world.hold(Returns.ID);
    scanned("s1", "CAP", "b", null, 1);
    scanned("s2", "TSHIRT", "a", null, 2);

    assertThat(outlook.waiting(state())).isEmpty();
    world.settle("es/r1");

    assertThat(outlook.waiting(state()))
        .isEqualTo(
            Map.of(
                state().units().get(2).key(Returns.ID),
                new ScanOutlook.Graded("b", Scans.WaitsFor.CLASSIFICATION)));
  }
}
