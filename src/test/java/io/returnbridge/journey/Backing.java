package io.returnbridge.journey;

import io.returnbridge.embedded.DataDirectory;
import io.returnbridge.embedded.EmbeddedKafka;
import io.returnbridge.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A Kafka and a PostgreSQL of their own, as a cluster's, that a test may take away: the broker is
 * killed, the database is stopped.
 */
final class Backing implements AutoCloseable {

  /** The broker's process. */
  static final class Broker {
    private Broker() {}

    public static void main(String[] args) throws InterruptedException {
      try (DataDirectory data = DataDirectory.open(Path.of(args[0]));
          EmbeddedKafka kafka = EmbeddedKafka.start(data)) {
        Files.writeString(data.path("ready"), kafka.bootstrapServers());
        new CountDownLatch(1).await();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private final Path folder;
  private final DataDirectory databaseDirectory;
  private Process broker;
  private EmbeddedPostgres database;

  Backing(String name) {
    folder = Path.of("target/journey", name).toAbsolutePath();
    try {
      Program.delete(folder);
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Runtime.getRuntime().addShutdownHook(new Thread(this::killBroker));
    startBroker();
    databaseDirectory = DataDirectory.open(folder.resolve("database"));
    startDatabase();
  }

  void startBroker() {
    Path ready = folder.resolve("kafka/ready");
    try {
      Files.deleteIfExists(ready);
      broker =
          new ProcessBuilder(
                  List.of(
                      Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                      "-Xmx256m",
                      "-cp",
                      System.getProperty("java.class.path"),
                      Broker.class.getName(),
                      folder.resolve("kafka").toString()))
              .redirectErrorStream(true)
              .redirectOutput(
                  ProcessBuilder.Redirect.appendTo(folder.resolve("kafka.log").toFile()))
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Waiting.until("the broker to be ready", () -> Files.exists(ready));
  }

  /** {@code kill -9}. */
  void killBroker() {
    broker.destroyForcibly();
    try {
      broker.waitFor(60, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  void startDatabase() {
    database = EmbeddedPostgres.start(databaseDirectory);
  }

  void stopDatabase() {
    database.close();
  }

  /** Where the program finds them. */
  Map<String, String> environment() {
    try {
      return new TreeMap<>(
          Map.of(
              "KAFKA_BOOTSTRAP_SERVERS",
              Files.readString(folder.resolve("kafka/ready")),
              "QUARKUS_DATASOURCE_JDBC_URL",
              database.jdbcUrl(),
              "QUARKUS_DATASOURCE_USERNAME",
              database.username(),
              "QUARKUS_DATASOURCE_PASSWORD",
              database.password()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String brokers() {
    return environment().get("KAFKA_BOOTSTRAP_SERVERS");
  }

  @Override
  public void close() {
    killBroker();
    database.close();
    databaseDirectory.close();
  }
}
