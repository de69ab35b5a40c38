package io.returnbridge.steps.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.returnbridge.failure.Unavailable;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.model.ReturnId;
import io.returnbridge.model.ReturnSnapshot.ItemStatus;
import io.returnbridge.model.Returns;
import io.returnbridge.reveni.Inspections;
import io.returnbridge.store.ChangedMeanwhile;
import io.returnbridge.store.TestDatabase;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A verdict moves money: one that is known to be outdated is never sent. */
class CorrectedVerdictsTest {

  private static final ReturnId R1 = Returns.ID;
  private static final String EARLIER = "2026-11-09T16:00:00Z";
  private static final String LATER = "2026-11-09T16:30:00Z";

  private final StockWorld world =
      new StockWorld(TestDatabase.clean(), Mappings.load(Path.of("mappings")));

  @BeforeEach
  void an_accepted_verdict_is_stored_and_reveni_answers_503() {
    world.known(R1, 1, true);
    world.hold(R1);
    world.work();
    world.reveni.away(true);
    world.scan("s1", R1, "a", null, EARLIER);
    assertThatThrownBy(() -> world.settle("es/r1")).isInstanceOf(Unavailable.class);
    assertThat(verdicts()).containsExactly("accepted false");
    world.reveni.away(false);
  }

  private List<String> verdicts() {
    return world.database.query(
        "select verdict || ' ' || (confirmed_at is not null) from verdict order by unit",
        r -> r.text(1));
  }

  @Test
  void a_verdict_that_was_corrected_before_reveni_took_it_is_replaced() {
    world.scan("c1", R1, "unusable", "s1", LATER);
    world.settle("es/r1");

    assertThat(world.reveni.told)
        .extracting(v -> v.status() + " " + v.rejectReason() + ": " + v.text())
        .containsExactly("rejected not_resaleable: Inspected, grade unusable");
    assertThat(verdicts()).containsExactly("rejected true");
    assertThat(world.cases()).isEmpty();
  }

  @Test
  void a_verdict_that_was_corrected_to_none_is_not_told_at_all() {
    world.scan("c1", R1, "c", "s1", LATER);
    world.settle("es/r1");

    assertThat(world.reveni.told).isEmpty();
    assertThat(verdicts()).isEmpty();
    assertThat(world.cases()).isEmpty();
  }

  @Test
  void a_verdict_that_reveni_had_taken_after_all_is_a_case_and_stays_one() {
    world.reveni.decides("i1", ItemStatus.ACCEPTED);
    world.scan("c1", R1, "unusable", "s1", LATER);
    world.settle("es/r1");

    assertThat(world.reveni.told).isEmpty();
    assertThat(verdicts()).containsExactly("accepted true");
    assertThat(world.cases()).containsExactly("VERDICT_CORRECTED open");

    world.settle("scan/warehouse/c1");

    assertThat(world.reveni.told).isEmpty();
    assertThat(world.cases()).containsExactly("VERDICT_CORRECTED open");
  }

  @Test
  void a_verdict_that_reveni_had_taken_for_goods_of_another_return_is_a_case() {
    ReturnId other = new ReturnId("es", "r2");
    world.known(other, 1, true);
    world.hold(other);
    world.work();
    world.reveni.decides("i1", ItemStatus.ACCEPTED);
    world.scan("c1", other, "c", "s1", LATER);
    world.settle("es/r2");

    assertThat(world.locations(R1)).containsExactly("awaiting-inspection");
    assertThat(world.cases()).containsExactly("VERDICT_CORRECTED open");
  }

  @Test
  void who_has_lost_the_return_to_somebody_else_while_looking_tells_nothing() {
    TestDatabase.work(world.database).wake("move-inspected-stock", "es/r1", "event:1");
    world.reveni.whileLooking =
        () -> world.database.update("update work set token = gen_random_uuid()");

    assertThatThrownBy(() -> world.moveClaimed("es/r1")).isInstanceOf(ChangedMeanwhile.class);
    assertThat(world.reveni.requests).isZero();

    world.reveni.whileLooking = () -> {};
    world.database.update("delete from work");
    world.settle("es/r1");
    assertThat(world.reveni.told).hasSize(1);
  }

  @Test
  void the_same_verdict_is_sent_again_when_it_still_counts() {
    world.settle("es/r1");

    assertThat(world.reveni.told)
        .extracting(Inspections.Verdict::status)
        .containsExactly("accepted");
    assertThat(verdicts()).containsExactly("accepted true");
  }
}
