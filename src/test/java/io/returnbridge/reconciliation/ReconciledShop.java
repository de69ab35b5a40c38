package io.returnbridge.reconciliation;

import com.fasterxml.jackson.databind.JsonNode;
import io.returnbridge.cases.Cases;
import io.returnbridge.cases.Origin;
import io.returnbridge.commercetools.InProcess;
import io.returnbridge.commercetools.Wanted;
import io.returnbridge.engine.Claim;
import io.returnbridge.engine.Claims;
import io.returnbridge.engine.NextAttempts;
import io.returnbridge.engine.Running;
import io.returnbridge.engine.StepRunner;
import io.returnbridge.engine.TestSteps;
import io.returnbridge.engine.WorkList;
import io.returnbridge.failure.NeedsDecision;
import io.returnbridge.failure.Unavailable;
import io.returnbridge.json.Json;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.reveni.ReveniHttp;
import io.returnbridge.reveni.ReveniInspections;
import io.returnbridge.reveni.ReveniLists;
import io.returnbridge.reveni.ReveniReturns;
import io.returnbridge.reveni.TestStoreKeys;
import io.returnbridge.sandbox.Shop;
import io.returnbridge.sandbox.commercetools.CommercetoolsSandbox;
import io.returnbridge.sandbox.commercetools.SandboxOptions;
import io.returnbridge.sandbox.commercetools.Seeds;
import io.returnbridge.sandbox.reveni.NewRefund;
import io.returnbridge.sandbox.reveni.ReturnBuilder;
import io.returnbridge.sandbox.reveni.ReveniSandbox;
import io.returnbridge.sandbox.reveni.Shopper;
import io.returnbridge.settings.Settings;
import io.returnbridge.steps.accept.TestAccepting;
import io.returnbridge.steps.credit.TestCredits;
import io.returnbridge.steps.exchange.TestExchanges;
import io.returnbridge.steps.hold.HoldForInspection;
import io.returnbridge.steps.inspect.ReveniReturnFinder;
import io.returnbridge.steps.inspect.TestInspections;
import io.returnbridge.steps.mirror.MirrorStatus;
import io.returnbridge.steps.mirror.TestMirror;
import io.returnbridge.steps.stock.TestStock;
import io.returnbridge.store.Database;
import io.returnbridge.store.Ledger;
import io.returnbridge.store.Outbox;
import io.returnbridge.store.OutboxRecord;
import io.returnbridge.store.ReturnStates;
import io.returnbridge.store.Scans;
import io.returnbridge.store.TestDatabase;
import io.returnbridge.store.WakeUp;
import io.returnbridge.watchdogs.Watches;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Both systems in the process, a real database, and all steps, wired as the program wires them. */
final class ReconciledShop implements AutoCloseable {

  /** The process has died. */
  static final class Died extends Error {
    private static final long serialVersionUID = 1L;

    Died() {
      super("the process has died", null, false, false);
    }
  }

  static final String STORE = "es";
  static final String SKU = "TSHIRT-RED-M";
  static final String NEW_SKU = "JEANS-34";
  static final long CENTS = 2495;
  static final Mappings MAPPINGS = Mappings.load(Path.of("mappings"));

  final CommercetoolsSandbox commercetools =
      CommercetoolsSandbox.inProcess(SandboxOptions.of(0, "reconciled"));
  final ReveniSandbox reveni;
  final Shop shop;
  final Shopper shopper;
  final Database database = TestDatabase.clean();
  final WorkList work = TestDatabase.work(database);
  final Cases cases = new Cases(database, MAPPINGS);
  final ReturnStates states;
  final List<String> sentences = new ArrayList<>();

  /** What was found at the last end: store/return or channel/sku or key, code, about; healed. */
  final Map<String, Boolean> found = new HashMap<>();

  final List<Results.Found> findings = new ArrayList<>();
  int reveniReads;

  /** Asked before each request to commercetools. */
  Runnable beforeRequest = () -> {};

  /** Runs before a run ends. */
  Runnable beforeEnd = () -> {};

  private final Map<String, Function<Claim, List<OutboxRecord>>> steps = new HashMap<>();
  private final Map<String, StepRunner> runners = new HashMap<>();
  private final Claims claims = TestDatabase.claims(database);
  final Reconcile reconcile;

  ReconciledShop() {
    this(Duration.ofMillis(200));
  }

