package io.returnbridge.embedded;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A Kafka broker (KRaft, broker and controller in one) in this process, on loopback only and with a
 * login of its own. What it acknowledges is on disk: each record is flushed before the answer, and
 * it starts again on the same directory after {@code kill -9}.
 */
public final class EmbeddedKafka implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(EmbeddedKafka.class);
  private static final int NODE = 1;
  private static final int DAY_MINUTES = 24 * 60;

  /** Longer than any topic keeps records: a group that sleeps never loses its place. */
  private static final int OFFSETS_RETENTION_MINUTES = 40 * DAY_MINUTES;

  private static final long TOPIC_RETENTION_MINUTES = 31L * DAY_MINUTES;

  private static final int STOP_SECONDS = 20;
  private static final int ATTEMPTS = 20;

  /** Ends the thread that wanted to end the process. */
  private static final class BrokerHalted extends Error {
    private static final long serialVersionUID = 1L;

    BrokerHalted(@Nullable String message) {
      super(message);
    }
  }

  private final Properties settings;
  private final BrokerLogin login;
  private final BooleanSupplier mayStart;
  private final Semaphore failures = new Semaphore(0);
  private final Thread watcher;
  private volatile KafkaRaftServer server;

  private EmbeddedKafka(Properties settings, BrokerLogin login, BooleanSupplier mayStart) {
    this.settings = settings;
    this.login = login;
    this.mayStart = mayStart;
    this.server = running(settings);
    this.watcher = new Thread(this::startAgainAfterFailures, "kafka-watch");
    watcher.setDaemon(true);
  }

  /** Starts the broker and returns when it takes requests. */
  public static EmbeddedKafka start(DataDirectory data) {
    return start(data, () -> true);
  }

  /**
   * The same. A broker that cannot write ends the process of its own accord; here it is started
   * again instead, so that what is beside it lives on.
   *
   * @param mayStart whether there is room on the disk for another start
   */
  public static EmbeddedKafka start(DataDirectory data, BooleanSupplier mayStart) {
    Path logs = data.path("kafka");
    try {
      BrokerLogin login = BrokerLogin.of(data);
      Properties settings = settings(logs, data.port("kafka"), data.port("kafka-controller"));
      login.broker().forEach(settings::setProperty);
      format(logs);
      EmbeddedKafka kafka = new EmbeddedKafka(settings, login, mayStart);
      Exit.setHaltProcedure((status, message) -> kafka.failed(message));
      Exit.setExitProcedure((status, message) -> kafka.failed(message));
      kafka.watcher.start();
      return kafka;
    } catch (Exception e) {
      throw new StorageFailure(
          "the embedded Kafka does not start on "
              + logs
              + " ("
              + e
              + "): see the log above; or set KAFKA_BOOTSTRAP_SERVERS to use a cluster",
          e);
    }
  }

  private static KafkaRaftServer running(Properties settings) {
    KafkaRaftServer server =
        new KafkaRaftServer(KafkaConfig.fromProps(settings, false), Time.SYSTEM);
    try {
      server.startup();
      return server;
    } catch (RuntimeException e) {
      server.shutdown();
      throw e;
    }
  }

  private void failed(@Nullable String message) {
    failures.release();
    throw new BrokerHalted(message);
  }

  private void startAgainAfterFailures() {
    try {
      while (true) {
        failures.acquire();
        LOG.error("The embedded Kafka has failed; it starts again when its disk has room");
        int attempt = 0;
        while (!startedAgain()) {
          attempt++;
          if (attempt >= ATTEMPTS && mayStart.getAsBoolean()) {
            LOG.fatal("The embedded Kafka does not start again: the process ends, start it anew");
            Runtime.getRuntime().halt(1);
          }
        }
        LOG.info("The embedded Kafka has started again");
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean startedAgain() throws InterruptedException {
    while (!mayStart.getAsBoolean()) {
      TimeUnit.MILLISECONDS.sleep(500);
    }
    Thread stop = new Thread(server::shutdown, "kafka-stop");
    stop.setDaemon(true);
    stop.start();
    stop.join(TimeUnit.SECONDS.toMillis(STOP_SECONDS));
    failures.drainPermits();
    try {
      server = running(settings);
      return true;
    } catch (RuntimeException | BrokerHalted again) {
      LOG.warnf("The embedded Kafka does not start yet: %s", again);
      TimeUnit.SECONDS.sleep(1);
      return false;
    }
  }

  private static void format(Path logs) throws Exception {
    if (Files.exists(logs.resolve("meta.properties"))) {
      return;
    }
    Files.createDirectories(logs);
    try (PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false)) {
      new Formatter()
          .setPrintStream(nowhere)
          .setNodeId(NODE)
          .setClusterId(Uuid.randomUuid().toString())
          .setControllerListenerName("CONTROLLER")
          .addDirectory(logs.toString())
          .setMetadataLogDirectory(logs.toString())
          .run();
    }
  }

  private static Properties settings(Path logs, int broker, int controller) {
    Properties p = new Properties();
    p.setProperty("process.roles", "broker,controller");
    p.setProperty("node.id", Integer.toString(NODE));
    p.setProperty("controller.quorum.voters", NODE + "@127.0.0.1:" + controller);
    p.setProperty("controller.listener.names", "CONTROLLER");
    p.setProperty(
        "listeners", "CLIENTS://127.0.0.1:" + broker + ",CONTROLLER://127.0.0.1:" + controller);
    p.setProperty("advertised.listeners", "CLIENTS://127.0.0.1:" + broker);
    p.setProperty("inter.broker.listener.name", "CLIENTS");
    p.setProperty(
        "listener.security.protocol.map",
        "CLIENTS:" + BrokerLogin.PROTOCOL + ",CONTROLLER:" + BrokerLogin.PROTOCOL);
    p.setProperty("log.dirs", logs.toString());
    // An acknowledged record is on disk.
    p.setProperty("log.flush.interval.messages", "1");
    p.setProperty("log.retention.minutes", Long.toString(TOPIC_RETENTION_MINUTES));
    p.setProperty("offsets.retention.minutes", Integer.toString(OFFSETS_RETENTION_MINUTES));
    // A mistyped topic is an error, not a new topic.
    p.setProperty("auto.create.topics.enable", "false");
    p.setProperty("num.partitions", "4");
    // One broker: one replica of everything.
    p.setProperty("default.replication.factor", "1");
    p.setProperty("min.insync.replicas", "1");
    p.setProperty("offsets.topic.replication.factor", "1");
    p.setProperty("offsets.topic.num.partitions", "4");
    p.setProperty("transaction.state.log.replication.factor", "1");
    p.setProperty("transaction.state.log.min.isr", "1");
    p.setProperty("transaction.state.log.num.partitions", "1");
    p.setProperty("share.coordinator.state.topic.replication.factor", "1");
    p.setProperty("share.coordinator.state.topic.min.isr", "1");
    p.setProperty("share.coordinator.state.topic.num.partitions", "1");
    // After kill -9 the controller lets the new broker in when the old one's session has ended.
    p.setProperty("broker.session.timeout.ms", "6000");
    p.setProperty("broker.heartbeat.interval.ms", "400");
    p.setProperty("initial.broker.registration.timeout.ms", "60000");
    // No record that says nothing twice a second: it is for followers, and there are none.
    p.setProperty("metadata.max.idle.interval.ms", "0");
    p.setProperty("controlled.shutdown.enable", "true");
    p.setProperty("group.initial.rebalance.delay.ms", "0");
    // Consumers of a killed process hold their partitions this long at least.
    p.setProperty("group.min.session.timeout.ms", "1000");
    // After kill -9 the newest segment of each partition is read again: keep it short.
    p.setProperty("log.segment.bytes", Integer.toString(64 << 20));
    p.setProperty("log.index.size.max.bytes", Integer.toString(1 << 20));
    p.setProperty("num.recovery.threads.per.data.dir", "2");
    // Small: one merchant, one client process.
    p.setProperty("num.network.threads", "2");
    p.setProperty("num.io.threads", "2");
    p.setProperty("background.threads", "2");
    p.setProperty("num.replica.fetchers", "1");
    p.setProperty("num.replica.alter.log.dirs.threads", "1");
    p.setProperty("log.cleaner.threads", "1");
    p.setProperty("log.cleaner.dedupe.buffer.size", Integer.toString(2 << 20));
    p.setProperty("log.cleaner.io.buffer.size", Integer.toString(128 << 10));
    p.setProperty("queued.max.requests", "100");
    p.setProperty("group.coordinator.threads", "1");
    p.setProperty("share.coordinator.threads", "1");
    p.setProperty("socket.send.buffer.bytes", Integer.toString(64 << 10));
    p.setProperty("socket.receive.buffer.bytes", Integer.toString(64 << 10));
    p.setProperty("metric.reporters", "");
    return p;
  }

  /** The address for clients, {@code 127.0.0.1:<port>}. */
  public String bootstrapServers() {
    return settings.getProperty("advertised.listeners").replace("CLIENTS://", "");
  }

  /** How a client logs in, by Kafka's names. */
  public Map<String, String> login() {
    return login.client();
  }

  /** Address and login, by Kafka's names. */
  public Map<String, Object> clientSettings() {
    Map<String, Object> all = new HashMap<>(login());
    all.put("bootstrap.servers", bootstrapServers());
    return all;
  }

  /**
   * Address and login, for a client of another process of the same user.
   *
   * @param directory the DATA_DIR on which the broker runs
   */
  public static Map<String, Object> clientSettings(Path directory) throws IOException {
    String password = read(directory, "kafka.password");
    Map<String, Object> settings = new HashMap<>(new BrokerLogin(password).client());
    settings.put("bootstrap.servers", "127.0.0.1:" + read(directory, "kafka.port"));
    return settings;
  }

  private static String read(Path directory, String name) throws IOException {
    return Files.readString(directory.resolve(name)).strip();
  }

  /** Stops the broker in good order. */
  @Override
  public void close() {
    watcher.interrupt();
    server.shutdown();
    server.awaitShutdown();
  }
}
