package io.returnbridge.steps.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.returnbridge.failure.Rejected;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.model.Returns;
import io.returnbridge.reveni.Inspections;
import io.returnbridge.store.TestDatabase;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is wrong with one item keeps no other from its verdict. */
class SiblingVerdictsTest {

  private static final String AT = "2026-11-09T16:00:00Z";

  private final StockWorld world =
      new StockWorld(TestDatabase.clean(), Mappings.load(Path.of("mappings")));

  @BeforeEach
  void two_items_are_inspected() {
    world.knownWithTwoItems();
    world.hold(Returns.ID);
    world.work();
    world.scan("s1", Returns.ID, "a", null, AT);
    world.scan("s2", Returns.ID, "a", null, AT);
  }

  @Test
  void an_item_that_cannot_be_read_is_a_case_and_its_sibling_is_told() {
    world.reveni.unreadable.add("i1");
    world.settle("es/r1");

    assertThat(world.reveni.told).extracting(Inspections.Verdict::itemId).containsExactly("i2");
    assertThat(world.cases()).containsExactly("EVENT_UNREADABLE open");

    world.reveni.unreadable.clear();
    world.settle("es/r1");

    assertThat(world.reveni.told)
        .extracting(Inspections.Verdict::itemId)
        .containsExactly("i2", "i1");
    assertThat(world.cases()).containsExactly("EVENT_UNREADABLE resolved");
  }

  @Test
  void a_verdict_that_reveni_refuses_is_said_when_its_sibling_is_told() {
    world.reveni.refused.add("i1");
    assertThatThrownBy(() -> world.settle("es/r1")).isInstanceOf(Rejected.class);

    assertThat(world.reveni.told).extracting(Inspections.Verdict::itemId).containsExactly("i2");
    assertThat(
            world.database.query(
                "select item_id || ' ' || doubtful || ' ' || (confirmed_at is not null) from verdict order by item_id",
                r -> r.text(1)))
        .containsExactly("i1 false false", "i2 true true");

    world.reveni.refused.clear();
    world.settle("es/r1");

    assertThat(world.reveni.told)
        .extracting(Inspections.Verdict::itemId)
        .containsExactly("i2", "i1");
    assertThat(world.reveni.requests).isEqualTo(3);
  }
}
