package io.returnbridge.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.microsoft.playwright.options.ColorScheme;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.returnbridge.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The API's description: it has the calls that there are, and its examples are what it says. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OpenApiIT {

  private static final Set<String> OF_ROUTES =
      Set.of("POST /webhooks/reveni/{store}", "POST /warehouse/scans");

  /** As docs/api.md writes several calls in one row. */
  private static final Pattern CALL = Pattern.compile("`((?:GET|POST) /api/[^`]+)`(?=[^|]*\\|)");

  private Strangers strangers;
  private JsonNode document;

  @BeforeAll
  void start() {
    strangers = new Strangers("openapi", Map.of());
    var answer = strangers.get("/q/openapi");
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    document = Json.read(answer.body(), JsonNode.class);
  }

  @AfterAll
  void end() {
    strangers.close();
  }

  private record Operation(String call, JsonNode of) {}

  private List<Operation> operations() {
    List<Operation> operations = new ArrayList<>();
    document
        .path("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .properties()
                    .forEach(
                        method ->
                            operations.add(
                                new Operation(
                                    method.getKey().toUpperCase(java.util.Locale.ROOT)
                                        + " "
                                        + path.getKey(),
                                    method.getValue()))));
    return operations;
  }

  private Set<String> described() {
    return operations().stream()
        .map(Operation::call)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void it_has_every_call_of_the_program_and_no_other() {
    Set<String> calls = new TreeSet<>(OF_ROUTES);
    calls.addAll(RolesIT.addressesOf("io.returnbridge.api"));
    calls.remove("GET /q/openapi");
    calls.removeIf(call -> call.endsWith(" /api/{}"));
    assertThat(
            described().stream()
                .map(call -> OF_ROUTES.contains(call) ? call : call.replaceAll("\\{[^}]*}", "{}")))
        .containsExactlyInAnyOrderElementsOf(calls);
  }

  @Test
  void the_document_for_people_has_the_same_calls() throws IOException {
    Set<String> rows = new TreeSet<>(OF_ROUTES);
    for (String line : Files.readAllLines(Path.of("docs/api.md"))) {
      if (line.startsWith("| `")) {
        CALL.matcher(line.split("\\|")[1] + "|").results().forEach(r -> rows.add(r.group(1)));
      }
    }
    rows.remove("POST /api/exceptions/{id}/<decision>");
    rows.remove("POST /api/jobs/{retries,sweep,flush,watchdogs,alerts,reconcile}/run");
    rows.add("POST /api/jobs/{job}/run");
    Set<String> described = described();
    described.removeIf(call -> call.startsWith("POST /api/exceptions/{id}/"));
    assertThat(described).isEqualTo(rows);
  }

  @Test
  void every_body_has_a_type_and_an_example_that_is_of_it() {
    Map<String, String> wrong = new TreeMap<>();
    int examples = 0;
    for (Operation operation : operations()) {
      JsonNode request = operation.of().at("/requestBody/content");
      if (operation.call().startsWith("POST")) {
        if (request.isMissingNode() || request.isEmpty()) {
          wrong.put(operation.call(), "no body");
        }
        examples += check(operation.call() + " request", request, wrong);
      }
      JsonNode responses = operation.of().path("responses");
      if (!responses.has("default")) {
        wrong.put(operation.call() + " default", "no problem");
      }
      long good = 0;
      for (Map.Entry<String, JsonNode> response : responses.properties()) {
        if (response.getKey().startsWith("2")) {
          good++;
          examples +=
              check(
                  operation.call() + " " + response.getKey(),
                  response.getValue().path("content"),
                  wrong);
        }
      }
      if (good != 1) {
        wrong.put(operation.call() + " answers", Long.toString(good));
      }
      if (operation.of().path("summary").asText().isBlank()) {
        wrong.put(operation.call() + " summary", "none");
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(examples).isGreaterThan(40);
  }

  /** Every JSON body has a schema that says something, and an example that fits it. */
  private int check(String where, JsonNode content, Map<String, String> wrong) {
    int examples = 0;
    for (Map.Entry<String, JsonNode> type : content.properties()) {
      if (!type.getKey().equals("application/json")) {
        continue;
      }
      JsonNode schema = type.getValue().path("schema");
      if (schema.isMissingNode() || schema.isEmpty()) {
        wrong.put(where, "no type");
        continue;
      }
      JsonNode all = type.getValue().path("examples");
      if (all.isMissingNode() || all.isEmpty()) {
        wrong.put(where, "no example");
      }
      for (JsonNode example : all) {
        examples++;
        ObjectNode root = ((ObjectNode) schema.deepCopy());
        root.set("components", document.path("components"));
        var faults =
            JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(closed(root))
                .validate(example.path("value"));
        if (!faults.isEmpty()) {
          wrong.put(where, faults.toString());
        }
      }
    }
    return examples;
  }

  /** An example has no field that the type lacks. */
  private static JsonNode closed(JsonNode schema) {
    if (schema instanceof ObjectNode object) {
      if (object.has("properties") && !object.has("additionalProperties")) {
        object.put("additionalProperties", false);
      }
      object.forEach(OpenApiIT::closed);
    } else {
      schema.forEach(OpenApiIT::closed);
    }
    return schema;
  }

  @Test
  void types_have_names_and_no_numbers() {
    List<String> names = new ArrayList<>();
    document.at("/components/schemas").fieldNames().forEachRemaining(names::add);
    assertThat(names)
        .contains("InvoiceImportResult", "ScanImportResult")
        .noneMatch(name -> name.matches(".*\\d"));
    assertThat(document.toString()).doesNotContain("/schemas/Answer1");
  }

  /**
   * What Swagger UI's own page breaks, for which there is no setting: colours of its theme, levels
   * of its headings, links within its buttons, its top outside of its main part, examples that no
   * key scrolls, lists without a name, and small links. What is not here is ours, or new.
   */
  private static final Set<String> OF_THE_VENDOR =
      Set.of(
          "color-contrast",
          "heading-order",
          "nested-interactive",
          "region",
          "scrollable-region-focusable",
          "select-name",
          "target-size");

  @Test
  @Tag("browser")
  void people_read_it_in_a_browser() {
    try (ConsolePerson person =
        new ConsolePerson(strangers.program.address(), "en-GB", 1440, ColorScheme.LIGHT)) {
      person.logIn("admin", World.PASSWORD, "/q/swagger-ui");
      person.page.locator(".opblock").first().waitFor();
      assertThat(person.page.locator(".opblock").count()).isEqualTo(described().size());
      person.page.locator(".opblock-get .opblock-summary-control").first().click();
      person.page.locator(".opblock-body select").first().waitFor();
      assertThat(person.brokenRules()).isEqualTo(OF_THE_VENDOR);
      assertThat(person.faults()).isEmpty();
    }
  }
}
