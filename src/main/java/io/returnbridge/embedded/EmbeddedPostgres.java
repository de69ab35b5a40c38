package io.returnbridge.embedded;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL server beside this process, on loopback only and with a password of its own. A
 * committed transaction is on disk. A server that a killed process left running on the same
 * directory is stopped first, which also ends that process's open transactions.
 */
public final class EmbeddedPostgres implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(EmbeddedPostgres.class);
  private static final String USER = "returnbridge";
  private static final String PASSWORD = "postgres.password";
  private static final int STOP_SECONDS = 20;

  private final PostgresBinaries programs;
  private final Path directory;
  private final Path log;
  private final int port;
  private final String password;
  private final BooleanSupplier mayStart;
  private final Thread watcher;

  private EmbeddedPostgres(
      PostgresBinaries programs,
      Path directory,
      Path log,
      int port,
      String password,
      BooleanSupplier mayStart) {
    this.mayStart = mayStart;
    this.watcher = new Thread(this::startAgainAfterEnds, "postgres-watch");
    watcher.setDaemon(true);
    this.programs = programs;
    this.directory = directory;
    this.log = log;
    this.port = port;
    this.password = password;
  }

  /** Starts the server and returns when it takes connections. */
  public static EmbeddedPostgres start(DataDirectory data) {
    return start(data, () -> true);
  }

  /**
   * The same. A server that ends by itself, as one does whose disk is full, is started again.
   *
   * @param mayStart whether there is room on the disk for another start
   */
  public static EmbeddedPostgres start(DataDirectory data, BooleanSupplier mayStart) {
    Path directory = data.path("postgres");
    Path log = data.path("postgres.log");
    try {
      PostgresBinaries programs = PostgresBinaries.unpack(data.path(""));
      Path passwordFile = data.path(PASSWORD);
      String password = password(data, directory);
      if (!Files.exists(directory)) {
        initialise(programs, directory, passwordFile, log);
      }
      stopLeftOver(programs, directory, log);
      EmbeddedPostgres server =
          new EmbeddedPostgres(programs, directory, log, data.port("postgres"), password, mayStart);
      server.startServer();
      server.watcher.start();
      return server;
    } catch (IOException e) {
      throw failed(directory, log, e.toString(), e);
    }
  }

  private static String password(DataDirectory data, Path directory) throws IOException {
    Path file = data.path(PASSWORD);
    if (!Files.exists(file) && Files.exists(directory)) {
      throw new StorageFailure(
          file
              + " is missing, and the data in "
              + directory
              + " opens with it only: bring the file back, or give the server's user `"
              + USER
              + "` a new password and write it there");
    }
    return data.secret(PASSWORD);
  }

  /** Initialises beside the final place, so that a crash half-way leaves nothing to trip over. */
  private static void initialise(
      PostgresBinaries programs, Path directory, Path passwordFile, Path log) throws IOException {
    Path fresh = directory.resolveSibling("postgres.new");
    PostgresBinaries.delete(fresh);
    int result =
        run(
            log,
            NamelessUser.variables(passwordFile),
            programs.command(
                "initdb",
                "--pgdata=" + fresh,
                "--username=" + USER,
                "--pwfile=" + passwordFile,
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--no-locale",
                "--data-checksums"));
    if (result != 0) {
      throw failed(directory, log, "initdb ended with " + result, null);
    }
    Files.move(fresh, directory, StandardCopyOption.ATOMIC_MOVE);
  }

  /**
   * Stops the server that a killed process left running on the directory; none: nothing happens.
   */
  public static void stopLeftOver(DataDirectory data) {
    Path directory = data.path("postgres");
    Path log = data.path("postgres.log");
    try {
      if (Files.exists(pidFile(directory))) {
        stopLeftOver(PostgresBinaries.unpack(data.path("")), directory, log);
      }
    } catch (IOException e) {
      throw new StorageFailure("the PostgreSQL left running on " + directory + " does not stop", e);
    }
  }

  private static void stopLeftOver(PostgresBinaries programs, Path directory, Path log)
      throws IOException {
    stop(programs, directory, log);
    Optional<ProcessHandle> still = running(directory);
    if (still.isPresent()) {
      throw failed(
          directory, log, "a left-over server (pid " + still.get().pid() + ") stays", null);
    }
  }

  private static Path pidFile(Path directory) {
    return directory.resolve("postmaster.pid");
  }

  /**
   * The server that runs on the directory. The number in its pid file may have gone to another
   * process or to a thread since, which happens soon in a container; or to nobody while the dead
   * server waits to be reaped, which this process does not do where it is the container's first.
   */
  private static Optional<ProcessHandle> running(Path directory) throws IOException {
    Path pidFile = pidFile(directory);
    if (!Files.exists(pidFile)) {
      return Optional.empty();
    }
    List<String> lines = Files.readAllLines(pidFile);
    if (lines.isEmpty() || !lines.get(0).strip().matches("[0-9]{1,18}")) {
      return Optional.empty();
    }
    return ProcessHandle.of(Long.parseLong(lines.get(0).strip()))
        .filter(ProcessHandle::isAlive)
        .filter(process -> isServerOf(process, directory));
  }

  private static boolean isServerOf(ProcessHandle process, Path directory) {
    List<String> arguments =
        Arrays.asList(process.info().arguments().orElseGet(() -> new String[0]));
    return process.info().command().orElse("").endsWith("postgres")
        && arguments.contains(directory.toString());
  }

  /** Fast first: it ends the sessions and writes everything down; else at once, and it recovers. */
  private static void stop(PostgresBinaries programs, Path directory, Path log) throws IOException {
    if (running(directory).isEmpty()) {
      return;
    }
    for (String mode : List.of("fast", "immediate")) {
      int result =
          run(
              log,
              programs.command(
                  "pg_ctl",
                  "stop",
                  "--pgdata=" + directory,
                  "--mode=" + mode,
                  "--timeout=" + STOP_SECONDS,
                  "--wait"));
      if (result == 0) {
        return;
      }
    }
  }

  /**
   * A pid file without its server is taken away first: PostgreSQL would not start while anything
   * has that number. That no session of the old server is left it sees by its shared memory.
   */
  private void startServer() throws IOException {
    if (running(directory).isEmpty()) {
      Files.deleteIfExists(pidFile(directory));
    }
    int result =
        run(
            log,
            programs.command(
                "pg_ctl",
                "start",
                "--pgdata=" + directory,
                "--log=" + log,
                "--timeout=60",
                "--wait",
                "--options=" + options()));
    if (result != 0) {
      throw failed(directory, log, "pg_ctl start ended with " + result, null);
    }
  }

  private void startAgainAfterEnds() {
    try {
      while (true) {
        TimeUnit.SECONDS.sleep(1);
        if (mayStart.getAsBoolean() && hasEnded()) {
          LOG.error("The embedded PostgreSQL has ended; it is started again");
          startAgain();
        }
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean hasEnded() {
    try {
      return running(directory).isEmpty();
    } catch (IOException readWhileItWasWritten) {
      return false;
    }
  }

  private void startAgain() throws InterruptedException {
    try {
      startServer();
      LOG.info("The embedded PostgreSQL has started again");
    } catch (IOException | StorageFailure again) {
      LOG.warnf("The embedded PostgreSQL does not start yet: %s", again.getMessage());
      TimeUnit.SECONDS.sleep(2);
    }
  }

  private String options() {
    Map<String, String> settings =
        Map.ofEntries(
            Map.entry("port", Integer.toString(port)),
            Map.entry("listen_addresses", "127.0.0.1"),
            Map.entry("unix_socket_directories", ""),
            Map.entry("fsync", "on"),
            Map.entry("synchronous_commit", "on"),
            Map.entry("full_page_writes", "on"),
            Map.entry("max_connections", "60"),
            Map.entry("shared_buffers", "64MB"),
            Map.entry("max_wal_size", "128MB"),
            Map.entry("jit", "off"),
            Map.entry("max_worker_processes", "2"),
            Map.entry("max_parallel_workers", "0"),
            Map.entry("timezone", "UTC"),
            Map.entry("log_timezone", "UTC"),
            Map.entry("tcp_keepalives_idle", "30"),
            // A transaction that its owner forgot holds no locks for ever.
            Map.entry("idle_in_transaction_session_timeout", "5min"));
    StringBuilder options = new StringBuilder();
    settings.forEach(
        (name, value) ->
            options.append("-c ").append(name).append("='").append(value).append("' "));
    return options.toString().strip();
  }

  private static int run(Path log, List<String> command) throws IOException {
    return run(log, Map.of(), command);
  }

  private static int run(Path log, Map<String, String> variables, List<String> command)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
    builder.environment().putAll(variables);
    Process process = builder.start();
    try {
      if (!process.waitFor(90, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IOException(command.get(command.size() - 1) + " does not end");
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static StorageFailure failed(
      Path directory, Path log, String what, @Nullable Throwable cause) {
    String message =
        "the embedded PostgreSQL does not start on "
            + directory
            + " ("
            + what
            + "): see "
            + log
            + "; or set QUARKUS_DATASOURCE_JDBC_URL, _USERNAME and _PASSWORD to use a server";
    return cause == null ? new StorageFailure(message) : new StorageFailure(message, cause);
  }

  public String jdbcUrl() {
    return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
  }

  public String username() {
    return USER;
  }

  public String password() {
    return password;
  }

  /** Ends the sessions, writes everything down and stops the server. */
  @Override
  public void close() {
    watcher.interrupt();
    try {
      watcher.join(TimeUnit.SECONDS.toMillis(STOP_SECONDS));
      stop(programs, directory, log);
    } catch (IOException e) {
      throw new StorageFailure("the embedded PostgreSQL on " + directory + " does not stop", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
