package io.returnbridge.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.returnbridge.sandbox.Actors;
import io.returnbridge.sandbox.Shop;
import io.returnbridge.sandbox.commercetools.ApiCall;
import io.returnbridge.sandbox.commercetools.Fault;
import io.returnbridge.sandbox.commercetools.FaultPlan;
import io.returnbridge.sandbox.commercetools.Seeds;
import io.returnbridge.sandbox.reveni.NewRefund;
import io.returnbridge.sandbox.reveni.ReturnBuilder;
import io.returnbridge.sandbox.reveni.Shopper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What is expected and does not happen becomes a case, which closes by itself when it happens. */
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WatchdogsIT {

  private static final String SKU = "TSHIRT-RED-M";
  private static final String AMOUNT = "24.9500";

  private World world;
  private Shop shop;
  private Program program;
  private Actors actors;
  private Shopper ana;
  private int orders;

  @BeforeAll
  void start() throws IOException {
    world = new World();
    shop = Shop.open(world.commercetools, world.mappings);
    world.setUp();
    Map<String, String> environment = world.environment();
    environment.put("MAPPINGS_DIR", impatientTables().toString());
    environment.put("SCHEDULE_WATCHDOGS", "* * * * * ?");
    program = Program.start("watchdogs", environment);
    actors = world.actors(program);
    ana = actors.shopper("es");
  }

  @AfterAll
  void end() {
    program.close();
    world.close();
  }

  @AfterEach
  void nothingGoesWrongAnyMore() {
    world.commercetools.faults(FaultPlan.none());
  }

  /**
   * Every watchdog but that of the statutory days waits two seconds; that for an unknown order long
   * enough to import it.
   */
  private static Path impatientTables() throws IOException {
    Path folder = Path.of("target/journey/watchdogs-mappings").toAbsolutePath();
    Program.delete(folder);
    Files.createDirectories(folder);
    try (Stream<Path> files = Files.list(Path.of("mappings"))) {
      for (Path file : files.toList()) {
        Files.copy(file, folder.resolve(file.getFileName()));
      }
    }
    Path table = folder.resolve("exceptions.csv");
    List<String> rows = new ArrayList<>();
    for (String row : Files.readAllLines(table)) {
      String time = row.startsWith("ORDER_NOT_FOUND") ? "PT25S" : "PT2S";
      rows.add(
          row.matches("(COMMERCETOOLS|REVENI)_UNAVAILABLE.*|SCAN_UNKNOWN_RETURN.*|REFUND_DUE.*")
              ? row
              : row.replaceFirst(
                  "^([A-Z_]+,\\w+,\\w+,[\\w-]+),PT?[0-9]+[A-Z],", "$1," + time + ","));
    }
    Files.write(table, rows);
    return folder;
  }

  private String order(String... skus) {
    String number = "ORD-W-" + ++orders;
    world
        .commercetools
        .seeds()
        .order(number, "es", "EUR", Stream.of(skus).map(this::line).toList());
    return number;
  }

  private Seeds.Line line(String sku) {
    return new Seeds.Line(sku, sku, sku, 1, 2495, shop.saleable("es"), shop.sellingChannel("es"));
  }

  private void refuse(Predicate<ApiCall> calls) {
    world.commercetools.faults(call -> calls.test(call) ? Fault.refuse(503) : Fault.none());
  }

  private static Predicate<ApiCall> writes(String resource) {
    return call -> call.writes() && call.resource().equals(resource);
  }

  private List<JsonNode> cases(String returnId) {
    List<JsonNode> cases = new ArrayList<>();
    actors
        .program()
        .get("/api/exceptions?returnId=" + returnId)
        .body()
        .path("items")
        .forEach(cases::add);
    return cases;
  }

  private List<String> open(String returnId) {
    return cases(returnId).stream()
        .filter(c -> !c.path("status").asText().equals("resolved"))
        .map(c -> c.path("code").asText())
        .sorted()
        .toList();
  }

  /** Of what was late as well and was done meanwhile, the cases have ended by themselves. */
  private void awaitOpen(String what, String returnId, String... codes) {
    Waiting.untilAsserted(what, () -> assertThat(open(returnId)).containsExactly(codes));
  }

  private JsonNode awaitCase(String returnId, String code) {
    Waiting.until(code, () -> open(returnId).contains(code));
    return cases(returnId).stream()
        .filter(c -> c.path("code").asText().equals(code))
        .findFirst()
        .orElseThrow();
  }

  /** Once, by nobody, and saying so. */
  private void awaitResolvedByItself(String returnId, String code) {
    Waiting.until("the end of " + code, () -> !open(returnId).contains(code));
    List<JsonNode> closed =
        cases(returnId).stream().filter(c -> c.path("code").asText().equals(code)).toList();
    assertThat(closed).hasSize(1);
    JsonNode history = closed.get(0).path("history");
    JsonNode last = history.get(history.size() - 1);
    assertThat(last.path("what").asText()).isEqualTo("resolved");
    assertThat(last.path("who").asText()).isEqualTo("returnbridge");
    assertThat(last.path("note").asText()).isNotEmpty();
  }

  private String refunded(String orderNumber) {
    String id = ana.create(ReturnBuilder.ofOrder(orderNumber).item(SKU, 1, "too_small", AMOUNT));
    ana.completeRefund(id, NewRefund.byMerchant("rf-1", AMOUNT));
    return id;
  }

  /** May have been done by itself a moment before. */
  private void retry(JsonNode one) {
    int status =
        actors
            .program()
            .post("/api/exceptions/" + one.path("id").asText() + "/retry", "{}")
            .status();
    assertThat(status).isIn(200, 409);
  }

  @Test
  void aRefundWithoutItsCredit() {
    refuse(writes("payments"));
    String id = refunded(order(SKU));

    JsonNode missing = awaitCase(id, "CREDIT_MISSING");
    assertThat(missing.path("owner").asText()).isEqualTo("finance");
    assertThat(missing.path("step").asText()).isEqualTo("link-credit");
    assertThat(missing.path("cause").asText()).contains("rf-1").contains("24.95 EUR");
    awaitOpen("the order shows the refund", id, "CREDIT_MISSING");

    world.commercetools.faults(FaultPlan.none());
    retry(missing);
    awaitResolvedByItself(id, "CREDIT_MISSING");
    assertThat(world.commercetools.payment("reveni-credit-" + id + "-rf-1")).isPresent();
  }

  @Test
  void aRefundThatTheOrderDoesNotShow() {
    refuse(call -> writes("orders").test(call) && !call.path().equals("orders/import"));
    String number = order(SKU);
    String id = refunded(number);

    JsonNode missing = awaitCase(id, "REFUND_NOT_MIRRORED");
    assertThat(missing.path("orderNumber").asText()).isEqualTo(number);
    awaitOpen("the credit is there", id, "REFUND_NOT_MIRRORED");

    world.commercetools.faults(FaultPlan.none());
    retry(missing);
    awaitResolvedByItself(id, "REFUND_NOT_MIRRORED");
    Waiting.until(
        "the credit to be linked",
        () -> OrderState.of(world.commercetools, number).credits().size() == 1);
  }

  @Test
  void receivedGoodsThatAreNotInInspectionStockAndThenNobodyInspects() {
    refuse(writes("inventory"));
    String id = ana.create(ReturnBuilder.ofOrder(order(SKU)).item(SKU, 1, "too_small", AMOUNT));
    ana.receive(id);

    JsonNode missing = awaitCase(id, "NOT_IN_INSPECTION");
    assertThat(missing.path("step").asText()).isEqualTo("apply-stock-movements");
    assertThat(missing.path("itemId").asText()).isEqualTo("item-1");
    assertThat(missing.path("cause").asText()).contains(SKU).contains("received on");

    world.commercetools.faults(FaultPlan.none());
    retry(missing);
    awaitResolvedByItself(id, "NOT_IN_INSPECTION");

    JsonNode overdue = awaitCase(id, "INSPECTION_OVERDUE");
    assertThat(overdue.path("owner").asText()).isEqualTo("warehouse");
    actors.program().scan("es", id, SKU, 1, "a");
    awaitResolvedByItself(id, "INSPECTION_OVERDUE");
  }

  @Test
  void anExchangeWithoutItsOrder() {
    refuse(call -> call.path().equals("orders/import"));
    String id =
        ana.create(
            ReturnBuilder.ofOrder(order("JEANS-32"))
                .exchange("JEANS-32", 1, "size_change", "59.9000", "JEANS-34"));

    JsonNode missing = awaitCase(id, "EXCHANGE_MISSING");
    assertThat(missing.path("cause").asText()).contains("JEANS-34");

    world.commercetools.faults(FaultPlan.none());
    retry(missing);
    awaitResolvedByItself(id, "EXCHANGE_MISSING");
    assertThat(
            world.commercetools.orders().stream()
                .filter(o -> o.path("orderNumber").asText().startsWith("EX-"))
                .filter(o -> o.at("/custom/fields/reveniReturnIds/0").asText().equals(id)))
        .hasSize(1);
  }

  @Test
  void anExchangeOrderThatNobodyPicksUp() {
    String id =
        ana.create(
            ReturnBuilder.ofOrder(order("JEANS-32"))
                .exchange("JEANS-32", 1, "size_change", "59.9000", "JEANS-34"));

    JsonNode idle = awaitCase(id, "EXCHANGE_NOT_PICKED_UP");
    assertThat(idle.path("owner").asText()).isEqualTo("warehouse");
    String number = actors.program().returnOf(id).at("/exchanges/0/orderNumber").asText();
    assertThat(idle.path("cause").asText()).contains(number);

    world.commercetools.update(
        "orders",
        world.commercetools.order(number).orElseThrow().path("id").asText(),
        "[{\"action\":\"changeShipmentState\",\"shipmentState\":\"Ready\"}]");
    awaitResolvedByItself(id, "EXCHANGE_NOT_PICKED_UP");
  }

  @Test
  void anExchangeThatIsOutOfStockIsNotMissedAsWell() {
    JsonNode entry =
        world.commercetools.inventoryEntry("BELT-BROWN-95", shop.saleable("es")).orElseThrow();
    world.commercetools.update(
        "inventory", entry.path("id").asText(), "[{\"action\":\"changeQuantity\",\"quantity\":0}]");
    String id =
        ana.create(
            ReturnBuilder.ofOrder(order("BELT-BROWN-85"))
                .exchange("BELT-BROWN-85", 1, "size_change", "29.5000", "BELT-BROWN-95"));

    awaitCase(id, "EXCHANGE_OUT_OF_STOCK");
    Waiting.lasts(Duration.ofSeconds(5));

    awaitOpen("the one that says why", id, "EXCHANGE_OUT_OF_STOCK");
  }

  @Test
  void anInstantRefundWhoseCoverEnds() {
    String id =
        ana.create(ReturnBuilder.ofOrder(order(SKU)).instant().item(SKU, 1, "too_small", AMOUNT));
    ana.completeRefund(id, NewRefund.instant("rf-1", AMOUNT));

    assertThat(awaitCase(id, "COVER_EXPIRING").path("owner").asText()).isEqualTo("finance");

    ana.acceptItem(id, "item-1");
    awaitResolvedByItself(id, "COVER_EXPIRING");
  }

  @Test
  void anOrderThatIsImportedSoonAfterItsReturnLeavesNoCase() {
    String number = "ORD-W-late";
    String id = ana.create(ReturnBuilder.ofOrder(number).item(SKU, 1, "too_small", AMOUNT));
    Waiting.lasts(Duration.ofSeconds(3));
    assertThat(actors.program().get("/api/pipeline").body().path("pending").asInt())
        .as("it is neither applied nor a case")
        .isPositive();

    world.commercetools.seeds().order(number, "es", "EUR", List.of(line(SKU)));
    actors.program().post("/api/jobs/retries/run", "{}");
    actors.program().settle();

    assertThat(cases(id)).isEmpty();
    assertThat(OrderState.of(world.commercetools, number).set("reveniReturnIds"))
        .containsExactly(id);
  }

  @Test
  void anOrderThatIsNeverImportedIsACaseAndThenWaits() {
    String number = "ORD-W-never";
    String id = ana.create(ReturnBuilder.ofOrder(number).item(SKU, 1, "too_small", AMOUNT));

    JsonNode unknown = awaitCase(id, "ORDER_NOT_FOUND");
    assertThat(unknown.path("cause").asText()).contains(number);
    actors.program().settle();

    world.commercetools.seeds().order(number, "es", "EUR", List.of(line(SKU)));
    retry(unknown);
    awaitResolvedByItself(id, "ORDER_NOT_FOUND");
  }

  @Test
  void aScanWhoseParcelIsNotReceived() {
    String id = ana.create(ReturnBuilder.ofOrder(order(SKU)).item(SKU, 1, "too_small", AMOUNT));
    actors.program().settle();
    actors.program().scan("es", id, SKU, 1, "a");

    JsonNode waiting = awaitCase(id, "SCAN_WAITING");
    assertThat(waiting.path("cause").asText())
        .contains(actors.program().returnOf(id).path("rmaNumber").asText())
        .contains(SKU);

    ana.receive(id);
    awaitResolvedByItself(id, "SCAN_WAITING");
    Waiting.until(
        "the shirt to be on its shelf",
        () -> actors.program().returnOf(id).at("/items/0/location").asText().equals("saleable"));
  }

  @Test
  void aScanWhoseParcelIsNeverReceivedIsCountedByAPersonOnce() {
    String sku = "SCARF-WOOL";
    String number = order(sku);
    long saleable = world.commercetools.onStock(sku, shop.saleable("es"));
    String id = ana.create(ReturnBuilder.ofOrder(number).item(sku, 1, "too_small", "35.0000"));
    actors.program().settle();
    actors.program().scan("es", id, sku, 1, "a");
    String path =
        "/api/exceptions/"
            + awaitCase(id, "SCAN_WAITING").path("id").asText()
            + "/count-as-received";
    assertThat(stock(sku)).as("nothing moves before").isEqualTo(List.of(0L, saleable));

    assertThat(actors.program().post(path, "{\"note\":\"It is here\"}").status()).isEqualTo(200);
    assertThat(actors.program().post(path, "{}").status()).as("pressed twice").isEqualTo(409);
    Waiting.until(
        "the scarf to be on its shelf",
        () ->
            OrderState.of(world.commercetools, number)
                .returnStates()
                .equals(List.of("BackInStock Initial")));
    actors.program().settle();

    assertThat(stock(sku)).isEqualTo(List.of(0L, saleable + 1));
    awaitOpen("nothing", id);
    assertThat(scanWaiting(id))
        .singleElement()
        .satisfies(
            closed ->
                assertThat(closed.path("history").toString())
                    .contains("\"counted-as-received\"", "\"admin\"", "It is here"));

    long moves = inventoryWrites();
    ana.receive(id);
    actors.program().settle();
    assertThat(inventoryWrites()).isEqualTo(moves);
    assertThat(stock(sku)).isEqualTo(List.of(0L, saleable + 1));
    assertThat(OrderState.of(world.commercetools, number).returnStates())
        .containsExactly("BackInStock Initial");
    awaitOpen("nothing", id);
    assertThat(scanWaiting(id)).hasSize(1);
  }

  private List<JsonNode> scanWaiting(String id) {
    return cases(id).stream().filter(c -> c.path("code").asText().equals("SCAN_WAITING")).toList();
  }

  /** In inspection, and to be sold. */
  private List<Long> stock(String sku) {
    return List.of(
        world.commercetools.onStock(sku, shop.inspection("es")),
        world.commercetools.onStock(sku, shop.saleable("es")));
  }

  private long inventoryWrites() {
    return world.commercetools.calls().stream().filter(writes("inventory")).count();
  }
}
