package io.returnbridge.setup;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.returnbridge.engine.TestSteps;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.sandbox.commercetools.CommercetoolsSandbox;
import io.returnbridge.sandbox.commercetools.Fault;
import io.returnbridge.sandbox.commercetools.SandboxOptions;
import io.returnbridge.settings.Settings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SetupCommandTest {

  private final Map<String, String> more = new HashMap<>();
  @TempDir Path folder;
  private Mappings mappings = Mappings.load(Path.of("mappings"));
  private CommercetoolsSandbox sandbox;

  @BeforeEach
  void start() {
    sandbox = CommercetoolsSandbox.start(0, "shop");
    sandbox.seeds().channel("web-es", "ProductDistribution");
    sandbox.seeds().channel("web-uk", "ProductDistribution");
    sandbox.resetCalls();
  }

  @AfterEach
  void stop() {
    sandbox.close();
  }

  private record Run(int code, String text) {}

  private Settings settings() {
    return Settings.read(variables());
  }

  private Map<String, String> variables() {
    Map<String, String> variables = new HashMap<>();
    if (Files.exists(folder.resolve("channels.csv"))) {
      variables.put("MAPPINGS_DIR", folder.toString());
    }
    variables.putAll(sandbox.variables());
    variables.put("WAREHOUSE_API_KEY", "warehouse-key-0123456789abcdef");
    variables.put("REVENI_API_URL", "http://127.0.0.1:1/merchants/v0/stores");
    mappings
        .stores()
        .all()
        .forEach(
            store -> {
              variables.put("REVENI_" + store.environmentName() + "_STORE_ID", "1");
              variables.put(
                  "REVENI_" + store.environmentName() + "_API_KEY", "key-0123456789abcdef");
            });
    variables.putAll(more);
    return variables;
  }

  /** The shipped tables with another word in channels.csv and stores.csv. */
  private Mappings tables(String word, String by) throws IOException {
    try (Stream<Path> files = Files.list(Path.of("mappings"))) {
      for (Path file : files.toList()) {
        String text = Files.readString(file);
        boolean changed = file.endsWith("channels.csv") || file.endsWith("stores.csv");
        Files.writeString(
            folder.resolve(file.getFileName()), changed ? text.replace(word, by) : text);
      }
    }
    return Mappings.load(folder);
  }

  private Run setup(String... args) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int code =
        SetupCommand.run(
            settings(),
            mappings,
            List.of(args).contains("--apply"),
            new PrintStream(bytes, true, StandardCharsets.UTF_8));
    return new Run(code, bytes.toString(StandardCharsets.UTF_8));
  }

  private Run doctor() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int code =
        DoctorCommand.run(
            variables(), TestSteps.ALL, new PrintStream(bytes, true, StandardCharsets.UTF_8));
    return new Run(code, bytes.toString(StandardCharsets.UTF_8));
  }

  @Test
  void without_apply_it_tells_and_changes_nothing() {
    Run run = setup();

    assertThat(run.code()).isZero();
    assertThat(run.text())
        .contains("would create Type reveni-order", "would create channel wh-es-inspection")
        .contains("run setup --apply");
    assertThat(sandbox.types()).isEmpty();
    assertThat(sandbox.calls()).noneMatch(call -> call.writes());
  }

  @Test
  void applied_twice_the_second_time_has_nothing_to_do() {
    assertThat(setup("--apply").code()).isZero();
    sandbox.resetCalls();
    Run again = setup("--apply");

    assertThat(again.code()).isZero();
    assertThat(again.text()).contains("Nothing to do.");
    assertThat(sandbox.calls()).noneMatch(call -> call.writes());
    assertThat(sandbox.types()).hasSize(4);
    assertThat(sandbox.channel("wh-es-inspection").orElseThrow().path("roles"))
        .extracting(JsonNode::asText)
        .containsExactly("InventorySupply");
    List<String> codes = new ArrayList<>();
    for (JsonNode field :
        sandbox.type("reveni-return-item").orElseThrow().path("fieldDefinitions")) {
      field.at("/type/values").forEach(value -> codes.add(value.path("key").asText()));
    }
    assertThat(codes).containsExactlyElementsOf(mappings.reasons().codes());
  }

  @Test
  void the_merchants_Types_and_channels_are_extended_and_keep_what_they_have() {
    sandbox.create(
        "types",
        """
        {"key":"erp","name":{"en":"ERP"},"resourceTypeIds":["order","payment"],"fieldDefinitions":[
          {"name":"erpId","label":{"en":"ERP"},"required":true,"type":{"name":"String"}},
          {"name":"reveniReasonCodes","label":{"en":"Reasons"},"required":false,
           "type":{"name":"Set","elementType":{"name":"Enum","values":[{"key":"old","label":"Old"}]}}}]}
        """);
    sandbox.seeds().channel("wh-es", "OrderExport");

    Run run = setup("--apply");

    assertThat(run.code()).as(run.text()).isZero();
    JsonNode type = sandbox.type("erp").orElseThrow();
    assertThat(type.path("fieldDefinitions"))
        .extracting(field -> field.path("name").asText())
        .contains("erpId", "reveniReturnStatus", "reveniTimeline", "reveniPaidBy")
        .doesNotHaveDuplicates();
    assertThat(type.path("fieldDefinitions").get(1).at("/type/elementType/values"))
        .extracting(value -> value.path("key").asText())
        .contains("old")
        .containsAll(mappings.reasons().codes());
    assertThat(sandbox.channel("wh-es").orElseThrow().path("roles"))
        .extracting(JsonNode::asText)
        .contains("OrderExport", "InventorySupply");
    assertThat(setup("--apply").text()).contains("Nothing to do.");
  }

  @Test
  void a_field_of_another_type_is_a_conflict_that_names_the_Type() {
    sandbox.create(
        "types",
        """
        {"key":"erp","name":{"en":"ERP"},"resourceTypeIds":["payment"],"fieldDefinitions":[
          {"name":"reveniFees","label":{"en":"Fees"},"required":false,"type":{"name":"Number"}}]}
        """);

    Run run = setup();

    assertThat(run.code()).isZero();
    assertThat(run.text())
        .contains("CONFLICT: Type erp has a field reveniFees of type Number, and it must be Money");
  }

  @Test
  void a_missing_scope_is_named() {
    Set<String> fewer = new HashSet<>(SandboxOptions.ALL_SCOPES);
    fewer.remove("manage_types");
    sandbox.grant(fewer);

    Run plan = setup();
    Run run = setup("--apply");

    assertThat(plan.code()).isZero();
    assertThat(plan.text())
        .containsPattern(
            "would create Type reveni-order .*\\(scope manage_types, which is MISSING\\)")
        .containsPattern("would create channel wh-es-inspection .*\\(scope manage_products\\)")
        .contains("The API client lacks manage_types: use one that has it for setup");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.text()).contains("lacks manage_types").contains("Nothing was changed.");
    assertThat(sandbox.calls()).noneMatch(call -> call.writes());
  }

  @Test
  void a_refused_change_names_its_scope() {
    sandbox.faults(call -> call.writes() ? Fault.refuse(403) : Fault.none());

    Run run = setup("--apply");

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.text())
        .contains("setup stopped: it could not create Type")
        .contains("which needs the scope manage_types");
  }

  @Test
  void what_has_a_conflict_is_not_complete() {
    sandbox.create(
        "types",
        """
        {"key":"reveni-payment","name":{"en":"Ours?"},"resourceTypeIds":["customer"],"fieldDefinitions":[]}
        """);
    setup("--apply");

    assertThat(doctor().text())
        .contains("FAIL commercetools — Type reveni-payment")
        .doesNotContain("are complete");
  }

  @Test
  void a_Store_that_sells_goods_awaiting_inspection_is_a_conflict() {
    setup("--apply");
    sandbox.seeds().store("spain", List.of(), List.of("wh-es", "wh-es-inspection"), "ES");

    assertThat(setup().text())
        .contains("CONFLICT: Store spain lists the stock channel wh-es-inspection")
        .doesNotContain("stock channel wh-es,");
  }

  @Test
  void a_selling_channel_that_is_mistyped_is_told_and_not_created() throws IOException {
    mappings = tables("web-es,", "web-ess,");
    String said =
        "channels.csv has the selling channel web-ess, and there is no such channel in"
            + " commercetools (did you mean \"web-es\"?): correct the row";

    assertThat(setup().text()).contains("CONFLICT: " + said);
    Run applied = setup("--apply");

    assertThat(applied.code()).isEqualTo(1);
    assertThat(applied.text()).contains("CONFLICT: " + said);
    assertThat(sandbox.channel("web-ess")).isEmpty();
    assertThat(doctor().text()).contains("FAIL commercetools — " + said);
  }

  @Test
  void a_stock_channel_that_is_nearly_another_is_warned_about_before_it_is_created()
      throws IOException {
    mappings = tables("wh-es-inspection", "wh-es-inspecton");
    sandbox.seeds().channel("wh-es-inspection", "InventorySupply");

    assertThat(setup().text())
        .contains(
            "warning: channels.csv has the stock channel wh-es-inspecton, which commercetools does"
                + " not have (did you mean \"wh-es-inspection\"?)");
  }

  @Test
  void a_selling_channel_with_the_wrong_role_is_named() throws IOException {
    mappings = tables("web-es,", "till-es,");
    sandbox.seeds().channel("till-es", "OrderExport", "Primary");

    assertThat(setup().text())
        .contains(
            "the selling channel till-es, whose roles in commercetools are OrderExport, Primary")
        .contains("give it ProductDistribution");
  }

  @Test
  void a_Store_that_does_not_exist_is_a_conflict() throws IOException {
    mappings = tables("es,,ES", "es,espana,ES");
    sandbox.seeds().store("espania", List.of("web-es"), List.of(), "ES");

    assertThat(setup().text())
        .contains("CONFLICT: stores.csv names the Store espana")
        .contains("(did you mean \"espania\"?)");
  }

  @Test
  void the_doctor_says_a_line_a_check_and_fails_for_what_serving_needs() {
    Run before = doctor();
    setup("--apply");
    Run after = doctor();

    assertThat(before.code()).isEqualTo(1);
    assertThat(before.text())
        .contains("ok   commercetools token", "ok   commercetools scope manage_orders")
        .containsPattern("FAIL commercetools lacks .*reveni-order.* — run setup --apply")
        .containsPattern("FAIL Reveni store es cannot be reached")
        .contains("ok   Kafka: embedded", "ok   database: embedded");
    assertThat(after.text())
        .contains("Types, reason codes and channels are complete")
        .doesNotContain("FAIL commercetools");
  }
}
