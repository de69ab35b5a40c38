package io.returnbridge.steps.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.returnbridge.commerce.WriteOutcomeUnknown;
import io.returnbridge.failure.NotTried;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.model.ReturnId;
import io.returnbridge.model.ReturnSnapshot.ItemStatus;
import io.returnbridge.model.Returns;
import io.returnbridge.store.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A verdict moves money: without a clear answer it is not sent again before it is certain. */
class DoubtfulVerdictsTest {

  private static final ReturnId R1 = Returns.ID;
  private static final String EARLIER = "2026-11-09T16:00:00Z";
  private static final String LATER = "2026-11-09T16:30:00Z";

  private final StockWorld world =
      new StockWorld(TestDatabase.clean(), Mappings.load(Path.of("mappings")));

  @BeforeEach
  void a_verdict_is_sent_and_gets_no_clear_answer() {
    world.known(R1, 1, true);
    world.hold(R1);
    world.work();
    world.reveni.unclear = true;
    world.scan("s1", R1, "a", null, EARLIER);
    assertThatThrownBy(() -> world.settle("es/r1")).isInstanceOf(NotTried.class);
    assertThat(world.reveni.requests).isEqualTo(1);
    world.reveni.unclear = false;
  }

  private Duration isPutOff() {
    return catchThrowableOfType(NotTried.class, () -> world.move("es/r1")).retryAfter();
  }

  /** It was first seen as pending so long ago. */
  private void secondsPass(int seconds) {
    world.database.update(
        "update verdict set pending_since = now() - ? * interval '1 second'", seconds);
  }

  @Test
  void pending_is_no_proof_until_it_was_seen_twice_ten_seconds_apart() {
    assertThat(isPutOff()).isBetween(Duration.ofSeconds(5), Duration.ofSeconds(10));
    secondsPass(-60);
    assertThat(isPutOff()).isGreaterThan(Duration.ofSeconds(10));
    assertThat(world.reveni.requests).isEqualTo(1);

    secondsPass(10);
    world.move("es/r1");

    assertThat(world.reveni.requests).isEqualTo(2);
    assertThat(world.reveni.told).hasSize(1);
    world.move("es/r1");
    assertThat(world.reveni.requests).isEqualTo(2);
  }

  @Test
  void what_was_taken_shows_between_the_looks_and_is_not_sent_again() {
    isPutOff();
    world.reveni.shows();
    secondsPass(60);
    world.move("es/r1");
    world.move("es/r1");

    assertThat(world.reveni.requests).isEqualTo(1);
    assertThat(world.cases()).isEmpty();
  }

  @Test
  void each_doubtful_request_has_its_own_two_looks() {
    isPutOff();
    secondsPass(10);
    world.reveni.unclear = true;
    assertThat(isPutOff()).isEqualTo(Duration.ofSeconds(10));
    world.reveni.unclear = false;
    assertThat(world.reveni.requests).isEqualTo(2);

    assertThat(isPutOff()).isBetween(Duration.ofSeconds(5), Duration.ofSeconds(10));
    assertThat(world.reveni.requests).isEqualTo(2);
  }

  @Test
  void a_verdict_that_is_corrected_meanwhile_waits_for_certainty_as_well() {
    isPutOff();
    secondsPass(-60);
    world.scan("c1", R1, "unusable", "s1", LATER);
    assertThatThrownBy(() -> world.settle("es/r1")).isInstanceOf(NotTried.class);
    assertThat(world.reveni.requests).isEqualTo(1);
    world.reveni.shows();
    world.settle("es/r1");

    assertThat(world.reveni.requests).isEqualTo(1);
    assertThat(world.cases()).singleElement().asString().contains("VERDICT_CORRECTED");
  }

  @Test
  void what_could_not_be_sent_at_all_is_sent_at_once() {
    isPutOff();
    secondsPass(10);
    world.reveni.away(true);
    assertThatThrownBy(() -> world.move("es/r1")).isNotInstanceOf(WriteOutcomeUnknown.class);
    world.reveni.away(false);
    world.move("es/r1");

    assertThat(world.reveni.told).hasSize(1);
    assertThat(world.reveni.statusOf(R1, "i1")).contains(ItemStatus.ACCEPTED);
  }

  @Test
  void a_crash_between_storing_and_sending_is_a_doubt() {
    world.database.update("update verdict set pending_since = null, doubtful = default");

    assertThat(isPutOff()).isEqualTo(Duration.ofSeconds(10));
    assertThat(world.reveni.requests).isEqualTo(1);
  }
}
