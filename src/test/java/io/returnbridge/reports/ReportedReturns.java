package io.returnbridge.reports;

import static io.returnbridge.commercetools.Shop.line;

import io.returnbridge.commerce.Payments.NewPayment;
import io.returnbridge.commerce.Payments.PaymentView;
import io.returnbridge.commerce.Payments.Transaction;
import io.returnbridge.commercetools.Shop;
import io.returnbridge.engine.Claim;
import io.returnbridge.engine.WorkList;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.model.Cause;
import io.returnbridge.model.FieldValue;
import io.returnbridge.model.Keys;
import io.returnbridge.model.Money;
import io.returnbridge.model.ReturnId;
import io.returnbridge.model.ReturnSnapshot;
import io.returnbridge.model.Returns;
import io.returnbridge.reconciliation.ReturnLook;
import io.returnbridge.reveni.ReveniAnswer;
import io.returnbridge.reveni.ReveniHttp;
import io.returnbridge.reveni.ReveniLists;
import io.returnbridge.reveni.ReveniReturns;
import io.returnbridge.reveni.StoreKeys;
import io.returnbridge.settings.Settings;
import io.returnbridge.store.Database;
import io.returnbridge.store.ReturnStates;
import io.returnbridge.store.TestDatabase;
import io.returnbridge.store.WakeUp;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A Reveni whose answers a test writes, a commercetools in the sandbox, and a real database. */
abstract class ReportedReturns {

  static final Mappings MAPPINGS = Mappings.load(Path.of("mappings"));
  static final Cause CAUSE = new Cause("test", "es/r1", "test");
  private static final String STORE_URL = "https://reveni.test/stores/store-es/";

  Shop shop;
  Database database;
  ReturnStates states;
  WorkList work;
  ReportBook book;
  Instant now = Instant.parse("2026-11-10T08:00:00Z");
  String zone = "Europe/Madrid";
  String listPath = "";

  /** By path after the store's address: its JSON, or a status alone. */
  final Map<String, String> reveni = new HashMap<>();

  final List<String> asked = new ArrayList<>();

  @BeforeEach
  void start() {
    shop = Shop.ready();
    database = TestDatabase.clean();
    states = new ReturnStates(database);
    work = TestDatabase.work(database);
    book = new ReportBook(database);
    shop.order("O-1", line("A", 100));
    shop.sandbox.resetCalls();
  }

  @AfterEach
  void stop() {
    shop.close();
  }

  DailyExceptions daily() {
    Map<String, String> variables = new HashMap<>();
    variables.put("CTP_PROJECT_KEY", "p");
    variables.put("CTP_CLIENT_ID", "c");
    variables.put("CTP_CLIENT_SECRET", "s");
    variables.put("CTP_AUTH_URL", "http://127.0.0.1:1");
    variables.put("CTP_API_URL", "http://127.0.0.1:1");
    variables.put("CTP_SCOPES", "manage_orders");
    variables.put("REVENI_API_URL", "https://reveni.test/stores");
    variables.put("REVENI_ES_STORE_ID", "store-es");
    variables.put("REVENI_ES_API_KEY", "key-es");
    variables.put("REPORT_TIME_ZONE", zone);
    if (!listPath.isEmpty()) {
      variables.put("REVENI_LIST_PATH", listPath);
      variables.put("REVENI_UK_STORE_ID", "store-es");
      variables.put("REVENI_UK_API_KEY", "key-es");
    }
    Settings settings = Settings.read(variables);
    ReveniReturns returns = new ReveniReturns(new StoreKeys(this::answer, settings), MAPPINGS);
    Clock clock = clock();
    return new DailyExceptions(
        new ReportRuns(database),
        book,
        new ReportDesk(book, database, work, MAPPINGS, settings, clock),
        new ReturnLook(returns, shop.holdings, states, database, MAPPINGS, null),
        new ReportedCases(database),
        new ReveniLists(returns, settings, MAPPINGS),
        database,
        work,
        MAPPINGS,
        35,
        1_000,
        Duration.ofSeconds(10),
        clock);
  }

  /** Says what the test says. */
  private Clock clock() {
    return new Clock() {
      @Override
      public Instant instant() {
        return now;
      }

      @Override
      public ZoneId getZone() {
        return ZoneOffset.UTC;
      }

      @Override
      public Clock withZone(ZoneId other) {
        return this;
      }
    };
  }

  LocalDate today() {
    return LocalDate.ofInstant(now, ZoneId.of(zone));
  }

  private ReveniHttp.Answer answer(
      String method, String url, String bearer, @Nullable String body) {
    String path = url.replace(STORE_URL, "");
    asked.add(path);
    String answer = reveni.getOrDefault(path, "404");
    return answer.length() == 3
        ? new ReveniHttp.Answer(Integer.parseInt(answer), null, "")
        : new ReveniHttp.Answer(200, null, answer);
  }

