package io.returnbridge.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.returnbridge.json.Json;
import io.returnbridge.sandbox.Actors;
import io.returnbridge.sandbox.ProgramApi;
import io.returnbridge.sandbox.Shop;
import io.returnbridge.sandbox.commercetools.ApiCall;
import io.returnbridge.sandbox.reveni.ReturnBuilder;
import io.returnbridge.sandbox.reveni.Shopper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Other mapping tables without a restart, by the commands of docs/change-a-mapping.md. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReloadIT {

  private static final String RELOAD = "/api/mappings/reload";

  @TempDir static Path temporary;
  private Path tables;
  private World world;
  private Program program;
  private Actors actors;
  private ProgramApi api;

  @BeforeAll
  void start() throws IOException {
    tables = Files.createDirectory(temporary.resolve("tables"));
    try (Stream<Path> files = Files.list(Path.of("mappings"))) {
      for (Path file : files.toList()) {
        Files.copy(file, tables.resolve(file.getFileName()));
      }
    }
    world = new World();
    Shop.open(world.commercetools, world.mappings);
    world.setUp();
    Map<String, String> variables = world.environment();
    variables.put("MAPPINGS_DIR", tables.toString());
    program = Program.start("reload", variables);
    actors = world.actors(program);
    api = actors.program();
  }

  @AfterAll
  void end() {
    program.close();
    world.close();
  }

  private static List<String> commands() throws IOException {
    List<String> commands = new ArrayList<>();
    Matcher block =
        Pattern.compile("```sh\\n(.*?)\\n```", Pattern.DOTALL)
            .matcher(Files.readString(Path.of("docs", "change-a-mapping.md")));
    while (block.find()) {
      commands.add(block.group(1));
    }
    return commands;
  }

  /** As a shell beside the program runs it. */
  private String run(String command) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder("sh", "-e", "-c", command).redirectErrorStream(true);
    builder.environment().putAll(Program.AS_SHORT_LIVED);
    builder.environment().putAll(program.environment());
    builder.environment().put("HTTP_PORT", Integer.toString(program.address().getPort()));
    Process started = builder.start();
    String output = new String(started.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(started.waitFor()).as(output).isZero();
    return output;
  }

  private void replace(String table, String text, String by) throws IOException {
    Path file = tables.resolve(table);
    String before = Files.readString(file);
    assertThat(before).contains(text);
    Files.writeString(file, before.replace(text, by));
  }

  private List<String> open(String returnId) {
    return api.openCases().stream()
        .filter(c -> c.path("returnId").asText().equals(returnId))
        .map(c -> c.path("code").asText())
        .toList();
  }

  /** All that a trial must leave as it is. */
  private Map<String, List<String>> everything() {
    Rows rows = Rows.of(program);
    Map<String, List<String>> all = new LinkedHashMap<>();
    for (String table :
        List.of(
            "effect",
            "outgoing",
            "exception_case",
            "case_history",
            "return_state",
            "stock_leg",
            "scan",
            "watch",
            "mapping_change",
            "last_seen_order",
            "last_seen_entry")) {
      all.put(table, rows.of("select t::text from " + table + " t order by 1"));
    }
    all.put(
        "writes",
        world.commercetools.calls().stream().filter(ApiCall::writes).map(ApiCall::path).toList());
    return all;
  }

  private long stock(String location, String sku) {
    String channel =
        world.mappings.channels().find("web-es", location).orElseThrow().stockChannel();
    String id = world.commercetools.channel(channel).orElseThrow().path("id").asText();
    return world.commercetools.inventoryEntries().stream()
        .filter(e -> e.path("sku").asText().equals(sku))
        .filter(e -> e.at("/supplyChannel/id").asText().equals(id))
        .mapToLong(e -> e.path("quantityOnStock").asLong())
        .sum();
  }

  /** Case 38 of what went wrong once: the case stayed until somebody restarted and retried. */
  @Test
  void a_new_reason_is_in_force_without_a_restart_and_what_waited_goes_on() throws Exception {
    Shopper ana = actors.shopper("es");
    String id =
        ana.create(
            ReturnBuilder.ofOrder(Shop.BAG)
                .customer("ana@example.com", "es-ES")
                .item("BAG-LEATHER", 1, "regalo", "149.0000"));
    ana.receive(id);
    api.settle();
    api.scan("es", id, "BAG-LEATHER", 1, "a");
    api.settle();
    assertThat(open(id)).contains("REASON_UNMAPPED");
    assertThat(stock("awaiting-inspection", "BAG-LEATHER")).isEqualTo(1);
    long saleable = stock("saleable", "BAG-LEATHER");
    List<String> commands = commands();
    assertThat(commands).hasSize(4);
    Map<String, List<String>> before = everything();
    String version = api.get("/api/mappings").body().path("version").asText();

    String tried = run(commands.get(0));

    assertThat(tried)
        .contains("instead of " + version, "would change", "1 × none → unwanted-gift")
        .contains("es/" + id, "reason \"regalo\" of item", "REASON_UNMAPPED closes");
    assertThat(everything()).isEqualTo(before);

    Files.copy(
        Path.of(tables + "-new", "reason-codes.csv"),
        tables.resolve("reason-codes.csv"),
        StandardCopyOption.REPLACE_EXISTING);
    ProgramApi.Answer refused = api.post(RELOAD, null);
    assertThat(refused.status()).isEqualTo(409);
    JsonNode fault = refused.body().path("faults").path(0);
    assertThat(fault.path("file").asText()).endsWith("reason-codes.csv");
    assertThat(fault.path("line").asInt())
        .isEqualTo(Files.readAllLines(tables.resolve("reason-codes.csv")).size());
    assertThat(fault.path("column").asText()).isEqualTo("code");
    assertThat(fault.path("message").asText()).contains("unwanted-gift", "setup --apply");
    assertThat(everything()).isEqualTo(before);

    assertThat(run(commands.get(1))).contains("unwanted-gift");
    JsonNode reloaded = Json.read(run(commands.get(2)), JsonNode.class);

    assertThat(reloaded.path("version").asText()).isNotEqualTo(version);
    assertThat(reloaded.path("by").asText()).isEqualTo("admin");
    assertThat(reloaded.path("goesOn").asInt()).isPositive();
    api.settle();
    assertThat(open(id)).doesNotContain("REASON_UNMAPPED");
    JsonNode item = OrderState.of(world.commercetools, Shop.BAG).returnItems().get(0);
    assertThat(item.at("/custom/fields/reveniReason").asText()).isEqualTo("unwanted-gift");
    assertThat(stock("awaiting-inspection", "BAG-LEATHER")).isZero();
    assertThat(stock("saleable", "BAG-LEATHER")).isEqualTo(saleable + 1);
    assertThat(
            Rows.of(program)
                .of("select distinct tables from effect where subject = ? order by 1", "es/" + id))
        .contains(version, reloaded.path("version").asText());
    JsonNode inForce = Json.read(run(commands.get(3)), JsonNode.class);
    assertThat(inForce.path("version")).isEqualTo(reloaded.path("version"));
    assertThat(inForce.at("/before/0/version").asText()).isEqualTo(version);
    assertThat(inForce.path("unapprovedReasons").toString()).doesNotContain("regalo");
    assertThat(inForce.at("/tables/reason-codes.csv").toString()).contains("unwanted-gift");
    assertThat(api.get("/api/reason-codes").body().toString()).contains("regalo");
    assertThat(api.get("/q/health").body().path("status").asText()).isEqualTo("UP");
    assertThat(api.get("/q/health").body().toString()).contains("Mappings");
    assertThat(program.starts()).isEqualTo(1);
  }

  @Test
  void tables_with_a_fault_leave_those_in_force_and_unapproved_reasons_are_told_by_store()
      throws Exception {
    actors
        .shopper("uk")
        .create(
            ReturnBuilder.ofOrder("unknown-order")
                .customer("joe@example.com", "en-GB")
                .currency("GBP")
                .item("BAG-LEATHER", 1, "just_because", "149.0000"));
    api.settle();
    String version = api.get("/api/mappings").body().path("version").asText();
    replace("timing.csv", "*,realtime,", "*,soon,");

    ProgramApi.Answer refused = api.post(RELOAD, null);

    replace("timing.csv", "*,soon,", "*,realtime,");
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.body().at("/faults/0/column").asText()).isEqualTo("mode");
    assertThat(refused.body().path("faults")).hasSize(1);
    JsonNode inForce = api.get("/api/mappings").body();
    assertThat(inForce.path("version").asText()).isEqualTo(version);
    List<String> unapproved = new ArrayList<>();
    inForce
        .path("unapprovedReasons")
        .forEach(
            r -> unapproved.add(r.path("store").asText() + " " + r.path("reveniReason").asText()));
    assertThat(unapproved).contains("uk just_because");
  }

  @Test
  void updates_that_wait_for_a_batch_are_shown_when_the_tables_are_in_real_time_again()
      throws Exception {
    replace("timing.csv", "*,realtime,", "*,batch,0 0 4 1 1 ?");
    assertThat(api.post(RELOAD, null).status()).isEqualTo(200);
    Shopper ana = actors.shopper("es");
    String id =
        ana.create(
            ReturnBuilder.ofOrder(Shop.BELTS)
                .customer("ana@example.com", "es-ES")
                .item("BELT-BROWN-95", 1, "too_small", "29.5000"));
    ana.ship(id);
    ana.receive(id);
    api.settle();
    assertThat(OrderState.of(world.commercetools, Shop.BELTS).set("reveniReturnIds")).isEmpty();

    replace("timing.csv", "*,batch,0 0 4 1 1 ?", "*,realtime,");
    assertThat(api.post(RELOAD, null).body().path("goesOn").asInt()).isPositive();

    api.settle();
    OrderState order = OrderState.of(world.commercetools, Shop.BELTS);
    assertThat(order.set("reveniReturnIds")).containsExactly(id);
    assertThat(order.field("reveniReturnStatus").asText()).isEqualTo("received");
    assertThat(order.returnStates()).containsExactly("Returned Initial");
  }
}
