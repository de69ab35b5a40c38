package io.returnbridge.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnknownVariablesTest {

  private static List<String> told(String name, String value) {
    Map<String, String> variables = new HashMap<>();
    variables.put("REVENI_ES_STORE_ID", "1");
    variables.put("REVENI_ES_API_KEY", "k");
    variables.put("WAREHOUSE_API_KEY", "w");
    variables.put(name, value);
    return Settings.unknownVariables(variables);
  }

  @ParameterizedTest
  @CsvSource({
    "CTP_MAX_REQUEST_PER_SECOND, CTP_MAX_REQUESTS_PER_SECOND",
    "REVENI_ES_API_KEY_PREVIUOS, REVENI_ES_API_KEY_PREVIOUS",
    "REVENI_SIGNATURE_TOLERANCE, ''",
    "REVENI_LIST_PAHT, REVENI_LIST_PATH",
    "WAREHOUSE_API_KEY_PREVIUOS, PREVIOUS",
    "WAREHOUSE_APIKEY, WAREHOUSE_API_KEY",
    "ALERTS_SMPT_HOST, ALERTS_SMTP_HOST",
    "ALERTS_BACH, ALERTS_BATCH",
    "CONSOLE_ADMIN_PASWORD, CONSOLE_ADMIN_PASSWORD",
    "CONSOLE_ADMIN_PASSWORD_FIEL, CONSOLE_ADMIN_PASSWORD_FILE",
    "HTTP_PROT, HTTP_PORT",
    "KAFKA_BOOTSTRAP_SERVER, KAFKA_BOOTSTRAP_SERVERS",
    "QUARKUS_DATASOURCE_USER_NAME, QUARKUS_DATASOURCE_USERNAME",
    "RETRY_COMMERCETOOL_ATTEMPTS, RETRY_COMMERCETOOLS_ATTEMPTS",
    "BREAKER_REVENI_FAILURE, BREAKER_REVENI_FAILURES",
    "SCHEDULE_SWEEEP, SCHEDULE_SWEEP",
    "MAPPING_DIR, MAPPINGS_DIR",
    "ALERT_BATCH, ALERTS_BATCH",
    "DATA_DIRR, DATA_DIR",
    "TOPICS_PARTITION, TOPICS_PARTITIONS",
    "DATADIR, DATA_DIR",
    "ROUTESDIR, ROUTES_DIR",
    "MAPPINGSDIR, MAPPINGS_DIR",
    "CONSOLE_PASSWORD, CONSOLE_ADMIN_PASSWORD",
    "CONSOLE_PASSWORD_FILE, CONSOLE_ADMIN_PASSWORD_FILE",
    "WAREHOUSE_KEY, WAREHOUSE_API_KEY",
    "KAFKA_SERVERS, KAFKA_BOOTSTRAP_SERVERS",
    "QUARKUS_DATASOURCE_URL, QUARKUS_DATASOURCE_JDBC_URL",
  })
  void a_mistyped_variable_is_told_with_what_may_be_meant(String name, String meant) {
    assertThat(told(name, "x"))
        .singleElement()
        .satisfies(
            said ->
                assertThat(said)
                    .startsWith(name + " is set, and this program has no such variable")
                    .contains(
                        meant.isEmpty() ? "take it away" : "did you mean \"" + meant + "\"?"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CTP_CLIENT_SECRET_FILE",
        "REVENI_ES_API_KEY_FILE",
        "REVENI_ES_API_KEY_PREVIOUS",
        "WAREHOUSE_API_KEY_MADRID",
        "WAREHOUSE_API_KEY_MADRID_PREVIOUS",
        "ALERTS_EMAIL_CX",
        "ALERTS_QUIET_HOURS_FINANCE",
        "DUE_WORK_EVERY",
        "RETRY_CONFLICT_JITTER",
        "TOPICS_REVENI_WEBHOOKS",
        "REVENI_CONNECT_TIMEOUT",
        "SWEEP_AFTER_DOWNTIME",
      })
  void what_the_program_reads_is_known(String name) {
    assertThat(told(name, "x")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "HTTP_PROXY, http://proxy:3128",
    "HTTPS_PROXY, x",
    "KAFKA_HEAP_OPTS, -Xmx1g",
    "KAFKA_SERVICE_HOST, 10.0.0.1",
    "REVENI_MOCK_SERVICE_HOST, 10.0.0.1",
    "REVENI_MOCK_PORT_80_TCP_ADDR, 10.0.0.1",
    "REVENI_MOCK_PORT, tcp://10.0.0.1:80",
    "DATA_PATH_OF_ANOTHER, x",
    "DATABASE_URL, x",
    "DATADOG_API_KEY, x",
    "KAFKA_HOME, x",
    "CONSOLE, x",
    "HTTP_TIMEOUT, x",
    "PUBLIC_KEY, x",
    "CONSOLE_FONT, x",
    "WORKERS_OF_CI, 2",
    "ALERTS_BACH, ''",
  })
  void what_others_use_and_what_is_empty_is_left_alone(String name, String value) {
    assertThat(told(name, value)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"CTP_PROJECT_KEY", "CTP_SCOPES", "KAFKA_BOOTSTRAP_SERVERS", "HTTP_PORT"})
  void what_is_no_secret_does_not_stand_in_a_file(String name) {
    assertThat(told(name + "_FILE", "/run/secrets/x"))
        .singleElement()
        .asString()
        .isEqualTo(
            name
                + "_FILE is set, and only secrets may stand in files, which "
                + name
                + " is not: set "
                + name
                + " itself, and take "
                + name
                + "_FILE away");
  }

  @Test
  void what_else_is_wrong_hides_none() {
    assertThat(Settings.unknownVariables(Map.of("HTTP_PORT", "many", "ALERTS_BACH", "PT1M")))
        .singleElement()
        .asString()
        .startsWith("ALERTS_BACH");
  }
}
