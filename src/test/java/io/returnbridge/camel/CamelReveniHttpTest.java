package io.returnbridge.camel;

import static org.assertj.core.api.Assertions.assertThat;

import io.returnbridge.engine.TestSteps;
import io.returnbridge.http.RudeServer;
import io.returnbridge.mappings.Mappings;
import io.returnbridge.reveni.ReveniHttp;
import io.returnbridge.settings.Settings;
import io.returnbridge.store.Database;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.http.HttpComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class CamelReveniHttpTest {

  private static final int MEBIBYTE = 1 << 20;

  private final DefaultCamelContext camel = new DefaultCamelContext();
  private final RudeServer server = new RudeServer(RudeServer.hangUp());
  private ReveniHttp reveni;

  @BeforeEach
  void start() throws Exception {
    camel
        .getComponent("http", HttpComponent.class)
        .setHttpClientConfigurer(new OneRequestOnly(TestSteps.circuits()));
    camel.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("direct:call-reveni")
                .to("http:reveni?throwExceptionOnFailure=false&responseTimeout=60000")
                .convertBodyTo(byte[].class);
          }
        });
    camel.start();
    reveni =
        new CamelReveniHttp(
            camel.createProducerTemplate(),
            TestSteps.circuits(),
            new Database(new PGSimpleDataSource()),
            settings(),
            Mappings.load(Path.of("mappings")));
  }

  @AfterEach
  void stop() {
    camel.stop();
    server.close();
  }

  private static Settings settings() {
    Map<String, String> variables = new HashMap<>();
    for (String name : List.of("PROJECT_KEY", "CLIENT_ID", "CLIENT_SECRET", "SCOPES")) {
      variables.put("CTP_" + name, "x");
    }
    variables.put("CTP_AUTH_URL", "http://127.0.0.1:1");
    variables.put("CTP_API_URL", "http://127.0.0.1:1");
    return Settings.read(variables);
  }

  private void answers(int bytes) {
    server.manner(RudeServer.answer(200, "Connection: close\r\n", "x".repeat(bytes)));
  }

  @Test
  void a_page_of_a_list_may_be_larger_than_a_return() {
    answers(3 * MEBIBYTE);

    ReveniHttp.Answer one = reveni.call("GET", server.url() + "/returns/r1", "key", null);
    ReveniHttp.Answer page = reveni.list(server.url() + "/returns", "key");

    assertThat(one.whole()).isFalse();
    assertThat(one.body()).isEqualTo("its answer is larger than 2 MiB");
    assertThat(page.whole()).isTrue();
    assertThat(page.body()).hasSize(3 * MEBIBYTE);
  }

  @Test
  void a_page_of_a_list_has_a_largest_size_too() {
    answers(16 * MEBIBYTE + 1);

    assertThat(reveni.list(server.url() + "/returns", "key").body())
        .isEqualTo("its answer is larger than 16 MiB");
  }
}
