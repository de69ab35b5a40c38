package io.returnbridge.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.returnbridge.cases.CaseBook;
import io.returnbridge.cases.Cases;
import io.returnbridge.cases.ExceptionCase;
import io.returnbridge.failure.NotTried;
import io.returnbridge.failure.Unavailable;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.outage.Circuits;
import io.returnbridge.outage.Reply;
import io.returnbridge.store.Database;
import io.returnbridge.store.Outbox;
import io.returnbridge.store.TestDatabase;
import io.returnbridge.store.WakeUp;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OutageCasesTest {

  private static final Mappings MAPPINGS = Mappings.load(Path.of("mappings"));
  private static final WakeUp WAKE_UP = new WakeUp("link-credit", "es/r1", "event:1");
  private static final Unavailable DOWN = new Unavailable("commercetools", "503\0", null, null);

  private Database database;
  private CaseBook book;
  private Cases cases;
  private WorkList work;
  private Claims claims;
  private Circuits circuits;

  @BeforeEach
  void clean() {
    database = TestDatabase.clean();
    book = new CaseBook(database);
    cases = new Cases(database, MAPPINGS);
    work = TestDatabase.work(database);
    claims = TestDatabase.claims(database);
    circuits = circuits();
  }

  /** Of systems that do not answer the question either. */
  private static Circuits circuits() {
    Circuits circuits = TestSteps.circuits();
    circuits.all().forEach(circuit -> circuit.askBy(() -> Reply.failed("HTTP 503", null)));
    return circuits;
  }

  private void replica(String id, String awayFor) {
    database.update(
        """
        insert into replica (id, commercetools_away) values (?, now() - ?::interval)
        on conflict (id) do update set commercetools_away = excluded.commercetools_away
        """,
        id,
        awayFor);
  }

  private List<ExceptionCase> open() {
    return book.list(CaseBook.Filter.NONE, null, 100).stream().filter(c -> !c.closed()).toList();
  }

  private OutageCases watcher(Circuits of) {
    return new OutageCases(database, MAPPINGS, cases, of);
  }

  private static void answer(Circuits of) {
    of.commercetools().call(() -> 200, status -> Reply.of(status, null));
  }

  @Test
  void one_case_for_the_installation_when_an_outage_lasts_and_it_ends_with_it() {
    Circuits others = circuits();
    OutageCases one = watcher(circuits);
    OutageCases other = watcher(others);
    replica("a", "4 minutes");
    replica("b", "4 minutes");
    one.look();
    assertThat(open()).as("not yet").isEmpty();

    replica("a", "6 minutes");
    for (int i = 0; i < 5; i++) {
      one.look();
      other.look();
    }
    assertThat(open())
        .singleElement()
        .satisfies(
            c -> {
              assertThat(c.code()).isEqualTo("COMMERCETOOLS_UNAVAILABLE");
              assertThat(c.returnId()).isNull();
              assertThat(c.step()).isEqualTo("retries");
              assertThat(c.count()).isEqualTo(1);
              assertThat(c.cause()).contains("nobody has got an answer since");
            });

    answer(circuits);
    replica("a", null);
    one.look();
    assertThat(open()).as("the other replica still gets none").hasSize(1);
    replica("b", null);
    one.look();
    assertThat(open()).isEmpty();
    assertThat(book.list(CaseBook.Filter.NONE, null, 9).get(0).history())
        .last()
        .satisfies(
            entry -> {
              assertThat(entry.what()).isEqualTo("resolved");
              assertThat(entry.note()).isEqualTo("It answers again");
            });
  }

  @Test
  void a_start_during_the_outage_ends_no_case_before_there_was_an_answer() {
    replica("killed", "10 minutes");
    watcher(circuits).look();
    database.update("update replica set seen_at = now() - interval '1 minute'");
    Circuits later = circuits();
    OutageCases watcher = watcher(later);

    watcher.look();
    assertThat(open()).hasSize(1);

    answer(later);
    watcher.look();
    assertThat(open()).isEmpty();
  }

  @Test
  void used_up_attempts_are_a_case_with_the_return_and_an_answer_at_last_ends_it() {
    NextAttempts attempts =
        new NextAttempts(
            database, new Outbox(database), work, TestDatabase.claims(database), cases, circuits);
    for (int i = 0; i < 9; i++) {
      attempts.after(Claim.none(WAKE_UP), DOWN);
    }
    assertThat(open()).isEmpty();
    attempts.after(Claim.none(WAKE_UP), DOWN);
    attempts.after(Claim.none(WAKE_UP), DOWN);
    assertThat(open())
        .singleElement()
        .satisfies(
            c -> {
              assertThat(c.code()).isEqualTo("COMMERCETOOLS_UNAVAILABLE");
              assertThat(c.returnId()).isEqualTo("r1");
              assertThat(c.step()).isEqualTo("link-credit");
              assertThat(c.count()).isEqualTo(2);
              assertThat(c.cause()).contains("link-credit of es/r1 has failed 11 times");
            });

    database.update("update work set due_at = now()");
    Claim claimed = claims.claim(1).get(0);
    assertThat(attempts.done(claimed, List.of())).isEmpty();

    assertThat(open()).isEmpty();
    assertThat(book.list(CaseBook.Filter.NONE, null, 9).get(0).history())
        .extracting(ExceptionCase.Entry::what)
        .containsExactly("opened", "resolved");
  }

  @Test
  void no_attempt_is_used_up_while_the_breaker_is_open() {
    NextAttempts attempts =
        new NextAttempts(
            database, new Outbox(database), work, TestDatabase.claims(database), cases, circuits);
    for (int i = 0; i < 5; i++) {
      circuits.commercetools().call(() -> 503, status -> Reply.of(status, null));
    }
    assertThat(circuits.pauses("link-credit")).isTrue();
    assertThat(circuits.pauses("hold-for-inspection")).isFalse();
    assertThat(circuits.paused()).contains("accept-return").doesNotContain("hold-for-inspection");
    for (int i = 0; i < 30; i++) {
      attempts.after(Claim.none(WAKE_UP), DOWN);
      attempts.after(
          Claim.none(WAKE_UP), new NotTried("commercetools", "away", Duration.ofSeconds(1), null));
    }

    assertThat(database.find("select attempt from work", r -> r.integer(1))).contains(0);
    assertThat(open()).isEmpty();
  }

  @Test
  void a_sweep_and_a_replay_wait_for_both() {
    work.wake("sweep", "all", "schedule:1");
    work.wake("sweep", "list/es", "sweep:1");
    work.wake("replay", "1", "person:ana");
    for (int i = 0; i < 5; i++) {
      circuits.reveni().call(() -> 503, status -> Reply.of(status, null));
    }
    assertThat(claims.claim(8, circuits.paused(), List.of())).isEmpty();
    assertThat(circuits.needing(Circuits.COMMERCETOOLS)).contains("sweep", "replay");

    assertThat(claims.claim(8, circuits().paused(), List.of())).as("when both answer").hasSize(3);
  }
}