  /** Runs the day's report to its end, the clock going on as the work list says. */
  Report run(String trigger) {
    DailyExceptions daily = daily();
    LocalDate day = today();
    daily.ask(day, trigger);
    runDue(daily);
    return book.find(DailyExceptions.NAME, day, null).orElseThrow();
  }

  Report run() {
    now = now.plusSeconds(60);
    return run("api:ana");
  }

  /** Everything that is due, the clock going on; what waits on purpose is left. */
  void runDue(DailyExceptions daily) {
    for (int i = 0; i < 50; i++) {
      database.update("update work set due_at = 'infinity' where waiting and token is null");
      database.update(
          "update work set due_at = now() where not waiting and step = ?", DailyExceptions.NAME);
      List<Claim> claimed =
          TestDatabase.claims(database).claim(10).stream()
              .filter(one -> one.wakeUp().step().equals(DailyExceptions.NAME))
              .toList();
      if (claimed.isEmpty()) {
        return;
      }
      claimed.forEach(
          one -> {
            daily.run(one);
            TestDatabase.claims(database).done(one);
          });
      now = now.plusSeconds(5);
    }
    throw new AssertionError("the run does not end");
  }

  static String refund(String id, String status, String amount) {
    return """
        {"id":"%s","status":"%s","method":"bank_transfer","paid_by":"reveni","amount":"%s","currency":"EUR",
         "completed_at":"2026-11-05T09:00:00Z"}"""
        .formatted(id, status, amount);
  }

  /** The return as Reveni says that it is now. */
  void says(String id, String... refunds) {
    saysOf(id, "O-1", refunds);
  }

  void saysOf(String id, @Nullable String order, String... refunds) {
    reveni.put(
        "returns/" + id,
        """
        {"id":"%s","rma_number":"RMA-%s","status":"received","type":"refund","created_at":"2026-11-02T09:00:00Z",
         "updated_at":"2026-11-05T09:00:00Z","currency":"EUR","order":{"external_id":%s},
         "return_items":[{"id":"i","sku":"A","quantity":1,"return_reason":"too_small","amount":"24.9500","status":"pending"}],
         "refunds":[%s],"shipments":[]}"""
            .formatted(
                id, id, order == null ? "null" : "\"" + order + "\"", String.join(",", refunds)));
  }

  /** It is known as Reveni's answer has it, whatever becomes of that later. */
  void known(String id) {
    ReturnSnapshot snapshot =
        ((ReveniAnswer.Found)
                new ReveniReturns(new StoreKeys(this::answer, settings()), MAPPINGS)
                    .read(new ReturnId("es", id)))
            .snapshot();
    states.save(Returns.state(snapshot));
    asked.clear();
  }

  private static Settings settings() {
    return Settings.read(
        Map.of(
            "CTP_PROJECT_KEY", "p",
            "CTP_CLIENT_ID", "c",
            "CTP_CLIENT_SECRET", "s",
            "CTP_AUTH_URL", "http://127.0.0.1:1",
            "CTP_API_URL", "http://127.0.0.1:1",
            "CTP_SCOPES", "manage_orders",
            "REVENI_API_URL", "https://reveni.test/stores",
            "REVENI_ES_STORE_ID", "store-es",
            "REVENI_ES_API_KEY", "key-es"));
  }

  /** A credit as link-credit makes it, on the order. */
  PaymentView credited(String returnId, String refundId, long cents) {
    PaymentView payment = payment(returnId, refundId, returnId, "Success", cents);
    link(payment.id());
    return payment;
  }

  PaymentView payment(String returnId, String refundId, String ofReturn, String state, long cents) {
    String key = Keys.credit(returnId, refundId);
    return shop.payments.create(
        new NewPayment(
            key,
            key,
            Money.zero("EUR"),
            "bank_transfer",
            List.of(
                new Transaction("Refund", state, new Money(cents, "EUR"), key + "-refund", null)),
            Map.of(
                "reveniReturnId", new FieldValue.Text(ofReturn),
                "reveniRmaNumber", new FieldValue.Text("RMA-" + ofReturn),
                "reveniRefundId", new FieldValue.Text(refundId))),
        CAUSE);
  }

  void link(String paymentId) {
    shop.sandbox.update(
        "orders",
        shop.sandbox.order("O-1").orElseThrow().path("id").asText(),
        "[{\"action\":\"addPayment\",\"payment\":{\"typeId\":\"payment\",\"id\":\""
            + paymentId
            + "\"}}]");
  }

  /** Findings by refund. */
  static Map<String, String> findings(Report report) {
    Map<String, String> findings = new HashMap<>();
    report
        .rows(DailyRow.class)
        .forEach(r -> findings.put(r.returnId() + "/" + r.refundId(), r.finding()));
    return findings;
  }

  void wake(WakeUp wakeUp) {
    work.wake(wakeUp.step(), wakeUp.subject(), wakeUp.trigger());
  }
}