  /**
   * @param between two looks at a thing
   */
  ReconciledShop(Duration between) {
    Map<String, ReveniSandbox.Store> stores = new HashMap<>();
    MAPPINGS
        .stores()
        .all()
        .forEach(s -> stores.put(s.store(), new ReveniSandbox.Store(s.store(), "key")));
    reveni = ReveniSandbox.inProcess(stores);
    shopper = reveni.shopper(STORE).quiet();
    shop = Shop.open(commercetools, MAPPINGS);
    InProcess.setUp(commercetools, Wanted.by(MAPPINGS));
    Watches watches = new Watches(database, cases, MAPPINGS);
    states = new ReturnStates(database, watches);
    InProcess adapter =
        new InProcess(
            commercetools,
            (method, uri, body, send) -> {
              beforeRequest.run();
              return send.now();
            },
            System::nanoTime,
            database);
    Settings settings = settings();
    ReveniReturns returns =
        new ReveniReturns(TestStoreKeys.by(System::nanoTime, this::reveni, settings), MAPPINGS);
    Ledger ledger = new Ledger(database);
    Scans scans = new Scans(database);
    runners.put(
        WakeUp.ACCEPT_RETURN,
        TestAccepting.acceptor(
            returns, adapter.orders, MAPPINGS, database, claims, states, work, cases));
    runners.put(
        WakeUp.MIRROR_STATUS,
        TestMirror.mirror(
            adapter.orders, MAPPINGS, settings, database, claims, states, work, cases));
    runners.put(
        WakeUp.HOLD_FOR_INSPECTION,
        Running.step(
            new HoldForInspection(ledger, scans, MAPPINGS, states),
            database,
            claims,
            states,
            work,
            cases));
    runners.put(
        WakeUp.LINK_CREDIT,
        TestCredits.linker(
            adapter.payments, adapter.orders, MAPPINGS, database, claims, states, work, cases));
    runners.put(
        WakeUp.CREATE_EXCHANGE_ORDER,
        TestExchanges.creator(
            adapter.exchangeOrders,
            adapter.orders,
            MAPPINGS,
            database,
            claims,
            states,
            work,
            cases));
    runners.put(
        WakeUp.MOVE_INSPECTED_STOCK,
        TestInspections.mover(
            adapter.orders,
            new ReveniInspections(returns, happened -> {}),
            new ReveniReturnFinder(returns, MAPPINGS),
            MAPPINGS,
            database,
            claims,
            states,
            work,
            cases));
    runners.put(
        WakeUp.APPLY_STOCK_MOVEMENTS,
        TestStock.applier(
            adapter.inventory, MAPPINGS, database, claims, states, work, cases, 50, 200));
    runners.forEach((name, runner) -> steps.put(name, runner::run));
    Runs runs = new Runs(database);
    ReconciliationCases reconciliationCases = new ReconciliationCases(cases, database);
    StockCheck stock = new StockCheck(adapter.holdings, database, MAPPINGS);
    ReveniLists lists = new ReveniLists(returns, settings, MAPPINGS);
    MirrorStatus mirror = new MirrorStatus(MAPPINGS, settings, states, watches);
    ReturnLook look =
        new ReturnLook(
            returns,
            adapter.holdings,
            states,
            database,
            MAPPINGS,
            new ShownCheck(Running.orders(adapter.orders), mirror, adapter.holdings, database));
    reconcile =
        new Reconcile(
            runs,
            new Comparisons(
                runs,
                look,
                new StrangeHoldings(adapter.holdings, adapter.payments, database),
                stock,
                adapter.holdings,
                lists,
                reconciliationCases,
                database,
                work),
            reconciliationCases,
            stock,
            lists,
            database,
            work,
            MAPPINGS,
            List.of(this::ended),
            35,
            100_000,
            between,
            Clock.systemUTC());
    steps.put(WakeUp.RECONCILE, reconcile::run);
  }

  private void ended(Instant asOf, String sentence, boolean complete, Results results) {
    beforeEnd.run();
    sentences.add(sentence);
    results.looks(
        (look, all) -> all.forEach(f -> add(look.id().id().isEmpty() ? "?" : look.id().id(), f)));
    results.entries((entry, all) -> all.forEach(f -> add(entry.channel() + "/" + entry.sku(), f)));
  }

