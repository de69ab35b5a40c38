package io.returnbridge.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A PostgreSQL as an operator has it, with the programs for backups beside it: that of Debian's
 * package {@code postgresql}. In CI it must be there.
 */
final class DebianPostgres implements AutoCloseable {

  private static final String USER = "returnbridge";

  private final Path programs;
  private final Path data;
  private final int port = Ports.free();

  DebianPostgres(Path folder) throws IOException {
    programs = programs();
    data = folder.resolve("debian-postgres");
    assertThat(
            run(
                    "initdb",
                    "--pgdata=" + data,
                    "--username=" + USER,
                    "--auth=trust",
                    "--encoding=UTF8",
                    "--no-locale",
                    "--no-sync")
                .code())
        .isZero();
    control("start", "-o", "-h 127.0.0.1 -k '' -p " + port, "-l", data + ".log");
    assertThat(psql("create database returns").code()).isZero();
  }

  private static Path programs() throws IOException {
    Path all = Path.of("/usr/lib/postgresql");
    try (Stream<Path> versions = Files.exists(all) ? Files.list(all) : Stream.empty()) {
      return Tools.required(
          "Debian's postgresql",
          versions
              .map(version -> version.resolve("bin"))
              .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
              .findFirst());
    }
  }

  private void control(String what, String... more) {
    List<String> arguments = new ArrayList<>(List.of(what, "--pgdata=" + data, "--wait"));
    arguments.addAll(List.of(more));
    assertThat(run("pg_ctl", arguments.toArray(String[]::new)).code()).as("pg_ctl").isZero();
  }

  /** As root in a user namespace of its own, since PostgreSQL refuses to run as root. */
  private Program.Ended run(String program, String... arguments) {
    List<String> command = new ArrayList<>();
    if ("root".equals(System.getProperty("user.name"))) {
      command.addAll(List.of("unshare", "-U"));
    }
    command.add(programs.resolve(program).toString());
    command.addAll(List.of(arguments));
    return ended(command, Map.of());
  }

  private Program.Ended psql(String sql) {
    Map<String, String> login = login();
    login.put("PGDATABASE", "postgres");
    return ended(List.of(programs.resolve("psql").toString(), "-Xc", sql), login);
  }

  /** The one value of a query. */
  String ask(String sql) {
    return ended(List.of(programs.resolve("psql").toString(), "-XAtc", sql), login())
        .output()
        .strip();
  }

  /** A script of the project, as an operator of this server calls it. */
  Program.Ended script(String... command) {
    return ended(List.of(command), login());
  }

  private Map<String, String> login() {
    return new java.util.TreeMap<>(
        Map.of(
            "PATH",
            programs + ":" + System.getenv("PATH"),
            "PGHOST",
            "127.0.0.1",
            "PGPORT",
            String.valueOf(port),
            "PGUSER",
            USER,
            "PGDATABASE",
            "returns"));
  }

  private static Program.Ended ended(List<String> command, Map<String, String> environment) {
    try {
      Path output = Files.createTempFile("debian-postgres", ".out");
      ProcessBuilder builder =
          new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
      builder.environment().putAll(environment);
      int code = builder.start().waitFor();
      Program.Ended ended = new Program.Ended(code, Files.readString(output));
      Files.delete(output);
      return ended;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Where the program finds it. */
  Map<String, String> environment() {
    return Map.of(
        "QUARKUS_DATASOURCE_JDBC_URL",
        "jdbc:postgresql://127.0.0.1:" + port + "/returns",
        "QUARKUS_DATASOURCE_USERNAME",
        USER,
        "QUARKUS_DATASOURCE_PASSWORD",
        "not asked for");
  }

  @Override
  public void close() {
    control("stop", "--mode=immediate");
  }
}
