package io.returnbridge.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.returnbridge.cases.Cases;
import io.returnbridge.cases.Origin;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.registry.Topic;
import io.returnbridge.store.Database;
import io.returnbridge.store.Outbox;
import io.returnbridge.store.ReturnStates;
import io.returnbridge.store.TestDatabase;
import io.returnbridge.store.WakeUp;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The picture of the routes is true: a step wakes nobody besides those that it says it wakes. */
class OnlyWhomItNamesTest {

  private static final WakeUp WAKE_UP = new WakeUp("pack", "es/r1", "event:1");

  /** Wakes whom the test says, with its record or before its first write. */
  private abstract static class Waking implements BusinessStep<Integer> {
    private final WakeUp woken;
    private final boolean first;

    Waking(WakeUp woken, boolean first) {
      this.woken = woken;
      this.first = first;
    }

    @Override
    public Integer know(WakeUp wakeUp, Seen seen) {
      return seen.remembered();
    }

    @Override
    public Decision decide(Integer remembered) {
      Decision.Record record = Decision.record(new Origin("pack", "es/r1", null, null, null));
      Decision.Record waking = record.wakes(List.of(woken));
      if (!first) {
        return waking;
      }
      return remembered > 0 ? record : Decision.remember(waking);
    }
  }

  @Step(name = "pack", tells = Topic.FINANCE_CREDITS, thenWakes = "weigh")
  private static final class Pack extends Waking {
    Pack(WakeUp woken, boolean first) {
      super(woken, first);
    }
  }

  private abstract static class Quiet implements BusinessStep<Integer> {
    @Override
    public Integer know(WakeUp wakeUp, Seen seen) {
      return seen.remembered();
    }

    @Override
    public Decision decide(Integer known) {
      return Decision.nothing();
    }
  }

  @Step(name = "weigh")
  private static final class Weigh extends Quiet {
    @Override
    public @Nullable Later later(WakeUp wakeUp) {
      return wakeUp.trigger().equals("pack")
          ? null
          : new Later(Instant.now().plus(Duration.ofHours(1)), "batch:hourly");
    }
  }

  @Step(name = "invoice", wakes = Topic.FINANCE_CREDITS)
  private static final class Invoice extends Quiet {}

  @Step(name = "send", wakes = Topic.RETURNS_EVENTS)
  private static final class Send extends Quiet {}

  private Database database;

  @BeforeEach
  void clean() {
    database = TestDatabase.clean();
  }

  private void run(String woken, boolean first) {
    run(new WakeUp(woken, "es/r1", "pack"), first);
  }

  /** Nothing outside is asked. */
  @SuppressWarnings("NullAway")
  private void run(WakeUp woken, boolean first) {
    Claims claims = TestDatabase.claims(database);
    WorkList work = TestDatabase.work(database);
    Cases cases = new Cases(database, Mappings.load(Path.of("mappings")));
    new StepRunner(
            new Outside(null, null, null, null, null, null),
            database,
            claims,
            new ReturnStates(database),
            new Outbox(database),
            work,
            Running.attempts(database, claims, work, cases),
            cases,
            List.of(new Pack(woken, first), new Weigh(), new Invoice(), new Send()))
        .run(Claim.none(WAKE_UP));
  }

  private List<String> due() {
    return database.query("select step from work", r -> r.text(1));
  }

  @Test
  void those_that_it_names_and_those_that_wait_for_what_it_tells_and_itself() {
    for (String woken : List.of("weigh", "invoice", "pack")) {
      clean();

      run(woken, false);

      assertThat(due()).containsExactly(woken);
    }
  }

  @Test
  void what_can_wait_waits_whoever_wakes_it() {
    run(new WakeUp("weigh", "es/r1", "follows:packing:1"), false);

    assertThat(
            database.query(
                "select step || ' ' || trigger from work where waiting and due_at > now()",
                r -> r.text(1)))
        .containsExactly("weigh batch:hourly");
  }

  @Test
  void another_is_a_defect_and_is_not_woken() {
    assertThatThrownBy(() -> run("send", false))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("pack wakes send, which its @Step does not name");

    assertThat(due()).isEmpty();
  }

  @Test
  void another_is_not_woken_before_a_write_either() {
    run("weigh", true);
    assertThat(due()).containsExactly("weigh");
    clean();

    assertThatThrownBy(() -> run("send", true)).hasMessageContaining("pack wakes send");

    assertThat(due()).isEmpty();
  }
}
