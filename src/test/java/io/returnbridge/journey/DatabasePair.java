package io.returnbridge.journey;

import io.returnbridge.embedded.DataDirectory;
import io.returnbridge.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;

/**
 * A PostgreSQL and its synchronous standby: a commit is answered when both have it. The first may
 * be killed, and the standby takes its place.
 */
final class DatabasePair implements AutoCloseable {

  private final DataDirectory first;
  private final DataDirectory second;
  private EmbeddedPostgres primary;
  private final EmbeddedPostgres standby;

  DatabasePair(Path folder) {
    first = DataDirectory.open(folder.resolve("primary"));
    second = DataDirectory.open(folder.resolve("standby"));
    primary = EmbeddedPostgres.start(first, () -> false);
    primary.close();
    copy();
    primary = EmbeddedPostgres.start(first, () -> false);
    follow();
    standby = EmbeddedPostgres.start(second, () -> false);
    run(primary, "alter system set synchronous_standby_names = '*'");
    run(primary, "select pg_reload_conf()");
    Waiting.until("the standby to be synchronous", this::isSynchronous);
  }

  private void copy() {
    try (var files = Files.walk(first.path("postgres"))) {
      for (Path file : files.toList()) {
        Path to = second.path("postgres").resolve(first.path("postgres").relativize(file));
        Files.copy(file, to, StandardCopyOption.COPY_ATTRIBUTES);
      }
      Files.copy(
          first.path("postgres.password"),
          second.path("postgres.password"),
          StandardCopyOption.REPLACE_EXISTING,
          StandardCopyOption.COPY_ATTRIBUTES);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void follow() {
    try {
      Files.createFile(second.path("postgres").resolve("standby.signal"));
      Files.writeString(
          second.path("postgres").resolve("postgresql.auto.conf"),
          "primary_conninfo = 'host=127.0.0.1 port=%d user=%s password=%s'%n"
              .formatted(port(primary), primary.username(), primary.password()),
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int port(EmbeddedPostgres server) {
    return java.net.URI.create(server.jdbcUrl().substring("jdbc:".length())).getPort();
  }

  /** Where the program finds whichever of the two takes writes. */
  Map<String, String> environment() {
    return Map.of(
        "QUARKUS_DATASOURCE_JDBC_URL",
        "jdbc:postgresql://127.0.0.1:%d,127.0.0.1:%d/postgres?targetServerType=primary"
            .formatted(port(primary), port(standby)),
        "QUARKUS_DATASOURCE_USERNAME",
        primary.username(),
        "QUARKUS_DATASOURCE_PASSWORD",
        primary.password());
  }

  /**
   * {@code kill -9} of the first server, with all of its processes, and the standby's promotion.
   */
  void failOver() {
    try {
      long pid =
          Long.parseLong(
              Files.readAllLines(first.path("postgres").resolve("postmaster.pid")).get(0).strip());
      ProcessHandle server = ProcessHandle.of(pid).orElseThrow();
      List<ProcessHandle> all = server.descendants().toList();
      server.destroyForcibly();
      all.forEach(ProcessHandle::destroyForcibly);
      Waiting.until("the first server to be dead", () -> !server.isAlive());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    run(standby, "select pg_promote()");
  }

  private boolean isSynchronous() throws SQLException {
    try (Connection connection = open(primary);
        Statement statement = connection.createStatement();
        var rows = statement.executeQuery("select sync_state from pg_stat_replication")) {
      return rows.next() && rows.getString(1).equals("sync");
    }
  }

  private static Connection open(EmbeddedPostgres server) throws SQLException {
    return DriverManager.getConnection(server.jdbcUrl(), server.username(), server.password());
  }

  private static void run(EmbeddedPostgres server, String sql) {
    try (Connection connection = open(server);
        Statement statement = connection.createStatement()) {
      boolean ignored = statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    standby.close();
    primary.close();
    first.close();
    second.close();
  }
}
