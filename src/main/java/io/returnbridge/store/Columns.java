package io.returnbridge.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The columns of one row of a result, counted from 1. */
public final class Columns {

  private final ResultSet row;

  Columns(ResultSet row) {
    this.row = row;
  }

  /** Null where the column is: who asks knows whether it can be. */
  public String text(int column) {
    return get(() -> row.getString(column));
  }

  public byte[] bytes(int column) {
    return get(() -> row.getBytes(column));
  }

  /** 0 where the column is null. */
  public int integer(int column) {
    return get(() -> row.getInt(column));
  }

  /** 0 where the column is null. */
  public long number(int column) {
    return get(() -> row.getLong(column));
  }

  public @Nullable Long numberOrNull(int column) {
    long number = number(column);
    return get(row::wasNull) ? null : number;
  }

  public double decimal(int column) {
    return get(() -> row.getDouble(column));
  }

  public boolean flag(int column) {
    return get(() -> row.getBoolean(column));
  }

  public LocalDate date(int column) {
    return Objects.requireNonNull(get(() -> row.getObject(column, LocalDate.class)));
  }

  public Instant time(int column) {
    return Objects.requireNonNull(timeOrNull(column));
  }

  public @Nullable Instant timeOrNull(int column) {
    Timestamp time = get(() -> row.getTimestamp(column));
    return time == null ? null : time.toInstant();
  }

  @FunctionalInterface
  private interface Read<T> {
    T of() throws SQLException;
  }

  private static <T> T get(Read<T> read) {
    try {
      return read.of();
    } catch (SQLException e) {
      throw Database.failure(e);
    }
  }
}
