package io.returnbridge.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StretchTest {

  private static final String WRITTEN =
      "insert into effect (resource, resource_key, step, subject, trigger, what) values (?, '', '', '', '', '')";

  private Database database;

  /** Whoever else looks at the same tables. */
  private Database others;

  @BeforeEach
  void clean() {
    database = TestDatabase.clean();
    others = TestDatabase.counting(new AtomicInteger());
  }

  private static List<String> seenBy(Database whom) {
    return whom.query("select resource from effect order by id", r -> r.text(1));
  }

  private long connections() {
    return others
        .find(
            "select count(*) from pg_stat_activity where state like 'idle in transaction%'",
            r -> r.number(1))
        .orElseThrow();
  }

  @Test
  void what_is_written_one_after_the_other_is_committed_together_before_the_thread_waits() {
    database.inOneStretch(
        () -> {
          // When
          database.update(WRITTEN, "first");
          database.update(WRITTEN, "second");

          // Then
          assertThat(seenBy(database)).containsExactly("first", "second");
          assertThat(seenBy(others)).isEmpty();
          database.letGo();
          assertThat(seenBy(others)).containsExactly("first", "second");
          assertThat(connections()).as("connections that are held").isZero();
          return true;
        });
  }

  @Test
  void a_transaction_commits_what_was_written_before_it() {
    database.inOneStretch(
        () -> {
          database.update(WRITTEN, "before");

          database.inTransaction(() -> database.update(WRITTEN, "in it"));

          assertThat(seenBy(others)).containsExactly("before", "in it");
          return true;
        });
  }

  @Test
  void a_transaction_that_fails_leaves_what_was_written_before_it() {
    database.inOneStretch(
        () -> {
          database.update(WRITTEN, "before");
          assertThatThrownBy(
                  () ->
                      database.inTransaction(
                          () -> {
                            database.update(WRITTEN, "in it");
                            database.update("select 1 / 0");
                          }))
              .isInstanceOf(IllegalStateException.class);
          database.update(WRITTEN, "after");
          return true;
        });

    assertThat(seenBy(others)).containsExactly("before", "after");
  }

  @Test
  void what_was_written_before_a_failure_of_the_work_stays() {
    assertThatThrownBy(
            () ->
                database.inOneStretch(
                    () -> {
                      database.update(WRITTEN, "before");
                      throw new IllegalArgumentException("no");
                    }))
        .isInstanceOf(IllegalArgumentException.class);

    assertThat(seenBy(others)).containsExactly("before");
    assertThat(connections()).isZero();
  }

  @Test
  void a_thread_that_waits_inside_of_a_transaction_does_not_commit_it() {
    assertThatThrownBy(
            () ->
                database.inTransaction(
                    () -> {
                      database.update(WRITTEN, "in it");
                      database.letGo();
                      throw new IllegalArgumentException("no");
                    }))
        .isInstanceOf(IllegalArgumentException.class);

    assertThat(seenBy(others)).isEmpty();
  }

  private void end(String what, boolean together) {
    database.inTransaction(
        () -> {
          database.update(WRITTEN, what);
          database.goOn(together);
        });
  }

  @Test
  void a_worker_that_goes_on_commits_what_has_ended_with_what_it_reads_and_writes_next() {
    database.beginWork();

    end("ended", true);
    assertThat(seenBy(others)).isEmpty();
    database.inTransaction(() -> database.update(WRITTEN, "next"));

    assertThat(seenBy(others)).containsExactly("ended", "next");
    assertThat(connections()).isZero();
    database.rest();
  }

  @Test
  void a_worker_that_goes_on_commits_before_it_waits_and_when_it_rests() {
    database.beginWork();
    end("first", true);
    database.letGo();
    assertThat(seenBy(others)).containsExactly("first");
    assertThat(connections()).isZero();

    end("last", false);
    database.rest();

    assertThat(seenBy(others)).containsExactly("first", "last");
    assertThat(connections()).isZero();
  }

  @Test
  void work_on_something_else_locks_nothing_before_what_has_ended_is_committed() {
    database.beginWork();
    database.inOneStretch(
        () -> {
          end("ended", false);
          return true;
        });
    database.inOneStretch(
        () -> {
          assertThat(seenBy(database)).containsExactly("ended");
          assertThat(seenBy(others)).as("it has only read").isEmpty();
          database.update(WRITTEN, "next");
          assertThat(seenBy(others)).containsExactly("ended");
          return true;
        });
    end("again", false);
    database.inTransaction(() -> assertThat(seenBy(others)).contains("again"));
    database.rest();
  }

  @Test
  void what_fails_next_leaves_what_has_ended() {
    database.beginWork();
    end("ended", true);
    assertThatThrownBy(
            () ->
                database.inTransaction(
                    () -> {
                      database.update(WRITTEN, "next");
                      throw new IllegalArgumentException("no");
                    }))
        .isInstanceOf(IllegalArgumentException.class);
    database.rest();

    assertThat(seenBy(others)).containsExactly("ended");
  }

  @Test
  void who_is_no_worker_commits_at_once() {
    end("ended", true);

    assertThat(seenBy(others)).containsExactly("ended");
    assertThat(connections()).isZero();
  }

  @Test
  void who_waits_for_a_commit_is_told_after_it_and_not_of_what_is_rolled_back() {
    List<String> told = new ArrayList<>();
    database.beginWork();
    database.inTransaction(
        () -> {
          database.update(WRITTEN, "ended");
          database.afterCommit(() -> told.addAll(seenBy(others)));
          database.goOn(true);
        });
    assertThatThrownBy(
            () ->
                database.inTransaction(
                    () -> {
                      database.afterCommit(() -> told.add("rolled back"));
                      throw new IllegalArgumentException("no");
                    }))
        .isInstanceOf(IllegalArgumentException.class);
    database.rest();

    assertThat(told).containsExactly("ended");
  }
}
