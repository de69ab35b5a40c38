package io.returnbridge.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.returnbridge.json.Json;
import io.returnbridge.sandbox.Actors;
import io.returnbridge.sandbox.Shop;
import io.returnbridge.sandbox.commercetools.ApiCall;
import io.returnbridge.sandbox.commercetools.Seeds;
import io.returnbridge.sandbox.reveni.Calls.Operation;
import io.returnbridge.sandbox.reveni.NewRefund;
import io.returnbridge.sandbox.reveni.ReturnBuilder;
import io.returnbridge.sandbox.reveni.Shopper;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * What Reveni never announced, or announced in vain, arrives all the same. The last test reads
 * lists, which would heal what the others lost.
 */
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SweepIT {

  private static final String SKU = "TSHIRT-RED-M";
  private static final String AMOUNT = "24.9500";

  private World world;
  private Shop shop;
  private Program program;
  private Actors actors;
  private Shopper ana;
  private int orders;

  @BeforeAll
  void start() {
    world = new World();
    shop = Shop.open(world.commercetools, world.mappings);
    world.setUp();
    Map<String, String> environment = world.environment();
    environment.put("SCHEDULE_SWEEP", "0 0 4 1 1 ?");
    environment.put("SWEEP_AFTER_DOWNTIME", "PT1S");
    environment.put("SWEEP_RETURNS_PER_SECOND", "100");
    program = Program.start("sweep", environment);
    actors = world.actors(program);
    ana = actors.shopper("es");
  }

  @AfterAll
  void end() {
    program.close();
    world.close();
  }

  private String order() {
    String number = "ORD-S-" + ++orders;
    Seeds.Line line =
        new Seeds.Line(SKU, SKU, SKU, 1, 2495, shop.saleable("es"), shop.sellingChannel("es"));
    world.commercetools.seeds().order(number, "es", "EUR", List.of(line));
    return number;
  }

  private static ReturnBuilder shirt(String orderNumber) {
    return ReturnBuilder.ofOrder(orderNumber).item(SKU, 1, "too_small", AMOUNT);
  }

  /** Announced and taken in. */
  private String known(String orderNumber) {
    String id = ana.create(shirt(orderNumber));
    actors.program().settle();
    return id;
  }

  /** Announced and taken in, over since so many days. */
  private String over(String orderNumber, int days) {
    return over(orderNumber, days, null);
  }

  private String over(String orderNumber, int days, String approvedRefund) {
    String id = ana.create(shirt(orderNumber));
    if (approvedRefund != null) {
      ana.approveRefund(id, NewRefund.byMerchant(approvedRefund, AMOUNT));
    }
    ana.receive(id);
    ana.acceptItem(id, "item-1");
    actors.program().settle();
    assertThat(
            Rows.of(program)
                .of(
                    """
                    update return_state set terminal_since = now() - ? * interval '1 day'
                    where return_id = ? and terminal returning return_id
                    """,
                    days,
                    id))
        .containsExactly(id);
    return id;
  }

  /** Never announced. */
  private String unannounced(String orderNumber) {
    String id = ana.quiet().create(shirt(orderNumber));
    ana.quiet().completeRefund(id, NewRefund.byMerchant("rf-1", AMOUNT));
    return id;
  }

  private boolean showsRefund(String orderNumber) {
    OrderState order = OrderState.of(world.commercetools, orderNumber);
    return order.credits().size() == 1
        && order.field("reveniRefundStatus").asText().equals("completed")
        && order.field("reveniRefundedAmount").path("centAmount").asLong() == 2495;
  }

  private boolean showsNothing(String orderNumber) {
    return OrderState.of(world.commercetools, orderNumber).set("reveniReturnIds").isEmpty();
  }

  private long writes() {
    return world.commercetools.calls().stream().filter(ApiCall::writes).count();
  }

  private void sweep() {
    assertThat(actors.program().post("/api/jobs/sweep/run", "{}").status()).isEqualTo(202);
    actors.program().settle();
  }

  private void assertASweepChangesNothing() {
    long written = writes();
    sweep();
    assertThat(writes()).isEqualTo(written);
  }

  @Test
  @Order(1)
  void whatWasAnnouncedWhileNobodyRanIsHealedByTheStart() {
    String number = order();
    String id = known(number);
    program.terminate();
    ana.completeRefund(id, NewRefund.byMerchant("rf-1", AMOUNT));

    program.start();

    Waiting.until("the order to show the refund", () -> showsRefund(number));
    actors.program().settle();
    assertASweepChangesNothing();
  }

  @Test
  @Order(2)
  void aLostWebhookIsHealedByTheNextSweepUntilTheReturnIsOverForThirtyDays() {
    String open = order();
    String ended = order();
    String unpaid = order();
    String forgotten = order();
    String openId = known(open);
    String endedId = over(ended, 29);
    String unpaidId = over(unpaid, 90, "rf-1");
    String forgottenId = over(forgotten, 31);
    Shopper lost = ana.quiet();
    for (String id : List.of(openId, endedId, forgottenId)) {
      lost.completeRefund(id, NewRefund.byMerchant("rf-1", AMOUNT));
    }
    lost.completeRefund(unpaidId, "rf-1");
    actors.program().settle();
    assertThat(List.of(open, ended, unpaid)).noneMatch(this::showsRefund);

    sweep();

    assertThat(List.of(open, ended, unpaid)).allMatch(this::showsRefund);
    assertThat(OrderState.of(world.commercetools, forgotten).credits()).isEmpty();
    assertASweepChangesNothing();
  }

  @Test
  @Order(3)
  void anExportTakesInWhatWasNeverAnnouncedAndTellsEachBadRow() {
    String first = order();
    String second = order();
    String knownId = ana.create(shirt(second));
    ana.approveRefund(knownId, NewRefund.byMerchant("rf-known", AMOUNT));
    actors.program().settle();
    ana.quiet().completeRefund(knownId, "rf-known");
    String csv =
        """
        store,return_id,refund_id,amount
        es,%s,,24.95
        fr,r-1,,24.95
        es,no id,,24.95
        es,,rf-nobody,24.95
        es,,rf-known,24.95
        es,,,

        es,no-such-return,,1
        es,"open,,1
        """
            .formatted(unannounced(first));

    JsonNode answer = upload(csv);
    actors.program().settle();

    assertThat(answer.path("rows").asInt()).isEqualTo(8);
    assertThat(answer.path("taken").asInt()).isEqualTo(3);
    assertThat(answer.path("new").asInt()).isEqualTo(2);
    assertThat(answer.path("known").asInt()).isEqualTo(1);
    List<String> errors = new ArrayList<>();
    answer
        .path("errors")
        .forEach(e -> errors.add(e.path("line").asText() + " " + e.path("column").asText()));
    assertThat(errors)
        .containsExactly("3 store", "4 return_id", "5 refund_id", "7 return_id", "10 null");
    assertThat(List.of(first, second)).allMatch(this::showsRefund);
    JsonNode unknown = actors.program().get("/api/exceptions?returnId=no-such-return").body();
    assertThat(unknown.path("items")).as("it may appear yet").isEmpty();
    assertThat(actors.program().get("/api/pipeline").body().path("waiting").asInt()).isPositive();

    long written = writes();
    upload(csv);
    actors.program().settle();
    assertThat(writes()).isEqualTo(written);
  }

  private JsonNode upload(String csv) {
    String login = "admin:" + World.PASSWORD;
    HttpRequest request =
        HttpRequest.newBuilder(program.address().resolve("/api/imports/returns"))
            .header(
                "Authorization",
                "Basic "
                    + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8)))
            .header("Content-Type", "text/csv")
            .POST(BodyPublishers.ofString(csv))
            .build();
    try {
      HttpResponse<String> answer =
          HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
      return Json.read(answer.body(), JsonNode.class);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  @Order(4)
  void theCommandDoesTheSame() throws IOException {
    String number = order();
    Path file = Path.of("target/journey/sweep/export.csv").toAbsolutePath();
    Files.writeString(file, "Return_Id;Store\n" + unannounced(number) + ";es\nr-1;fr\n");

    Program.Ended first = program.command(Map.of(), "import", "returns", file.toString());
    actors.program().settle();

    assertThat(first.code()).isEqualTo(1);
    assertThat(first.output().lines())
        .containsExactly(
            file + ":3 column \"store\": \"fr\" is not in stores.csv: use one of es, uk",
            "2 rows: 1 returns are read from Reveni now (1 new, 0 known); 1 rows lead to none.");
    assertThat(showsRefund(number)).isTrue();

    long written = writes();
    Files.writeString(file, Files.readString(file).replace("r-1;fr\n", ""));
    Program.Ended again = program.command(Map.of(), "import", "returns", file.toString());
    actors.program().settle();
    assertThat(again.code()).isZero();
    assertThat(again.output()).contains("(0 new, 1 known); 0 rows lead to none.");
    assertThat(writes()).isEqualTo(written);
  }

  @Test
  @Order(5)
  void whatReveniListsIsTakenInPageByPage() {
    List<String> numbers = List.of(order(), order(), order());
    numbers.forEach(this::unannounced);
    assertASweepChangesNothing();
    assertThat(numbers).allMatch(this::showsNothing);
    program.terminate();
    program.set("REVENI_LIST_PATH", "returns?updated_since={since}&limit=2");
    world.reveni.calls().reset();

    program.start();

    Waiting.until("what was listed", () -> numbers.stream().allMatch(this::showsRefund));
    actors.program().settle();
    assertThat(world.reveni.calls().of(Operation.LIST_RETURNS)).isGreaterThan(3);
    assertASweepChangesNothing();
  }
}
