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
  private final Connection[] connections = new Connection[World.WORKERS];

  Tables() {
    try {
      TestDatabase.server();
      own = connect();
      try (Statement statement = own.createStatement()) {
        statement.execute("create schema if not exists sim");
        statement.execute("create table if not exists sim.clock (ahead interval not null)");
        statement.execute(
            """
            create or replace function sim.now() returns timestamptz language sql stable as
            'select pg_catalog.now() + ahead from sim.clock'
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
      statement.execute("set synchronous_commit = off");
    }
    return connection;
  }

  /** Empty tables, and the time of the computer. */
  Database clean() {
    Database cleaned = TestDatabase.clean();
    execute("delete from sim.clock");
    execute("insert into sim.clock values (interval '0')");
    return cleaned;
  }

  void jump(Duration ahead) {
    execute(
        "update sim.clock set ahead = ahead + interval '" + ahead.toMillis() + " milliseconds'");
  }

  private void execute(String sql) {
    try (Statement statement = own.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
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
