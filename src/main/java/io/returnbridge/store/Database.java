package io.returnbridge.store;

import io.returnbridge.failure.Unavailable;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * Plain SQL with transactions that nest: what runs inside {@link #inTransaction} shares one
 * connection. No transaction may be held across an HTTP request. A database that does not answer is
 * {@link Unavailable}.
 */
@ApplicationScoped
public class Database {

  /** Reads one row of a result. */
  @FunctionalInterface
  public interface Row<T> {
    T of(Columns row);
  }

  @FunctionalInterface
  private interface Use<T> {
    T of(PreparedStatement statement) throws SQLException;
  }

  /** Whose claim it is, and whose unit of an order line. */
  private static final Set<String> ONE_ONLY = Set.of("work_claimed", "allocation_place");

  /**
   * So many workers at a time talk to the database, which is half of its connections; those that
   * wait for the network are not counted. Who sends a webhook or opens a page does not wait for
   * them.
   */
  static final int TURNS = 8;

  /** Then a worker goes on without: those before it may wait for a lock of somebody who is gone. */
  private static final Duration PATIENCE = Duration.ofMillis(500);

  private final DataSource dataSource;
  private final Journal journal;
  private final Duration patience;
  private final Semaphore turns = new Semaphore(TURNS, true);
  private final ThreadLocal<@Nullable Connection> current = new ThreadLocal<>();
  private final ThreadLocal<@Nullable Stretch> stretch = new ThreadLocal<>();

  /** Nobody is told of what happens. */
  public Database(DataSource dataSource) {
    this(dataSource, happened -> {});
  }

  @Inject
  public Database(DataSource dataSource, Journal journal) {
    this(dataSource, journal, PATIENCE);
  }

  /**
   * @param patience how long a worker waits for its turn
   */
  Database(DataSource dataSource, Journal journal, Duration patience) {
    this.dataSource = dataSource;
    this.journal = journal;
    this.patience = patience;
  }

  /** Tells it when it is committed ({@link #afterCommit}). */
  public void tell(Happened happened) {
    afterCommit(() -> journal.happened(happened));
  }

  /**
   * Runs it when what this thread has written is committed and its connection given back; at once
   * where it has none. What is rolled back or is a dry run has not been.
   */
  public void afterCommit(Runnable what) {
    Stretch of = stretch.get();
    if (Rehearsal.isOn()) {
      return;
    }
    if (of == null || !of.isOn()) {
      what.run();
    } else {
      of.told.add(what);
    }
  }

  /**
   * Runs an insert, update or delete.
   *
   * @param parameters may contain null, {@link Instant}, and whatever JDBC's {@code setObject}
   *     takes
   * @return the number of rows
   */
  public int update(String sql, @Nullable Object... parameters) {
    return use(sql, PreparedStatement::executeUpdate, parameters);
  }

  /** All rows of a query, or of a statement with {@code returning}. */
  public <T> List<T> query(String sql, Row<T> row, @Nullable Object... parameters) {
    return use(
        sql,
        statement -> {
          try (ResultSet result = statement.executeQuery()) {
            List<T> rows = new ArrayList<>();
            Columns columns = new Columns(result);
            while (result.next()) {
              rows.add(row.of(columns));
            }
            return rows;
          }
        },
        parameters);
  }

  /** The first row of a query. */
  public <T> Optional<T> find(String sql, Row<T> row, @Nullable Object... parameters) {
    return query(sql, row, parameters).stream().findFirst();
  }

  /** All or nothing; joins the transaction of this thread when there is one. */
  public <T> T inTransaction(Supplier<T> work) {
    Connection joined = current.get();
    if (joined != null) {
      return Rehearsal.isOn() ? withSavepoint(joined, work) : work.get();
    }
    return inOneStretch(() -> committed(Objects.requireNonNull(stretch.get()), work));
  }

  /** What was written before it in the stretch stays, whatever becomes of it. */
  private <T> T committed(Stretch of, Supplier<T> work) {
    try {
      Connection connection = of.connection();
      of.leavesOthers();
      Savepoint before = of.isWritten ? connection.setSavepoint() : null;
      int toldBefore = of.told.size();
      current.set(connection);
      boolean done = false;
      try {
        T result = work.get();
        if (of.goesOn) {
          of.isWritten = true;
        } else {
          of.commit();
        }
        done = true;
        return result;
      } finally {
        current.remove();
        if (!done) {
          of.rollBack(before, toldBefore);
        }
      }
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  /**
   * What this thread asks and writes shares a connection and is committed together: by the next
   * {@link #inTransaction}, or when the thread lets go ({@link #letGo}) or comes to its end.
   */
  public <T> T inOneStretch(Supplier<T> work) {
    Stretch begun = stretch.get();
    if (current.get() != null || begun != null && begun.isBegun) {
      return work.get();
    }
    Stretch of = begun == null ? new Stretch(false) : begun;
    stretch.set(of);
    of.isBegun = true;
    of.goesOn = false;
    boolean done = false;
    try {
      T result = work.get();
      done = true;
      return result;
    } finally {
      of.isBegun = false;
      if (!of.isOfWorker) {
        stretch.remove();
      }
      if (!done || !of.goesOn || !of.isOfWorker) {
        of.close();
      }
    }
  }

  /**
   * This thread does one piece of work after the other, until {@link #rest}: what ends one may be
   * committed with what begins the next ({@link #goOn}).
   */
  public void beginWork() {
    if (stretch.get() == null) {
      stretch.set(new Stretch(true));
    }
  }

  /** The thread has no more work. Commits what is not committed yet. */
  public void rest() {
    Stretch of = stretch.get();
    stretch.remove();
    if (of != null) {
      of.close();
    }
  }

  /**
   * In a transaction, as its last: the thread goes on at once with other work, and what was written
   * is committed with what it asks for that; before it waits, in any case.
   *
   * @param together whether it may be committed with what is written for the other work as well
   */
  public void goOn(boolean together) {
    Stretch of = stretch.get();
    if (of != null && of.isOfWorker) {
      of.goesOn = true;
      of.isOfOthers = !together;
    }
  }

  /** To be called before the thread waits for anybody else: no connection is held meanwhile. */
  public void letGo() {
    Stretch of = stretch.get();
    if (of != null && current.get() == null) {
      of.close();
    }
  }

  /** Statements between two waits. */
  private final class Stretch implements AutoCloseable {

    /** Of a thread that goes from one piece of work to the next. */
    private final boolean isOfWorker;

    private @Nullable Connection open;
    private boolean hasTurn;
    private boolean isBegun;
    private boolean isWritten;
    private boolean goesOn;

    /** What is written and not committed is of other work than what is done now. */
    private boolean isOfOthers;

    /** Of what is not committed yet. */
    private final List<Runnable> told = new ArrayList<>();

    private final List<Runnable> committed = new ArrayList<>();

    Stretch(boolean isOfWorker) {
      this.isOfWorker = isOfWorker;
    }

    /** Whether what the thread does now is committed with what it does next. */
    private boolean isOn() {
      return isBegun || open != null;
    }

    private Connection connection() throws SQLException {
      if (open == null) {
        takeTurn();
        try {
          open = dataSource.getConnection();
          open.setAutoCommit(false);
        } finally {
          if (open == null) {
            giveTurn();
          }
        }
      }
      return open;
    }

    private void takeTurn() {
      try {
        hasTurn = isOfWorker && turns.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS);
      } catch (InterruptedException ending) {
        Thread.currentThread().interrupt();
      }
    }

    private void giveTurn() {
      if (hasTurn) {
        hasTurn = false;
        turns.release();
      }
    }

    /** Locks of what others wait for are not held while more is locked. */
    private void leavesOthers() throws SQLException {
      if (isOfOthers) {
        commit();
      }
    }

    private <T> T on(String sql, Use<T> use, @Nullable Object... parameters) throws SQLException {
      boolean done = false;
      try {
        boolean writes = !sql.stripLeading().startsWith("select");
        Connection connection = connection();
        if (writes) {
          leavesOthers();
        }
        T result = Database.on(connection, sql, use, parameters);
        isWritten |= writes;
        done = true;
        return result;
      } finally {
        if (!done) {
          rollBack(null, 0);
        }
      }
    }

    private void rollBack(@Nullable Savepoint to, int toldBefore) throws SQLException {
      told.subList(toldBefore, told.size()).clear();
      if (open != null && to == null) {
        open.rollback();
        isWritten = false;
        isOfOthers = false;
      } else if (open != null) {
        open.rollback(to);
      }
    }

    private void commit() throws SQLException {
      Objects.requireNonNull(open).commit();
      isWritten = false;
      isOfOthers = false;
      committed.addAll(told);
      told.clear();
    }

    @Override
    public void close() {
      Connection connection = open;
      if (connection == null) {
        return;
      }
      try (connection) {
        commit();
        connection.setAutoCommit(true);
      } catch (SQLException e) {
        throw failure(e);
      } finally {
        open = null;
        giveTurn();
        isWritten = false;
        isOfOthers = false;
        told.clear();
        committed.forEach(Runnable::run);
        committed.clear();
      }
    }
  }

  public void inTransaction(Runnable work) {
    inTransaction(
        () -> {
          work.run();
          return true;
        });
  }

  /**
   * A dry run: all of it in one transaction, which is rolled back whatever comes of it. What is a
   * transaction otherwise can fail alone. The one transaction that reads over HTTP may lie in it,
   * so it gives up soon: on locks, and when it is left idle. To be called while what it is about is
   * claimed.
   */
  public <T> T rehearse(Rehearsal rehearsal, Supplier<T> work) {
    if (current.get() != null) {
      throw new IllegalStateException("A dry run cannot begin inside of a transaction");
    }
    letGo();
    try (Connection connection = dataSource.getConnection()) {
      connection.setAutoCommit(false);
      current.set(connection);
      rehearsal.begin();
      try {
        try (Statement limits = connection.createStatement()) {
          limits.execute("set local lock_timeout = '2s'");
          limits.execute("set local idle_in_transaction_session_timeout = '30s'");
        }
        return work.get();
      } finally {
        rehearsal.end();
        current.remove();
        connection.rollback();
        connection.setAutoCommit(true);
      }
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  /** In a transaction: what fails in it leaves the rest of the transaction as it was. */
  public <T> T alone(Supplier<T> work) {
    return withSavepoint(Objects.requireNonNull(current.get()), work);
  }

  private static <T> T withSavepoint(Connection connection, Supplier<T> work) {
    try {
      Savepoint before = connection.setSavepoint();
      boolean done = false;
      try {
        T result = work.get();
        done = true;
        return result;
      } finally {
        if (done) {
          connection.releaseSavepoint(before);
        } else {
          connection.rollback(before);
        }
      }
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  private <T> T use(String sql, Use<T> use, @Nullable Object... parameters) {
    Connection joined = current.get();
    Stretch of = stretch.get();
    try {
      if (joined != null) {
        return on(joined, sql, use, parameters);
      }
      if (of != null && of.isOn()) {
        return of.on(sql, use, parameters);
      }
      try (Connection connection = dataSource.getConnection()) {
        return on(connection, sql, use, parameters);
      }
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  private static <T> T on(
      Connection connection, String sql, Use<T> use, @Nullable Object... parameters)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setObject(i + 1, storable(parameters[i]));
      }
      return use.of(statement);
    }
  }

  /** PostgreSQL keeps no NUL in texts, alone or in an array. */
  private static @Nullable Object storable(@Nullable Object parameter) {
    if (parameter instanceof Instant instant) {
      return Timestamp.from(instant);
    }
    if (parameter instanceof String[] texts) {
      return Stream.of(texts).map(Database::storable).toArray(String[]::new);
    }
    return parameter instanceof String text ? text.replace('\0', '\uFFFD') : parameter;
  }

  /**
   * An index that allows one only: others were first. SQL states of connection (08), resources
   * (53), operator (57), system (58), serialization (40), and a lock that was not to be had: try
   * again.
   */
  static RuntimeException failure(SQLException e) {
    String state = e.getSQLState();
    String index = constraint(e);
    if (index != null && ONE_ONLY.contains(index)) {
      return new ChangedMeanwhile("Others were first: " + e.getMessage());
    }
    boolean passing =
        state == null
            || state.equals("55P03")
            || List.of("08", "53", "57", "58", "40").contains(state.substring(0, 2));
    return passing
        ? new Unavailable("database", "The database did not answer: " + e.getMessage(), null, e)
        : new IllegalStateException("SQL failed (" + state + "): " + e.getMessage(), e);
  }

  /**
   * Whether the database has undone a transaction because others were at work on the same, and
   * would do it now: a deadlock, or a row that has changed.
   */
  public static boolean isUndone(Unavailable failure) {
    return failure instanceof ChangedMeanwhile
        || failure.getCause() instanceof SQLException sql
            && sql.getSQLState() != null
            && sql.getSQLState().startsWith("40");
  }

  private static @Nullable String constraint(SQLException e) {
    ServerErrorMessage said = e instanceof PSQLException told ? told.getServerErrorMessage() : null;
    return said == null ? null : said.getConstraint();
  }
}
