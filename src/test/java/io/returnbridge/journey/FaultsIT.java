package io.returnbridge.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.returnbridge.sandbox.Actors;
import io.returnbridge.sandbox.ProgramApi;
import io.returnbridge.sandbox.Shop;
import io.returnbridge.sandbox.commercetools.Fault;
import io.returnbridge.sandbox.commercetools.FaultPlan;
import io.returnbridge.sandbox.commercetools.RandomFaults;
import io.returnbridge.sandbox.reveni.Faults;
import io.returnbridge.sandbox.reveni.NewRefund;
import io.returnbridge.sandbox.reveni.ReturnBuilder;
import io.returnbridge.sandbox.reveni.Shopper;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.SoftAssertions;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * One fault after the other, on the packaged program with a Kafka and a PostgreSQL that can be
 * taken away. After each, commercetools is what the accepted webhooks and scans make it.
 */
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FaultsIT {

  private static final int RETURNS = 24;
  private static final int ORDERS = 16;

  /** Longer than a record is tried to be delivered, and than a consumer without a broker counts. */
  private static final Duration AWAY = Duration.ofSeconds(30);

  private World world;
  private Shop shop;
  private Backing backing;
  private Program program;
  private Actors actors;

  @BeforeAll
  void start() {
    world = new World();
    shop = Shop.open(world.commercetools, world.mappings);
    world.setUp();
    backing = new Backing("faults-backing");
    program = Program.start("faults", environment());
    actors = world.actors(program);
  }

  @AfterAll
  void end() {
    program.close();
    backing.close();
    world.close();
  }

  @AfterEach
  void nothingGoesWrongAnyMore() {
    world.commercetools.faults(FaultPlan.none());
    world.reveni.faults(Faults.none());
    assertThat(program.isAlive()).as(program::lastWords).isTrue();
  }

  private Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>(world.environment());
    environment.putAll(backing.environment());
    environment.put("WAREHOUSE_API_KEY_SECOND", "a-key-of-another-scanner");
    return environment;
  }

  private Population population(String prefix) {
    return new Population(prefix, world, shop, ORDERS, RETURNS, prefix.hashCode());
  }

  private void isAsTheModel(Population population) throws Exception {
    world.commercetools.faults(FaultPlan.none());
    world.reveni.faults(Faults.none());
    try {
      Population.awaitNothingPending(actors.program());
    } catch (ConditionTimeoutException standstill) {
      throw new AssertionError(standstill.getMessage() + program.lastWords(), standstill);
    }
    SoftAssertions softly = new SoftAssertions();
    population.compare(actors, softly);
    population.compareEvents(backing.brokers(), softly);
    softly
        .assertThat(
            actors
                .program()
                .get("/api/exceptions?code=COMMERCETOOLS_REJECTED")
                .body()
                .path("items")
                .findValuesAsText("cause"))
        .as("no fault of others was ever taken for a defect")
        .isEmpty();
    softly.assertAll();
  }

  @Test
  void theBrokerIsAwayForAWhile() throws Exception {
    Population population = population("BROKER");
    population.begin(actors);
    population.awaitOver(3);

    backing.killBroker();
    int before = population.over();
    Waiting.lasts(AWAY);
    assertThat(population.over()).as("webhooks were taken in meanwhile").isGreaterThan(before);
    backing.startBrokerAgain();
    population.end();

    isAsTheModel(population);
  }

  @Test
  void theDatabaseIsAway() throws Exception {
    Population population = population("DATABASE");
    population.begin(actors);
    population.awaitOver(3);

    backing.stopDatabase();
    Waiting.until("a scan to be refused", () -> scan("x", "y").status() == 503);
    HttpResponse<String> page = page("/console/today");
    assertThat(page.statusCode()).isEqualTo(503);
    assertThat(page.body()).contains("Not available now", "</html>").doesNotContain("Exception");
    Waiting.lasts(Duration.ofSeconds(15));
    backing.startDatabaseAgain();
    population.end();

    isAsTheModel(population);
  }

  @Test
  void aCompetingWriterKeepsItsEdits() throws Exception {
    Population population = population("STORM");
    world.commercetools.faults(
        new RandomFaults(
            7,
            new RandomFaults.Probabilities(
                0.3, 0, 0, 0, 0, 0, Duration.ofSeconds(1), Duration.ZERO)));
    AtomicBoolean over = new AtomicBoolean();
    Map<String, String> written = new HashMap<>();
    CompletableFuture<Void> writer =
        CompletableFuture.runAsync(
            () -> {
              for (int round = 0; !over.get(); round++) {
                for (int n = 0; n < ORDERS; n++) {
                  String number = "STORM-" + n;
                  String email = "round-" + round + "@example.com";
                  String id = world.commercetools.order(number).orElseThrow().path("id").asText();
                  world.commercetools.update(
                      "orders",
                      id,
                      "[{\"action\":\"setCustomerEmail\",\"email\":\"" + email + "\"}]");
                  written.put(number, email);
                }
              }
            });
    population.begin(actors);
    population.end();
    over.set(true);
    writer.get();

    isAsTheModel(population);
    written.forEach(
        (number, email) ->
            assertThat(
                    world.commercetools.order(number).orElseThrow().path("customerEmail").asText())
                .as(number)
                .isEqualTo(email));
  }

  @Test
  void answersAreSlowAndConnectionsHalfOpen() throws Exception {
    Population population = population("SLOW");
    world.commercetools.faults(
        new RandomFaults(
            11,
            new RandomFaults.Probabilities(
                0, 0, 0, 0.02, 0.02, 0.3, Duration.ofSeconds(30), Duration.ofSeconds(2))));
    world.reveni.faults(Faults.random(13, 0, 0, 0, 0.02, 0.2, 0));
    population.begin(actors);
    population.end();

    isAsTheModel(population);
  }

  @Test
  void tokensExpireAllTheTime() throws Exception {
    Population population = population("TOKEN");
    AtomicInteger calls = new AtomicInteger();
    world.commercetools.faults(
        call -> {
          if (calls.incrementAndGet() % 10 == 0) {
            world.commercetools.expireTokens();
          }
          return Fault.none();
        });
    population.begin(actors);
    population.end();

    isAsTheModel(population);
  }

  @Test
  void keysAreRotatedUnderLoad() throws Exception {
    Population population = population("ROTATION");
    population.begin(actors);
    population.awaitOver(4);

    program.set("REVENI_ES_API_KEY", "key-es-new");
    program.set("REVENI_ES_API_KEY_PREVIOUS", "key-es");
    assertThat(program.terminate()).isIn(0, 143);
    program.start();
    population.awaitOver(12);
    world.reveni.rotate("es", "key-es-new");
    population.end();

    isAsTheModel(population);
  }

  @Test
  void itIsTerminatedUnderLoad() throws Exception {
    Population population = population("TERM");
    population.begin(actors);
    for (int over : List.of(4, 10, 16)) {
      population.awaitOver(over);
      assertThat(program.terminate()).isIn(0, 143);
      program.start();
    }
    population.end();

    isAsTheModel(population);
  }

  @Test
  void itIsTerminatedWhileAStepWaitsForCommercetoolsForLong() throws Exception {
    String order = population("HANG").orderOf("es");
    CompletableFuture<Void> waiting = new CompletableFuture<>();
    world.commercetools.faults(
        call -> {
          if (!call.path().contains("orders")) {
            return Fault.none();
          }
          if (call.method().equals("POST")) {
            waiting.complete(null);
            return new Fault.Hang(Duration.ofSeconds(15));
          }
          return new Fault.Delay(Duration.ofSeconds(8));
        });
    String id =
        actors
            .shopper("es")
            .create(
                ReturnBuilder.ofOrder(order)
                    .rmaNumber("RMA-HANG")
                    .item(Life.SKU, 1, "too_small", "24.9500"));
    waiting.get(3, TimeUnit.MINUTES);

    assertThat(program.terminate()).isIn(0, 143);

    world.commercetools.faults(FaultPlan.none());
    program.start();
    Population.awaitNothingPending(actors.program());
    assertThat(actors.program().openCases())
        .filteredOn(c -> c.path("returnId").asText().equals(id))
        .isEmpty();
    assertThat(OrderState.of(world.commercetools, order).set("reveniReturnIds"))
        .as(program::lastWords)
        .contains(id);
  }

  @Test
  void twoInstancesShareTheWorkAndOneGoes() throws Exception {
    Population population = population("TWO");
    try (Program second = Program.start("faults-second", program.environment())) {
      Actors others = world.actorsOf(second);
      population.begin(actors, others);
      population.awaitOver(8);
      second.kill9();
      Waiting.lasts(Duration.ofSeconds(5));
      second.start();
      population.end();
      isAsTheModel(population);
    }
  }

  @Test
  void oneParcelIsScannedByTwoScanners() {
    Shopper ana = actors.shopper("es");
    String order = population("SCANNER").orderOf("es");
    String id =
        ana.create(
            ReturnBuilder.ofOrder(order)
                .rmaNumber("RMA-SCANNERS")
                .item(Life.SKU, 1, "too_small", "24.9500"));
    ana.ship(id);
    ana.receive(id);
    ana.completeRefund(id, NewRefund.byMerchant("rf-1", "24.9500"));
    Population.awaitNothingPending(actors.program());
    long before = world.commercetools.onStock(Life.SKU, shop.stockChannel("es", "saleable"));
    ProgramApi second =
        new ProgramApi(program.address(), "a-key-of-another-scanner", World.PASSWORD);
    var scan = ProgramApi.scanOf("es", id, Life.SKU, 1, "a");
    List<CompletableFuture<Integer>> answers = new ArrayList<>();
    for (ProgramApi scanner : List.of(actors.program(), second, actors.program(), second)) {
      answers.add(CompletableFuture.supplyAsync(() -> scanner.scanUntilStored(scan).status()));
    }

    assertThat(answers).allSatisfy(a -> assertThat(a.get()).isEqualTo(202));
    Population.awaitNothingPending(actors.program());
    assertThat(world.commercetools.onStock(Life.SKU, shop.stockChannel("es", "saleable")))
        .isEqualTo(before + 1);
    assertThat(OrderState.of(world.commercetools, order).returnStates())
        .containsExactly("BackInStock Refunded");
    assertThat(actors.program().openCases())
        .filteredOn(c -> c.path("returnId").asText().equals(id))
        .extracting(c -> c.path("code").asText())
        .containsExactly("SCAN_OVER_QUANTITY");
  }

  @Test
  void itIsKilledInTheMiddleOfAnExchange() throws Exception {
    String order = population("EXCHANGE").orderOf("es");
    AtomicInteger imports = new AtomicInteger();
    CompletableFuture<Void> killed = new CompletableFuture<>();
    world.commercetools.faults(
        call -> {
          if (call.path().equals("orders/import") && imports.getAndIncrement() == 0) {
            CompletableFuture.runAsync(program::kill9).thenRun(() -> killed.complete(null));
            return new Fault.ApplyThenHang(Duration.ofSeconds(2));
          }
          return Fault.none();
        });
    Shopper ana = actors.shopper("es");
    String id =
        ana.create(
            ReturnBuilder.ofOrder(order)
                .rmaNumber("RMA-EXCHANGED")
                .exchange(Life.EXCHANGED_SKU, 1, "too_small", "59.9000", Life.NEW_SKU));
    killed.get(3, TimeUnit.MINUTES);
    program.start();
    Population.awaitNothingPending(actors.program());

    List<? extends JsonNode> exchanges =
        world.commercetools.orders().stream()
            .filter(o -> o.path("orderNumber").asText().startsWith("EX-RMA-EXCHANGED"))
            .toList();
    assertThat(exchanges).hasSize(1);
    assertThat(OrderState.of(world.commercetools, order).set("reveniExchangeOrders"))
        .containsExactly("EX-RMA-EXCHANGED");
    assertThat(actors.program().returnOf(id).at("/exchanges/0/orderId").asText())
        .isEqualTo(exchanges.get(0).path("id").asText());
    assertThat(
            Topic.records(backing.brokers(), "customer.notifications.v1").stream()
                .map(r -> new String(r.value(), java.nio.charset.StandardCharsets.UTF_8))
                .filter(v -> v.contains("EX-RMA-EXCHANGED"))
                .map(v -> io.returnbridge.json.Json.read(v, JsonNode.class).path("id").asText())
                .distinct())
        .hasSize(1);
  }

  @Test
  void clocksAreTenMinutesApart() throws Exception {
    Population population = population("CLOCK");
    Map<String, String> ahead = new HashMap<>(program.environment());
    ahead.put("REVENI_SIGNATURE_TOLERANCE_SECONDS", "900");
    ahead.putAll(Tools.fakeTime("+600s"));
    try (Program second = Program.start("faults-ahead", ahead)) {
      Actors others = world.actorsOf(second);
      population.begin(actors, others);
      population.end();
      isAsTheModel(population);
    }
  }

  private ProgramApi.Answer scan(String id, String sku) {
    return actors.program().scan(ProgramApi.scanOf("es", id, sku, 1, "a"));
  }

  private HttpResponse<String> page(String path) throws Exception {
    String login = Base64.getEncoder().encodeToString(("admin:" + World.PASSWORD).getBytes());
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(program.address().resolve(path))
                .header("Authorization", "Basic " + login)
                .header("Accept", "text/html")
                .build(),
            HttpResponse.BodyHandlers.ofString());
  }
}
