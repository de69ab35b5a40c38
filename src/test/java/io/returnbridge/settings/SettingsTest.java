package io.returnbridge.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {

  private static Settings withBrokers(String brokers) {
    return Settings.read(all(brokers));
  }

  private static Map<String, String> all(String brokers) {
    Map<String, String> variables = new HashMap<>();
    for (String name :
        List.of("CTP_PROJECT_KEY", "CTP_CLIENT_ID", "CTP_CLIENT_SECRET", "CTP_SCOPES")) {
      variables.put(name, "x");
    }
    variables.put("CTP_AUTH_URL", "https://auth.example.com");
    variables.put("CTP_API_URL", "https://api.example.com");
    variables.put("CONSOLE_ADMIN_PASSWORD", "twelve-chars");
    variables.put("KAFKA_BOOTSTRAP_SERVERS", brokers);
    return variables;
  }

  @Test
  void the_two_addresses_of_a_region_are_not_taken_for_each_other() {
    Map<String, String> variables = all("kafka:9092");
    variables.put("CTP_AUTH_URL", "https://api.europe-west1.gcp.commercetools.com");
    variables.put("CTP_API_URL", "https://auth.europe-west1.gcp.commercetools.com/");

    assertThatThrownBy(() -> Settings.read(variables))
        .isInstanceOfSatisfying(
            SettingsProblems.class,
            e ->
                assertThat(e.problems())
                    .containsExactly(
                        "CTP_AUTH_URL is \"https://api.europe-west1.gcp.commercetools.com\", which is"
                            + " the address for CTP_API_URL: set it to"
                            + " https://auth.europe-west1.gcp.commercetools.com",
                        "CTP_API_URL is \"https://auth.europe-west1.gcp.commercetools.com/\", which"
                            + " is the address for CTP_AUTH_URL: set it to"
                            + " https://api.europe-west1.gcp.commercetools.com"));
  }

  @Test
  void times_are_told_in_utc_by_its_name_where_nothing_else_is_set() {
    assertThat(withBrokers("kafka:9092").reportTimeZone().getId()).isEqualTo("UTC");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "kafka:9092",
        "kafka-1.example.com:9092,kafka_2:9093",
        "10.0.0.1:1, 10.0.0.2:65535",
        "[::1]:9092"
      })
  void brokers_are_hosts_with_ports(String brokers) {
    assertThat(withBrokers(brokers).kafkaBootstrapServers()).contains(brokers);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "kafka",
        "kafka:",
        ":9092",
        "kafka:0",
        "kafka:65536",
        "kafka:nine",
        "kafka:9092,",
        "kafka:9092,other",
        "kafka:9092;other:9092",
        "https://kafka:9092",
        "a b:9092"
      })
  void other_brokers_are_a_problem_that_names_the_variable(String brokers) {
    SettingsProblems thrown =
        catchThrowableOfType(SettingsProblems.class, () -> withBrokers(brokers));

    assertThat(thrown.problems())
        .singleElement()
        .asString()
        .startsWith("KAFKA_BOOTSTRAP_SERVERS")
        .contains("host:port");
  }

  private static Settings withScopes(String scopes) {
    return Settings.read(
        Map.of(
            "CTP_PROJECT_KEY", "shop",
            "CTP_CLIENT_ID", "x",
            "CTP_CLIENT_SECRET", "x",
            "CTP_AUTH_URL", "https://auth.example.com",
            "CTP_API_URL", "https://api.example.com",
            "CTP_SCOPES", scopes));
  }

  @Test
  void each_scope_ends_with_the_project() {
    withScopes("manage_orders:shop  view_types:shop manage_orders:shop:outlet").requireScopes();
    assertThatThrownBy(
            () ->
                withScopes("manage_orders:shopp view_types:shopp manage_orders:shopp:outlet")
                    .requireScopes())
        .isInstanceOfSatisfying(
            SettingsProblems.class,
            e ->
                assertThat(e.problems())
                    .as("one fault, whatever the number of scopes")
                    .containsExactly(
                        "All scopes of CTP_SCOPES are of project \"shopp\", but CTP_PROJECT_KEY is"
                            + " \"shop\": correct the one that is wrong"));

    SettingsProblems thrown =
        catchThrowableOfType(
            SettingsProblems.class,
            () ->
                withScopes("manage_orders view_types:shopp manage_types: x:shop").requireScopes());
    assertThat(thrown.problems())
        .containsExactly(
            "CTP_SCOPES has \"manage_orders\" without its project: write it as manage_orders:shop",
            "CTP_SCOPES has \"view_types:shopp\", but CTP_PROJECT_KEY is \"shop\": correct the one"
                + " that is wrong",
            "CTP_SCOPES has \"manage_types:\" without its project: write it as manage_types:shop");
  }

  @Test
  void scopes_are_separated_by_blanks() {
    for (String scopes :
        List.of("manage_orders:shop,view_types:shop", "'manage_orders:shop'", "a:shop;b:shop")) {
      assertThatThrownBy(() -> withScopes(scopes).requireScopes())
          .as(scopes)
          .hasMessageContaining("separate the scopes by blanks");
    }
  }

  @Test
  void no_key_sends_scans_in_the_place_of_the_people_at_the_console() {
    Map<String, String> variables = new HashMap<>(all("kafka:9092"));
    variables.put("WAREHOUSE_API_KEY_CONSOLE", "x".repeat(24));

    assertThat(problems(variables))
        .singleElement()
        .asString()
        .startsWith("WAREHOUSE_API_KEY_CONSOLE names the console");
  }

  @Test
  void what_strangers_may_guess_is_long_where_storage_is_external() {
    Map<String, String> variables = new HashMap<>(all("kafka:9092"));
    variables.put("CONSOLE_ADMIN_PASSWORD", "eleven-char");
    variables.put("WAREHOUSE_API_KEY", "x".repeat(23));
    variables.put("WAREHOUSE_API_KEY_DHL", "y".repeat(24));
    variables.put("WAREHOUSE_API_KEY_DHL_PREVIOUS", "short");

    assertThat(problems(variables))
        .hasSize(3)
        .anySatisfy(p -> assertThat(p).startsWith("CONSOLE_ADMIN_PASSWORD has fewer than 12"))
        .anySatisfy(p -> assertThat(p).startsWith("WAREHOUSE_API_KEY has fewer than 24"))
        .anySatisfy(
            p -> assertThat(p).startsWith("WAREHOUSE_API_KEY_DHL_PREVIOUS has fewer than 24"))
        .allSatisfy(p -> assertThat(p).contains("openssl rand").doesNotContain("eleven", "xxx"));

    variables.remove("KAFKA_BOOTSTRAP_SERVERS");
    assertThat(Settings.read(variables).externalStorage()).isFalse();
  }

  @Test
  void an_oidc_server_takes_the_place_of_a_password_and_wants_its_client() {
    Map<String, String> variables = all("kafka:9092");
    variables.remove("CONSOLE_ADMIN_PASSWORD");
    variables.put("QUARKUS_OIDC_AUTH_SERVER_URL", "https://login.example.com/realms/shop");
    assertThatThrownBy(() -> Settings.read(variables))
        .hasMessageContaining("QUARKUS_OIDC_CLIENT_ID is not set");

    variables.put("QUARKUS_OIDC_CLIENT_ID", "returnbridge");
    Oidc oidc = Settings.read(variables).oidc().orElseThrow();
    assertThat(oidc.rolesClaim()).isEqualTo("groups");
    assertThat(oidc.secret()).isEmpty();

    variables.remove("QUARKUS_OIDC_AUTH_SERVER_URL");
    variables.put("CONSOLE_ADMIN_PASSWORD", "twelve-chars");
    assertThatThrownBy(() -> Settings.read(variables))
        .hasMessageContaining("QUARKUS_OIDC_AUTH_SERVER_URL is not set, but something");
  }

  @Test
  void traces_and_the_log_are_set_and_what_is_wrong_with_them_is_named() {
    Map<String, String> variables = all("kafka:9092");
    assertThat(Settings.read(variables).telemetry())
        .isEqualTo(new Telemetry(false, Optional.empty()));

    variables.put("LOG_FORMAT", "json");
    variables.put("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4318/");
    variables.put("OTEL_EXPORTER_OTLP_HEADERS", "Authorization=Bearer a=b, x-team=returns");
    variables.put("OTEL_TRACES_SAMPLER_ARG", "0.25");
    Settings settings = Settings.read(variables);
    assertThat(settings.telemetry())
        .isEqualTo(
            new Telemetry(
                true,
                Optional.of(
                    new Telemetry.Collector(
                        URI.create("http://collector:4318"),
                        Map.of("Authorization", "Bearer a=b", "x-team", "returns"),
                        "returnbridge",
                        0.25))));
    assertThat(settings.telemetry().toString()).doesNotContain("Bearer");
    assertThat(settings.shown())
        .filteredOn(v -> v.name().equals("OTEL_EXPORTER_OTLP_HEADERS"))
        .singleElement()
        .satisfies(v -> assertThat(v.secret()).isTrue());

    variables.put("LOG_FORMAT", "xml");
    variables.put("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc");
    variables.put("OTEL_EXPORTER_OTLP_HEADERS", "a-secret-alone");
    variables.put("OTEL_TRACES_SAMPLER_ARG", "2");
    assertThat(problems(variables))
        .anySatisfy(p -> assertThat(p).startsWith("LOG_FORMAT is \"xml\""))
        .anySatisfy(p -> assertThat(p).startsWith("OTEL_EXPORTER_OTLP_PROTOCOL is \"grpc\""))
        .anySatisfy(
            p ->
                assertThat(p)
                    .startsWith("OTEL_EXPORTER_OTLP_HEADERS has")
                    .doesNotContain("a-secret-alone"))
        .anySatisfy(p -> assertThat(p).startsWith("OTEL_TRACES_SAMPLER_ARG is \"2\""));
  }

  @Test
  void what_is_missing_may_be_there_under_a_mistyped_name() {
    Map<String, String> variables = new HashMap<>(all("kafka:9092"));
    variables.put("CTP_PROJECTKEY", variables.remove("CTP_PROJECT_KEY"));
    variables.put("REVENI_RF_API_KEY", "x");

    assertThat(problems(variables))
        .anySatisfy(p -> assertThat(p).startsWith("CTP_PROJECT_KEY is not set"))
        .anySatisfy(
            p ->
                assertThat(p)
                    .startsWith("CTP_PROJECTKEY is set")
                    .contains("did you mean \"CTP_PROJECT_KEY\"?"))
        .anySatisfy(
            p ->
                assertThat(p)
                    .startsWith("REVENI_RF_STORE_ID is not set")
                    .endsWith("or correct the name of the other variable of REVENI_RF_…"));
  }

  @Test
  void faults_of_the_users_are_named_with_all_others() {
    Map<String, String> variables = new HashMap<>(all("kafka:9092"));
    variables.put("CONSOLE_USERS", "no-such-users.csv");
    variables.put("HTTP_PORT", "eighty");

    assertThat(problems(variables))
        .anySatisfy(p -> assertThat(p).startsWith("CONSOLE_USERS is \"no-such-users.csv\""))
        .anySatisfy(p -> assertThat(p).startsWith("HTTP_PORT"));
  }

  @Test
  void where_it_listens_and_whom_it_trusts_is_checked() {
    Map<String, String> variables = new HashMap<>(all("kafka:9092"));
    assertThat(Settings.read(variables).http().main())
        .isEqualTo(new Http.Listen("HTTP_PORT", "0.0.0.0", 8080));
    assertThat(Settings.read(variables).http().published()).isEmpty();

    variables.put("PUBLIC_HTTP_PORT", "8443");
    variables.put("PUBLIC_HTTP_HOST", "::");
    variables.put("HTTP_HOST", "127.0.0.1");
    variables.put("TRUSTED_PROXIES", "10.0.0.0/8, 2001:db8::/32");
    Http http = Settings.read(variables).http();
    assertThat(http.published()).contains(new Http.Listen("PUBLIC_HTTP_PORT", "::", 8443));
    assertThat(http.trustedProxies().contains("10.1.2.3")).isTrue();

    variables.put("PUBLIC_HTTP_PORT", "8080");
    variables.put("HTTP_HOST", "http://x");
    variables.put("TRUSTED_PROXIES", "10.0.0.0/33");
    assertThat(problems(variables))
        .hasSize(3)
        .anySatisfy(p -> assertThat(p).contains("PUBLIC_HTTP_PORT and HTTP_PORT are the same"))
        .anySatisfy(p -> assertThat(p).startsWith("HTTP_HOST is \"http://x\""))
        .anySatisfy(p -> assertThat(p).startsWith("TRUSTED_PROXIES has \"10.0.0.0/33\""));
  }

  private static List<String> problems(Map<String, String> variables) {
    return catchThrowableOfType(SettingsProblems.class, () -> Settings.read(variables)).problems();
  }
}
