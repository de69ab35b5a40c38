package io.returnbridge.journey;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/**
 * Three Kafka brokers, each a process, as a merchant's cluster: each topic is on all of them, and a
 * record is acknowledged when two have it. One of them may be killed.
 */
final class Brokers implements AutoCloseable {

  private static final int COUNT = 3;

  /** One broker's process: its settings are a file. */
  static final class Broker {
    private Broker() {}

    public static void main(String[] args) throws Exception {
      Properties settings = new Properties();
      try (var in = Files.newInputStream(Path.of(args[0]))) {
        settings.load(in);
      }
      Path logs = Path.of(settings.getProperty("log.dirs"));
      if (!Files.exists(logs.resolve("meta.properties"))) {
        Files.createDirectories(logs);
        new Formatter()
            .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false))
            .setNodeId(Integer.parseInt(settings.getProperty("node.id")))
            .setClusterId(args[1])
            .setControllerListenerName("CONTROLLER")
            .addDirectory(logs.toString())
            .setMetadataLogDirectory(logs.toString())
            .run();
      }
      KafkaRaftServer server =
          new KafkaRaftServer(KafkaConfig.fromProps(settings, false), Time.SYSTEM);
      server.startup();
      new CountDownLatch(1).await();
    }
  }

  private final Path folder;
  private final String cluster = Uuid.randomUuid().toString();
  private final List<Integer> ports = new ArrayList<>();
  private final List<Integer> controllers = new ArrayList<>();
  private final Process[] processes = new Process[COUNT];

  Brokers(Path folder) {
    this.folder = folder;
    for (int n = 0; n < COUNT; n++) {
      ports.add(Ports.free());
      controllers.add(Ports.free());
    }
    Runtime.getRuntime().addShutdownHook(new Thread(this::close));
    for (int n = 0; n < COUNT; n++) {
      start(n);
    }
    for (int n = 0; n < COUNT; n++) {
      awaitListening(n);
    }
  }

  /** By their address alone: they are on loopback, and nobody logs in. */
  Map<String, Object> clientSettings() {
    return Map.of(
        "bootstrap.servers",
        ports.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(",")));
  }

  /** {@code kill -9}. */
  void kill(int n) {
    processes[n].destroyForcibly();
    try {
      if (!processes[n].waitFor(60, TimeUnit.SECONDS)) {
        throw new IllegalStateException("broker " + n + " does not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  void startAgain(int n) {
    start(n);
    awaitListening(n);
  }

  private void start(int n) {
    Path settings = folder.resolve("broker-" + n + ".properties");
    try {
      Files.createDirectories(folder);
      try (var out = Files.newOutputStream(settings)) {
        settings(n).store(out, null);
      }
      processes[n] =
          new ProcessBuilder(
                  List.of(
                      Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                      "-Xmx200m",
                      "-XX:TieredStopAtLevel=1",
                      "-XX:+UseSerialGC",
                      "-cp",
                      System.getProperty("java.class.path"),
                      Broker.class.getName(),
                      settings.toString(),
                      cluster))
              .redirectErrorStream(true)
              .redirectOutput(
                  ProcessBuilder.Redirect.appendTo(folder.resolve("broker-" + n + ".log").toFile()))
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void awaitListening(int n) {
    Waiting.until(
        "broker " + n + " to listen, see " + folder,
        () -> {
          if (!processes[n].isAlive()) {
            throw new IllegalStateException("broker " + n + " has ended, see " + folder);
          }
          try (Socket socket = new Socket("127.0.0.1", ports.get(n))) {
            return socket.isConnected();
          } catch (IOException notYet) {
            return false;
          }
        });
  }

  private Properties settings(int n) {
    List<String> voters = new ArrayList<>();
    for (int v = 0; v < COUNT; v++) {
      voters.add((v + 1) + "@127.0.0.1:" + controllers.get(v));
    }
    Properties p = new Properties();
    p.setProperty("process.roles", "broker,controller");
    p.setProperty("node.id", Integer.toString(n + 1));
    p.setProperty("controller.quorum.voters", String.join(",", voters));
    p.setProperty("controller.listener.names", "CONTROLLER");
    p.setProperty(
        "listeners",
        "CLIENTS://127.0.0.1:" + ports.get(n) + ",CONTROLLER://127.0.0.1:" + controllers.get(n));
    p.setProperty("advertised.listeners", "CLIENTS://127.0.0.1:" + ports.get(n));
    p.setProperty("inter.broker.listener.name", "CLIENTS");
    p.setProperty("listener.security.protocol.map", "CLIENTS:PLAINTEXT,CONTROLLER:PLAINTEXT");
    p.setProperty("log.dirs", folder.resolve("broker-" + n).toString());
    p.setProperty("auto.create.topics.enable", "false");
    p.setProperty("default.replication.factor", Integer.toString(COUNT));
    p.setProperty("min.insync.replicas", "2");
    p.setProperty("offsets.topic.replication.factor", Integer.toString(COUNT));
    p.setProperty("offsets.topic.num.partitions", "4");
    p.setProperty("group.initial.rebalance.delay.ms", "0");
    p.setProperty("log.index.size.max.bytes", Integer.toString(1 << 20));
    p.setProperty("log.cleaner.dedupe.buffer.size", Integer.toString(2 << 20));
    return p;
  }

  @Override
  public void close() {
    for (int n = 0; n < COUNT; n++) {
      if (processes[n] != null && processes[n].isAlive()) {
        kill(n);
      }
    }
  }
}
