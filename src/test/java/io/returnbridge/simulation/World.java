package io.returnbridge.simulation;

import io.returnbridge.commercetools.InProcess;
import io.returnbridge.commercetools.Wanted;
import io.returnbridge.engine.Claims;
import io.returnbridge.engine.TestSteps;
import io.returnbridge.mappings.MappingTables;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.outage.Circuits;
import io.returnbridge.reload.TestReplica;
import io.returnbridge.sandbox.Shop;
import io.returnbridge.sandbox.commercetools.CommercetoolsSandbox;
import io.returnbridge.sandbox.commercetools.SandboxOptions;
import io.returnbridge.sandbox.reveni.ReveniSandbox;
import io.returnbridge.settings.FineSettings;
import io.returnbridge.settings.Settings;
import io.returnbridge.store.Database;
import io.returnbridge.store.OutboxRecord;
import io.returnbridge.store.ThisReplica;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Both outside systems in the process, topics in memory, the real tables, and two replicas with
 * three workers, which one thread plays: at each request and transaction another worker may come
 * in, or the process may die.
 */
final class World {

  static final int WORKERS = 3;
  static final Mappings MAPPINGS = Mappings.load(Path.of("mappings"));
  static final Settings SETTINGS = settings();
  static final FineSettings FINE = FineSettings.read();

  /** Breakers that stay closed. */
  static final Circuits CIRCUITS = TestSteps.circuits();

  /** What the folder of tables becomes: a reason more and batches, then real time again. */
  private static final List<Path> FOLDERS =
      List.of(
          Path.of("mappings"),
          changed("return-shipped,batch,0 0/15 * * * ?\n*,batch,0 0 3 1 1 ?"),
          changed("*,realtime,"));

  private static final List<MappingTables> VERSIONS = FOLDERS.stream().map(Mappings::load).toList();

  private static final Duration LONGER_THAN_ANY_CLAIM = Claims.DEAD_AFTER.plusSeconds(1);

  /** A worker within a worker within a worker would be all three. */
  private static final int DEEPEST = 2;

  final Tables tables;
  final Chance chance;
  final Story story = new Story();
  final Topics topics = new Topics();
  final CommercetoolsSandbox commercetools =
      CommercetoolsSandbox.inProcess(SandboxOptions.of(0, "simulated"));
  final ReveniSandbox reveni;
  final Shop shop;
  final Database database;
  final Map<String, OutboxRecord> told = new TreeMap<>();
  final Network network;
  private final Instant began;

  /** How many legs an update of stock has at most, and ids an entry: few are as good as many. */
  final int legsAtOnce;

  private @Nullable Obstacle obstacle;

  /** Which of {@link #FOLDERS} the tables lie in. */
  private int folder;

  private final Worker[] workers = new Worker[WORKERS];

  /** Makes due what the dead have claimed; it has claimed nothing itself. */
  private final Claims watch;

  private final Set<Worker> seen = new HashSet<>();
  private @Nullable Worker standing;
  private final Deque<Worker> playing = new ArrayDeque<>();

  /** What else goes on; called where others may come in. */
  Runnable meanwhile = () -> {};

  /** A return has changed at Reveni. */
  BiConsumer<String, String> announce = (store, id) -> {};

  /** Says what is wrong with a record that is about to be told. */
  BiConsumer<World, OutboxRecord> checked = (w, r) -> {};

  World(Tables tables, Chance chance) {
    this.tables = tables;
    this.chance = chance;
    this.database = tables.clean();
    this.network = new Network(this);
    this.began = tables.now();
    this.legsAtOnce = 1 + chance.below(3);
    this.folder = chance.in(0.3) ? 1 : 0;
    this.watch = new Claims(database, new ThisReplica(), 32);
    Map<String, ReveniSandbox.Store> stores = new HashMap<>();
    MAPPINGS
        .stores()
        .all()
        .forEach(s -> stores.put(s.store(), new ReveniSandbox.Store(s.store(), "key")));
    reveni = ReveniSandbox.inProcess(stores);
    shop = Shop.open(commercetools, MAPPINGS);
    InProcess.setUp(commercetools, Wanted.by(MAPPINGS));
    for (int n = 0; n < WORKERS; n++) {
      start(n);
    }
  }

  private void start(int number) {
    workers[number] = new Worker(number, number < 2 ? 0 : 1, this);
  }

  private void seen(Worker worker) {
    database.update(
        "insert into replica (id, seen_at) values (?, now()) on conflict (id) do update set seen_at = now()",
        worker.life.id());
  }

  /** Time goes by, for all who live. */
  void later(Duration by) {
    tables.jump(by);
    beat();
  }

  /** Each worker is seen to live, and what those have claimed that were not seen is due. */
  private void beat() {
    for (Worker worker : workers) {
      if (worker != standing) {
        seen(worker);
      }
    }
    watch.freeThoseOfTheDead();
  }

  Obstacle obstacle() {
    return Objects.requireNonNull(obstacle);
  }

