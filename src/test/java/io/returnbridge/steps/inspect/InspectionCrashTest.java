package io.returnbridge.steps.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import io.returnbridge.failure.NotTried;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.model.FieldValue;
import io.returnbridge.model.ReturnId;
import io.returnbridge.model.Returns;
import io.returnbridge.reveni.Inspections;
import io.returnbridge.store.Database;
import io.returnbridge.store.TestDatabase;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * Two units are inspected, and the process dies before and after every statement, commit and
 * request: when their scans are decided, and again when order and Reveni are told.
 */
class InspectionCrashTest {

  private static final Mappings MAPPINGS = Mappings.load(Path.of("mappings"));
  private static final ReturnId R1 = Returns.ID;

  @Test
  void goods_are_moved_once_and_each_system_is_told_once_whenever_the_process_dies() {
    try (Storage.Process process = Storage.onTestDatabase()) {
      boolean died = true;
      for (int moment = 1; died; moment++) {
        assertThat(moment).as("moments").isLessThan(500);
        var unused = TestDatabase.clean();
        StockWorld world = new StockWorld(new Database(process.source()), MAPPINGS);
        world.moment = process::step;
        world.known(R1, 2, true);
        world.onOrder(Returns.returned("r1_i1_1", "l1", "Initial"));
        world.onOrder(Returns.returned("r1_i1_2", "l1", "Initial"));
        world.hold(R1);
        world.work();
        world.scan("s1", R1, "a", null, "2026-11-09T16:00:00Z");
        world.scan("s2", R1, "a", null, "2026-11-09T16:00:00Z");

        died = dies(process, moment, world);
        world.apply("wh-es-inspection");
        world.apply("wh-es");
        died |= dies(process, moment, world);
        check(world, moment);
      }
    }
  }

  /** It is woken again until it has ended. */
  private static boolean dies(Storage.Process process, int moment, StockWorld world) {
    process.dieAfter(moment);
    try {
      world.move("es/r1");
      return false;
    } catch (Storage.Died died) {
      process.live();
      try {
        world.move("es/r1");
      } catch (NotTried inDoubt) {
        world.database.update("update verdict set pending_since = now() - interval '10 seconds'");
        world.move("es/r1");
      }
      return true;
    } finally {
      process.live();
    }
  }

  private static void check(StockWorld world, int moment) {
    String when = "after dying at moment " + moment;
    assertThat(world.locations(R1)).as(when).containsExactly("saleable", "saleable");
    assertThat(world.ledger.ofReturn(R1)).as(when).hasSize(6);
    assertThat(world.stock("wh-es")).as(when).isEqualTo(2);
    assertThat(world.stock("wh-es-inspection")).as(when).isZero();
    assertThat(world.scans()).as(when).containsExactly("s1 done", "s2 done");
    assertThat(world.shown("r1_i1_2").get("reveniGrade"))
        .as(when)
        .isEqualTo(new FieldValue.Text("a"));
    assertThat(world.reveni.told)
        .as(when)
        .extracting(Inspections.Verdict::quantity)
        .containsExactly(2);
    assertThat(world.database.query("select confirmed_at is not null from verdict", r -> r.flag(1)))
        .as(when)
        .containsExactly(true, true);
    assertThat(world.cases()).as(when).isEmpty();
  }
}
