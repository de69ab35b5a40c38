package io.returnbridge.steps.inspect;

import io.returnbridge.embedded.DataDirectory;
import io.returnbridge.embedded.EmbeddedPostgres;
import io.returnbridge.settings.DatabaseServer;
import io.returnbridge.store.TestDatabase;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.postgresql.ds.PGSimpleDataSource;

/** A real PostgreSQL, and a process that can die between any two of its statements. */
public final class Storage implements AutoCloseable {

  private final DataDirectory data;
  private final EmbeddedPostgres postgres;
  private final PGSimpleDataSource source = new PGSimpleDataSource();

  public Storage(Path directory) {
    data = DataDirectory.open(directory);
    postgres = EmbeddedPostgres.start(data);
    source.setUrl(postgres.jdbcUrl());
    source.setUser(postgres.username());
    source.setPassword(postgres.password());
    Flyway.configure().dataSource(source).load().migrate();
  }

  @Override
  public void close() {
    postgres.close();
    data.close();
  }

  /** One process: a connection that works until the process dies. */
  public Process process() {
    try {
      return new Process(source.getConnection());
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A process on the database that all tests of the JVM share. */
  public static Process onTestDatabase() {
    DatabaseServer server = TestDatabase.server();
    PGSimpleDataSource shared = new PGSimpleDataSource();
    shared.setUrl(server.jdbcUrl());
    shared.setUser(server.username().orElseThrow());
    shared.setPassword(server.password().orElseThrow());
    try {
      return new Process(shared.getConnection());
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  public static final class Died extends Error {
    private static final long serialVersionUID = 1;
  }

  public static final class Process implements AutoCloseable {
    private final Connection physical;
    private int left = Integer.MAX_VALUE;
    private boolean dead;

    Process(Connection physical) {
      this.physical = physical;
    }

    /** Dies after so many statements, commits and requests. */
    public void dieAfter(int steps) {
      left = steps;
      dead = false;
    }

    public void live() {
      left = Integer.MAX_VALUE;
      dead = false;
    }

    /** A place where the process may die. */
    public void step() {
      if (dead || --left <= 0) {
        dead = true;
        throw new Died();
      }
    }

    public DataSource source() {
      return (DataSource)
          Proxy.newProxyInstance(
              Storage.class.getClassLoader(),
              new Class<?>[] {DataSource.class},
              (p, method, args) -> connection());
    }

    private Connection connection() {
      return (Connection)
          Proxy.newProxyInstance(
              Storage.class.getClassLoader(),
              new Class<?>[] {Connection.class},
              (p, method, args) -> {
                switch (method.getName()) {
                  case "close":
                    if (!physical.getAutoCommit()) {
                      physical.rollback();
                      physical.setAutoCommit(true);
                    }
                    return null;
                  case "prepareStatement":
                    return statement((PreparedStatement) invoke(method, physical, args));
                  case "commit":
                    step();
                    physical.commit();
                    step();
                    return null;
                  default:
                    return invoke(method, physical, args);
                }
              });
    }

    private PreparedStatement statement(PreparedStatement real) {
      return (PreparedStatement)
          Proxy.newProxyInstance(
              Storage.class.getClassLoader(),
              new Class<?>[] {PreparedStatement.class},
              (p, method, args) -> {
                if (method.getName().startsWith("execute")) {
                  step();
                }
                return invoke(method, real, args);
              });
    }

    private static Object invoke(java.lang.reflect.Method method, Object target, Object[] args)
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
        physical.close();
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
