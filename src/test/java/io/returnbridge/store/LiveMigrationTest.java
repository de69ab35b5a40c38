package io.returnbridge.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** The first new replica brings the schema up to date while old ones are at work. */
class LiveMigrationTest {

  private static final int WORKERS = 3;

  private static final List<String> AS_WORK_GOES =
      List.of(
          "lock table return_state in row exclusive mode",
          "select pg_sleep(0.02)",
          "lock table effect in row exclusive mode",
          "select pg_sleep(0.02)",
          "lock table work in row exclusive mode");

  @Test
  void neither_the_migrations_nor_the_work_of_others_end_in_a_deadlock() throws Exception {
    PGSimpleDataSource source = Predecessor.restored();
    AtomicBoolean over = new AtomicBoolean();
    AtomicInteger done = new AtomicInteger();
    ExecutorService workers = Executors.newFixedThreadPool(WORKERS);
    List<Future<?>> working = new ArrayList<>();
    for (int n = 0; n < WORKERS; n++) {
      working.add(
          workers.submit(
              () -> {
                work(source, over, done);
                return null;
              }));
    }

    migrate();

    over.set(true);
    for (Future<?> one : working) {
      one.get(1, TimeUnit.MINUTES);
    }
    workers.shutdown();
    assertThat(done.get()).isGreaterThan(WORKERS);
  }

  @Test
  void the_migrations_are_one_transaction() throws Exception {
    // Given
    Database database = new Database(Predecessor.restored());
    String last = "select max(installed_rank) from flyway_schema_history";
    long before = database.find(last, r -> r.number(1)).orElseThrow();

    // When
    migrate();

    // Then
    List<String> transactions =
        database.query(
            "select xmin::text from flyway_schema_history where installed_rank > ?",
            r -> r.text(1),
            before);
    assertThat(transactions).hasSizeGreaterThan(1).containsOnly(transactions.get(0));
  }

  /** In a session as the program's are, but for how long it may be idle in a transaction. */
  private static void migrate() {
    PGSimpleDataSource impatient = Predecessor.source();
    impatient.setOptions("-c idle_in_transaction_session_timeout=2s");
    FluentConfiguration configuration = Flyway.configure().dataSource(impatient);
    new MigrationLock().customize(configuration);
    configuration.load().migrate();
  }

  @Test
  void the_version_before_starts_on_the_schema_of_a_later_one() throws IOException {
    Properties settings = new Properties();
    settings.load(Files.newBufferedReader(Path.of("src/main/resources/application.properties")));
    Database database = Predecessor.upgraded();
    database.update(
        """
        insert into flyway_schema_history (installed_rank, version, description, type, script, installed_by, execution_time, success)
        values (9999, '9999', 'of a later version', 'SQL', 'V9999__of_a_later_version.sql', 'someone', 1, true)
        """);

    Flyway.configure()
        .dataSource(Predecessor.source())
        .ignoreMigrationPatterns(settings.getProperty("quarkus.flyway.ignore-migration-patterns"))
        .load()
        .migrate();

    assertThat(new ReturnStates(database).ofRma("RMA-100001")).hasSize(1);
  }

  private static void work(PGSimpleDataSource source, AtomicBoolean over, AtomicInteger done)
      throws SQLException {
    try (var connection = source.getConnection();
        var statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      while (!over.get()) {
        for (String sql : AS_WORK_GOES) {
          boolean ignored = statement.execute(sql);
        }
        connection.commit();
        boolean rested = statement.execute("select pg_sleep(0.02)");
        connection.commit();
        done.incrementAndGet();
      }
    }
  }
}
