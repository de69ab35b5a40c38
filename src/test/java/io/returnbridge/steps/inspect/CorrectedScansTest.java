package io.returnbridge.steps.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import io.returnbridge.mappings.Mappings;
import io.returnbridge.model.FieldValue;
import io.returnbridge.model.ReturnId;
import io.returnbridge.model.ReturnState.TimelineEntry;
import io.returnbridge.model.Returns;
import io.returnbridge.store.TestDatabase;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Corrections that arrive before what they correct, or that name another return. */
class CorrectedScansTest {

  private static final ReturnId R1 = Returns.ID;
  private static final ReturnId R2 = new ReturnId("es", "r2");
  private static final String EARLIER = "2026-11-09T16:00:00Z";
  private static final String LATER = "2026-11-09T16:30:00Z";
  private static final String LAST = "2026-11-09T17:00:00Z";

  private final StockWorld world =
      new StockWorld(TestDatabase.clean(), Mappings.load(Path.of("mappings")));

  @BeforeEach
  void twoReturns() {
    world.known(R1, 2, true);
    world.known(R2, 1, true);
    world.onOrder(Returns.returned("r1_i1_1", "l1", "Initial"));
    world.hold(R1);
    world.hold(R2);
    world.work();
  }

  @Test
  void a_correction_that_comes_first_voids_its_original_when_that_comes() {
    world.scan("c1", R1, "c", "s1", LATER);
    world.settle("es/r1");
    assertThat(world.scans()).containsExactly("c1 waiting corrected-scan");

    world.scan("s1", R1, "a", null, EARLIER);
    world.settle("es/r1");

    assertThat(world.scans()).containsExactly("c1 done", "s1 done");
    assertThat(world.locations(R1)).containsExactly("defective", "awaiting-inspection");
    assertThat(world.stock("wh-es")).isZero();
    assertThat(world.stock("wh-es-defective")).isOne();
    assertThat(world.stock("wh-es-inspection")).isEqualTo(2);
  }

  @Test
  void a_correction_under_another_return_takes_back_what_the_wrong_label_did() {
    world.scan("s1", R1, "a", null, EARLIER);
    world.settle("es/r1");
    assertThat(world.locations(R1)).containsExactly("saleable", "awaiting-inspection");
    assertThat(world.shown("r1_i1_1")).containsKey("reveniGrade");

    world.scan("c1", R2, "a", "s1", LATER);
    world.settle("es/r2");

    assertThat(world.scans()).containsExactly("c1 done", "s1 done");
    assertThat(world.locations(R1)).containsOnly("awaiting-inspection");
    assertThat(world.locations(R2)).containsExactly("saleable");
    assertThat(world.stock("wh-es")).isOne();
    assertThat(world.stock("wh-es-inspection")).isEqualTo(2);
    assertThat(world.shown("r1_i1_1"))
        .isEqualTo(Map.of("reveniReturnId", new FieldValue.Text("r1")));
    assertThat(world.state(R1).timeline())
        .extracting(TimelineEntry::effect)
        .contains("1 × TSHIRT belonged to another return: not inspected yet");
    assertThat(world.cases()).isEmpty();
  }

  @Test
  void a_correction_under_another_return_is_taken_back_in_turn() {
    world.scan("s1", R1, "a", null, EARLIER);
    world.settle("es/r1");
    world.scan("c1", R2, "a", "s1", LATER);
    world.settle("es/r2");

    world.scan("c2", R1, "c", "s1", LAST);
    world.settle("es/r1");

    assertThat(world.locations(R1)).containsExactly("defective", "awaiting-inspection");
    assertThat(world.locations(R2)).containsExactly("awaiting-inspection");
    assertThat(world.stock("wh-es")).isZero();
    assertThat(world.stock("wh-es-defective")).isOne();
    assertThat(world.stock("wh-es-inspection")).isEqualTo(2);
  }

  @Test
  void the_original_comes_last_and_under_another_return() {
    world.scan("c1", R2, "a", "s1", LATER);
    world.settle("es/r2");
    assertThat(world.scans()).containsExactly("c1 waiting corrected-scan");

    world.scan("s1", R1, "a", null, EARLIER);
    world.settle("es/r1");

    assertThat(world.scans()).containsExactly("c1 done", "s1 done");
    assertThat(world.locations(R1)).containsOnly("awaiting-inspection");
    assertThat(world.locations(R2)).containsExactly("saleable");
    assertThat(world.stock("wh-es")).isOne();
  }

