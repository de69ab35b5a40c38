package io.returnbridge.steps.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.returnbridge.failure.Unavailable;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.model.ReturnId;
import io.returnbridge.reveni.ReveniHttp;
import io.returnbridge.reveni.ReveniReturns;
import io.returnbridge.reveni.StoreKeys;
import io.returnbridge.settings.Settings;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReveniReturnFinderTest {

  private static final Mappings MAPPINGS = Mappings.load(Path.of("mappings"));

  @Test
  void a_store_that_cannot_be_asked_hides_no_return_of_another() {
    assertThat(find(200, "{\"id\":\"r1\",\"status\":\"incomplete\"}"))
        .containsExactly(new ReturnId("uk", "r1"));
  }

  @Test
  void a_return_that_cannot_be_read_is_there_and_the_step_that_reads_it_says_what_is_wrong() {
    assertThat(find(200, "{\"id\":\"another\"}")).containsExactly(new ReturnId("uk", "r1"));
  }

  @Test
  void while_a_store_cannot_be_asked_nobody_says_that_there_is_no_return() {
    assertThatThrownBy(() -> find(404, "")).isInstanceOf(Unavailable.class);
  }

  /** In store es, which is not to be asked, and in uk. */
  private static List<ReturnId> find(int uk, String said) {
    ReveniHttp http =
        (method, url, bearer, body) ->
            bearer.equals("key-ES")
                ? new ReveniHttp.Answer(503, null, "")
                : new ReveniHttp.Answer(uk, null, said);
    return new ReveniReturnFinder(
            new ReveniReturns(new StoreKeys(http, settings()), MAPPINGS), MAPPINGS)
        .find(null, "r1");
  }

  private static Settings settings() {
    Map<String, String> variables = new HashMap<>();
    for (String name : List.of("PROJECT_KEY", "CLIENT_ID", "CLIENT_SECRET", "SCOPES")) {
      variables.put("CTP_" + name, "x");
    }
    variables.put("CTP_AUTH_URL", "http://127.0.0.1:1");
    variables.put("CTP_API_URL", "http://127.0.0.1:1");
    for (String store : List.of("ES", "UK")) {
      variables.put("REVENI_" + store + "_STORE_ID", "store-" + store);
      variables.put("REVENI_" + store + "_API_KEY", "key-" + store);
    }
    return Settings.read(variables);
  }
}
