package io.returnbridge.simulation;

import io.returnbridge.settings.DatabaseServer;
import io.returnbridge.store.Database;
import io.returnbridge.store.TestDatabase;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The real schema in a database of its own, whose clock the simulation owns: {@code now()} is what
 * it says, and stands still until it says otherwise.
 */
final class Tables implements AutoCloseable {

  /** A moment at which a process may die, or others may come in between. */
  interface Moments {

    /**
     * @param between whether others may come in: not inside of a transaction
     */
    void moment(boolean between);
  }

  private final String name;

  /** Of all workers: nobody else comes in while one of them is inside of a transaction. */
  private final Connection connection;

  private final PreparedStatement clock;

  /** Whether the transaction that is open has only read, and others may come in. */
  private boolean reading;

  private final String emptied;
  private Instant now = Instant.EPOCH;
  private Instant told = Instant.MIN;

  Tables(int number) {
    name = "simulation_" + number;
    try {
      try (Connection server = source("postgres").getConnection();
          Statement statement = server.createStatement()) {
        statement.execute("drop database if exists " + name);
        statement.execute("create database " + name);
      }
      connection = source(name).getConnection();
      try (Statement statement = connection.createStatement()) {
        statement.execute("create schema sim");
        statement.execute(
            """
            create function sim.now() returns timestamptz language sql stable as
            $$select current_setting('sim.now')::timestamptz$$
            """);
      }
      clock = connection.prepareStatement("select set_config('sim.now', ?, false)");
      Flyway.configure().dataSource(source(name)).schemas("public").load().migrate();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    // A history leaves few rows: to delete them is quicker than to truncate the tables.
    emptied =
        database()
            .find(
                """
                select 'set session_replication_role = replica; '
                  || string_agg('delete from ' || quote_ident(tablename), '; ')
                  || '; set session_replication_role = origin'
                from pg_tables where schemaname = 'public' and tablename <> 'flyway_schema_history'
                """,
                r -> r.text(1))
            .orElseThrow();
  }

  /** Of which {@code now()} is found in the schema of the simulation, by the defaults as well. */
  private static PGSimpleDataSource source(String name) {
    DatabaseServer server = TestDatabase.server();
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(server.jdbcUrl());
    source.setDatabaseName(name);
    source.setUser(server.username().orElseThrow());
    source.setPassword(server.password().orElseThrow());
    source.setOptions(
        "-c search_path=sim,public,pg_catalog -c sim.now=2026-11-20 -c synchronous_commit=off");
    return source;
  }

  /** Empty tables, and the time of the computer. */
  Database clean() {
    try (Statement statement = connection.createStatement()) {
      statement.execute(emptied);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    return database();
  }

  Instant now() {
    return now;
  }

  /** To be called while nobody is inside of a transaction. */
  void jump(Duration by) {
    now = now.plus(by);
  }

  private void tellTheTime() throws SQLException {
    if (!now.equals(told)) {
      told = now;
      clock.setString(1, now.toString());
      clock.execute();
    }
  }

  /** For looking at the tables without being seen. */
  Database database() {
    return database(between -> {});
  }

  /** One worker's. */
  Database database(Moments moments) {
    return new Database(source(moments));
  }

  private DataSource source(Moments moments) {
    return (DataSource)
        Proxy.newProxyInstance(
            Tables.class.getClassLoader(),
            new Class<?>[] {DataSource.class},
            (p, method, args) -> connection(moments));
  }

  /**
   * Others may come in between two statements of a transaction that has only read so far: what it
   * has read holds nobody up.
   */
  private final class Session {

    private final Moments moments;
    private boolean hasOnlyRead;

    Session(Moments moments) {
      this.moments = moments;
    }

    void before(String sql) throws SQLException {
      if (hasOnlyRead || connection.getAutoCommit()) {
        reading = hasOnlyRead;
        try {
          moments.moment(true);
        } finally {
          reading = false;
        }
        if (hasOnlyRead && connection.getAutoCommit()) {
          connection.setAutoCommit(false);
        }
        tellTheTime();
      }
      hasOnlyRead &= isRead(sql);
    }

    private static boolean isRead(String sql) {
      String text = sql.strip();
      return text.startsWith("select")
          && !text.endsWith("for update")
          && !text.endsWith("for share")
          && !text.contains("skip locked");
    }
  }

  private Connection connection(Moments moments) throws SQLException {
    if (!connection.getAutoCommit()) {
      if (!reading) {
        throw new AssertionError("another comes in inside of a transaction");
      }
      connection.commit();
      connection.setAutoCommit(true);
    }
    Session session = new Session(moments);
    return (Connection)
        Proxy.newProxyInstance(
            Tables.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (p, method, args) -> {
              switch (method.getName()) {
                case "close":
                  if (!connection.getAutoCommit()) {
                    connection.rollback();
                    connection.setAutoCommit(true);
                  }
                  return null;
                case "setAutoCommit":
                  session.hasOnlyRead = !(boolean) args[0];
                  connection.setAutoCommit((boolean) args[0]);
                  return null;
                case "prepareStatement":
                  return statement(
                      (PreparedStatement) invoke(method, connection, args),
                      session,
                      (String) args[0]);
                case "setSavepoint":
                  session.before("savepoint");
                  return invoke(method, connection, args);
                case "commit":
                  moments.moment(false);
                  connection.commit();
                  session.hasOnlyRead = true;
                  moments.moment(false);
                  return null;
                case "rollback":
                  if (connection.getAutoCommit()) {
                    return null;
                  }
                  session.hasOnlyRead |= args == null;
                  return invoke(method, connection, args);
                default:
                  return invoke(method, connection, args);
              }
            });
  }

  private static PreparedStatement statement(PreparedStatement real, Session session, String sql) {
    return (PreparedStatement)
        Proxy.newProxyInstance(
            Tables.class.getClassLoader(),
            new Class<?>[] {PreparedStatement.class},
            (p, method, args) -> {
              if (method.getName().startsWith("execute")) {
                session.before(sql);
              }
              return invoke(method, real, args);
            });
  }

  private static @Nullable Object invoke(Method method, Object target, Object[] args)
      throws Throwable {
    try {
      return method.invoke(target, args);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  @Override
  public void close() {
    try {
      connection.close();
      try (Connection server = source("postgres").getConnection();
          Statement statement = server.createStatement()) {
        statement.execute("drop database " + name);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
