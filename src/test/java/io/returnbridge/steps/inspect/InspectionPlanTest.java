package io.returnbridge.steps.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import io.returnbridge.commerce.OrderChange;
import io.returnbridge.mappings.Channels;
import io.returnbridge.mappings.DispositionRow;
import io.returnbridge.mappings.Dispositions;
import io.returnbridge.mappings.MappingTables;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.model.FieldValue;
import io.returnbridge.model.ReturnSnapshot.RefundItem;
import io.returnbridge.model.ReturnSnapshot.RefundStatus;
import io.returnbridge.model.ReturnState;
import io.returnbridge.model.Returns;
import io.returnbridge.model.Scan;
import io.returnbridge.model.ShipmentState;
import io.returnbridge.model.StockMovement;
import io.returnbridge.model.Trouble;
import io.returnbridge.model.Unit;
import io.returnbridge.model.Verdict;
import io.returnbridge.steps.hold.HoldPlan;
import io.returnbridge.store.Scans;
import io.returnbridge.store.Scans.Status;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InspectionPlanTest {

  private static final Mappings MAPPINGS = Mappings.load(Path.of("mappings"));

  private Mappings mappings = MAPPINGS;
  private final List<Scans.Stored> scans = new ArrayList<>();
  private final List<StockMovement> legs = new ArrayList<>();
  private final List<SentVerdict> sent = new ArrayList<>();
  private Function<Unit, Optional<String>> shown = u -> Optional.empty();
  private ReturnState state =
      Returns.state(
          Returns.snapshot(
              "received", 1, List.of(Returns.item("i1", "TSHIRT", 2, "too_small")), List.of()),
          Returns.unit("i1", 1, "TSHIRT", "l1").withReceived(true),
          Returns.unit("i1", 2, "TSHIRT", "l1").withReceived(true));

  private static Scan scan(String id, int quantity, String grade, @Nullable String corrects) {
    return new Scan(
        "warehouse",
        id,
        "r1",
        null,
        "es",
        "TSHIRT",
        quantity,
        grade,
        Returns.T0,
        null,
        null,
        corrects);
  }

  private InspectionPlan.Result look(@Nullable String again) {
    InspectionPlan.Result result =
        InspectionPlan.of(state, scans, new Corrections(scans), legs, sent, mappings, again, shown);
    state = result.state();
    legs.addAll(result.legs());
    scans.replaceAll(
        s ->
            new Scans.Stored(
                s.scan(),
                s.content(),
                s.known(),
                result.statuses().getOrDefault(s.scan().ref(), s.status()),
                result.waits().get(s.scan().ref()),
                s.acceptedAt()));
    return result;
  }

  private InspectionPlan.Result arrives(Scan scan) {
    scans.add(new Scans.Stored(scan, "c", Returns.ID, Status.ACCEPTED, null, Returns.T0));
    return look(null);
  }

  /** The ledger's worker has applied everything, and the step looks again. */
  private void applyAll() {
    legs.replaceAll(
        l ->
            new StockMovement(
                l.id(),
                l.entry(),
                l.delta(),
                StockMovement.State.APPLIED,
                l.writer(),
                l.after(),
                l.returnId(),
                l.itemId(),
                l.unit(),
                l.location(),
                l.kind()));
    look(null);
  }

  private void hold() {
    HoldPlan plan = HoldPlan.of(state, legs, MAPPINGS);
    state = plan.state();
    legs.addAll(plan.legs());
  }

  private List<String> locations() {
    return state.units().stream().map(Unit::location).toList();
  }

  private static List<String> codes(InspectionPlan.Result result) {
    return result.troubles().values().stream().flatMap(List::stream).map(Trouble::code).toList();
  }

  private Status status(String id) {
    return scans.stream()
        .filter(s -> s.scan().scanId().equals(id))
        .findFirst()
        .orElseThrow()
        .status();
  }

  private long stock(String channel) {
    return legs.stream()
        .filter(l -> l.entry().channel().equals(channel))
        .mapToLong(StockMovement::delta)
        .sum();
  }

  @Test
  void received_units_are_held_once_at_the_channel_that_sold_them() {
    hold();
    hold();

    assertThat(legs)
        .extracting(StockMovement::id)
        .satisfiesExactly(
            id -> assertThat(id).matches("r1_i1_1-[0-9a-f]{16}-hold"),
            id -> assertThat(id).matches("r1_i1_2-[0-9a-f]{16}-hold"));
    assertThat(legs).extracting(l -> l.entry().subject()).containsOnly("wh-es-inspection/TSHIRT");
    assertThat(locations()).containsOnly(Channels.AWAITING_INSPECTION);
  }

  @Test
  void a_channel_without_a_row_is_a_trouble_without_fallback() {
    state =
        state.mapUnits(
            u -> u.withAllocation(new Unit.Allocation("O-1", "l1", false), "nowhere-else"));

    HoldPlan plan = HoldPlan.of(state, legs, MAPPINGS);

    assertThat(plan.legs()).isEmpty();
    assertThat(plan.troubles()).extracting(Trouble::code).containsOnly("CHANNEL_UNKNOWN");
  }

  @Test
  void goods_whose_sku_is_not_known_wait_for_their_line() {
    state = state.mapUnits(u -> u.withAllocation(null, null).withSku(""));

    hold();

    assertThat(legs).isEmpty();
  }

  @Test
  void goods_of_an_unknown_order_are_held_at_the_default_channel_of_the_store() {
    state = state.mapUnits(u -> u.withAllocation(null, null));

    hold();

    assertThat(stock("wh-es-inspection")).isEqualTo(2);
  }

  @Test
  void a_scan_moves_units_by_reason_and_grade_and_the_order_follows_the_applied_legs() {
    hold();

    arrives(scan("s1", 1, "a", null));
    arrives(scan("s2", 1, "c", null));

    assertThat(stock("wh-es-inspection")).isZero();
    assertThat(stock("wh-es")).isOne();
    assertThat(stock("wh-es-defective")).isOne();
    var order =
        Returns.order(
            "O-1",
            List.of(Returns.line("l1", "TSHIRT", 2)),
            Returns.returned("r1_i1_1", "l1", "Initial"));
    assertThat(InspectionChanges.missing(order, state)).isEmpty();

    applyAll();

    assertThat(locations()).containsExactly("saleable", "defective");
    assertThat(InspectionChanges.missing(order, state))
        .containsExactly(
            new OrderChange.SetReturnItemField("r1_i1_1", "reveniGrade", new FieldValue.Text("a")),
            new OrderChange.SetReturnItemField(
                "r1_i1_1", "reveniDisposition", new FieldValue.Text("saleable")),
            new OrderChange.SetReturnShipmentState("r1_i1_1", "BackInStock"));
    assertThat(state.timeline())
        .extracting(t -> t.effect())
        .contains("1 × TSHIRT graded a: saleable");
  }

  @Test
  void a_look_that_finds_nothing_new_changes_nothing() {
    hold();
    arrives(scan("s1", 1, "a", null));
    applyAll();
    ReturnState before = state;

    InspectionPlan.Result again = look(null);

    assertThat(again.legs()).isEmpty();
    assertThat(again.state()).isEqualTo(before);
  }

  @Test
  void a_scan_before_its_receipt_waits_and_keeps_its_units() {
    state = state.mapUnits(u -> u.withReceived(u.n() == 2));

    arrives(scan("s1", 2, "a", null));
    assertThat(codes(arrives(scan("s2", 1, "a", null)))).containsExactly("SCAN_OVER_QUANTITY");
    assertThat(status("s1")).isEqualTo(Status.WAITING);

    state = state.mapUnits(u -> u.withReceived(true));
    look(null);

    assertThat(status("s1")).isEqualTo(Status.DONE);
    assertThat(stock("wh-es")).isEqualTo(2);
  }

  @Test
  void a_missing_reason_holds_the_disposition_back() {
    hold();
    state = state.mapUnits(u -> u.withReasonCode(null));
    arrives(scan("s1", 1, "a", null));
    assertThat(status("s1")).isEqualTo(Status.WAITING);

    state = state.mapUnits(u -> u.withReasonCode("too-small"));
    look(null);

    assertThat(status("s1")).isEqualTo(Status.DONE);
  }

  @Test
  void goods_that_never_came_move_no_stock() {
    state = state.mapUnits(u -> u.withReceived(false));

    arrives(scan("s1", 2, "not_received", null));
    state = state.mapUnits(u -> u.withReceived(true));
    hold();

    assertThat(legs).isEmpty();
    assertThat(state.units()).allMatch(InspectionChanges::isSettled);
  }

  @Test
  void a_grade_that_only_a_star_matches_is_decided_by_that_row() {
    mappings =
        new MappingTables(
            MAPPINGS.stores(),
            MAPPINGS.channels(),
            MAPPINGS.reasons(),
            new Dispositions(
                List.of(
                    new DispositionRow(
                        "*", "*", "quarantine", ShipmentState.UNCHANGED, Verdict.NONE, null))),
            MAPPINGS.statuses(),
            MAPPINGS.timing(),
            MAPPINGS.exceptions(),
            MAPPINGS.payload());
    hold();

    assertThat(codes(arrives(scan("s1", 1, "never-heard-of", null)))).isEmpty();

    assertThat(status("s1")).isEqualTo(Status.DONE);
    assertThat(stock("wh-es-quarantine")).isOne();
  }

  @Test
  void what_cannot_be_decided_is_a_case_of_its_scan_and_retry_looks_again() {
    hold();

    assertThat(codes(arrives(scan("s1", 1, "z", null)))).containsExactly("GRADE_UNKNOWN");
    Scan wrong =
        new Scan(
            "warehouse", "s2", "r1", null, "es", "JEANS", 1, "a", Returns.T0, null, null, null);
    assertThat(codes(arrives(wrong))).containsExactly("SCAN_WRONG_SKU");
    assertThat(codes(arrives(scan("s3", 3, "a", null)))).containsExactly("SCAN_OVER_QUANTITY");
    assertThat(codes(look(null))).isEmpty();
    assertThat(codes(look("warehouse/s3"))).containsExactly("SCAN_OVER_QUANTITY");
  }

  @Test
  void a_correction_takes_the_goods_back_first_and_corrections_of_it_follow() {
    hold();
    arrives(scan("s1", 2, "a", null));

    arrives(scan("s2", 1, "c", "s1"));

    assertThat(stock("wh-es")).isZero();
    assertThat(stock("wh-es-defective")).isOne();
    assertThat(stock("wh-es-inspection")).isOne();
    applyAll();
    assertThat(locations()).containsExactly("defective", "awaiting-inspection");

    arrives(scan("s3", 2, "a", "s1"));
    applyAll();

    assertThat(locations()).containsOnly("saleable");
    assertThat(stock("wh-es")).isEqualTo(2);
    assertThat(stock("wh-es-defective")).isZero();
    assertThat(legs).extracting(StockMovement::id).doesNotHaveDuplicates();
  }

  @Test
  void a_correction_of_goods_put_nowhere_or_never_held_ends_where_it_says() {
    state = state.mapUnits(u -> u.withReceived(u.n() == 1));
    hold();
    arrives(scan("s1", 1, "unusable", null));
    arrives(scan("s2", 1, "not_received", null));
    applyAll();
    assertThat(locations()).containsExactly("none", null);

    state = state.mapUnits(u -> u.withReceived(true));
    arrives(scan("s3", 1, "a", "s1"));
    arrives(scan("s4", 1, "b", "s2"));
    applyAll();

    assertThat(locations()).containsExactly("saleable", "outlet");
    assertThat(stock("wh-es-inspection")).isZero();
  }

  @Test
  void a_correction_replaces_a_scan_that_was_a_case_and_one_of_an_unknown_scan_waits() {
    hold();
    arrives(scan("s1", 1, "z", null));
    arrives(scan("s2", 1, "a", "s1"));
    arrives(scan("s3", 1, "a", "s9"));

    assertThat(status("s1")).isEqualTo(Status.DONE);
    assertThat(status("s2")).isEqualTo(Status.DONE);
    assertThat(status("s3")).isEqualTo(Status.WAITING);
    assertThat(stock("wh-es")).isOne();
  }

  @Test
  void an_item_is_told_once_all_its_units_have_a_verdict_and_later_corrections_are_a_case() {
    hold();
    arrives(scan("s1", 1, "a", null));
    applyAll();
    assertThat(ItemVerdicts.due(state, sent)).isEmpty();
    arrives(scan("s2", 1, "unusable", null));
    assertThat(ItemVerdicts.due(state, sent)).isEmpty();
    applyAll();

    assertThat(ItemVerdicts.due(state, sent)).containsExactly("i1");
    List<SentVerdict> due = ItemVerdicts.complete(state, "i1");
    assertThat(ItemVerdicts.grouped(due))
        .extracting(v -> v.quantity() + " " + v.status() + " " + v.rejectReason())
        .containsExactly("1 accepted null", "1 rejected not_resaleable");

    due.forEach(
        v ->
            sent.add(
                new SentVerdict(
                    v.itemId(),
                    v.unit(),
                    v.scan(),
                    v.grade(),
                    v.verdict(),
                    v.rejectReason(),
                    true,
                    false,
                    null)));
    assertThat(ItemVerdicts.due(state, sent)).isEmpty();
    assertThat(codes(arrives(scan("s3", 1, "a", "s2")))).containsExactly("VERDICT_CORRECTED");
    assertThat(stock("wh-es")).isEqualTo(2);
  }

  private void refunded(int quantity) {
    state =
        Returns.state(
            Returns.snapshot(
                "received",
                1,
                List.of(Returns.item("i1", "TSHIRT", 2, "too_small")),
                List.of(
                    Returns.naming(
                        Returns.refund("rf", "10.00", RefundStatus.COMPLETED),
                        new RefundItem("i1", quantity, null)))),
            state.units().toArray(Unit[]::new));
  }

  private List<String> grades() {
    return state.units().stream()
        .map(Unit::outcome)
        .map(o -> o == null ? "none" : o.grade())
        .toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"not_received", "unusable", "c"})
  void what_is_lost_is_a_unit_that_is_not_refunded(String grade) {
    hold();
    refunded(1);

    arrives(scan("s1", 1, grade, null));
    assertThat(grades()).containsExactly("none", grade);

    arrives(scan("s2", 1, "a", null));
    assertThat(grades()).containsExactly("a", grade);
  }

  @Test
  void what_can_be_sold_is_the_unit_that_its_order_shows_as_refunded() {
    hold();
    refunded(1);
    shown = u -> Optional.of(u.n() == 2 ? "Refunded" : "Initial");

    arrives(scan("s1", 1, "b", null));

    assertThat(grades()).containsExactly("none", "b");
  }

  @Test
  void two_scans_at_once_are_of_the_units_that_they_mean() {
    hold();
    refunded(1);
    scans.add(
        new Scans.Stored(
            scan("s1", 1, "not_received", null),
            "c",
            Returns.ID,
            Status.ACCEPTED,
            null,
            Returns.T0));

    arrives(scan("s2", 1, "a", null));

    assertThat(grades()).containsExactly("a", "not_received");
  }

  @Test
  void blanks_around_a_sku_say_nothing() {
    state = state.mapUnits(u -> u.withSku(" TSHIRT "));
    hold();

    arrives(scan("s1", 2, "a", null));

    assertThat(grades()).containsExactly("a", "a");
  }
}
