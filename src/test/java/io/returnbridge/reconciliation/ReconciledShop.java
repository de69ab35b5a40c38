package io.returnbridge.reconciliation;

import com.fasterxml.jackson.databind.JsonNode;
import io.returnbridge.cases.Cases;
import io.returnbridge.cases.Origin;
import io.returnbridge.commerce.Orders;
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
import io.returnbridge.reports.Report;
import io.returnbridge.reports.ReportBook;
import io.returnbridge.reports.TestReports;
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
import io.returnbridge.store.Effects;
import io.returnbridge.store.Ledger;
import io.returnbridge.store.Outbox;
import io.returnbridge.store.OutboxRecord;
import io.returnbridge.store.ReturnStates;
import io.returnbridge.store.Scans;
import io.returnbridge.store.TestDatabase;
import io.returnbridge.store.WakeUp;
import io.returnbridge.watchdogs.Watches;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
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

  /** What outlives the program: both systems, and its database. */
  private record Outside(
      CommercetoolsSandbox commercetools, ReveniSandbox reveni, Shop shop, Database database) {

    static Outside fresh() {
      Map<String, ReveniSandbox.Store> stores = new HashMap<>();
      MAPPINGS
          .stores()
          .all()
          .forEach(s -> stores.put(s.store(), new ReveniSandbox.Store(s.store(), "key")));
      CommercetoolsSandbox commercetools =
          CommercetoolsSandbox.inProcess(SandboxOptions.of(0, "reconciled"));
      Shop shop = Shop.open(commercetools, MAPPINGS);
      neverSoldOut(commercetools, shop);
      InProcess.setUp(commercetools, Wanted.by(MAPPINGS));
      return new Outside(
          commercetools, ReveniSandbox.inProcess(stores), shop, TestDatabase.clean());
    }

    /** However many are exchanged for it. */
    private static void neverSoldOut(CommercetoolsSandbox commercetools, Shop shop) {
      JsonNode entry = commercetools.inventoryEntry(NEW_SKU, shop.saleable(STORE)).orElseThrow();
      commercetools.update(
          "inventory",
          entry.path("id").asText(),
          "[{\"action\":\"addQuantity\",\"quantity\":1000000}]");
    }
  }

  private final Outside outside;
  final CommercetoolsSandbox commercetools;
  final ReveniSandbox reveni;
  final Shop shop;
  final Shopper shopper;
  final Database database;
  final WorkList work;
  final Cases cases;
  final ReturnStates states;
  final List<String> sentences = new ArrayList<>();

  /** What was found at the last end. */
  final Map<String, Seeded.Said> found = new HashMap<>();

  final List<Results.Found> findings = new ArrayList<>();

  /** Addresses that Reveni was asked for. */
  final List<String> reveniReads = new ArrayList<>();

  /** Asked before each request to commercetools. */
  Runnable beforeRequest = () -> {};

  /** What becomes of a request to commercetools then. */
  InProcess.Way way = (method, uri, body, send) -> send.now();

  /** Runs before a run ends. */
  Runnable beforeEnd = () -> {};

  private final Orders orders;
  private String lost = "";
  private final Map<String, Function<Claim, List<OutboxRecord>>> steps = new HashMap<>();
  private final Map<String, StepRunner> runners = new HashMap<>();
  private final Claims claims;
  final Reconcile reconcile;

  ReconciledShop() {
    this(Duration.ofMillis(200), Map.of());
  }

  /**
   * @param between two looks at a thing
   * @param variables besides those that there have to be
   */
  ReconciledShop(Duration between, Map<String, String> variables) {
    this(Outside.fresh(), between, variables, MAPPINGS);
  }

  /** The same with other tables, after the program has ended and started again. */
  ReconciledShop restarted(Mappings tables) {
    ReconciledShop again = new ReconciledShop(outside, Duration.ofMillis(200), Map.of(), tables);
    again.restart();
    return again;
  }

  private ReconciledShop(
      Outside outside, Duration between, Map<String, String> variables, Mappings mappings) {
    this.outside = outside;
    commercetools = outside.commercetools();
    reveni = outside.reveni();
    shop = outside.shop();
    shopper = reveni.shopper(STORE).quiet();
    database = outside.database();
    work = TestDatabase.work(database);
    cases = new Cases(database, mappings);
    claims = TestDatabase.claims(database);
    Watches watches = new Watches(database, cases, mappings);
    states = new ReturnStates(database, watches);
    InProcess adapter =
        new InProcess(
            commercetools,
            (method, uri, body, send) -> {
              beforeRequest.run();
              return way.go(method, uri, body, send);
            },
            System::nanoTime,
            database);
    orders = adapter.orders;
    Settings settings = settings(variables);
    ReveniReturns returns =
        new ReveniReturns(TestStoreKeys.by(System::nanoTime, this::reveni, settings), mappings);
    Ledger ledger = new Ledger(database);
    Scans scans = new Scans(database);
    runners.put(
        WakeUp.ACCEPT_RETURN,
        TestAccepting.acceptor(
            returns, adapter.orders, mappings, database, claims, states, work, cases));
    runners.put(
        WakeUp.MIRROR_STATUS,
        TestMirror.mirror(
            adapter.orders, mappings, settings, database, claims, states, work, cases));
    runners.put(
        WakeUp.HOLD_FOR_INSPECTION,
        Running.step(
            new HoldForInspection(ledger, scans, mappings, states),
            database,
            claims,
            states,
            work,
            cases));
    runners.put(
        WakeUp.LINK_CREDIT,
        TestCredits.linker(
            adapter.payments, adapter.orders, mappings, database, claims, states, work, cases));
    runners.put(
        WakeUp.CREATE_EXCHANGE_ORDER,
        TestExchanges.creator(
            adapter.exchangeOrders,
            adapter.orders,
            mappings,
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
            new ReveniReturnFinder(returns, mappings),
            mappings,
            database,
            claims,
            states,
            work,
            cases));
    runners.put(
        WakeUp.APPLY_STOCK_MOVEMENTS,
        TestStock.applier(
            adapter.inventory, mappings, database, claims, states, work, cases, 50, 200));
    Running.together(runners.values());
    runners.forEach((name, runner) -> steps.put(name, runner::run));
    Runs runs = new Runs(database);
    ReconciliationCases reconciliationCases = new ReconciliationCases(cases, database);
    StockCheck stock = new StockCheck(adapter.holdings, database, mappings);
    ReveniLists lists = new ReveniLists(returns, settings, mappings);
    MirrorStatus mirror = new MirrorStatus(mappings, settings, states, watches, work);
    ReturnLook look =
        new ReturnLook(
            returns,
            adapter.holdings,
            states,
            database,
            mappings,
            new ShownCheck(
                Running.orders(adapter.orders),
                mirror,
                new Effects(database),
                new ExchangeCheck(database)));
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
            mappings,
            Stream.concat(
                    Stream.<Reconcile.Ended>of(this::ended),
                    TestReports.ofReconciliation(database, work, mappings, settings).stream())
                .toList(),
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
    Look.Finding said = f.finding();
    found.merge(
        Seeded.Said.of(subject, said.code(), said.refundId()),
        new Seeded.Said(f.healed(), said.amount(), said.actual()),
        Seeded.Said::and);
    findings.add(f);
  }

  private ReveniHttp.Answer reveni(String method, String url, String key, @Nullable String body) {
    database.letGo();
    reveniReads.add(url);
    ReveniSandbox.Reply reply = reveni.call(method, URI.create(url), "Bearer " + key, body);
    return new ReveniHttp.Answer(reply.status(), null, reply.body());
  }

  /** Amounts of no, of two and of three decimals. */
  static String currency(String id) {
    return switch (Integer.parseInt(id.substring(1, 6)) % 5) {
      case 3 -> "JPY";
      case 4 -> "KWD";
      default -> "EUR";
    };
  }

  /** As Reveni says it. */
  static String amount(String id, long minorUnits) {
    return BigDecimal.valueOf(
            minorUnits, Currency.getInstance(currency(id)).getDefaultFractionDigits())
        .toPlainString();
  }

  void order(String id, long quantity) {
    order(id, Map.of(SKU, quantity));
  }

  /**
   * @param quantities by SKU
   */
  void order(String id, Map<String, Long> quantities) {
    commercetools
        .seeds()
        .order(
            "ORD-" + id,
            STORE,
            currency(id),
            quantities.entrySet().stream()
                .map(
                    line ->
                        new Seeds.Line(
                            line.getKey(),
                            "Shirt",
                            "Camiseta",
                            line.getValue(),
                            CENTS,
                            shop.saleable(STORE),
                            shop.sellingChannel(STORE)))
                .toList());
  }

  /** A person returns one unit of the goods in the Merchant Center. */
  void returnedByHand(String order, String sku) {
    JsonNode json = commercetools.order(order).orElseThrow();
    for (JsonNode line : json.path("lineItems")) {
      if (line.at("/variant/sku").asText().equals(sku)) {
        commercetools.update(
            "orders",
            json.path("id").asText(),
            """
            [{"action":"addReturnInfo","items":[
              {"key":"by-hand","quantity":1,"lineItemId":"%s","shipmentState":"Returned"}]}]
            """
                .formatted(line.path("id").asText()));
      }
    }
  }

  void runsOut(String sku) {
    commercetools.update(
        "inventory",
        commercetools.inventoryEntry(sku, shop.saleable(STORE)).orElseThrow().path("id").asText(),
        "[{\"action\":\"changeQuantity\",\"quantity\":0}]");
  }

  /** A return of one unit, as Reveni has it; the program is not told. */
  void opened(String id, boolean exchange) {
    order(id, 2);
    opened(id, "ORD-" + id, exchange);
  }

  /** One of several returns of an order. */
  void opened(String id, String order, boolean exchange) {
    ReturnBuilder draft = draft(id, order);
    String ignored =
        shopper.create(
            exchange
                ? draft.exchange(SKU, 1, "too_small", amount(id, CENTS), NEW_SKU)
                : draft.item(SKU, 1, "too_small", amount(id, CENTS)));
    Objects.requireNonNull(ignored);
  }

  /** Of one unit that the order has. */
  void opened(String id, String order, String sku) {
    String ignored = shopper.create(draft(id, order).item(sku, 1, "too_small", amount(id, CENTS)));
    Objects.requireNonNull(ignored);
  }

  private static ReturnBuilder draft(String id, String order) {
    return ReturnBuilder.ofOrder(order).id(id).rmaNumber("RMA-" + id).currency(currency(id));
  }

  void shipped(String id) {
    shopper.ship(id);
    shopper.receive(id);
  }

  void refunded(String id) {
    shopper.completeRefund(id, NewRefund.instant("rf-1", amount(id, CENTS)));
  }

  void announce(String id) {
    work.wake(WakeUp.ACCEPT_RETURN, STORE + "/" + id, "sweep:test");
  }

  /** As a step does that has found another version there than it knew. */
  void reads(String orderNumber) {
    Objects.requireNonNull(orders.read(orderNumber));
  }

  /** What Reveni says is taken in, and whoever is to be woken for that step never is. */
  void losing(String step, String id) {
    lost = step;
    announce(id);
    work();
    lost = "";
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
          wakeUp.step().equals(lost)
              ? List.of()
              : Objects.requireNonNull(steps.get(wakeUp.step()), wakeUp.step()).apply(claimed);
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
    reconcile(null, null);
  }

  /** As {@link #reconcile()}, of what changed in that time. */
  void reconcile(@Nullable Instant from, @Nullable Instant until) {
    found.clear();
    findings.clear();
    var begun = reconcile.ask(from, until, "api:ana");
    work();
  }

  Report report(String name) {
    return new ReportBook(database).find(name, LocalDate.now(ZoneOffset.UTC), null).orElseThrow();
  }

  List<String> openCases() {
    return database.query(
        "select code || ' ' || coalesce(return_id, details ->> 'channel') from exception_case where status <> 'resolved' order by 1",
        r -> r.text(1));
  }

  private static Settings settings(Map<String, String> more) {
    Map<String, String> variables = new HashMap<>(more);
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
