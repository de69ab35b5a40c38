package io.returnbridge.simulation;

import io.returnbridge.commerce.WriteOutcomeUnknown;
import io.returnbridge.commercetools.InProcess;
import io.returnbridge.commercetools.InProcess.NoAnswer;
import io.returnbridge.commercetools.Wanted;
import io.returnbridge.engine.TestSteps;
import io.returnbridge.failure.Unavailable;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.outage.Circuits;
import io.returnbridge.reveni.ReveniHttp;
import io.returnbridge.sandbox.Shop;
import io.returnbridge.sandbox.commercetools.CommercetoolsSandbox;
import io.returnbridge.sandbox.commercetools.SandboxOptions;
import io.returnbridge.sandbox.reveni.ReveniSandbox;
import io.returnbridge.settings.FineSettings;
import io.returnbridge.settings.Settings;
import io.returnbridge.store.Database;
import io.returnbridge.store.OutboxRecord;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
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

  private static final CommercetoolsSandbox.Reply REFUSAL =
      new CommercetoolsSandbox.Reply(
          400,
          "{\"statusCode\":400,\"message\":\"no\",\"errors\":[{\"code\":\"InvalidInput\",\"message\":\"no\"}]}");

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
  final Set<String> told = new TreeSet<>();
  private final Worker[] workers = new Worker[WORKERS];
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

  /** Lets a worker do something; it may die of it. */
  void play(Worker worker, Runnable what) {
    tables.jump(Duration.ofMillis(1));
    playing.push(worker);
    story.deeper();
    try {
      what.run();
    } finally {
      story.back();
      playing.pop();
    }
  }

  /** The process dies: all that its workers do ends where it is, and they begin anew. */
  private void die(Worker worker) {
    story.tell("REPLICA %d DIES in %s", worker.replica, worker);
    for (int n = 0; n < WORKERS; n++) {
      if (workers[n].replica == worker.replica) {
        start(n);
      }
    }
  }

  void moment(Worker worker, boolean between) {
    if (workers[worker.number] != worker) {
      throw new Worker.Died();
    }
    if (chance.misfortune(0.004)) {
      die(worker);
      throw new Worker.Died();
    }
    if (between
        && playing.size() < DEEPEST + 1
        && playing.contains(worker)
        && chance.misfortune(0.02)) {
      meanwhile.run();
      if (workers[worker.number] != worker) {
        throw new Worker.Died();
      }
    }
  }

  CommercetoolsSandbox.Reply toCommercetools(
      Worker worker, String method, URI uri, InProcess.Sending send) throws NoAnswer {
    moment(worker, true);
    if (chance.misfortune(0.06)) {
      String what =
          chance.badly(
              List.of("unsent", "lost", "applied-lost", "503", "applied-500", "rival", "rival"));
      story.tell("%s %s: %s", method, uri.getPath(), what);
      switch (what) {
        case "unsent" -> throw new NoAnswer(false);
        case "lost" -> throw new NoAnswer(true);
        case "applied-lost" -> {
          send.now();
          throw new NoAnswer(true);
        }
        case "503" -> {
          return new CommercetoolsSandbox.Reply(503, "{\"statusCode\":503,\"message\":\"away\"}");
        }
        case "applied-500" -> {
          send.now();
          return new CommercetoolsSandbox.Reply(500, "{\"statusCode\":500,\"message\":\"?\"}");
        }
        default -> commercetools.competingWrite(method, uri);
      }
    }
    CommercetoolsSandbox.Reply reply = isRefused(method, uri) ? REFUSAL : send.now();
    story.tell("%s %s: %d", method, uri.getPath(), reply.status());
    moment(worker, true);
    return reply;
  }

  /** One refund or another is not to the taste of commercetools. */
  private boolean isRefused(String method, URI uri) {
    return !chance.isCalm()
        && method.equals("POST")
        && uri.getPath().endsWith("/payments")
        && chance.misfortune(0.1);
  }

  ReveniHttp.Answer toReveni(
      Worker worker, String method, String url, String key, @Nullable String body) {
    moment(worker, true);
    URI uri = URI.create(url);
    if (chance.misfortune(0.06)) {
      String what = chance.badly(List.of("unsent", "lost", "applied-lost", "503"));
      story.tell("%s %s: %s", method, uri.getPath(), what);
      boolean write = !method.equals("GET");
      switch (what) {
        case "unsent" -> throw new Unavailable("reveni", "not sent", null, null);
        case "lost" -> throw lost(write);
        case "applied-lost" -> {
          reveni.call(method, uri, "Bearer " + key, body);
          throw lost(write);
        }
        default -> {
          return new ReveniHttp.Answer(503, null, "");
        }
      }
    }
    ReveniSandbox.Reply reply = reveni.call(method, uri, "Bearer " + key, body);
    if (!method.equals("GET") && reply.status() == 200) {
      String[] parts = uri.getPath().split("/");
      announce.accept(parts[4], parts[6]);
    }
    story.tell("%s %s: %d", method, uri.getPath(), reply.status());
    moment(worker, true);
    return new ReveniHttp.Answer(reply.status(), null, reply.body());
  }

  private static RuntimeException lost(boolean write) {
    return write
        ? new WriteOutcomeUnknown("reveni", "lost", null, null)
        : new Unavailable("reveni", "lost", null, null);
  }

  /** A record goes to Kafka: by now it has to be true. */
  void told(OutboxRecord record) {
    checked.accept(this, record);
    told.add(record.id());
  }

  void close() {
    commercetools.close();
    reveni.close();
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
