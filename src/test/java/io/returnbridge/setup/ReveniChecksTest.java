package io.returnbridge.setup;

import static org.assertj.core.api.Assertions.assertThat;

import io.returnbridge.http.RudeServer;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.sandbox.reveni.ReveniSandbox;
import io.returnbridge.settings.Settings;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReveniChecksTest {

  private static final Mappings MAPPINGS = Mappings.load(Path.of("mappings"));

  private static List<String> checks(String url, Map<String, String> other) {
    Map<String, String> variables = new HashMap<>();
    for (String name : List.of("PROJECT_KEY", "CLIENT_ID", "CLIENT_SECRET", "SCOPES")) {
      variables.put("CTP_" + name, "x");
    }
    variables.put("CTP_AUTH_URL", "http://127.0.0.1:1");
    variables.put("CTP_API_URL", "http://127.0.0.1:1");
    variables.put("REVENI_API_URL", url);
    for (String store : List.of("ES", "UK")) {
      variables.put("REVENI_" + store + "_STORE_ID", "store-" + store);
      variables.put("REVENI_" + store + "_API_KEY", "key-" + store);
    }
    variables.putAll(other);
    return ReveniChecks.of(Settings.read(variables), MAPPINGS).stream()
        .map(check -> check.level() + " " + check.what() + ": " + check.remedy())
        .toList();
  }

  @Test
  void a_wrong_store_id_is_told_from_a_return_that_there_is_not() {
    try (ReveniSandbox reveni =
        ReveniSandbox.start(
            0,
            Map.of(
                "es", new ReveniSandbox.Store("store-ES", "key-ES"),
                "uk", new ReveniSandbox.Store("store-UK", "key-UK")))) {
      assertThat(checks(reveni.url(), Map.of())).allMatch(c -> c.startsWith("OK"));
      assertThat(checks(reveni.url(), Map.of("REVENI_ES_STORE_ID", "store-E S")))
          .first()
          .asString()
          .isEqualTo(
              "FAIL Reveni store es is not known to Reveni: it answers as for a store that does not exist:"
                  + " correct REVENI_ES_STORE_ID");
      assertThat(checks(reveni.url(), Map.of("REVENI_UK_API_KEY", "wrong")))
          .anyMatch(c -> c.startsWith("FAIL Reveni store uk refuses the key (HTTP 401)"));
    }
  }

  @Test
  void an_api_that_tells_no_stores_apart_is_not_held_against_a_store() {
    try (RudeServer reveni = new RudeServer(RudeServer.hangUp())) {
      reveni.manner(
          (request, out) ->
              RudeServer.answer(
                      request.line().contains("/store-") ? 404 : 403, "Connection: close\r\n", "{}")
                  .answer(request, out));
      assertThat(checks(reveni.url(), Map.of())).allMatch(c -> c.startsWith("OK"));
    }
  }

  @Test
  void a_redirect_names_the_address_and_an_endless_answer_ends() {
    try (RudeServer reveni =
        new RudeServer(RudeServer.answer(302, "Location: /x\r\nConnection: close\r\n", ""))) {
      assertThat(checks(reveni.url(), Map.of()))
          .allMatch(c -> c.contains("answers HTTP 302: correct REVENI_API_URL"));
      reveni.manner(RudeServer.endless(404));
      assertThat(checks(reveni.url(), Map.of())).allMatch(c -> c.startsWith("FAIL"));
    }
  }
}
