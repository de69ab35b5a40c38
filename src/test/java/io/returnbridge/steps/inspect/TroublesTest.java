package io.returnbridge.steps.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import io.returnbridge.cases.CaseTexts;
import io.returnbridge.cases.Origin;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.model.ReturnState;
import io.returnbridge.model.Returns;
import io.returnbridge.model.Scan;
import io.returnbridge.model.StockMovement;
import io.returnbridge.model.Trouble;
import io.returnbridge.model.Unit;
import io.returnbridge.steps.hold.HoldForInspection;
import io.returnbridge.steps.hold.HoldPlan;
import io.returnbridge.store.Scans;
import io.returnbridge.store.Scans.Status;
import io.returnbridge.store.WakeUp;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How the cases about goods read. */
class TroublesTest {

  private static final Mappings MAPPINGS = Mappings.load(Path.of("mappings"));

  private static ReturnState received(Unit... units) {
    return Returns.state(
        Returns.snapshot(
            "received", 1, List.of(Returns.item("i1", "TSHIRT", 1, "too_small")), List.of()),
        Arrays.stream(units).map(u -> u.withReceived(true)).toArray(Unit[]::new));
  }

  private static Unit shirt() {
    return Returns.unit("i1", 1, "TSHIRT", "l1");
  }

  private static Scan scan(String id, String sku, int quantity, String grade, String corrects) {
    return new Scan(
        "warehouse", id, "r1", null, "es", sku, quantity, grade, Returns.T0, null, null, corrects);
  }

  private static List<Trouble> troubles(
      ReturnState state, List<StockMovement> legs, List<SentVerdict> sent, Scan... scans) {
    List<Scans.Stored> stored =
        Arrays.stream(scans)
            .map(s -> new Scans.Stored(s, "c", state.id(), Status.ACCEPTED, null, Returns.T0))
            .toList();
    return InspectionPlan.of(
            state,
            stored,
            new Corrections(stored),
            legs,
            sent,
            MAPPINGS,
            null,
            u -> Optional.empty())
        .troubles()
        .values()
        .stream()
        .flatMap(List::stream)
        .toList();
  }

  private static String read(ReturnState state, List<Trouble> troubles) {
    assertThat(troubles).hasSize(1);
    return CaseTexts.of(MoveInspectedStock.NAME, state, troubles.get(0));
  }

  private static String read(ReturnState state, Scan scan) {
    return read(state, troubles(state, List.of(), List.of(), scan));
  }

  @Test
  void a_scan_of_something_else_or_of_too_much() {
    ReturnState state = received(shirt());

    assertThat(read(state, scan("s1", "SCARF", 1, "a", null)))
        .startsWith("RMA-1: SCARF was scanned, but is not part of this return.");
    assertThat(read(state, scan("s1", "TSHIRT", 3, "a", null)))
        .startsWith("RMA-1: 3 × TSHIRT scanned, 1 left to inspect.");
  }

  @Test
  void a_grade_that_no_row_names_or_fits() {
    ReturnState state = received(shirt());

    assertThat(read(state, scan("s1", "TSHIRT", 1, "z", null)))
        .contains("graded z, for which")
        .contains("no row names the grade");
    assertThat(
            CaseTexts.of(
                MoveInspectedStock.NAME,
                state,
                Troubles.ofScan(
                    "GRADE_UNKNOWN",
                    state,
                    scan("s1", "TSHIRT", 1, "a", null),
                    Troubles.noRowFits("too-small"))))
        .contains("no row has it for the reason too-small");
  }

  @Test
  void goods_that_cannot_be_booked() {
    ReturnState unknown = received(shirt().withAllocation(null, "web-fr"));
    List<Trouble> held = HoldPlan.of(unknown, List.of(), MAPPINGS).troubles();
    ReturnState state = received(shirt());
    Trouble noPlace =
        Troubles.ofScan(
            "CHANNEL_UNKNOWN",
            state,
            scan("s1", "TSHIRT", 1, "a", null),
            Troubles.noPlace("web-es", "quarantine"));

    assertThat(read(unknown, held))
        .startsWith("RMA-1: TSHIRT cannot be booked")
        .contains("no row for channel web-fr.");
    assertThat(CaseTexts.of(MoveInspectedStock.NAME, state, noPlace))
        .contains("web-es with location quarantine");
    assertThat(
            CaseTexts.of(
                HoldForInspection.NAME,
                state,
                HoldPlan.channelUnknown(state, shirt(), Mappings.NO_SELLING_CHANNEL)))
        .contains("no default_channel");
  }

  @Test
  void goods_that_are_not_where_they_should_be() {
    ReturnState state = received(shirt());
    HoldPlan plan = HoldPlan.of(state, List.of(), MAPPINGS);
    List<StockMovement> legs = new ArrayList<>(plan.legs());
    Scan first = scan("s1", "TSHIRT", 1, "a", null);
    List<Scans.Stored> stored =
        List.of(new Scans.Stored(first, "c", state.id(), Status.ACCEPTED, null, Returns.T0));
    legs.addAll(
        InspectionPlan.of(
                plan.state(),
                stored,
                new Corrections(stored),
                legs,
                List.of(),
                MAPPINGS,
                null,
                u -> Optional.empty())
            .legs());

    String text =
        read(state, troubles(plan.state(), legs, List.of(), scan("s2", "TSHIRT", 1, "b", null)));

    assertThat(text)
        .startsWith("RMA-1: TSHIRT is not in the inspection stock wh-es-inspection")
        .contains("an earlier scan has taken it out");
  }

  @Test
  void a_correction_after_reveni_was_told() {
    ReturnState state = received(shirt());
    List<SentVerdict> sent =
        List.of(new SentVerdict("i1", 1, "warehouse/s1", "a", "accepted", null, true, false, null));

    List<Trouble> troubles =
        troubles(
            state,
            List.of(),
            sent,
            scan("s1", "TSHIRT", 1, "a", null),
            scan("s2", "TSHIRT", 1, "unusable", "s1"));

    assertThat(read(state, troubles))
        .startsWith("RMA-1: a later scan corrects the grade of TSHIRT from a to unusable");
  }

  @Test
  void a_scan_of_nobodys_return() {
    Scan scan =
        new Scan(
            "warehouse", "s1", null, "RMA-9", null, "TSHIRT", 1, "a", Returns.T0, null, null, null);
    Origin origin = Origin.of(new WakeUp(MoveInspectedStock.NAME, scan.subject(), "scan:s1"));

    assertThat(CaseTexts.of(origin, Troubles.unknownReturn(scan, "RMA-9")))
        .startsWith("A scan of TSHIRT names a return that is not known, or fits several: RMA-9.");
  }
}
