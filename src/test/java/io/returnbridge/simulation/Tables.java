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
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/** The real schema, whose clock the simulation owns: {@code now()} is what it says. */
final class Tables implements AutoCloseable {

  /** A moment at which a process may die, or others may come in between. */
  interface Moments {

    /**
     * @param between whether others may come in: not inside of a transaction
     */
    void moment(boolean between);
  }

  private final Connection own;
  private Duration ahead = Duration.ZERO;
  private String emptied = "";
  private final Connection[] connections = new Connection[World.WORKERS];

  Tables() {
    try {
      TestDatabase.server();
      own = connect();
      try (Statement statement = own.createStatement()) {
        statement.execute("create schema if not exists sim");
        statement.execute(
            """
            create or replace function sim.now() returns timestamptz language sql stable as
            $$select pg_catalog.now() + current_setting('sim.ahead')::interval$$
            """);
      }
      for (int i = 0; i < connections.length; i++) {
        connections[i] = connect();
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Connection connect() throws SQLException {
    DatabaseServer server = TestDatabase.server();
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(server.jdbcUrl());
    source.setUser(server.username().orElseThrow());
    source.setPassword(server.password().orElseThrow());
    Connection connection = source.getConnection();
    try (Statement statement = connection.createStatement()) {
      statement.execute("set search_path = sim, public, pg_catalog");
      statement.execute("set sim.ahead = '0'");
      statement.execute("set synchronous_commit = off");
    }
    return connection;
  }

  /** Empty tables, and the time of the computer. */
  Database clean() {
    try (Statement statement = own.createStatement()) {
      statement.execute(emptied());
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    ahead = Duration.ZERO;
    jump(Duration.ZERO);
    return database();
  }

  /** A history leaves few rows: to delete them is quicker than to truncate the tables. */
  private String emptied() {
    if (emptied.isEmpty()) {
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
    return emptied;
  }

  /** To be called while nobody is inside of a transaction. */
  void jump(Duration by) {
    ahead = ahead.plus(by);
    try {
      set(own);
      for (Connection connection : connections) {
        set(connection);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private void set(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("set sim.ahead = '" + ahead.toMillis() + " milliseconds'");
    }
  }

  /** For looking at the tables without being seen. */
  Database database() {
    return new Database(source(own, between -> {}));
  }

  /** One worker's connection. */
  Database database(int worker, Moments moments) {
    return new Database(source(connections[worker], moments));
  }

  private static DataSource source(Connection physical, Moments moments) {
    return (DataSource)
        Proxy.newProxyInstance(
            Tables.class.getClassLoader(),
            new Class<?>[] {DataSource.class},
            (p, method, args) -> connection(physical, moments));
  }

  private static Connection connection(Connection physical, Moments moments) {
    return (Connection)
        Proxy.newProxyInstance(
            Tables.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (p, method, args) -> {
              switch (method.getName()) {
                case "close":
                  if (!physical.getAutoCommit()) {
                    physical.rollback();
                    physical.setAutoCommit(true);
                  }
                  return null;
                case "setAutoCommit":
                  if (!(boolean) args[0]) {
                    moments.moment(true);
                  }
                  physical.setAutoCommit((boolean) args[0]);
                  return null;
                case "prepareStatement":
                  return statement(
                      (PreparedStatement) invoke(method, physical, args), physical, moments);
                case "commit":
                  moments.moment(false);
                  physical.commit();
                  moments.moment(false);
                  return null;
                default:
                  return invoke(method, physical, args);
              }
            });
  }

  private static PreparedStatement statement(
      PreparedStatement real, Connection physical, Moments moments) {
    return (PreparedStatement)
        Proxy.newProxyInstance(
            Tables.class.getClassLoader(),
            new Class<?>[] {PreparedStatement.class},
            (p, method, args) -> {
              boolean executes = method.getName().startsWith("execute");
              if (executes && physical.getAutoCommit()) {
                moments.moment(true);
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
      own.close();
      for (Connection connection : connections) {
        connection.close();
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
