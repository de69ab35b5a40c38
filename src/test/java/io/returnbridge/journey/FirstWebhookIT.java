package io.returnbridge.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.returnbridge.sandbox.ProgramApi;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/getting-started.md tells a newcomer to do, with stores and channels of their own. */
class FirstWebhookIT {

  private static final String STORES =
      """
      store,commercetools_store,country,currency,locale,default_channel
      pt,lisboa,PT,EUR,pt-PT,loja-pt
      fr-outlet,,FR,EUR,fr-FR,outlet-fr
      """;
  private static final Map<String, String> WAREHOUSES =
      Map.of("loja-pt", "porto", "outlet-fr", "lille", "app-fr", "lille");

  private final HttpClient http = HttpClient.newHttpClient();
  private final ObjectMapper json = new ObjectMapper();
  @TempDir Path folder;

  private void ownTables() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("mappings"))) {
      for (Path file : files.toList()) {
        Files.copy(file, folder.resolve(file.getFileName()));
      }
    }
    Files.writeString(folder.resolve("stores.csv"), STORES);
    StringBuilder channels = new StringBuilder("channel,location,stock_channel\n");
    WAREHOUSES.forEach(
        (channel, warehouse) -> {
          channels.append(channel).append(",saleable,").append(warehouse).append('\n');
          Map.of(
                  "awaiting-inspection", "-in",
                  "quarantine", "-q",
                  "outlet", "-b",
                  "defective", "-c")
              .forEach(
                  (location, end) ->
                      channels.append("%s,%s,%s%s\n".formatted(channel, location, warehouse, end)));
        });
    Files.writeString(folder.resolve("channels.csv"), channels);
  }

  private static Map<String, String> exported(String script) {
    Map<String, String> variables = new HashMap<>();
    Matcher line = Pattern.compile("(?m)^export ([A-Z_]+)='([^']*)'$").matcher(script);
    while (line.find()) {
      variables.put(line.group(1), line.group(2));
    }
    return variables;
  }

  private static String returnOf(String store, String script) {
    Matcher line =
        Pattern.compile("# Store " + store + ": order \\S+, return (\\w+)").matcher(script);
    assertThat(line.find()).as(script).isTrue();
    return line.group(1);
  }

  private static void command(Program program, int code, String said, String... arguments) {
    program.launch(arguments);
    assertThat(program.awaitEnd()).as(program.output()).isEqualTo(code);
    assertThat(program.output()).contains(said);
  }

  private JsonNode order(Map<String, String> access, String number) throws Exception {
    String login = access.get("CTP_CLIENT_ID") + ":" + access.get("CTP_CLIENT_SECRET");
    HttpRequest token =
        HttpRequest.newBuilder(URI.create(access.get("CTP_AUTH_URL") + "/oauth/token"))
            .header(
                "Authorization",
                "Basic "
                    + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8)))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString("grant_type=client_credentials"))
            .build();
    String bearer = read(token).path("access_token").asText();
    return read(
        HttpRequest.newBuilder(
                URI.create(
                    access.get("CTP_API_URL")
                        + "/"
                        + access.get("CTP_PROJECT_KEY")
                        + "/orders/order-number="
                        + number))
            .header("Authorization", "Bearer " + bearer)
            .build());
  }

  private JsonNode read(HttpRequest request) throws Exception {
    return json.readTree(http.send(request, HttpResponse.BodyHandlers.ofString()).body());
  }

  @Test
  void a_newcomer_with_tables_of_their_own_finds_the_first_return_on_its_order() throws Exception {
    ownTables();
    Map<String, String> own =
        Map.of("MAPPINGS_DIR", folder.toString(), "CONSOLE_ADMIN_PASSWORD", World.PASSWORD);
    try (Program outside =
        Program.startInVain("first-webhook-outside", own, "sandbox", "--outside")) {
      Waiting.until("what is outside to be there", () -> outside.output().contains("# Ready"));
      Map<String, String> environment = exported(outside.output());
      environment.putAll(own);
      String returnId = returnOf("pt", outside.output());

      try (Program program = Program.startInVain("first-webhook", environment, "doctor")) {
        assertThat(program.awaitEnd()).isEqualTo(1);
        assertThat(program.output()).contains("Type reveni-order", "run setup --apply");
        command(program, 0, " changes made.", "setup", "--apply");
        command(program, 0, " checks, 0 failed, ", "doctor");
        program.start();

        Program.Ended sent =
            program.command(
                environment, "send-test-webhook", "--store", "pt", "--return", returnId);

        assertThat(sent.code()).as(sent.output()).isZero();
        assertThat(sent.output())
            .contains("Accepted as event", "/api/returns/" + returnId, "/api/exceptions?returnId=");
        ProgramApi api = new ProgramApi(program.address(), "", World.PASSWORD);
        Waiting.until(
            "the return in the API, with its credit",
            () ->
                !api.get("/api/returns/" + returnId)
                    .body()
                    .at("/refunds/0/paymentKey")
                    .asText("")
                    .isEmpty());
        Waiting.until(
            "the return on the order",
            () ->
                order(environment, "ORDER-PT-1")
                    .at("/custom/fields/reveniReturnIds")
                    .toString()
                    .contains(returnId));
        Waiting.until(
            "its return item",
            () -> order(environment, "ORDER-PT-1").at("/returnInfo/0/items/0").isObject());
        assertThat(api.get("/api/exceptions?returnId=" + returnId).body().path("items")).isEmpty();
      }
    }
  }
}
