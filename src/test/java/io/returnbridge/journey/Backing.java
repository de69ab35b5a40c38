package io.returnbridge.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.returnbridge.embedded.DataDirectory;
import io.returnbridge.embedded.EmbeddedKafka;
import io.returnbridge.embedded.EmbeddedPostgres;
import io.returnbridge.kafka.KafkaClients;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * A Kafka and a PostgreSQL of their own, as a cluster's, that a test may take away: the broker is
 * killed, the database is stopped.
 */
public final class Backing implements AutoCloseable {

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

  /** Held while nobody listens there, so that nobody else is given them. */
  private Socket databasePort;

  private Socket brokerPort;

  public Backing(String name) {
    folder = Path.of("target/journey", name).toAbsolutePath();
    try {
      Program.delete(folder);
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Runtime.getRuntime().addShutdownHook(new Thread(this::stopBroker));
    startBroker();
    databaseDirectory = DataDirectory.open(folder.resolve("database"));
    startDatabase();
  }

  private void startBroker() {
    Path ready = folder.resolve("kafka/ready");
    try {
      Files.deleteIfExists(ready);
      broker =
          new ProcessBuilder(
                  List.of(
                      Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                      "-Xmx256m",
                      "-XX:TieredStopAtLevel=1",
                      "-XX:+UseSerialGC",
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
    stopBroker();
    brokerPort = Ports.hold(brokerPort());
  }

  /** At its old address, which the program knows. */
  void startBrokerAgain() {
    Object address = brokers().get("bootstrap.servers");
    Ports.release(brokerPort);
    startBroker();
    assertThat(brokers().get("bootstrap.servers")).as("where the broker is").isEqualTo(address);
  }

  private int brokerPort() {
    return URI.create("kafka://" + brokers().get("bootstrap.servers")).getPort();
  }

  private void stopBroker() {
    broker.destroyForcibly();
    try {
      broker.waitFor(60, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void startDatabase() {
    database = EmbeddedPostgres.start(databaseDirectory);
  }

  void stopDatabase() {
    database.close();
    databasePort = Ports.hold(URI.create(database.jdbcUrl().substring("jdbc:".length())).getPort());
  }

  /** At its old address, which the program knows. */
  void startDatabaseAgain() {
    String address = database.jdbcUrl();
    Ports.release(databasePort);
    startDatabase();
    assertThat(database.jdbcUrl()).as("where the database is").isEqualTo(address);
  }

  /** Where the program finds them, and how it logs in. */
  public Map<String, String> environment() {
    Map<String, String> variables = variables(brokers());
    variables.put("QUARKUS_DATASOURCE_JDBC_URL", database.jdbcUrl());
    variables.put("QUARKUS_DATASOURCE_USERNAME", database.username());
    variables.put("QUARKUS_DATASOURCE_PASSWORD", database.password());
    return variables;
  }

  /** The variables that name a Kafka of one's own; its login is settings of Camel's component. */
  static Map<String, String> variables(Map<String, Object> brokers) {
    Map<String, String> login = new TreeMap<>();
    brokers.forEach((name, value) -> login.put(name, String.valueOf(value)));
    String address = login.remove("bootstrap.servers");
    Map<String, String> variables = new TreeMap<>();
    variables.put("KAFKA_BOOTSTRAP_SERVERS", address);
    variables.put(
        "JAVA_TOOL_OPTIONS",
        KafkaClients.asCamels(login).entrySet().stream()
            .map(e -> "'-D" + e.getKey() + "=" + e.getValue() + "'")
            .collect(Collectors.joining(" ")));
    return variables;
  }

  /** Where the database is kept. */
  public Path databaseDirectory() {
    return databaseDirectory.path("");
  }

  /** Address and login. */
  Map<String, Object> brokers() {
    try {
      return EmbeddedKafka.clientSettings(folder.resolve("kafka"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    stopBroker();
    database.close();
    databaseDirectory.close();
  }
}
