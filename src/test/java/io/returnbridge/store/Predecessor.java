package io.returnbridge.store;

import io.returnbridge.settings.DatabaseServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import java.util.function.Consumer;
import org.flywaydb.core.Flyway;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * What the version before 1.0.0 left behind: its database, as {@code pg_dump} wrote it, after the
 * sandbox's day with reports, a reconciliation and evidence. Its newest migration was 50.
 */
public final class Predecessor {

  private Predecessor() {}

  /** Restores its database and brings it to today's. */
  public static Database upgraded() {
    return upgraded(before -> {});
  }

  /**
   * The same.
   *
   * @param look at it before it is brought to today's
   */
  static Database upgraded(Consumer<Database> look) {
    PGSimpleDataSource source = restored();
    Database database = new Database(source);
    look.accept(database);
    Flyway.configure().dataSource(source).load().migrate();
    return database;
  }

  static PGSimpleDataSource restored() {
    Database server = new Database(source("postgres"));
    server.update("drop database if exists predecessor with (force)");
    server.update("create database predecessor");
    PGSimpleDataSource source = source();
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      boolean ignored = statement.execute(text("/upgrade/version-50.sql"));
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return source;
  }

  static PGSimpleDataSource source() {
    return source("predecessor");
  }

  private static PGSimpleDataSource source(String name) {
    DatabaseServer server = TestDatabase.server();
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(server.jdbcUrl());
    source.setUser(server.username().orElseThrow());
    source.setPassword(server.password().orElseThrow());
    source.setDatabaseName(name);
    return source;
  }

  /** A file that it left. */
  public static String text(String file) {
    try (InputStream in = Predecessor.class.getResourceAsStream(file)) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
