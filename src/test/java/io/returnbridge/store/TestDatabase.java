package io.returnbridge.store;

import io.returnbridge.embedded.DataDirectory;
import io.returnbridge.embedded.EmbeddedPostgres;
import io.returnbridge.engine.WorkList;
import io.returnbridge.settings.DatabaseServer;
import io.returnbridge.settings.FineSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A real PostgreSQL with the schema, one for all tests of the JVM. It is started by the first that
 * asks.
 */
public final class TestDatabase {

  private static DataSource source;
  private static DatabaseServer server;

  private TestDatabase() {}

  /** The database with every table empty. */
  public static Database clean() {
    Database database = new Database(source());
    List<String> tables =
        database.query(
            """
            select string_agg(quote_ident(tablename), ', ') from pg_tables
            where schemaname = 'public' and tablename <> 'flyway_schema_history'
            """,
            r -> r.text(1));
    truncate(database, tables.get(0) + " restart identity cascade");
    return database;
  }

  /** Also empties what the program itself cannot: the audit. */
  public static void truncate(Database database, String tables) {
    database.inTransaction(
        () -> {
          database.update("set local session_replication_role = replica");
          database.update("truncate " + tables);
        });
  }

  /** The same database, which counts its statements. */
  public static Database counting(AtomicInteger statements) {
    DataSource real = source();
    return new Database(
        proxy(
            DataSource.class,
            (p, method, args) -> {
              Connection connection = (Connection) method.invoke(real, args);
              return proxy(
                  Connection.class,
                  (q, call, with) -> {
                    if (call.getName().equals("prepareStatement")) {
                      statements.incrementAndGet();
                    }
                    return call.invoke(connection, with);
                  });
            }));
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(
        Proxy.newProxyInstance(
            TestDatabase.class.getClassLoader(), new Class<?>[] {type}, handler));
  }

  /** The work list of a replica of its own, with the shipped retry policies. */
  /** Takes all work that is due and that nobody has claimed. */
  public static List<WakeUp> takeDue(Database database) {
    return database.query(
        "delete from work where claimed_until is null and due_at <= now() returning step, subject, coalesce(trigger, '')",
        r -> new WakeUp(r.text(1), r.text(2), r.text(3)));
  }

  public static WorkList work(Database database) {
    return new WorkList(database, FineSettings.read(), new ThisReplica());
  }

  /** Where it is, and how to log in. */
  public static DatabaseServer server() {
    source();
    return server;
  }

  private static synchronized DataSource source() {
    if (source == null) {
      source = start();
    }
    return source;
  }

  private static DataSource start() {
    try {
      Path directory = Files.createTempDirectory("test-database");
      DataDirectory data = DataDirectory.open(directory);
      EmbeddedPostgres postgres = EmbeddedPostgres.start(data);
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(
                  () -> {
                    postgres.close();
                    data.close();
                    delete(directory);
                  }));
      server =
          new DatabaseServer(
              postgres.jdbcUrl(),
              Optional.of(postgres.username()),
              Optional.of(postgres.password()));
      PGSimpleDataSource started = new PGSimpleDataSource();
      started.setUrl(postgres.jdbcUrl());
      started.setUser(postgres.username());
      started.setPassword(postgres.password());
      Flyway.configure().dataSource(started).load().migrate();
      return started;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
