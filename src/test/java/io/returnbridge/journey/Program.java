package io.returnbridge.journey;

import io.returnbridge.embedded.EmbeddedKafka;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** The packaged program as a process of its own, which a test may kill. */
public final class Program implements AutoCloseable {

  private static final Path PACKAGE = Path.of("target/quarkus-app").toAbsolutePath();
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  /** It says so itself: whoever else answered at its address would look ready as well. */
  private static final String READY = "Ready in ";

  /**
   * Most tests end before code that is compiled to be fast has paid for its compiler, and before a
   * collector that works beside the program has paid for its threads.
   */
  private static final List<String> SHORT_LIVED =
      List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

  /** The same for a program that a test does not start by itself. */
  static final Map<String, String> AS_SHORT_LIVED =
      Map.of("JAVA_TOOL_OPTIONS", String.join(" ", SHORT_LIVED));

  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final Path jar;
  private final Path folder;
  private final Map<String, String> environment = new HashMap<>();
  private final List<String> before = new ArrayList<>();
  private final List<String> instead = new ArrayList<>();
  private List<String> virtualMachine = SHORT_LIVED;
  private final int port;
  private Process process;
  private int starts;

  /** How much it had said before it was last started. */
  private int saidBefore;

  private Program(Path packaged, Path folder, Map<String, String> environment, int port) {
    this.jar = packaged.resolve("quarkus-run.jar");
    this.folder = folder;
    this.environment.putAll(environment);
    this.port = port;
    Runtime.getRuntime().addShutdownHook(new Thread(this::close));
  }

  /** Starts with an empty data directory, and ends by itself; its output is kept. */
  static Program startInVain(String name, Map<String, String> environment, String... arguments) {
    Program program = prepare(name, environment);
    program.launch(arguments);
    return program;
  }

  /**
   * Starts with an empty data directory under {@code target/journey/<name>} and waits until it is
   * ready.
   */
  static Program start(String name, Map<String, String> environment) {
    Program program = prepare(name, environment);
    program.start();
    return program;
  }

  /**
   * As {@link #start(String, Map)}, by another program that becomes this one, such as {@code
   * faketime -f +600s}.
   */
  static Program startBy(List<String> before, String name, Map<String, String> environment) {
    Program program = prepare(name, environment);
    program.before.addAll(before);
    program.start();
    return program;
  }

  /** By this command in the place of Java and the jar, such as one that runs a container. */
  static Program startInstead(List<String> command, String name, Map<String, String> environment) {
    Program program = prepare(name, environment);
    program.instead.addAll(command);
    program.start();
    return program;
  }

  /** As {@link #start(String, Map)}, on a virtual machine as users have it. */
  static Program startToMeasure(String name, Map<String, String> environment) {
    Program program = toMeasure(PACKAGE, name, environment);
    program.start();
    return program;
  }

  /**
   * Not started yet, on a virtual machine as users have it.
   *
   * @param packaged a {@code target/quarkus-app}, maybe of another checkout, with its routes and
   *     tables beside {@code target}
   */
  public static Program toMeasure(Path packaged, String name, Map<String, String> environment) {
    Program program = prepare(packaged, name, environment);
    program.virtualMachine = List.of();
    return program;
  }

  private static Program prepare(String name, Map<String, String> environment) {
    return prepare(PACKAGE, name, environment);
  }

