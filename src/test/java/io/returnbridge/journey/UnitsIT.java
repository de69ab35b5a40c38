package io.returnbridge.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.returnbridge.sandbox.Actors;
import io.returnbridge.sandbox.ProgramApi;
import io.returnbridge.sandbox.Shop;
import io.returnbridge.sandbox.commercetools.ApiCall;
import io.returnbridge.sandbox.commercetools.Seeds;
import io.returnbridge.sandbox.reveni.NewRefund;
import io.returnbridge.sandbox.reveni.ReturnBuilder;
import io.returnbridge.sandbox.reveni.Shopper;
import io.returnbridge.sandbox.reveni.Shopper.Share;
import io.returnbridge.sandbox.reveni.WebhookSender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What is asked of goods is asked of each unit, whatever Reveni says of its item. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UnitsIT {

  private static final String SKU = "TSHIRT-RED-M";
  private static final String ITEM = "item-1";

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
    program = Program.start("units", environment);
    actors = world.actors(program);
    ana = actors.shopper("es").quiet();
  }

  @AfterAll
  void end() {
    program.close();
    world.close();
  }

  /** Of refunds that do not come to the units finance hears at once. */
  private static Path impatientTables() throws IOException {
    Path folder = Path.of("target/journey/units-mappings").toAbsolutePath();
    Program.delete(folder);
    Files.createDirectories(folder);
    try (Stream<Path> files = Files.list(Path.of("mappings"))) {
      for (Path file : files.toList()) {
        Files.copy(file, folder.resolve(file.getFileName()));
      }
    }
    Path table = folder.resolve("exceptions.csv");
    Files.write(
        table,
        Files.readAllLines(table).stream()
            .map(r -> r.replaceFirst("^(REFUND_UNALLOCATED.*?),P2D,", "$1,PT20S,"))
            .toList());
    return folder;
  }

  private ProgramApi api() {
    return actors.program();
  }

  private String order(String sku, int quantity) {
    String number = "ORD-U-" + ++orders;
    world
        .commercetools
        .seeds()
        .order(
            number,
            "es",
            "EUR",
            List.of(
                new Seeds.Line(
                    sku,
                    "Shirt",
                    "Camiseta",
                    quantity,
                    2500,
                    shop.saleable("es"),
                    shop.sellingChannel("es"))));
    return number;
  }

  private String received(String order, String sku, int quantity) {
    String id =
        ana.create(
            ReturnBuilder.ofOrder(order)
                .item(sku, quantity, "too_small", (25 * quantity) + ".0000"));
    ana.ship(id);
    ana.receive(id);
    return id;
  }

  private void exchange(String id, Integer quantity) {
    ana.edit(
        id,
        json -> {
          ObjectNode exchange =
              ((ObjectNode) json.path("return_items").get(0)).putObject("exchange");
          exchange.put("sku", "JEANS-34").put("price_difference", "0.0000");
          if (quantity != null) {
            exchange.put("quantity", quantity);
          }
        });
  }

  private void refund(String id, String refundId, String amount, int quantity) {
    ana.completeRefund(id, NewRefund.byMerchant(refundId, amount));
    ana.allocateRefund(id, refundId, Map.of(ITEM, new Share(quantity, amount)));
  }

  private void tell(String... ids) {
    for (String id : ids) {
      World.tell(actors, "es", id);
    }
    api().settle();
  }

  /** By the unit's number. */
  private Map<String, String> paymentStates(String order) {
    Map<String, String> states = new TreeMap<>();
    OrderState.of(world.commercetools, order)
        .returnItems()
        .forEach(
            i -> {
              String key = i.path("key").asText();
              states.put(key.substring(key.lastIndexOf('_') + 1), i.path("paymentState").asText());
            });
    return states;
  }

  private List<JsonNode> cases(String id) {
    List<JsonNode> cases = new ArrayList<>();
    api().get("/api/exceptions?returnId=" + id).body().path("items").forEach(cases::add);
    return cases;
  }

  private List<String> codes(String id) {
    return cases(id).stream()
        .map(c -> c.path("code").asText() + " " + c.path("status").asText())
        .toList();
  }

  private List<Integer> newUnits(String id) {
    List<Integer> quantities = new ArrayList<>();
    api()
        .returnOf(id)
        .path("exchanges")
        .forEach(
            e ->
                world
                    .commercetools
                    .order(e.path("orderNumber").asText())
                    .orElseThrow()
                    .path("lineItems")
                    .forEach(l -> quantities.add(l.path("quantity").asInt())));
    return quantities;
  }

  @Test
  void someUnitsOfAnItemAreExchangedAndOthersRefunded() {
    String two = order(SKU, 2);
    String one = received(two, SKU, 2);
    exchange(one, 1);
    refund(one, "rf-1", "25.0000", 1);
    String three = order(SKU, 3);
    String threeOf = received(three, SKU, 3);
    exchange(threeOf, 1);
    refund(threeOf, "rf-1", "50.0000", 2);
    String all = order(SKU, 2);
    String allOf = received(all, SKU, 2);
    exchange(allOf, null);
    String many = order(SKU, 2);
    String manyOf = received(many, SKU, 2);
    exchange(manyOf, 3);
    refund(manyOf, "rf-1", "25.0000", 1);

    tell(one, threeOf, allOf, manyOf);

    assertThat(paymentStates(two))
        .containsOnly(Map.entry("1", "Refunded"), Map.entry("2", "NotRefunded"));
    assertThat(newUnits(one)).containsExactly(1);
    assertThat(paymentStates(three).values())
        .containsExactlyInAnyOrder("Refunded", "Refunded", "NotRefunded");
    assertThat(newUnits(threeOf)).containsExactly(1);
    assertThat(paymentStates(all).values()).containsExactly("NotRefunded", "NotRefunded");
    assertThat(newUnits(allOf)).as("without a quantity it is of all").containsExactly(2);
    assertThat(codes(manyOf)).containsExactly("EXCHANGE_QUANTITY open");
    assertThat(newUnits(manyOf)).isEmpty();
    assertThat(OrderState.of(world.commercetools, many).credits()).hasSize(1);

    exchange(manyOf, 1);
    tell(manyOf);
    assertThat(codes(manyOf)).containsExactly("EXCHANGE_QUANTITY resolved");
    assertThat(newUnits(manyOf)).containsExactly(1);
    assertThat(paymentStates(many).values()).containsExactly("Refunded", "NotRefunded");
  }

  @Test
  void unitsAreRefundedByMoneyAndFinanceSettlesWhatIsPaidInPart() {
    String order = order(SKU, 2);
    String id = received(order, SKU, 2);
    refund(id, "rf-1", "10.0000", 1);
    refund(id, "rf-2", "15.0000", 1);
    tell(id);

    assertThat(paymentStates(order))
        .containsOnly(Map.entry("1", "Refunded"), Map.entry("2", "Initial"));
    assertThat(OrderState.of(world.commercetools, order).credits()).hasSize(2);
    assertThat(codes(id)).isEmpty();

    ana.acceptItem(id, ITEM);
    tell(id);
    Waiting.until("finance's case", () -> codes(id).contains("REFUND_UNALLOCATED open"));
    String path = "/api/exceptions/" + cases(id).get(0).path("id").asText();
    assertThat(api().post(path + "/settle", "{}").status()).isEqualTo(400);
    assertThat(api().post(path + "/settle", "{\"paymentState\":\"Initial\"}").status())
        .isEqualTo(400);
    ProgramApi.Answer settled =
        api().post(path + "/settle", "{\"paymentState\":\"NotRefunded\",\"note\":\"A stain\"}");
    api().settle();

    assertThat(settled.status()).as(settled.body().toString()).isEqualTo(200);
    assertThat(settled.body().path("history").toString()).contains("settled").contains("A stain");
    assertThat(paymentStates(order))
        .containsOnly(Map.entry("1", "Refunded"), Map.entry("2", "NotRefunded"));
    assertThat(api().post(path + "/settle", "{\"paymentState\":\"Refunded\"}").status())
        .isEqualTo(409);
    assertThat(codes(id)).containsExactly("REFUND_UNALLOCATED resolved");
  }

  @Test
  void theUnitThatCameIsRefunded() {
    String order = order(SKU, 2);
    String id = received(order, SKU, 2);
    tell(id);
    api().scan("es", id, SKU, 1, "not_received");
    api().scan("es", id, SKU, 1, "a");
    api().settle();
    refund(id, "rf-1", "25.0000", 1);
    String instant = order(SKU, 2);
    String instantOf = received(instant, SKU, 2);
    refund(instantOf, "rf-1", "25.0000", 1);
    tell(id, instantOf);
    api().scan("es", instantOf, SKU, 1, "not_received");
    api().scan("es", instantOf, SKU, 1, "a");
    api().settle();

    for (String number : List.of(order, instant)) {
      List<String> refunded =
          OrderState.of(world.commercetools, number).returnItems().stream()
              .filter(i -> i.path("paymentState").asText().equals("Refunded"))
              .map(i -> i.at("/custom/fields/reveniGrade").asText())
              .toList();
      assertThat(refunded).as(number).containsExactly("a");
    }
  }

  @Test
  void aSkuThatCanBeReturnedCanBeScanned() {
    String blanks = " SHIRT of Ana ";
    String longest = "S".repeat(200);
    for (String sku : List.of(blanks, longest)) {
      String order = order(sku, 1);
      String id = received(order, sku, 1);
      tell(id);
      api().scan("es", id, sku + " ", 1, "a");
      api().settle();

      assertThat(OrderState.of(world.commercetools, order).returnStates())
          .as(sku)
          .containsExactly("BackInStock Initial");
      assertThat(world.commercetools.onStock(sku, shop.saleable("es"))).as(sku).isEqualTo(1);
      assertThat(codes(id)).as(sku).isEmpty();
    }
  }

  @Test
  void whatMeansNothingToUsWritesNothing() {
    String order = order(SKU, 2);
    String id = received(order, SKU, 2);
    refund(id, "rf-1", "25.0000", 1);
    tell(id);
    long written = writes();

    ana.edit(id, json -> {});
    tell(id, id);
    ana.edit(id, json -> json.put("internal_note", "called back"));
    tell(id);
    ana.edit(id, json -> ((ObjectNode) json.path("return_items").get(0)).put("reason_text", "Hm"));
    actors.reveni().webhooks("es").announce(id, WebhookSender.UPDATED, WebhookSender.Style.THIN);
    tell(id);

    assertThat(writes()).isEqualTo(written);
    assertThat(paymentStates(order))
        .containsOnly(Map.entry("1", "Refunded"), Map.entry("2", "Initial"));
  }

  private long writes() {
    return world.commercetools.calls().stream().filter(ApiCall::writes).count();
  }
}