  @Test
  void what_was_done_stays_until_the_correction_can_be_done() {
    world.scan("s1", R1, "a", null, EARLIER);
    world.settle("es/r1");

    world.scan("c1", R2, "no-such-grade", "s1", LATER);
    world.settle("es/r2");

    assertThat(world.scans()).containsExactly("c1 case", "s1 done");
    assertThat(world.locations(R1)).containsExactly("saleable", "awaiting-inspection");

    world.scan("c2", R2, "a", "c1", LAST);
    world.settle("es/r2");

    assertThat(world.scans()).containsExactly("c1 done", "c2 done", "s1 done");
    assertThat(world.locations(R1)).containsOnly("awaiting-inspection");
    assertThat(world.locations(R2)).containsExactly("saleable");
    assertThat(world.cases()).containsExactly("GRADE_UNKNOWN resolved");
  }

  @Test
  void a_scan_of_an_unknown_return_that_is_corrected_is_no_case_any_more() {
    world.scan("s1", new ReturnId("es", "nobody"), "a", null, EARLIER);
    world.database.update("update scan set accepted_at = now() - interval '1 hour'");
    world.settle("scan/warehouse/s1");
    world.database.update("update scan set accepted_at = now() - interval '1 hour'");
    world.database.update("delete from work");
    world.settle("scan/warehouse/s1");
    assertThat(world.cases()).containsExactly("SCAN_UNKNOWN_RETURN open");

    world.scan("c1", R2, "a", "s1", LATER);
    world.settle("es/r2");
    world.settle("scan/warehouse/s1");

    assertThat(world.scans()).containsExactly("c1 done", "s1 done");
    assertThat(world.cases()).containsExactly("SCAN_UNKNOWN_RETURN resolved");
    assertThat(world.locations(R2)).containsExactly("saleable");
  }

  @Test
  void goods_that_never_came_and_then_did_under_another_label_are_held() {
    world.scan("s1", R2, "not_received", null, EARLIER);
    world.settle("es/r2");
    assertThat(world.locations(R2)).containsExactly("none");

    world.scan("c1", R1, "a", "s1", LATER);
    world.settle("es/r1");

    assertThat(world.locations(R2)).containsExactly("awaiting-inspection");
    assertThat(world.locations(R1)).containsExactly("saleable", "awaiting-inspection");
    assertThat(world.stock("wh-es-inspection")).isEqualTo(2);
  }

  @Test
  void received_goods_that_a_wrong_scan_kept_out_of_inspection_are_held_after_all() {
    ReturnId late = new ReturnId("es", "r3");
    world.known(late, 1, false);
    world.scan("s1", late, "not_received", null, EARLIER);
    world.settle("es/r3");
    world.received(late);
    world.hold(late);
    world.work();
    assertThat(world.stock("wh-es-inspection")).isEqualTo(3);

    world.scan("c1", R1, "a", "s1", LATER);
    world.settle("es/r1");

    assertThat(world.locations(late)).containsExactly("awaiting-inspection");
    assertThat(world.stock("wh-es-inspection")).isEqualTo(3);
    assertThat(world.stock("wh-es")).isOne();
  }

  @Test
  void a_correction_after_the_unit_was_released_waits_for_its_receipt() {
    ReturnId late = new ReturnId("es", "r3");
    world.known(late, 1, false);
    world.scan("s1", late, "not_received", null, EARLIER);
    world.settle("es/r3");
    world.states.save(world.state(late).mapUnits(u -> u.withReleased(true)));

    world.scan("c1", late, "a", "s1", LATER);
    world.settle("es/r3");
    assertThat(world.scans()).containsExactly("c1 waiting receipt", "s1 done");

    world.received(late);
    world.settle("es/r3");

    assertThat(world.scans()).containsExactly("c1 done", "s1 done");
    assertThat(world.locations(late)).containsExactly("saleable");
  }

  @Test
  void what_a_waiting_scan_waits_for_is_told_apart() {
    ReturnId late = new ReturnId("es", "r3");
    world.known(late, 1, false);
    world.states.save(world.state(R1).mapUnits(u -> u.withReasonCode(null)));
    world.scan("s1", late, "a", null, EARLIER);
    world.scan("s2", R1, "a", null, EARLIER);
    world.scan("s3", new ReturnId("es", "nobody"), "a", null, EARLIER);
    world.scan("s4", R2, "a", "s0", EARLIER);
    for (String subject : new String[] {"es/r1", "es/r2", "es/r3", "scan/warehouse/s3"}) {
      world.settle(subject);
    }

    assertThat(world.scans())
        .containsExactly(
            "s1 waiting receipt",
            "s2 waiting classification",
            "s3 waiting return",
            "s4 waiting corrected-scan");

    world.received(late);
    world.hold(late);
    world.work();

    assertThat(world.scans()).contains("s1 done");
  }
}
