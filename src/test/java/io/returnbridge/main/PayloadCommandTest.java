package io.returnbridge.main;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.returnbridge.sandbox.reveni.NewRefund;
import io.returnbridge.sandbox.reveni.ReturnBuilder;
import io.returnbridge.sandbox.reveni.ReveniSandbox;
import io.returnbridge.sandbox.reveni.Shopper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PayloadCommandTest {

  private record Ended(int code, String text) {
    String line(String path) {
      return text.lines().filter(l -> l.startsWith(path + " ")).findFirst().orElse("");
    }
  }

  private static final String GOOD =
      """
      {"id": "r1", "rma_number": "RMA-1", "status": "received", "updated_at": "2026-11-09T16:20:41Z",
       "currency": "EUR", "order": {"external_id": "O-1"}, "customer": {"email": "ana@example.com"},
       "return_items": [{"id": "i1", "sku": "A", "quantity": 2, "return_reason": "too_small",
         "amount": "49.9000", "status": "pending"}],
       "refunds": [{"id": "rf-1", "status": "completed", "paid_by": "reveni", "amount": "24.9500"}],
       "shipments": [{"tracking_number": "1Z", "status": "delivered"}]}
      """;

  @TempDir Path folder;

  private Ended run(Map<String, String> variables, String what, String store) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int code =
        new PayloadCommand(
                variables, new PrintStream(out, true, StandardCharsets.UTF_8), Clock.systemUTC())
            .run(what, store);
    return new Ended(code, out.toString(StandardCharsets.UTF_8));
  }

  private Ended file(String json) throws IOException {
    Path file = Files.writeString(folder.resolve("return.json"), json);
    return run(Map.of(), file.toString(), null);
  }

  @Test
  void a_file_that_cannot_be_read_says_why_without_names_of_classes() {
    assertThat(run(Map.of(), folder.resolve("none.json").toString(), null).text())
        .contains("none.json cannot be read: there is none")
        .doesNotContain("java.", "Exception");
    assertThat(run(Map.of(), folder.toString(), null).text())
        .contains(" cannot be read: Is a directory")
        .doesNotContain("java.", "Exception");
  }

  @Test
  void every_field_of_a_file_has_its_place_its_value_and_its_meaning() throws IOException {
    Ended ended = file(GOOD);

    assertThat(ended.code()).as(ended.text()).isZero();
    assertThat(ended.line("/status")).contains("\"received\"").contains("shown as received");
    assertThat(ended.line("/return_items/0/quantity")).contains(" 2 ").endsWith("2 units");
    assertThat(ended.line("/return_items/0/return_reason")).endsWith("reason code too-small");
    assertThat(ended.line("/return_items/0/received_quantity")).endsWith("absent");
    assertThat(ended.line("/refunds/0/amount"))
        .contains("\"24.9500\"")
        .endsWith("2495 minor units, 24.95 EUR");
    assertThat(ended.line("/refunds/0/paid_by")).endsWith("paid by Reveni");
    assertThat(ended.line("/shipments/0/status")).endsWith("delivered");
    assertThat(ended.text())
        .contains("Taken in: items 1, units 2, refunds 1, shipments 1. Held back: nothing.");
    List<Integer> columns =
        ended
            .text()
            .lines()
            .filter(l -> l.startsWith("/refunds/0/") && l.contains("\""))
            .map(l -> l.indexOf('"'))
            .distinct()
            .toList();
    assertThat(columns).hasSize(1);
  }

  @Test
  void every_trouble_is_said_and_ends_with_1() throws IOException {
    Ended ended =
        file(
            GOOD.replace("\"quantity\": 2", "\"quantity\": \"two\"")
                .replace("\"24.9500\"", "-1")
                .replace("\"1Z\"", "\"1Z\\u0007\\u001b[31m\""));

    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.line("/return_items/0/quantity"))
        .contains("\"two\"")
        .contains("cannot be read");
    assertThat(ended.text())
        .contains("Held back: item i1, refund rf-1.")
        .contains("EVENT_UNREADABLE (integration): item i1")
        .contains("REFUND_AMOUNT_INVALID (finance): its amount is -1.00 EUR")
        .doesNotContain("\u001b");
    assertThat(file(GOOD.replace("too_small", "wonky")).text()).contains("REASON_UNMAPPED (cx)");
    assertThat(file(GOOD.replace("24.9500", "24.955")).text()).contains("REFUND_AMOUNT_INEXACT");
    assertThat(file(GOOD.replace("\"received\"", "\"lost\"")).text()).contains("STATUS_UNKNOWN");
    assertThat(file(GOOD.replace("2026-11-09", "9999-11-09")).text())
        .contains("Nothing of it would be taken in.")
        .contains("updated-at");
    assertThat(file("{\"id\": ").text()).contains("Nothing of it can be read.");
    assertThat(run(Map.of(), folder.resolve("none.json").toString(), null))
        .matches(e -> e.code() == 1 && e.text().contains("none.json cannot be read"));
  }

  @Test
  void a_return_is_read_from_reveni_in_the_store_that_is_named() {
    try (ReveniSandbox reveni =
        ReveniSandbox.start(
            0,
            Map.of(
                "es", new ReveniSandbox.Store("store-es", "key-es"),
                "uk", new ReveniSandbox.Store("store-uk", "key-uk")))) {
      Shopper shopper = reveni.shopper("uk").quiet();
      String id =
          shopper.create(
              ReturnBuilder.ofOrder("O-1").currency("GBP").item("A", 1, "too_small", "10.0000"));
      shopper.completeRefund(id, NewRefund.instant("rf-1", "10.0000"));
      Map<String, String> variables = variables(reveni);

      Ended ended = run(variables, id, "uk");
      assertThat(ended.code()).as(ended.text()).isZero();
      assertThat(ended.line("/refunds/0/amount")).endsWith("1000 minor units, 10.00 GBP");
      assertThat(run(variables, id, null))
          .matches(e -> e.code() == 2 && e.text().contains("--store, one of es, uk"));
      assertThat(run(variables, id, "fr"))
          .matches(e -> e.code() == 2 && e.text().startsWith("There is no store fr."));
      assertThat(run(variables, id, "es"))
          .matches(e -> e.code() == 1 && e.text().contains("has no return " + id));

      shopper.edit(id, json -> ((ObjectNode) json.path("refunds").get(0)).put("amount", "1e30"));
      assertThat(run(variables, id, "uk"))
          .matches(e -> e.code() == 1 && e.text().contains("REFUND_AMOUNT_INVALID"));

      variables.put("REVENI_UK_API_KEY", "wrong");
      assertThat(run(variables, id, "uk"))
          .matches(e -> e.code() == 1 && e.text().startsWith("Reveni refuses the API key"));
    }
  }

  private static Map<String, String> variables(ReveniSandbox reveni) {
    Map<String, String> variables = new HashMap<>();
    for (String name : List.of("PROJECT_KEY", "CLIENT_ID", "CLIENT_SECRET", "SCOPES")) {
      variables.put("CTP_" + name, "x");
    }
    variables.put("CTP_AUTH_URL", "http://127.0.0.1:1");
    variables.put("CTP_API_URL", "http://127.0.0.1:1");
    variables.put("REVENI_API_URL", reveni.url());
    for (String store : List.of("es", "uk")) {
      String name = "REVENI_" + store.toUpperCase(java.util.Locale.ROOT);
      variables.put(name + "_STORE_ID", "store-" + store);
      variables.put(name + "_API_KEY", "key-" + store);
    }
    return variables;
  }
}
