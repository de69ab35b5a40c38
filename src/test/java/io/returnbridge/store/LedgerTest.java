package io.returnbridge.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.returnbridge.mappings.Channels;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.model.ReturnId;
import io.returnbridge.model.Returns;
import io.returnbridge.model.StockMovement;
import io.returnbridge.model.Unit;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LedgerTest {

  private static final ReturnId SPAIN = new ReturnId("es", "r1");
  private static final ReturnId BRITAIN = new ReturnId("uk", "r1");

  private final Mappings mappings = Mappings.load(Path.of("mappings"));
  private Ledger ledger;

  @BeforeEach
  void empty() {
    ledger = new Ledger(TestDatabase.clean());
  }

  private StockMovement hold(ReturnId id, String itemId) {
    return mappings
        .channels()
        .find("web-es", Channels.AWAITING_INSPECTION)
        .orElseThrow()
        .hold(id, Returns.unit(itemId, 1, "TSHIRT", "l1"));
  }

  @Test
  void returns_of_two_stores_with_the_same_ids_each_have_their_legs() {
    ledger.plan(List.of(hold(SPAIN, "i1")));
    ledger.plan(List.of(hold(BRITAIN, "i1")));

    assertThat(ledger.ofReturn(SPAIN)).hasSize(1);
    assertThat(ledger.ofReturn(BRITAIN)).hasSize(1);
    Unit unit = Returns.unit("i1", 1, "TSHIRT", "l1");
    assertThat(StockMovement.scanId(SPAIN, unit, "warehouse/s1", StockMovement.Kind.OUT))
        .isNotEqualTo(StockMovement.scanId(BRITAIN, unit, "warehouse/s1", StockMovement.Kind.OUT))
        .matches("r1_i1_1-[0-9a-f]{16}-out");
  }

  @Test
  void ids_with_the_separator_in_them_do_not_run_together() {
    StockMovement one = hold(new ReturnId("es", "r"), "1_1");
    StockMovement other = hold(new ReturnId("es", "r_1"), "1");

    assertThat(one.id()).isNotEqualTo(other.id());
  }

  @Test
  void the_same_leg_again_is_planned_once_and_another_under_its_id_is_refused() {
    StockMovement leg = hold(SPAIN, "i1");
    ledger.plan(List.of(leg));
    ledger.plan(List.of(leg));
    assertThat(ledger.ofReturn(SPAIN)).hasSize(1);

    StockMovement foreign =
        new StockMovement(
            leg.id(),
            leg.entry(),
            1,
            StockMovement.State.PLANNED,
            leg.writer(),
            null,
            BRITAIN,
            "i1",
            1,
            leg.location(),
            leg.kind());
    assertThatThrownBy(() -> ledger.plan(List.of(foreign)))
        .hasMessageContaining("is taken by a leg of return es/r1");
  }
}
