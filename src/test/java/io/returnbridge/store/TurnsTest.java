package io.returnbridge.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Workers that are at the database all at once. */
@Timeout(60)
class TurnsTest {

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch ends = new CountDownLatch(1);
  private final List<Future<?>> atWork = new ArrayList<>();

  @BeforeEach
  void clean() {
    TestDatabase.clean();
  }

  @AfterEach
  void end() {
    ends.countDown();
    threads.shutdownNow();
  }

  private static Database database(Duration patience) {
    return new Database(TestDatabase.source(), happened -> {}, patience);
  }

  private static long asks(Database database) {
    return database.find("select 1", r -> r.number(1)).orElseThrow();
  }

  /** As many as may be there, each in the middle of its work. */
  private void allTurnsAreTaken(Database database) throws Exception {
    CountDownLatch there = new CountDownLatch(Database.TURNS);
    for (int n = 0; n < Database.TURNS; n++) {
      atWork.add(
          threads.submit(
              () -> {
                database.beginWork();
                database.inOneStretch(
                    () -> {
                      asks(database);
                      there.countDown();
                      return await();
                    });
                database.rest();
                return true;
              }));
    }
    assertThat(there.await(60, TimeUnit.SECONDS)).isTrue();
  }

  private boolean await() {
    try {
      return ends.await(60, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private Future<Long> worker(Database database) {
    return threads.submit(
        () -> {
          database.beginWork();
          try {
            return database.inOneStretch(() -> asks(database));
          } finally {
            database.rest();
          }
        });
  }

  @Test
  void one_worker_more_waits_for_its_turn_and_nobody_else_does() throws Exception {
    // Given
    Database database = database(Duration.ofHours(1));
    allTurnsAreTaken(database);

    // When
    Future<Long> oneMore = worker(database);
    long page = database.inTransaction(() -> asks(database));

    // Then
    assertThat(page).isEqualTo(1);
    assertThat(oneMore).isNotDone();
    ends.countDown();
    assertThat(oneMore.get(60, TimeUnit.SECONDS)).isEqualTo(1);
    for (Future<?> one : atWork) {
      one.get();
    }
  }

  @Test
  void a_worker_that_lets_go_gives_its_turn_to_the_next() throws Exception {
    Database database = database(Duration.ofHours(1));
    database.beginWork();
    for (int n = 0; n < 2 * Database.TURNS; n++) {
      database.inOneStretch(
          () -> {
            asks(database);
            database.letGo();
            return true;
          });
    }
    allTurnsAreTaken(database);
    ends.countDown();

    for (Future<?> one : atWork) {
      assertThat(one.get(60, TimeUnit.SECONDS)).isEqualTo(true);
    }
    database.rest();
  }

  @Test
  void it_does_not_wait_for_ever_for_those_who_wait_for_somebody_else() throws Exception {
    Database database = database(Duration.ofMillis(1));
    allTurnsAreTaken(database);

    assertThat(worker(database).get(60, TimeUnit.SECONDS)).isEqualTo(1);
  }
}
