package io.returnbridge.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.returnbridge.sandbox.Actors;
import io.returnbridge.sandbox.ProgramApi;
import io.returnbridge.sandbox.Shop;
import io.returnbridge.sandbox.reveni.NewRefund;
import io.returnbridge.sandbox.reveni.ReturnBuilder;
import io.returnbridge.sandbox.reveni.Shopper;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The reconciliation of the packaged program, which dies three times meanwhile. */
class ReconcileIT {

  private static final int RETURNS = 40;

  @Test
  void found_is_what_was_seeded_although_the_process_is_killed_three_times() {
    try (World world = new World()) {
      // Given
      Shop shop = Shop.open(world.commercetools, world.mappings);
      world.setUp();
      Map<String, String> environment = new HashMap<>(world.environment());
      environment.put("RECONCILE_SECOND_LOOK_AFTER", "PT3S");
      environment.put("RECONCILE_RETURNS_PER_SECOND", "20");
      try (Program program = Program.start("reconcile", environment)) {
        Actors actors = world.actors(program);
        List<String> ids = new ArrayList<>();
        Shopper shopper = actors.shopper("es");
        for (int i = 0; i < RETURNS; i++) {
          world.shirts(shop, "ORD-REC-" + i, "es", 2);
          String id =
              shopper.create(
                  ReturnBuilder.ofOrder("ORD-REC-" + i)
                      .rmaNumber("RMA-REC-" + i)
                      .item(Life.SKU, 1, "too_small", "24.9500"));
          shopper.ship(id);
          shopper.receive(id);
          shopper.completeRefund(id, NewRefund.instant("rf-1", "24.9500"));
          ids.add(id);
        }
        actors.program().settle(Duration.ofMinutes(3));
        Map<String, Boolean> expected = seeded(world, actors, ids);

        // When
        ProgramApi api = actors.program();
        assertThat(api.post("/api/jobs/reconcile/run", "{}").status()).isEqualTo(202);
        for (int kill = 0; kill < 3; kill++) {
          Waiting.lasts(Duration.ofMillis(600L * (kill + 1)));
          program.kill9();
          program.start();
        }
        ProgramApi again = world.actors(program).program();
        String report = "/api/reports/credit-reconciliation/" + LocalDate.now(ZoneOffset.UTC);
        Waiting.until("the report", () -> again.get(report).status() == 200);

        // Then
        JsonNode made = again.get(report).body();
        assertThat(found(made)).as(made.toString()).isEqualTo(expected);
        assertThat(made.path("sentence").asText())
            .startsWith(RETURNS + " returns were compared; 6 differences were found, 3 healed");
        assertThat(again.openCases())
            .extracting(c -> c.path("code").asText())
            .containsExactlyInAnyOrder("CREDIT_MISSING", "CREDIT_MISMATCH", "STOCK_DRIFT");

        // When
        assertThat(again.post("/api/jobs/reconcile/run", "{}").status()).isEqualTo(202);
        Waiting.until(
            "the second report",
            () -> again.get(report).body().path("sentence").asText().contains(" 0 healed, 0 new,"));

        // Then
        expected.values().removeIf(healed -> healed);
        assertThat(found(again.get(report).body())).isEqualTo(expected);
        assertThat(again.openCases()).hasSize(3);
        JsonNode stock = again.get(report.replace("credit", "stock")).body();
        assertThat(stock.at("/rows/0/finding").asText()).isEqualTo("STOCK_DRIFT");
        assertThat(stock.at("/rows/0/difference").asInt()).isEqualTo(5);
        for (String form : List.of(".csv", ".html", ".xlsx")) {
          assertThat(again.get(report + form).status()).as(form).isEqualTo(200);
        }
      }
    }
  }

  private static Map<String, Boolean> found(JsonNode report) {
    Map<String, Boolean> found = new TreeMap<>();
    report
        .path("rows")
        .forEach(
            row -> {
              if (!row.path("finding").asText().equals("ok")) {
                found.put(
                    row.path("returnId").asText() + " " + row.path("finding").asText(),
                    row.path("healed").asBoolean());
              }
            });
    return found;
  }

  private static Map<String, Boolean> seeded(World world, Actors actors, List<String> ids) {
    Map<String, Boolean> expected = new TreeMap<>();
    unlink(world, ids.get(1), 1);
    expected.put(ids.get(1) + " CREDIT_UNLINKED", true);
    JsonNode gone = payment(world, ids.get(2));
    unlink(world, ids.get(2), 2);
    world.commercetools.delete("payments", gone.path("id").asText());
    expected.put(ids.get(2) + " CREDIT_MISSING", false);
    world.commercetools.update(
        "payments",
        payment(world, ids.get(3)).path("id").asText(),
        """
        [{"action":"addTransaction","transaction":{"type":"Charge","state":"Success",
          "amount":{"centAmount":1,"currencyCode":"EUR"}}}]""");
    expected.put(ids.get(3) + " CREDIT_MISMATCH", false);
    world.commercetools.update(
        "orders",
        order(world, 4).path("id").asText(),
        "[{\"action\":\"setCustomField\",\"name\":\"reveniReturnStatus\",\"value\":\"rejected\"}]");
    expected.put(ids.get(4) + " FOREIGN_CHANGE", true);
    actors.shopper("es").quiet().status(ids.get(5), "accepted");
    expected.put(ids.get(5) + " STATUS_BEHIND", true);
    ObjectNode entry =
        world.commercetools.inventoryEntry(Life.SKU, "wh-es-inspection").orElseThrow();
    world.commercetools.update(
        "inventory", entry.path("id").asText(), "[{\"action\":\"addQuantity\",\"quantity\":5}]");
    return expected;
  }

  private static JsonNode payment(World world, String id) {
    return world.commercetools.payment("reveni-credit-" + id + "-rf-1").orElseThrow();
  }

  private static JsonNode order(World world, int number) {
    return world.commercetools.order("ORD-REC-" + number).orElseThrow();
  }

  private static void unlink(World world, String id, int number) {
    world.commercetools.update(
        "orders",
        order(world, number).path("id").asText(),
        "[{\"action\":\"removePayment\",\"payment\":{\"typeId\":\"payment\",\"id\":\"%s\"}}]"
            .formatted(payment(world, id).path("id").asText()));
  }
}
