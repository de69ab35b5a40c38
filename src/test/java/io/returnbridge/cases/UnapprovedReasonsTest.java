package io.returnbridge.cases;

import static org.assertj.core.api.Assertions.assertThat;

import io.returnbridge.mappings.Mappings;
import io.returnbridge.model.ReturnId;
import io.returnbridge.model.Trouble;
import io.returnbridge.store.Database;
import io.returnbridge.store.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UnapprovedReasonsTest {

  private static final Mappings MAPPINGS = Mappings.load(Path.of("mappings"));

  private final Database database = TestDatabase.clean();
  private final Cases cases = new Cases(database, MAPPINGS);
  private final UnapprovedReasons unapproved = new UnapprovedReasons(database);
  private final Instant now = Instant.now();

  private void came(String store, String returnId, String itemId, String reason) {
    ReturnId id = new ReturnId(store, returnId);
    cases.open(
        new Origin("accept-return", id.subject(), id, null, null),
        Trouble.ofItem("REASON_UNMAPPED", itemId, Map.of("reason", reason, "sku", "S")));
  }

  private List<UnapprovedReasons.Unapproved> today() {
    return unapproved.between(
        now.minus(Duration.ofDays(1)), now.plus(Duration.ofDays(1)), MAPPINGS);
  }

  @Test
  void are_counted_by_store_and_item_whatever_their_case() {
    came("es", "r1", "i1", "regalo");
    came("es", "r1", "i2", "Regalo ");
    came("es", "r2", "i1", "feo");
    came("es", "r2", "i1", "feo");
    came("uk", "r3", "i1", "regalo");

    assertThat(today())
        .extracting(u -> u.store() + " " + u.reveniReason().strip() + " " + u.items())
        .containsExactly("es Regalo 2", "es feo 1", "uk regalo 1");
    assertThat(today()).extracting(u -> u.lastReturn()).containsExactly("r1", "r2", "r3");
  }

  @Test
  void an_item_that_a_person_classified_still_came_with_it() {
    came("es", "r1", "i1", "regalo");
    database.update("update exception_case set status = 'resolved', resolved_at = now()");

    assertThat(today()).hasSize(1);
  }

  @Test
  void what_the_table_has_by_now_and_what_came_at_another_time_is_left_out() {
    came("es", "r1", "i1", "TOO_SMALL");
    came("es", "r2", "i1", "regalo");
    database.update(
        "update exception_case set opened_at = now() - interval '2 days' where return_id = 'r2'");

    assertThat(today()).isEmpty();
  }
}