  private void add(String subject, Results.Found f) {
    found.merge(subject + " " + f.finding().code(), f.healed(), (a, b) -> a && b);
    findings.add(f);
  }

  private ReveniHttp.Answer reveni(String method, String url, String key, @Nullable String body) {
    database.letGo();
    reveniReads++;
    ReveniSandbox.Reply reply = reveni.call(method, URI.create(url), "Bearer " + key, body);
    return new ReveniHttp.Answer(reply.status(), null, reply.body());
  }

  void order(String number, long quantity) {
    commercetools
        .seeds()
        .order(
            number,
            STORE,
            "EUR",
            List.of(
                new Seeds.Line(
                    SKU,
                    "Shirt",
                    "Camiseta",
                    quantity,
                    CENTS,
                    shop.saleable(STORE),
                    shop.sellingChannel(STORE))));
  }

  /** A return of one unit, as Reveni has it; the program is not told. */
  void opened(String id, boolean exchange) {
    order("ORD-" + id, 2);
    ReturnBuilder draft =
        ReturnBuilder.ofOrder("ORD-" + id).id(id).rmaNumber("RMA-" + id).currency("EUR");
    String ignored =
        shopper.create(
            exchange
                ? draft.exchange(SKU, 1, "too_small", "24.9500", NEW_SKU)
                : draft.item(SKU, 1, "too_small", "24.9500"));
    Objects.requireNonNull(ignored);
  }

  void shipped(String id) {
    shopper.ship(id);
    shopper.receive(id);
  }

  void refunded(String id) {
    shopper.completeRefund(id, NewRefund.instant("rf-1", "24.9500"));
  }

  void announce(String id) {
    work.wake(WakeUp.ACCEPT_RETURN, STORE + "/" + id, "sweep:test");
  }

  /** Works on all that is due, until nothing is. */
  void work() {
    int idle = 0;
    while (idle < 2) {
      database.update(
          "update work set due_at = now() where token is null and not waiting and due_at > now() and attempt = 0");
      List<Claim> claimed = claims.claim(50);
      idle = claimed.isEmpty() ? idle + 1 : 0;
      for (Claim first : claimed) {
        List<Claim> next = List.of(first);
        while (!next.isEmpty()) {
          next = workOn(next.get(0));
        }
      }
    }
  }

  private List<Claim> workOn(Claim claimed) {
    WakeUp wakeUp = claimed.wakeUp();
    try {
      List<OutboxRecord> told =
          Objects.requireNonNull(steps.get(wakeUp.step()), wakeUp.step()).apply(claimed);
      told.forEach(this::publish);
      return attempts().done(claimed, told);
    } catch (NeedsDecision e) {
      cases.add(Origin.of(wakeUp), e.trouble());
      attempts().decided(claimed);
    } catch (Unavailable e) {
      attempts().after(claimed, e);
    }
    return List.of();
  }

  private NextAttempts attempts() {
    return new NextAttempts(
        database, new Outbox(database), work, claims, cases, TestSteps.circuits());
  }

  private void publish(OutboxRecord record) {
    if (record.topic().equals("returns.events.v1")) {
      JsonNode json = Json.read(record.payload(), JsonNode.class);
      String subject = json.path("store").asText() + "/" + json.path("returnId").asText();
      for (String step :
          List.of(
              WakeUp.MIRROR_STATUS,
              WakeUp.HOLD_FOR_INSPECTION,
              WakeUp.LINK_CREDIT,
              WakeUp.CREATE_EXCHANGE_ORDER)) {
        Objects.requireNonNull(runners.get(step))
            .wake(List.of(new WakeUp(step, subject, "event:" + record.id())));
      }
    }
  }

  /** The process starts again: what it had claimed is free. */
  void restart() {
    database.update(
        "update work set token = null, claimed_by = null, due_at = now(), waiting = false where token is not null");
  }

  /** Compares everything, with all that the steps have to do for that. */
  void reconcile() {
    found.clear();
    findings.clear();
    var begun = reconcile.ask(null, null, "api:ana");
    work();
  }

  List<String> openCases() {
    return database.query(
        "select code || ' ' || coalesce(return_id, details ->> 'channel') from exception_case where status <> 'resolved' order by 1",
        r -> r.text(1));
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

  @Override
  public void close() {
    commercetools.close();
    reveni.close();
  }
}
