package io.returnbridge.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LinkTemplateTest {

  private static Map<String, String> variables(String... more) {
    Map<String, String> variables = new HashMap<>();
    for (String name :
        List.of("CTP_PROJECT_KEY", "CTP_CLIENT_ID", "CTP_CLIENT_SECRET", "CTP_SCOPES")) {
      variables.put(name, "client-of-" + name.length());
    }
    variables.put("CTP_AUTH_URL", "https://auth.example.com");
    variables.put("CTP_API_URL", "https://api.example.com");
    for (int i = 0; i < more.length; i += 2) {
      variables.put(more[i], more[i + 1]);
    }
    return variables;
  }

  @Test
  void a_value_is_put_in_as_a_part_of_an_address() {
    LinkTemplate link =
        Settings.read(variables("MERCHANT_CENTER_URL", "https://mc.example.com/o?q={orderNumber}"))
            .merchantCenterUrl()
            .orElseThrow();
    assertThat(link.fill(Map.of("orderNumber", "A 1/2&x={y}\"<")))
        .contains("https://mc.example.com/o?q=A%201%2F2%26x%3D%7By%7D%22%3C");
  }

  @Test
  void without_the_value_there_is_no_link() {
    assertThat(new LinkTemplate("https://mc.example.com/{orderId}").fill(Map.of("returnId", "r")))
        .isEmpty();
  }

  @Test
  void unset_there_is_none() {
    assertThat(Settings.read(variables()).merchantCenterUrl()).isEmpty();
    assertThat(Settings.read(variables()).reveniConsoleUrl()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "javascript:alert(1)//{returnId}",
        "mc.example.com/{orderId}",
        "ftp://mc.example.com/{orderId}",
        "https://mc.example.com/{order}",
        "https://mc.example.com/{orderId",
        "https:///{orderId}"
      })
  void what_is_no_address_of_the_web_is_refused(String value) {
    Map<String, String> variables = variables("REVENI_CONSOLE_URL", value);
    assertThatThrownBy(() -> Settings.read(variables))
        .isInstanceOfSatisfying(
            SettingsProblems.class,
            e ->
                assertThat(e.problems())
                    .singleElement()
                    .asString()
                    .startsWith("REVENI_CONSOLE_URL is \"" + value + "\": set it to an address")
                    .contains("{orderNumber}"));
  }

  @Test
  void what_is_shown_has_no_secret() {
    List<Variable> shown =
        Settings.read(
                variables(
                    "CTP_CLIENT_SECRET", "topsecret1",
                    "WAREHOUSE_API_KEY", "topsecret2-topsecret2-topsecret2",
                    "REVENI_API_URL", "https://user:topsecret3@reveni.example.com/stores",
                    "CONSOLE_ADMIN_PASSWORD", "topsecret4topsecret4",
                    "ALERTS_WEBHOOK_URL", "https://hooks.example.com/topsecret5",
                    "QUARKUS_DATASOURCE_JDBC_URL",
                        "jdbc:postgresql://db/returns?user=me&password=topsecret6&ssl=true",
                    "REVENI_ES_STORE_ID", "store-es",
                    "REVENI_ES_API_KEY", "topsecret7"))
            .shown();
    assertThat(shown.toString()).doesNotContain("topsecret").contains("store-es", "ssl=true");
    assertThat(shown)
        .contains(
            new Variable("REVENI_ES_API_KEY", true, true, ""),
            new Variable("CTP_CLIENT_SECRET", true, true, ""),
            new Variable("CONSOLE_USERS", false, false, ""),
            new Variable("REVENI_API_URL", true, false, "https://…@reveni.example.com/stores"));
  }
}