  void obstacle(Obstacle drawn) {
    obstacle = drawn;
  }

  /** Those of a worker of a process that starts: of the folder, until it has joined. */
  TestReplica tables(Worker worker) {
    return new TestReplica(
        VERSIONS.get(folder), () -> FOLDERS.get(folder), SETTINGS, database, worker.life);
  }

  /** A clock that goes on with that of the tables. */
  long nanoTime() {
    return Duration.between(began, tables.now()).toNanos();
  }

  /** A worker that has nothing to do, of a replica that lives; null when all are busy. */
  @Nullable Worker free() {
    List<Worker> free = new ArrayList<>();
    for (Worker worker : workers) {
      if (!playing.contains(worker)) {
        free.add(worker);
      }
    }
    return free.isEmpty() ? null : chance.of(free);
  }

  /** Lets a worker do something; it may die of it. It is seen to live before it does anything. */
  void play(Worker worker, Runnable what) {
    tables.jump(Duration.ofMillis(1));
    if (seen.add(worker)) {
      seen(worker);
      worker.tables.join();
    }
    playing.push(worker);
    story.deeper();
    try {
      what.run();
    } finally {
      story.back();
      playing.pop();
    }
  }

  /** All that the replica's workers do ends where it is, and they begin anew. */
  private void restart(int replica) {
    for (int n = 0; n < WORKERS; n++) {
      if (workers[n].replica == replica) {
        start(n);
      }
    }
  }

  /** The tables are edited, and a person has one of the replicas reload them. */
  void reloadTables(Worker worker) {
    folder = Math.min(folder + 1, FOLDERS.size() - 1);
    story.tell("%s RELOADS TABLES %d", worker, folder);
    worker.tables.announce(VERSIONS.get(folder), "ana");
  }

  boolean areTablesChanged() {
    return folder > 0;
  }

  /** Nobody waits for a batch any more, and each replica takes what is in force. */
  void realTimeForAll(Worker first) {
    while (folder < FOLDERS.size() - 1) {
      reloadTables(first);
    }
    for (Worker worker : workers) {
      worker.tables.look();
    }
  }

  void moment(Worker worker, boolean between) {
    if (workers[worker.number] != worker) {
      throw new Worker.Died();
    }
    mayDie(worker, 0.004);
    if (between && playing.size() < DEEPEST + 1 && playing.contains(worker)) {
      if (chance.misfortune(0.02)) {
        meanwhile.run();
      }
      if (chance.misfortune(0.004)) {
        standStill(worker);
      }
      if (workers[worker.number] != worker) {
        throw new Worker.Died();
      }
    }
  }

  /** The process of the worker may die here. */
  void mayDie(Worker worker, double likely) {
    if (chance.misfortune(likely)) {
      story.tell("REPLICA %d DIES in %s", worker.replica, worker);
      restart(worker.replica);
      throw new Worker.Died();
    }
  }

  private void standStill(Worker worker) {
    Worker before = standing;
    story.tell("%s STANDS STILL until its claims have ended", worker);
    standing = worker;
    try {
      later(LONGER_THAN_ANY_CLAIM);
      for (int n = 0; n < 3; n++) {
        meanwhile.run();
      }
    } finally {
      standing = before;
    }
    story.tell("%s GOES ON", worker);
  }

  /** A record goes to Kafka: by now it has to be true. */
  void told(OutboxRecord record) {
    checked.accept(this, record);
    told.put(record.id(), record);
  }

  void close() {
    commercetools.close();
    reveni.close();
  }

  private static Path changed(String timing) {
    try {
      Path folder = Files.createTempDirectory("mappings");
      try (Stream<Path> files = Files.list(Path.of("mappings"))) {
        for (Path file : files.toList()) {
          Files.copy(file, folder.resolve(file.getFileName()));
        }
      }
      Files.writeString(
          folder.resolve("reason-codes.csv"),
          "regalo,too-small,size,Too small,Demasiado pequeño\n",
          StandardOpenOption.APPEND);
      Path table = folder.resolve("timing.csv");
      Files.writeString(table, Files.readString(table).replace("*,realtime,", timing));
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Settings settings() {
    Map<String, String> variables = new HashMap<>();
    for (String name :
        List.of("CTP_PROJECT_KEY", "CTP_CLIENT_ID", "CTP_CLIENT_SECRET", "CTP_SCOPES")) {
      variables.put(name, "x");
    }
    variables.put("CTP_AUTH_URL", "https://auth.example.com");
    variables.put("CTP_API_URL", "https://api.example.com");
    variables.put("REVENI_API_URL", "http://reveni.invalid/merchants/v0/stores");
    MAPPINGS
        .stores()
        .all()
        .forEach(
            row -> {
              variables.put("REVENI_" + row.environmentName() + "_STORE_ID", row.store());
              variables.put("REVENI_" + row.environmentName() + "_API_KEY", "key");
            });
    return Settings.read(variables);
  }
}
