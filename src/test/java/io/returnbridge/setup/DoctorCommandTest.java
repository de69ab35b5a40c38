package io.returnbridge.setup;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.returnbridge.engine.TestSteps;
import io.returnbridge.sandbox.commercetools.CommercetoolsSandbox;
import io.returnbridge.sandbox.commercetools.SandboxOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One run names every fault, whatever else is wrong. */
class DoctorCommandTest {

  @TempDir Path folder;
  private final CommercetoolsSandbox commercetools = CommercetoolsSandbox.start(0, "shop");

  @AfterEach
  void stop() {
    commercetools.close();
  }

  private record Run(int code, String text) {}

  private Run doctor(Map<String, String> variables) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int code =
        DoctorCommand.run(
            variables, TestSteps.ALL, new PrintStream(bytes, true, StandardCharsets.UTF_8));
    return new Run(code, bytes.toString(StandardCharsets.UTF_8));
  }

  private Map<String, String> variables() {
    Map<String, String> variables = new TreeMap<>();
    variables.put("CTP_PROJECT_KEY", "shop");
    variables.put("CTP_CLIENT_ID", commercetools.clientId());
    variables.put("CTP_CLIENT_SECRET", commercetools.clientSecret());
    variables.put("CTP_AUTH_URL", commercetools.authUrl());
    variables.put("CTP_API_URL", commercetools.url());
    variables.put("CTP_SCOPES", String.join(" ", commercetools.scopes()));
    variables.put("WAREHOUSE_API_KEY", "a-key-of-the-warehouse-that-is-long");
    variables.put("REVENI_API_URL", "http://127.0.0.1:1/stores");
    for (String store : new String[] {"ES", "UK"}) {
      variables.put("REVENI_" + store + "_STORE_ID", "1");
      variables.put("REVENI_" + store + "_API_KEY", "key-" + store);
    }
    return variables;
  }

  private Path copy(String name) throws IOException {
    Path copy = Files.createDirectories(folder.resolve(name));
    try (Stream<Path> files = Files.list(Path.of(name))) {
      for (Path file : files.toList()) {
        Files.copy(file, copy.resolve(file.getFileName()));
      }
    }
    return copy;
  }

  @Test
  void all_faults_of_settings_tables_and_routes_are_named_at_once() throws IOException {
    Path mappings = copy("mappings");
    Path table = mappings.resolve("exceptions.csv");
    Files.writeString(table, Files.readString(table).replace("\nOVER_REFUND,", "\nOVER_REFUNDED,"));
    Path routes = copy("routes");
    Files.delete(routes.resolve("50-link-credit.camel.yaml"));
    Files.writeString(
        routes.resolve("45-own.camel.yaml"),
        "- route: {id: own, from: {uri: \"timer\", steps: [{script: {groovy: x}}]}}\n");
    Map<String, String> variables = variables();
    variables.remove("CTP_CLIENT_SECRET");
    variables.put("HTTP_PORT", "many");
    variables.put("ALERTS_BATCH", "a while");
    variables.put("ALERTS_BACH", "PT1M");
    variables.put("MAPPINGS_DIR", mappings.toString());
    variables.put("ROUTES_DIR", routes.toString());

    Run run = doctor(variables);

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.text())
        .contains("FAIL settings — CTP_CLIENT_SECRET is not set")
        .contains("FAIL settings — HTTP_PORT is \"many\"")
        .contains("FAIL settings — ALERTS_BACH is set, and this program has no such variable")
        .contains("\"OVER_REFUNDED\" is not a code of this program (did you mean \"OVER_REFUND\"?)")
        .contains("FAIL routes — ")
        .contains("the business step \"link-credit\" has no route")
        .contains("45-own.camel.yaml")
        .doesNotContain("settings: complete", "every step has its route", "Exception");
  }

  @Test
  void the_form_of_the_scopes_and_a_store_without_its_key_are_faults_of_the_settings() {
    Map<String, String> variables = variables();
    variables.put("CTP_SCOPES", "manage_orders manage_payments:shopp");
    variables.remove("REVENI_UK_STORE_ID");
    variables.remove("REVENI_UK_API_KEY");

    assertThat(doctor(variables).text())
        .contains("FAIL settings — CTP_SCOPES has \"manage_orders\" without its project")
        .contains("FAIL settings — CTP_SCOPES has \"manage_payments:shopp\"")
        .contains("FAIL settings — REVENI_UK_STORE_ID and REVENI_UK_API_KEY are not set")
        .doesNotContain("settings: complete");
  }

  @Test
  void scopes_are_told_by_name_those_of_serving_those_of_the_set_up_and_the_one_too_many() {
    Set<String> fewer = new HashSet<>(SandboxOptions.ALL_SCOPES);
    fewer.removeAll(Set.of("manage_payments", "manage_types", "manage_stores", "view_stores"));
    commercetools.grant(fewer);
    Map<String, String> variables = variables();
    variables.put("CTP_SCOPES", String.join(" ", commercetools.scopes()));

    assertThat(doctor(variables).text())
        .contains("FAIL commercetools scope manage_payments")
        .contains("warn commercetools scope manage_types is missing — serving does without")
        .contains("warn commercetools scope view_stores is missing")
        .contains("ok   commercetools scope manage_orders");

    commercetools.grant(Set.of("manage_project"));
    variables.put("CTP_SCOPES", "manage_project:shop");
    assertThat(doctor(variables).text())
        .contains("warn commercetools scope manage_project gives more than is needed")
        .doesNotContain("is missing");
  }

  @Test
  void an_api_client_for_serving_alone_has_warnings_and_no_fault() {
    commercetools.grant(
        Set.of("manage_orders", "manage_payments", "manage_products", "view_types"));
    Map<String, String> variables = variables();
    variables.put("CTP_SCOPES", String.join(" ", commercetools.scopes()));

    assertThat(doctor(variables).text())
        .contains("warn commercetools scope view_stores is missing")
        .doesNotContain("FAIL commercetools project", "cannot be read");
  }

  @Test
  void a_wrong_secret_and_a_host_that_is_not_known_are_named_as_what_they_are() {
    Map<String, String> variables = variables();
    variables.put("CTP_CLIENT_SECRET", "guessed");
    assertThat(doctor(variables).text())
        .contains("FAIL commercetools token")
        .contains("CTP_CLIENT_ID or CTP_CLIENT_SECRET is wrong")
        .doesNotContain("guessed");

    variables.put("CTP_AUTH_URL", "https://auth.nowhere.invalid");
    assertThat(doctor(variables).text())
        .contains("the host auth.nowhere.invalid is not known; check CTP_AUTH_URL");
  }

  @Test
  void an_api_that_is_not_there_is_one_fault_and_none_of_the_scopes() throws IOException {
    Map<String, String> variables = variables();
    variables.put("CTP_API_URL", "https://api.nowhere.invalid");
    assertThat(doctor(variables).text())
        .contains("FAIL commercetools API https://api.nowhere.invalid — ")
        .contains("the host api.nowhere.invalid is not known; check CTP_API_URL")
        .doesNotContain("commercetools scope");

    HttpServer page = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    page.createContext(
        "/",
        call -> {
          byte[] text = "<html>Log in</html>".getBytes(StandardCharsets.UTF_8);
          call.getResponseHeaders().set("Content-Type", "text/html");
          call.sendResponseHeaders(200, text.length);
          call.getResponseBody().write(text);
          call.close();
        });
    page.start();
    try {
      variables.put("CTP_API_URL", "http://127.0.0.1:" + page.getAddress().getPort());
      assertThat(doctor(variables).text())
          .contains("FAIL commercetools API")
          .contains("was not answered by commercetools, but with a page; check CTP_API_URL");
    } finally {
      page.stop(0);
    }

    variables.put("CTP_API_URL", commercetools.url());
    variables.put("CTP_PROJECT_KEY", "shopp");
    variables.put("CTP_SCOPES", String.join(" ", commercetools.scopes()));
    assertThat(doctor(variables).text())
        .contains("but CTP_PROJECT_KEY is \"shopp\": correct the one that is wrong")
        .contains("it does not know the project: correct CTP_PROJECT_KEY, or CTP_API_URL");
  }

  @Test
  void short_keys_are_warned_about_and_refused_where_others_reach_them() {
    Map<String, String> variables = variables();
    variables.put("WAREHOUSE_API_KEY_MADRID", "short");
    assertThat(doctor(variables).text())
        .contains("warn WAREHOUSE_API_KEY_MADRID has fewer than 24 characters")
        .doesNotContain("WAREHOUSE_API_KEY has fewer");

    variables.put("CONSOLE_ADMIN_PASSWORD", "secret");
    variables.put("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1");
    assertThat(doctor(variables).text()).contains("WAREHOUSE_API_KEY_MADRID").contains("FAIL ");
  }

  @Test
  void own_steps_are_named_with_whether_their_hosts_can_be_reached_and_what_is_set_for_nobody()
      throws IOException {
    Path routes = copy("routes");
    Files.copy(
        Path.of("routes/examples/51-credit-to-erp.camel.yaml"),
        routes.resolve("51-credit-to-erp.camel.yaml"));
    Map<String, String> variables = variables();
    variables.put("ROUTES_DIR", routes.toString());
    variables.put("OWN_STEP_ERP_KEY", "a-key-of-the-erp");
    variables.put("OWN_STEP_ERP_KYE", "another-key");
    try (ServerSocket erp = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      variables.put("OWN_STEP_ERP_HOST", "127.0.0.1:" + erp.getLocalPort());
      assertThat(doctor(variables).text())
          .contains(
              "ok   own step credit-to-erp: reads {{topics.finance-credits}}, sends to"
                  + " https://127.0.0.1:"
                  + erp.getLocalPort()
                  + "\n")
          .contains("warn OWN_STEP_ERP_KYE is set, and no route in ")
          .doesNotContain("another-key", "a-key-of-the-erp");
    }
    assertThat(doctor(variables).text())
        .contains("warn own step credit-to-erp")
        .contains("which cannot be reached");
  }

  @Test
  void nothing_of_the_embedded_storage_is_started_or_written() {
    Map<String, String> variables = variables();
    Path data = folder.resolve("data");
    variables.put("DATA_DIR", data.toString());

    assertThat(doctor(variables).text()).contains("ok   Kafka: embedded");
    assertThat(data).doesNotExist();
  }
}
