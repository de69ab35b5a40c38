package io.returnbridge.main;

import io.quarkus.runtime.Quarkus;
import io.returnbridge.camel.RouteRules;
import io.returnbridge.embedded.DataDirectory;
import io.returnbridge.embedded.DiskSpace;
import io.returnbridge.embedded.EmbeddedKafka;
import io.returnbridge.embedded.EmbeddedPostgres;
import io.returnbridge.embedded.StorageFailure;
import io.returnbridge.kafka.KafkaClients;
import io.returnbridge.mappings.MappingTables;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.mappings.StoreRow;
import io.returnbridge.settings.DatabaseServer;
import io.returnbridge.settings.FineSettings;
import io.returnbridge.settings.MailServer;
import io.returnbridge.settings.Settings;
import io.returnbridge.settings.SettingsProblems;
import io.returnbridge.store.DatabaseLogin;
import io.returnbridge.tracing.Traces;
import java.net.URI;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TimeZone;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Serves until SIGTERM. Start: settings, mappings, embedded storage where no other is configured,
 * then routes and HTTP. End: the reverse, so that what a step holds is finished while broker and
 * database are still there.
 */
public final class ServeMode {
  /** Kubernetes and systemd kill after 60 s or more where they are told so; stay below. */
  private static final int STOP_SECONDS = 58;

  /** As of any process that SIGTERM has ended. */
  private static final int BROKEN_OFF = 128 + 15;

  /** A database that starts together with this program is there by then. */
  private static final int DATABASE_SECONDS = 30;

  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean stopping;
  private @Nullable DataDirectory data;
  private @Nullable DiskSpace room;
  private @Nullable EmbeddedKafka kafka;
  private @Nullable EmbeddedPostgres postgres;

  private ServeMode() {}

  /**
   * Serves, and returns the exit code after the end.
   *
   * @param ready is told the address when everything has started, on a thread of its own
   * @throws SettingsProblems when variables are missing or wrong
   * @throws io.returnbridge.mappings.MappingErrors when a mapping table is wrong
   * @throws StorageFailure when the embedded storage does not start
   */
  public static int run(Map<String, String> variables, Consumer<URI> ready) {
    List<String> problems = new ArrayList<>();
    Optional<Settings> read = read(() -> Settings.read(variables), problems);
    Optional<FineSettings> fine = read(FineSettings::read, problems);
    if (!problems.isEmpty()) {
      throw new SettingsProblems(problems);
    }
    Settings settings = read.orElseThrow();
    if (settings.telemetry().jsonLog()) {
      JsonLog.begin();
    }
    MappingTables mappings = Mappings.load(settings.mappingsDirectory());
    settings.requireScopes();
    settings.requireReveniStores(mappings.stores().all().stream().map(StoreRow::store).toList());
    settings.requireList(mappings.payload().knowsLists());
    Settings.unknownVariables(variables).forEach(told -> say("WARN", "Warning: " + told));
    RouteRules.unusedVariables(settings.routesDirectory(), settings.ownSteps())
        .forEach(told -> say("WARN", "Warning: " + told));
    return new ServeMode().serve(settings, mappings, fine.orElseThrow(), ready);
  }

  private static void say(String level, String text) {
    System.out.println(JsonLog.said(level, text));
  }

  private static <T> Optional<T> read(Supplier<T> reader, List<String> problems) {
    try {
      return Optional.of(reader.get());
    } catch (SettingsProblems e) {
      problems.addAll(e.problems());
      return Optional.empty();
    }
  }

