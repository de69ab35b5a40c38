package io.returnbridge.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.returnbridge.failure.Unavailable;
import io.returnbridge.model.ReturnId;
import io.returnbridge.model.ReturnState;
import io.returnbridge.model.Returns;
import io.returnbridge.model.Unit;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReturnStatesTest {

  private Database database;
  private ReturnStates states;

  @BeforeEach
  void clean() {
    database = TestDatabase.clean();
    states = new ReturnStates(database);
  }

  private static ReturnState fresh(boolean released) {
    Unit unit =
        new Unit(
            "i1",
            1,
            "TSHIRT",
            new Unit.Allocation("ORD-1", "line-1", false),
            "web-es",
            "too-small",
            false,
            null,
            null,
            released,
            null);
    return new ReturnState(
        Returns.ID,
        "RMA-1",
        "ORD-1",
        true,
        Returns.snapshot(
            "requested", 1, List.of(Returns.item("i1", "TSHIRT", 1, "too_small")), List.of()),
        List.of(unit),
        List.of(),
        List.of(),
        Map.of(),
        List.of(
            new ReturnState.TimelineEntry(
                Instant.parse("2026-11-02T09:14:05Z"), "return-opened", "Opened")),
        List.of(),
        0);
  }

  @Test
  void a_saved_state_is_read_back_as_it_was() {
    ReturnState saved = states.save(fresh(false));

    assertThat(saved.version()).isEqualTo(1);
    assertThat(states.find(Returns.ID)).contains(saved);
    assertThat(states.ofId("r1")).containsExactly(saved);
    assertThat(states.ofRma("RMA-1")).containsExactly(saved);
    assertThat(states.ofOrder("ORD-1")).containsExactly(saved);
  }

  @Test
  void a_save_on_another_version_than_the_loaded_one_changes_nothing() {
    ReturnState first = states.save(fresh(false));
    ReturnState second =
        states.save(
            first.withTimeline(new ReturnState.TimelineEntry(Instant.EPOCH, "refund", "Paid")));

    assertThatThrownBy(() -> states.save(first)).isInstanceOf(Unavailable.class);
    assertThatThrownBy(() -> states.save(fresh(false))).isInstanceOf(Unavailable.class);

    assertThat(states.find(Returns.ID)).contains(second);
  }

  @Test
  void a_transaction_that_fails_saves_nothing() {
    assertThatThrownBy(
            () ->
                database.inTransaction(
                    () -> {
                      states.save(fresh(false));
                      throw new IllegalStateException("broken");
                    }))
        .hasMessage("broken");

    assertThat(states.find(Returns.ID)).isEmpty();
    assertThat(database.query("select 1 from allocation", r -> 1)).isEmpty();
  }

  @Test
  void units_hold_their_line_against_other_returns_until_they_are_released() {
    ReturnState saved = states.save(fresh(false));
    ReturnId other = new ReturnId("es", "r2");

    assertThat(states.held(other, List.of("line-1", "line-2")))
        .isEqualTo(Map.of("line-1", Map.of(1, "r1_i1_1")));
    assertThat(states.held(Returns.ID, List.of("line-1"))).isEmpty();

    states.save(saved.mapUnits(u -> u.withReleased(true)));
    assertThat(states.held(other, List.of("line-1"))).isEmpty();
  }

  @Test
  void a_save_touches_only_the_lines_that_changed() {
    ReturnState saved = states.save(withUnits(3));
    List<String> before = rows();

    ReturnState again =
        states.save(
            saved.withTimeline(new ReturnState.TimelineEntry(Instant.EPOCH, "refund", "Paid")));
    assertThat(rows()).isEqualTo(before);

    ReturnState moved =
        states.save(
            again.mapUnits(
                u ->
                    u.n() == 2
                        ? u.withAllocation(new Unit.Allocation("ORD-1", "line-9", false), "web-es")
                        : u.withReleased(u.n() == 3)));
    assertThat(rows()).hasSize(2).containsOnlyOnce(before.get(0));
    assertThat(states.held(new ReturnId("es", "r2"), List.of("line-1", "line-9")))
        .isEqualTo(Map.of("line-1", Map.of(1, "r1_i1_1"), "line-9", Map.of(1, "r1_i1_2")));

    states.save(moved.withUnits(List.of()));
    assertThat(rows()).isEmpty();
  }

  private static ReturnState withUnits(int count) {
    ReturnState one = fresh(false);
    Unit first = one.units().get(0);
    List<Unit> units = new ArrayList<>();
    for (int n = 1; n <= count; n++) {
      units.add(
          new Unit(
              first.itemId(),
              n,
              first.sku(),
              first.allocation(),
              first.sellingChannel(),
              first.reasonCode(),
              false,
              null,
              null,
              false,
              null));
    }
    return one.withUnits(units);
  }

  /** With where each row lies: a row that is written anew lies elsewhere. */
  private List<String> rows() {
    return database.query(
        "select unit || ' ' || line_item_id || ' ' || ctid from allocation order by unit",
        r -> r.text(1));
  }

  @Test
  void names_of_several_returns_are_one_question() {
    states.save(fresh(false));

    assertThat(states.names(List.of(Returns.ID, new ReturnId("uk", "r1"))))
        .isEqualTo(Map.of(Returns.ID, new ReturnStates.Names("RMA-1", "ORD-1")));
    assertThat(states.names(List.of())).isEmpty();
  }

  @Test
  void a_state_is_parsed_once_as_long_as_its_row_stays_as_it_is() {
    states.save(fresh(false));
    ReturnState first = states.find(Returns.ID).orElseThrow();

    assertThat(states.ofOrder("ORD-1").get(0)).isSameAs(first);
    new ReturnStates(database).save(first.withOrder("ORD-2"));
    assertThat(states.find(Returns.ID).orElseThrow().orderNumber()).isEqualTo("ORD-2");
  }

  @Test
  void what_was_read_in_a_transaction_that_was_rolled_back_is_nobodys_state() {
    // Given
    states.save(fresh(false));
    ReturnState first = states.find(Returns.ID).orElseThrow();
    assertThatThrownBy(
            () ->
                database.inTransaction(
                    () -> {
                      states.save(first.withOrder("ORD-2"));
                      assertThat(states.find(Returns.ID).orElseThrow().orderNumber())
                          .isEqualTo("ORD-2");
                      throw new IllegalArgumentException("no");
                    }))
        .isInstanceOf(IllegalArgumentException.class);

    // When
    new ReturnStates(database).save(first.withOrder("ORD-3"));

    // Then
    assertThat(states.find(Returns.ID).orElseThrow().orderNumber()).isEqualTo("ORD-3");
  }
}