  private static Program prepare(Path packaged, String name, Map<String, String> environment) {
    try {
      Path folder = Path.of("target/journey", name).toAbsolutePath();
      delete(folder);
      Files.createDirectories(folder);
      return new Program(packaged.toAbsolutePath(), folder, environment, Ports.free());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts (again) on the same data directory and the same port, and waits until it is ready. */
  public void start() {
    launch();
    awaitReady();
  }

  /** As {@link #start()}, without waiting. */
  void launch(String... arguments) {
    if (!Files.exists(jar)) {
      throw new IllegalStateException(jar + " is missing: run mvn package first");
    }
    List<String> command = new ArrayList<>(before);
    if (instead.isEmpty()) {
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(virtualMachine);
      command.addAll(List.of("-jar", jar.toString()));
    }
    command.addAll(instead);
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(project())
            .redirectErrorStream(true)
            .redirectOutput(
                ProcessBuilder.Redirect.appendTo(folder.resolve("output.log").toFile()));
    builder
        .environment()
        .keySet()
        .removeIf(
            n ->
                n.startsWith("CTP_")
                    || n.startsWith("REVENI_")
                    || n.startsWith("ALERTS_")
                    || n.startsWith("KAFKA_")
                    || n.startsWith("QUARKUS_"));
    builder.environment().putAll(environment);
    builder.environment().putIfAbsent("DATA_DIR", folder.resolve("data").toString());
    builder.environment().put("HTTP_PORT", Integer.toString(port));
    try {
      saidBefore = starts == 0 ? 0 : output().length();
      process = builder.start();
      starts++;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where it finds its routes and tables. */
  private File project() {
    return jar.getParent().getParent().getParent().toFile();
  }

  Map<String, String> environment() {
    return Map.copyOf(environment);
  }

  /** Of the next start. */
  void set(String variable, String value) {
    environment.put(variable, value);
  }

  /**
   * What a command came to.
   *
   * @param output of both kinds, without the last line's end
   */
  public record Ended(int code, String output) {}

  /**
   * Runs a command beside this program, with its port and password, and waits for its end.
   *
   * @param variables in the place of these
   */
  public Ended command(Map<String, String> variables, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(SHORT_LIVED);
    command.addAll(List.of("-jar", jar.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(project()).redirectErrorStream(true);
    Map<String, String> own = builder.environment();
    own.put("HTTP_PORT", Integer.toString(port));
    own.put("CONSOLE_ADMIN_PASSWORD", World.PASSWORD);
    own.putAll(variables);
    try {
      Process started = builder.start();
      String output = new String(started.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!started.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException(command + " does not end");
      }
      return new Ended(started.exitValue(), output.strip());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  void awaitReady() {
    Awaitility.await("the program to be ready, see " + folder.resolve("output.log"))
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(200))
        .until(
            () -> {
              if (!process.isAlive()) {
                throw new IllegalStateException(
                    "The program ended with " + process.exitValue() + ":\n" + output());
              }
              return isReady() && output().indexOf(READY, saidBefore) >= 0;
            });
  }

  boolean isReady() {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(address().resolve("/q/health/ready"))
              .timeout(Duration.ofSeconds(2))
              .build();
      return HTTP.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  public URI address() {
    return URI.create("http://127.0.0.1:" + port);
  }

  public Path dataDirectory() {
    return folder.resolve("data");
  }

  /** How a client reaches the embedded Kafka: its address and its login. */
  public Map<String, Object> brokers() {
    try {
      return EmbeddedKafka.clientSettings(dataDirectory());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  int starts() {
    return starts;
  }

  /** {@code kill -9} of the JVM; what it started may live on, as after a real one. */
  void kill9() {
    process.destroyForcibly();
    waitFor(PATIENCE);
  }

  /** {@code SIGSTOP}: it stands still, and holds whatever it holds. */
  void freeze() {
    signal("STOP");
  }

  /** {@code SIGCONT}: it goes on where it stood, and knows nothing of the time between. */
  void thaw() {
    signal("CONT");
  }

  private void signal(String name) {
    try {
      int code = new ProcessBuilder("kill", "-" + name, Long.toString(pid())).start().waitFor();
      if (code != 0) {
        throw new IllegalStateException("kill -" + name + " ended with " + code);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** SIGTERM. */
  public int terminate() {
    process.destroy();
    waitFor(Duration.ofSeconds(60));
    return process.exitValue();
  }

  /** Waits for an end that comes by itself. */
  int awaitEnd() {
    waitFor(PATIENCE);
    return process.exitValue();
  }

  public String output() {
    try {
      return Files.readString(folder.resolve("output.log"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Lines of {@code /proc/<pid>/status}, such as VmRSS, in KiB. */
  public long residentKilobytes() {
    try {
      return Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status")).stream()
          .filter(l -> l.startsWith("VmRSS:"))
          .mapToLong(l -> Long.parseLong(l.replaceAll("[^0-9]", "")))
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void waitFor(Duration most) {
    try {
      if (!process.waitFor(most.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException("The program has not ended after " + most);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends the program and a PostgreSQL that a kill left behind. */
  @Override
  public void close() {
    if (process != null && process.isAlive()) {
      process.destroy();
      try {
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
          process.destroyForcibly();
        }
      } catch (InterruptedException e) {
        process.destroyForcibly();
      }
    }
    Path pidFile = dataDirectory().resolve("postgres/postmaster.pid");
    try {
      if (Files.exists(pidFile)) {
        long pid = Long.parseLong(Files.readAllLines(pidFile).get(0).strip());
        // The number may have gone to another process since.
        ProcessHandle.of(pid)
            .filter(p -> p.info().command().orElse("").endsWith("postgres"))
            .ifPresent(ProcessHandle::destroy);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    List<Path> all;
    try (var files = Files.walk(folder)) {
      all = new ArrayList<>(files.toList());
    }
    for (int i = all.size() - 1; i >= 0; i--) {
      Files.delete(all.get(i));
    }
  }

  /** What a test that fails has to say of it: whether it lives, its troubles, its last lines. */
  String lastWords() {
    List<String> lines =
        output().lines().map(l -> l.substring(0, Math.min(l.length(), 300))).toList();
    List<String> troubles =
        lines.stream()
            .filter(l -> l.contains(" WARN ") || l.contains(" ERROR ") || l.contains("Offsets"))
            .toList();
    return "%nThe program, started %d times, %s.%nIts last troubles:%n%s%nIts last lines:%n%s"
        .formatted(
            starts,
            process.isAlive() ? "runs" : "has ended with " + process.exitValue(),
            last(troubles, 25),
            last(lines, 40));
  }

  private static String last(List<String> lines, int most) {
    return String.join("\n", lines.subList(Math.max(0, lines.size() - most), lines.size()));
  }
}
