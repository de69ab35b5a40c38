package io.returnbridge.store;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.exceptionsorter.PostgreSQLExceptionSorter;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import io.returnbridge.embedded.DataDirectory;
import io.returnbridge.embedded.EmbeddedPostgres;
import io.returnbridge.engine.Claims;
import io.returnbridge.engine.WorkComes;
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
import java.sql.SQLException;
import java.time.Duration;
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

  private static final FineSettings SHIPPED = FineSettings.read();

  /** A few rows are deleted sooner than a table is truncated. */
  private static final String EMPTY =
      """
      do $$
      declare statement text;
      begin
        set local session_replication_role = replica;
        for statement in
          select case when pg_relation_size(oid) > 1000000 then 'truncate ' else 'delete from ' end
            || quote_ident(relname) || case when pg_relation_size(oid) > 1000000 then ' cascade' else '' end
          from pg_class
          where relnamespace = 'public'::regnamespace and relkind = 'r'
            and relname <> 'flyway_schema_history' and pg_relation_size(oid) > 0
        loop
          execute statement;
        end loop;
        perform setval(format('%I.%I', schemaname, sequencename)::regclass, start_value, false)
          from pg_sequences where schemaname = 'public' and last_value is not null;
      end $$
      """;

  private static DataSource source;
  private static DatabaseServer server;

  private TestDatabase() {}

  /** The database with every table empty. */
  public static Database clean() {
    Database database = new Database(source());
    database.update(EMPTY);
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

  /** The same database, which tells what has happened. */
  public static Database telling(Journal journal) {
    return new Database(source(), journal);
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

  /** Takes all work that is due and that nobody has claimed. */
  public static List<WakeUp> takeDue(Database database) {
    return database.query(
        "delete from work where token is null and due_at <= now() returning step, subject, coalesce(trigger, '')",
        r -> new WakeUp(r.text(1), r.text(2), r.text(3)));
  }

  /** The work list, with the shipped retry policies. */
  public static WorkList work(Database database) {
    return new WorkList(database, SHIPPED, new WorkComes());
  }

  /** The claims of a replica of its own. */
  public static Claims claims(Database database) {
    return new Claims(database, new ThisReplica(), 32);
  }

  /** Where it is, and how to log in. */
  public static DatabaseServer server() {
    source();
    return server;
  }

  static synchronized DataSource source() {
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
      return pool();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A commit need not wait for the disk. */
  private static DataSource pool() throws SQLException {
    return AgroalDataSource.from(
        new AgroalDataSourceConfigurationSupplier()
            .connectionPoolConfiguration(
                pool ->
                    pool.maxSize(40)
                        .acquisitionTimeout(Duration.ofSeconds(30))
                        .exceptionSorter(new PostgreSQLExceptionSorter())
                        .connectionFactoryConfiguration(
                            login ->
                                login
                                    .jdbcUrl(server.jdbcUrl())
                                    .jdbcProperty("options", "-c synchronous_commit=off")
                                    .principal(new NamePrincipal(server.username().orElseThrow()))
                                    .credential(
                                        new SimplePassword(server.password().orElseThrow())))));
  }

  private static void delete(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