  private int serve(
      Settings configured, MappingTables mappings, FineSettings fineSettings, Consumer<URI> ready) {
    Memory.giveBack();
    OutOfMemory.endsTheProcess();
    Thread hook = new Thread(this::awaitEnd, "await-end");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      Settings settings = withPassword(startStorage(configured));
      if (stopping) {
        return 0;
      }
      setProperties(settings);
      EmbeddedKafka broker = kafka;
      if (broker != null) {
        KafkaClients.asCamels(broker.login()).forEach(System::setProperty);
      }
      System.setProperty("storage.alone", Boolean.toString(postgres != null));
      Configuration.set(settings, mappings, fineSettings, room);
      settings
          .telemetry()
          .collector()
          .ifPresent(
              to ->
                  Traces.start(
                      to.endpoint(), to.headers(), to.service(), BuiltVersion.text(), to.share()));
      ServingApplication.onReady(ready);
      AtomicInteger exitCode = new AtomicInteger();
      Quarkus.run(
          ServingApplication.class,
          (code, failure) -> {
            if (failure != null) {
              System.err.println(JsonLog.said("ERROR", StartFailure.text(failure)));
            }
            exitCode.set(code == null ? 1 : code);
          });
      return exitCode.get();
    } finally {
      Traces.end();
      stopStorage();
      ended.countDown();
    }
  }

  /**
   * At SIGTERM the process lives until the storage has stopped, but not for ever: what has not
   * stopped then is left to the next start, as after a kill.
   */
  private void awaitEnd() {
    stopping = true;
    try {
      if (!ended.await(STOP_SECONDS, TimeUnit.SECONDS)) {
        System.err.println(
            JsonLog.said(
                "ERROR",
                "Not everything has stopped after " + STOP_SECONDS + " s; the rest is broken off"));
        Runtime.getRuntime().halt(BROKEN_OFF);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Settings startStorage(Settings settings) {
    settings.databaseServer().ifPresent(this::awaitLogin);
    if (settings.kafkaBootstrapServers().isPresent() && settings.databaseServer().isPresent()) {
      return settings;
    }
    DataDirectory directory = DataDirectory.open(settings.dataDirectory());
    data = directory;
    DiskSpace watched = DiskSpace.of(directory);
    room = watched;
    CompletableFuture<@Nullable Void> database = CompletableFuture.completedFuture(null);
    if (settings.databaseServer().isEmpty()) {
      database =
          CompletableFuture.runAsync(
              () -> postgres = EmbeddedPostgres.start(directory, () -> !watched.isLow()));
    }
    try {
      if (settings.kafkaBootstrapServers().isEmpty()) {
        kafka = EmbeddedKafka.start(directory, () -> !watched.isLow());
      }
    } finally {
      join(database);
    }
    EmbeddedKafka broker = kafka;
    Settings started =
        broker == null ? settings : settings.withKafkaBootstrapServers(broker.bootstrapServers());
    EmbeddedPostgres server = postgres;
    return server == null
        ? started
        : started.withDatabaseServer(
            new DatabaseServer(
                server.jdbcUrl(), Optional.of(server.username()), Optional.of(server.password())));
  }

  /** A wrong login ends the start in words; a server that is away for the moment is waited for. */
  private void awaitLogin(DatabaseServer server) {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(DATABASE_SECONDS);
    DatabaseLogin login = DatabaseLogin.tryOnce(server);
    if (login.passing()) {
      say("WARN", "The " + login.what() + "; waiting for it.");
    }
    while (login.passing() && !stopping && System.nanoTime() < until) {
      try {
        TimeUnit.MILLISECONDS.sleep(500);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        break;
      }
      login = DatabaseLogin.tryOnce(server);
    }
    if (!login.isOpen() && !stopping) {
      throw new StorageFailure("The " + login.what() + ": " + login.remedy());
    }
  }

  private static void join(CompletableFuture<@Nullable Void> future) {
    try {
      future.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof StorageFailure failure) {
        throw failure;
      }
      throw e;
    }
  }

  private void stopStorage() {
    CompletableFuture<@Nullable Void> database = CompletableFuture.runAsync(() -> close(postgres));
    try {
      close(kafka);
    } finally {
      join(database);
      close(room);
      close(data);
    }
  }

  private static void close(@Nullable AutoCloseable part) {
    if (part == null) {
      return;
    }
    try {
      part.close();
    } catch (Exception e) {
      System.err.println(JsonLog.said("ERROR", e.toString()));
    }
  }

  private static Settings withPassword(Settings settings) {
    if (settings.consoleAdminPassword().isPresent() || settings.oidc().isPresent()) {
      return settings;
    }
    byte[] random = new byte[15];
    new SecureRandom().nextBytes(random);
    String password = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    say(
        "WARN",
        "CONSOLE_ADMIN_PASSWORD is not set: until the next start, user `admin` has the password "
            + password);
    return settings.withConsoleAdminPassword(password);
  }

  private static void setProperties(Settings settings) {
    FineSettings.hiddenByEmptyVariables().forEach(System::setProperty);
    settings
        .kafkaBootstrapServers()
        .ifPresent(
            servers -> {
              System.setProperty(KafkaClients.BROKERS, servers);
              // A producer that finds no broker would end the start, where the spool can take over.
              System.setProperty(
                  "camel.component.kafka.lazy-start-producer",
                  Boolean.toString(!KafkaClients.canBeFound(servers)));
            });
    settings
        .databaseServer()
        .ifPresent(
            database -> {
              System.setProperty("quarkus.datasource.jdbc.url", database.jdbcUrl());
              database
                  .username()
                  .ifPresent(name -> System.setProperty("quarkus.datasource.username", name));
              database
                  .password()
                  .ifPresent(
                      password -> System.setProperty("quarkus.datasource.password", password));
            });
    System.setProperty(
        "quarkus.http.auth.session.encryption-key",
        SessionKey.of(settings.commercetools(), "sessions of the console"));
    OidcProperties.of(settings).forEach(System::setProperty);
    Optional<MailServer> mail = settings.alerts().mailServer();
    System.setProperty("alerts.smtp.host", mail.map(MailServer::host).orElse("localhost"));
    System.setProperty("alerts.smtp.port", Integer.toString(mail.map(MailServer::port).orElse(25)));
    System.setProperty(
        "schedule.time-zone", TimeZone.getTimeZone(settings.reportTimeZone()).getID());
    settings
        .ownSteps()
        .variables()
        .forEach(
            (name, value) -> {
              // What stands in a file, or is a command's own.
              if (!value.equals(System.getenv(name))) {
                System.setProperty(name, value);
              }
            });
    // Only the start looks at routes with the rules.
    System.setProperty("camel.main.routes-reload-enabled", "false");
    System.setProperty(
        "camel.main.routes-include-pattern", RouteRules.includePattern(settings.routesDirectory()));
  }
}
