package io.returnbridge.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
}
