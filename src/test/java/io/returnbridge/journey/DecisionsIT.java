package io.returnbridge.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.returnbridge.sandbox.Actors;
import io.returnbridge.sandbox.ProgramApi;
import io.returnbridge.sandbox.Shop;
import io.returnbridge.sandbox.commercetools.ApiCall;
import io.returnbridge.sandbox.reveni.NewRefund;
import io.returnbridge.sandbox.reveni.ReturnBuilder;
import io.returnbridge.sandbox.reveni.Shopper;
import io.returnbridge.sandbox.reveni.WebhookSender;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A person's minute: what a decision over the API does, on the packaged program. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DecisionsIT {

  private World world;
  private Program program;
  private Shop shop;
  private Actors actors;

  @BeforeAll
  void start() {
    world = new World();
    shop = Shop.open(world.commercetools, world.mappings);
    world.setUp();
    program = Program.start("decisions", world.environment());
    actors = world.actors(program);
  }

  @AfterAll
  void end() {
    program.close();
    world.close();
  }

  private ProgramApi api() {
    return actors.program();
  }

  private JsonNode decide(String caseId, String decision, String body) {
    ProgramApi.Answer answer = api().post("/api/exceptions/" + caseId + "/" + decision, body);
    assertThat(answer.status()).as(decision + " " + answer.body()).isEqualTo(200);
    return answer.body();
  }

  private String refused(int status, String path, String body) {
    ProgramApi.Answer answer = api().post(path, body);
    assertThat(answer.status()).as(path + " " + answer.body()).isEqualTo(status);
    return answer.body().path("detail").asText();
  }

  private JsonNode caseOf(String returnId, String code) {
    List<JsonNode> found = new ArrayList<>();
    Awaitility.await(code + " of " + returnId)
        .atMost(Duration.ofMinutes(4))
        .until(
            () -> {
              found.clear();
              api()
                  .get("/api/exceptions?returnId=" + returnId + "&code=" + code)
                  .body()
                  .path("items")
                  .forEach(found::add);
              return !found.isEmpty();
            });
    return found.get(0);
  }

  private long stock(String sku, String location) {
    return world.commercetools.onStock(sku, shop.stockChannel("es", location));
  }

  private long writes() {
    return world.commercetools.calls().stream().filter(ApiCall::writes).count();
  }

  @Test
  void anUnmappedReasonIsClassifiedAndEverythingThatWaitedIsDoneOnce() {
    long saleable = stock("BAG-LEATHER", "saleable");
    Shopper ana = actors.shopper("es");
    String id =
        ana.create(
            ReturnBuilder.ofOrder(Shop.BAG).instant().item("BAG-LEATHER", 1, "regalo", "149.0000"));
    ana.completeRefund(id, NewRefund.instant("rf-1", "149.0000"));
    ana.ship(id);
    ana.receive(id);
    api().settle();
    api().scan("es", id, "BAG-LEATHER", 1, "a");
    api().settle();
    JsonNode open = caseOf(id, "REASON_UNMAPPED");
    String path = "/api/exceptions/" + open.path("id").asText();
    assertThat(open.path("cause").asText()).contains("“regalo”").doesNotContain("?");
    assertThat(stock("BAG-LEATHER", "awaiting-inspection")).isEqualTo(1);
    assertThat(refused(400, path + "/classify", "{\"code\":\"changed-mid\"}"))
        .contains("\"changed-mid\"")
        .contains("did you mean \"changed-mind\"");

    JsonNode closed =
        decide(
            open.path("id").asText(),
            "classify",
            "{\"code\":\"changed-mind\",\"remember\":true,\"note\":\"A gift\"}");
    api().settle();

    assertThat(closed.path("status").asText()).isEqualTo("resolved");
    assertThat(closed.path("history").toString()).contains("classified").contains("A gift");
    OrderState order = OrderState.of(world.commercetools, Shop.BAG);
    assertThat(order.returnStates()).containsExactly("BackInStock Refunded");
    assertThat(order.returnItems().get(0).at("/custom/fields/reveniReason").asText())
        .isEqualTo("changed-mind");
    assertThat(order.set("reveniReasonCodes")).containsExactly("changed-mind");
    assertThat(order.credits()).hasSize(1);
    assertThat(stock("BAG-LEATHER", "awaiting-inspection")).isZero();
    assertThat(stock("BAG-LEATHER", "saleable")).isEqualTo(saleable + 1);
    assertThat(program.starts()).isEqualTo(1);

    long written = writes();
    assertThat(refused(409, path + "/classify", "{\"code\":\"too-small\"}")).contains("closed");
    actors.reveni().webhooks("es").announce(id, WebhookSender.UPDATED, WebhookSender.Style.THIN);
    api().settle();
    assertThat(writes()).isEqualTo(written);
    assertThat(caseOf(id, "REASON_UNMAPPED").path("status").asText()).isEqualTo("resolved");
    JsonNode proposal = api().get("/api/mapping-proposals").body().at("/items/0");
    assertThat(proposal.path("reveniReason").asText()).isEqualTo("regalo");
    assertThat(proposal.path("status").asText()).isEqualTo("open");
    assertThat(api().get("/api/mapping-proposals.csv").status()).isEqualTo(200);
  }

  @Test
  void anUnknownOrderIsNamedAndItsCreditAndGoodsAreLinked() {
    Shopper ana = actors.shopper("es");
    String id =
        ana.create(
            ReturnBuilder.ofOrder(Shop.UNKNOWN)
                .instant()
                .item("SCARF-WOOL", 1, "changed_mind", "35.0000"));
    ana.completeRefund(id, NewRefund.instant("rf-1", "35.0000"));
    ana.receive(id);
    String caseId = caseOf(id, "ORDER_NOT_FOUND").path("id").asText();
    String name = "/api/exceptions/" + caseId + "/name-order";
    assertThat(refused(400, name, "{\"orderNumber\":\"ORD-0\"}")).contains("not in commercetools");
    assertThat(refused(400, name, "{\"orderNumber\":\"" + Shop.DRESS + "\"}"))
        .contains("none of the goods");

    decide(caseId, "name-order", "{\"orderNumber\":\"" + Shop.SHIRT_AND_SCARF + "\"}");
    api().settle();
    ana.reason(id, "item-1", "too_large");
    api().settle();

    OrderState order = OrderState.of(world.commercetools, Shop.SHIRT_AND_SCARF);
    assertThat(order.credits())
        .extracting(c -> c.path("key").asText())
        .containsExactly("reveni-credit-" + id + "-rf-1");
    assertThat(order.returnItems()).hasSize(1);
    assertThat(order.set("reveniReturnIds")).containsExactly(id);
    assertThat(api().returnOf(id).path("orderNumber").asText()).isEqualTo(Shop.SHIRT_AND_SCARF);
    assertThat(caseOf(id, "ORDER_NOT_FOUND").path("status").asText()).isEqualTo("resolved");
  }

  @Test
  void aReturnOfTheWrongOrderMovesWithItsCredit() {
    Shopper ana = actors.shopper("es");
    String id =
        ana.create(
            ReturnBuilder.ofOrder(Shop.BELTS)
                .instant()
                .item("JEANS-32", 1, "too_small", "59.9000"));
    ana.completeRefund(id, NewRefund.instant("rf-1", "59.9000"));
    ana.receive(id);
    api().settle();
    assertThat(OrderState.of(world.commercetools, Shop.BELTS).credits()).hasSize(1);

    decide(
        caseOf(id, "LINE_NOT_FOUND").path("id").asText(),
        "name-order",
        "{\"orderNumber\":\"" + Shop.SHIRT_AND_JEANS + "\"}");
    api().settle();

    OrderState wrong = OrderState.of(world.commercetools, Shop.BELTS);
    OrderState right = OrderState.of(world.commercetools, Shop.SHIRT_AND_JEANS);
    assertThat(wrong.credits()).isEmpty();
    assertThat(wrong.set("reveniReturnIds")).isEmpty();
    assertThat(wrong.field("reveniReturnStatus").isMissingNode()).isTrue();
    assertThat(right.credits()).hasSize(1);
    assertThat(right.returnItems()).hasSize(1);
    assertThat(right.set("reveniReturnIds")).containsExactly(id);
  }

  @Test
  void inBulkEachCaseIsDecidedOnItsOwn() {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      String id =
          actors
              .shopper("uk")
              .create(
                  ReturnBuilder.ofOrder(Shop.KEPT)
                      .currency("GBP")
                      .item("HAT-" + i, 1, "too_small", "5.0000"));
      ids.add(caseOf(id, "LINE_NOT_FOUND").path("id").asText());
    }
    String list = "[\"" + String.join("\",\"", ids) + "\",\"no-such-case\"]";

    ProgramApi.Answer retried =
        api().post("/api/exceptions/bulk", "{\"action\":\"retry\",\"ids\":" + list + "}");
    assertThat(retried.status()).as(retried.body().toString()).isEqualTo(200);
    assertThat(retried.body().path("items")).hasSize(3);
    assertThat(retried.body().at("/refused/0/id").asText()).isEqualTo("no-such-case");
    assertThat(retried.body().at("/refused/0/status").asInt()).isEqualTo(404);
    Awaitility.await("the lines are still missing")
        .atMost(Duration.ofMinutes(2))
        .until(
            () ->
                ids.stream()
                    .map(id -> api().get("/api/exceptions/" + id).body())
                    .allMatch(c -> c.path("status").asText().equals("open")));

    String one = ids.get(0);
    assertThat(decide(one, "assign", "{\"to\":\"Marta\"}").path("assignedTo").asText())
        .isEqualTo("Marta");
    String soon = Instant.now().plusSeconds(20).toString();
    JsonNode snoozed = decide(one, "snooze", "{\"until\":\"" + soon + "\"}");
    assertThat(snoozed.path("snoozedUntil").asText()).isNotEmpty();
    Awaitility.await("the snooze ends by itself")
        .atMost(Duration.ofMinutes(3))
        .until(
            () ->
                api().get("/api/exceptions/" + one).body().path("status").asText().equals("open"));
    String path = "/api/exceptions/" + one;
    refused(400, path + "/snooze", "{\"until\":\"2020-01-01T00:00:00Z\"}");
    refused(400, path + "/snooze", "{\"until\":\"2999-01-01T00:00:00Z\"}");
    refused(400, path + "/resolve", "{}");
    assertThat(refused(400, path + "/classify", "{\"code\":\"too-small\"}"))
        .contains("LINE_NOT_FOUND")
        .contains("name-order");
    refused(400, "/api/exceptions/bulk", "{\"action\":\"name-order\",\"ids\":" + list + "}");
    assertThat(decide(one, "resolve", "{\"note\":\"Sold elsewhere\"}").path("status").asText())
        .isEqualTo("resolved");
  }
}
