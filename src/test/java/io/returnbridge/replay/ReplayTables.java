package io.returnbridge.replay;

import io.returnbridge.cases.Cases;
import io.returnbridge.engine.Claim;
import io.returnbridge.engine.Claims;
import io.returnbridge.engine.TestSteps;
import io.returnbridge.engine.WorkList;
import io.returnbridge.kafka.KafkaClients;
import io.returnbridge.kafka.TopicReader;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.model.ReturnId;
import io.returnbridge.model.ReturnState;
import io.returnbridge.model.Returns;
import io.returnbridge.reveni.ReveniHttp;
import io.returnbridge.reveni.ReveniReturns;
import io.returnbridge.reveni.StoreKeys;
import io.returnbridge.settings.Settings;
import io.returnbridge.store.Database;
import io.returnbridge.store.OutboxRecord;
import io.returnbridge.store.ReturnStates;
import io.returnbridge.store.TestDatabase;
import io.returnbridge.store.WakeUp;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.eclipse.microprofile.config.Config;
import org.junit.jupiter.api.BeforeEach;

/** A replay over the tables of a real database; the test is the workers. */
abstract class ReplayTables {

  static final Mappings MAPPINGS = Mappings.load(Path.of("mappings"));
  static final List<String> STEPS =
      List.of(
          "accept-return",
          "mirror-status",
          "hold-for-inspection",
          "link-credit",
          "create-exchange-order",
          "move-inspected-stock",
          "apply-stock-movements");

  private static final Config NO_BROKER =
      new SmallRyeConfigBuilder()
          .withSources(
              new PropertiesConfigSource(
                  Map.of(KafkaClients.BROKERS, "127.0.0.1:1"), "no broker", 100))
          .build();

  final Map<String, Function<WakeUp, List<OutboxRecord>>> steps = new LinkedHashMap<>();
  final Map<String, Integer> atReveni = new HashMap<>();
  Database database;
  private Claims claims;
  WorkList work;
  ReturnStates states;
  Cases cases;
  Replays replays;
  Parts parts;
  Replayer replayer;

  @BeforeEach
  void clean() {
    database = TestDatabase.clean();
    work = TestDatabase.work(database);
    cases = new Cases(database, MAPPINGS);
    states = new ReturnStates(database);
    replays = new Replays(database, work);
    parts = new Parts(database, replays);
    STEPS.forEach(step -> steps.put(step, w -> List.of()));
    claims = TestDatabase.claims(database);
    ReveniHttp http =
        (method, url, bearer, body) ->
            new ReveniHttp.Answer(
                atReveni.getOrDefault(url.substring(url.indexOf("/store")), 404), null, "{}");
    ScopeFinder finder =
        new ScopeFinder(
            TestSteps.ALL,
            new TopicReader(new KafkaClients(NO_BROKER)),
            DryRunTest.TOPICS,
            (topic, step, record) -> java.util.Optional.empty(),
            states,
            new ReveniReturns(new StoreKeys(http, settings()), MAPPINGS),
            MAPPINGS,
            replays,
            parts);
    replayer =
        new Replayer(
            replays,
            parts,
            finder,
            new DryRun(
                TestSteps.ALL,
                w -> steps.get(w.step()).apply(w),
                DryRunTest.TOPICS,
                database,
                work),
            TestSteps.ALL,
            DryRunTest.TOPICS,
            database,
            claims,
            work,
            cases);
  }

  static Settings settings() {
    Map<String, String> variables = new HashMap<>();
    for (String name : List.of("PROJECT_KEY", "CLIENT_ID", "CLIENT_SECRET", "SCOPES")) {
      variables.put("CTP_" + name, "x");
    }
    variables.put("CTP_AUTH_URL", "http://127.0.0.1:1");
    variables.put("CTP_API_URL", "http://127.0.0.1:1");
    variables.put("REVENI_API_URL", "http://127.0.0.1:1");
    MAPPINGS
        .stores()
        .all()
        .forEach(
            s -> {
              variables.put("REVENI_" + s.environmentName() + "_STORE_ID", "store-" + s.store());
              variables.put("REVENI_" + s.environmentName() + "_API_KEY", "key");
            });
    return Settings.read(variables);
  }

  void known(String store, String returnId) {
    ReturnState state =
        Returns.state(
            Returns.snapshot(
                "received", 1, List.of(Returns.item("i1", "TSHIRT", 1, "too_small")), List.of()));
    states.save(
        new ReturnState(
            new ReturnId(store, returnId),
            "RMA-" + returnId,
            "O-1",
            true,
            state.snapshot(),
            List.of(),
            List.of(),
            List.of(),
            Map.of(),
            List.of(),
            List.of(),
            0));
  }

  void leg(String returnId, String channel, String state) {
    database.update(
        """
        insert into stock_leg (id, sku, channel, delta, state, store, return_id, item_id, unit, location, kind)
        values (?, 'TSHIRT', ?, 1, ?, 'es', ?, 'i1', 1, 'awaiting-inspection', 'hold')
        """,
        returnId + channel,
        channel,
        state,
        returnId);
  }

  /** As a worker: claims the replay's own row, goes on, and finishes it. */
  Replay turn(String id) {
    database.update("update work set due_at = now() where step = 'replay'");
    for (Claim claimed : claims.claim(1000)) {
      if (claimed.wakeUp().step().equals("replay")) {
        replayer.replay(claimed);
        claims.done(claimed);
      } else {
        database.update(
            """
            update work set token = null, due_at = now(), waiting = false where step = ? and subject = ?
            """,
            claimed.wakeUp().step(),
            claimed.wakeUp().subject());
      }
    }
    return replays.find(id).orElseThrow();
  }

  List<String> due() {
    return database.query(
        "select step || ' ' || subject || ' ' || trigger from work where step <> 'replay' order by due_at",
        r -> r.text(1));
  }

  void workOn() {
    database.update("delete from work where step <> 'replay'");
  }

  long pendingOfItself() {
    return database
        .find("select count(*) from work where step = 'replay' and not waiting", r -> r.number(1))
        .orElseThrow();
  }
}
