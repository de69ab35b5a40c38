package io.returnbridge.journey;

import static io.returnbridge.journey.Strangers.ADMIN;
import static io.returnbridge.journey.Strangers.HOST;
import static io.returnbridge.journey.Strangers.JSON;
import static io.returnbridge.journey.Strangers.basic;
import static io.returnbridge.journey.Strangers.problem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.tools.attach.VirtualMachine;
import io.quarkus.elytron.security.common.BcryptUtil;
import io.returnbridge.journey.RawClient.Answer;
import io.returnbridge.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Camel's JMX and health console on the packaged program: who sees what, and what nobody does. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HawtioIT {

  private static final String PASSWORD = "ingas-password";
  private static final String INGA = "Authorization: " + basic("inga", PASSWORD);
  private static final String CARLA = "Authorization: " + basic("carla", "carlas-password");
  private static final String CONTEXT =
      "org.apache.camel:context=returnbridge,type=context,name=\"returnbridge\"";

  private Strangers strangers;

  @BeforeAll
  void start() throws IOException {
    strangers = new Strangers("hawtio", Map.of());
    Files.writeString(
        strangers.users,
        "inga," + BcryptUtil.bcryptHash(PASSWORD, 4) + ",integration\n",
        StandardOpenOption.APPEND);
    Waiting.until("inga to be known", () -> get("/hawtio/user").status() == 200);
    strangers.assertThatWebhooksGoOn(strangers.program.address());
  }

  @AfterAll
  void end() {
    strangers.close();
  }

  private Answer get(String path) {
    return strangers.ask("GET " + path + " HTTP/1.1", HOST, INGA);
  }

  private Answer post(String body, String... headers) {
    return strangers.ask(
        Stream.of(
                Stream.of("POST /hawtio/jolokia HTTP/1.1", HOST),
                Stream.of(headers),
                Stream.of("Content-Length: " + body.length(), "", body))
            .flatMap(s -> s)
            .toArray(String[]::new));
  }

  private JsonNode ask(Map<String, ?> question) {
    Answer answer = post(Json.write(question), INGA, JSON);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.header("Content-Type")).startsWith("application/json");
    return Json.read(answer.body(), JsonNode.class);
  }

  private static Map<String, Object> exec(String mbean, String operation, Object... arguments) {
    return Map.of(
        "type", "exec", "mbean", mbean, "operation", operation, "arguments", List.of(arguments));
  }

  private static String route(String id) {
    return "org.apache.camel:context=returnbridge,type=routes,name=\"" + id + "\"";
  }

  @Test
  void it_is_there_for_integration_and_admin_only() {
    for (String path :
        List.of(
            "/hawtio",
            "/hawtio/",
            "/hawtio/index.html",
            "/hawtio/user",
            "/hawtio/camel/routes?nid=x",
            "/hawtio/static/js/nothing.js",
            "/hawtio/jolokia",
            "/hawtio/jolokia/",
            "/hawtio/jolokia/version",
            "/hawtio/jolokia/read/java.lang:type=Memory")) {
      String get = "GET " + path + " HTTP/1.1";
      Answer stranger = strangers.ask(get, HOST);
      problem(stranger, 401);
      assertThat(stranger.header("WWW-Authenticate")).startsWith("Basic");
      problem(strangers.ask(get, HOST, "Authorization: " + basic("inga", "wrong")), 401);
      problem(strangers.ask(get, HOST, CARLA), 403);
      assertThat(strangers.ask(get, HOST, INGA).status()).as(path).isIn(200, 303, 404);
      assertThat(strangers.ask(get, HOST, ADMIN).status()).as(path).isIn(200, 303, 404);
      problem(RawClient.ask(strangers.published(), get, HOST, INGA), 404);
    }
    String list = "{\"type\":\"list\"}";
    problem(post(list, JSON), 401);
    problem(post(list, CARLA, JSON), 403);
    assertThat(post(list, INGA, JSON).status()).isEqualTo(200);
  }

  @Test
  void no_spelling_of_a_path_leads_round_it() {
    for (String path :
        List.of(
            "/hawtio/../hawtio/jolokia",
            "/x/../hawtio/jolokia",
            "//hawtio/jolokia",
            "/hawtio//jolokia",
            "/hawtio;x/jolokia",
            "/hawtio/jolokia;x=y",
            "/hawtio/%2e%2e/hawtio/jolokia",
            "/hawtio%2fjolokia",
            "/%68awtio/jolokia",
            "/hawtio/%6aolokia",
            "/hawtio/jolokia%00",
            "/hawtio\\jolokia",
            "/hawtio/static/..%2f..%2fapplication.properties")) {
      problem(strangers.ask("GET " + path + " HTTP/1.1", HOST), 400);
      problem(get(path), 400);
      problem(RawClient.ask(strangers.published(), "GET " + path + " HTTP/1.1", HOST, INGA), 400);
    }
    for (String path :
        List.of("/HAWTIO/jolokia", "/Hawtio/", "/hawtiox", "/jolokia", "/q/jolokia")) {
      assertThat(strangers.ask("GET " + path + " HTTP/1.1", HOST).status()).as(path).isIn(401, 404);
      assertThat(get(path).status()).as(path).isEqualTo(404);
    }
    for (String path :
        List.of(
            "/hawtio/static/js/",
            "/hawtio/static/application.properties",
            "/hawtio/version.properties.txt",
            "/hawtio/static/js/.js")) {
      problem(get(path), 404);
    }
    for (String method : List.of("PUT", "DELETE", "PATCH")) {
      for (String path : List.of("/hawtio/", "/hawtio/jolokia", "/hawtio/user")) {
        problem(strangers.ask(method + " " + path + " HTTP/1.1", HOST, INGA, JSON), 405);
      }
    }
  }

  @Test
  void only_its_own_pages_may_ask_from_a_browser() {
    String list = "{\"type\":\"list\"}";
    assertThat(post(list, INGA, JSON, "Origin: http://x").status()).isEqualTo(200);
    assertThat(post(list, INGA, "Content-Type: text/json", "Origin: http://x").status())
        .isEqualTo(200);
    problem(post(list, INGA, JSON, "Origin: https://evil.example"), 403);
    problem(post(list, INGA, JSON, "Origin: null"), 403);
    problem(post(list, INGA, "Content-Type: text/plain"), 415);
    problem(post(list, INGA), 415);
    Answer page = get("/hawtio/");
    assertThat(page.header("Content-Security-Policy"))
        .contains("script-src 'self';", "frame-ancestors 'none'");
    assertThat(page.header("Cache-Control")).isEqualTo("no-store");
    assertThat(get("/hawtio/jolokia").headers()).doesNotContainKey("access-control-allow-origin");
    assertThat(get("/hawtio/static/js/" + script(page)).headers().get("cache-control"))
        .containsExactly("private, max-age=31536000, immutable");
    Answer root = get("/hawtio");
    assertThat(root.status()).isEqualTo(303);
    assertThat(root.header("Location")).endsWith("/hawtio/");
  }

  private static String script(Answer page) {
    return page.body().replaceFirst("(?s).*static/js/(main\\.[0-9a-f]+\\.js).*", "$1");
  }

  @Test
  void routes_and_their_statistics_are_read() {
    Waiting.untilAsserted(
        "the webhook to be counted",
        () -> {
          JsonNode receive =
              ask(Map.of("type", "read", "mbean", route("receive-webhook"))).path("value");
          assertThat(receive.path("ExchangesTotal").asInt()).isPositive();
          assertThat(receive.path("State").asText()).isEqualTo("Started");
        });
    String xml = ask(exec(CONTEXT, "dumpRoutesAsXml()")).path("value").asText();
    assertThat(xml).contains("<route id=\"link-credit\"", "{{topics.reveni-webhooks}}");
    assertThat(ask(exec(CONTEXT, "dumpRoutesStatsAsXml", true, true)).path("value").asText())
        .contains("<processorStat id=\"admit-webhook\"");
    assertThat(get("/hawtio/jolokia/read/java.lang:type=Memory/HeapMemoryUsage").body())
        .contains("\"used\"");
  }

  @Test
  void what_would_change_or_tell_too_much_is_refused() {
    Map<String, Object> write =
        Map.of(
            "type", "write", "mbean", route("link-credit"), "attribute", "Tracing", "value", true);
    List<Map<String, Object>> refused =
        new ArrayList<>(
            List.of(
                write,
                exec(route("link-credit"), "stop()"),
                exec(route("link-credit"), "remove()"),
                exec(CONTEXT, "sendBody(java.lang.String,java.lang.Object)", "direct:replay", "x"),
                exec(CONTEXT, "dumpRoutesAsXml(boolean)", true),
                exec(
                    "org.apache.camel:context=returnbridge,type=services,name=DefaultInflightRepository",
                    "browse()"),
                exec("java.lang:type=Threading", "dumpAllThreads(boolean,boolean)", true, true),
                exec("java.util.logging:type=Logging", "setLoggerLevel", "x", "ALL")));
    for (String attribute :
        List.of("SystemProperties", "InputArguments", "ClassPath", "LibraryPath")) {
      refused.add(
          Map.of("type", "read", "mbean", "java.lang:type=Runtime", "attribute", attribute));
    }
    for (Map<String, Object> question : refused) {
      JsonNode answer = ask(question);
      assertThat(answer.path("status").asInt()).as(question.toString()).isEqualTo(403);
      assertThat(answer.has("value")).isFalse();
    }
    problem(post("{\"type\":", INGA, JSON), 400);
    problem(post("{\"type\":\"list\"," + " ".repeat(70_000), INGA, JSON), 413);
    assertThat(
            ask(Map.of("type", "read", "mbean", route("link-credit"))).at("/value/State").asText())
        .isEqualTo("Started");
    strangers.assertNothingIsLoggedAsADefect();
  }

  @Test
  void whatever_is_asked_no_secret_is_answered() throws IOException {
    String everything =
        ask(Map.of("type", "read", "mbean", "*:*")).toString()
            + ask(Map.of("type", "list"))
            + ask(Map.of("type", "search", "mbean", "*:*"))
            + get("/hawtio/jolokia").body()
            + ask(exec(CONTEXT, "dumpRoutesAsXml()"))
            + ask(exec(CONTEXT, "dumpRoutesStatsAsXml", true, true));
    assertThat(everything).hasSizeGreaterThan(500_000);
    List<String> secrets = new ArrayList<>();
    strangers
        .program
        .environment()
        .forEach(
            (name, value) -> {
              if (name.matches(".*(SECRET|PASSWORD|KEY)") && !name.equals("CTP_PROJECT_KEY")) {
                secrets.add(value);
              }
            });
    try (Stream<Path> files = Files.walk(strangers.program.dataDirectory(), 1)) {
      for (Path file : files.filter(f -> f.toString().contains("password")).toList()) {
        secrets.add(Files.readString(file).strip());
      }
    }
    secrets.add(strangers.program.brokers().get("sasl.jaas.config").toString());
    assertThat(secrets).hasSizeGreaterThan(5);
    assertThat(everything)
        .doesNotContain(secrets)
        .doesNotContainIgnoringCase("jaas")
        .doesNotContain("java.class.path", "SystemProperties", "InputArguments");
  }

  /** The address is that of a process which this test has started. */
  @SuppressWarnings("BanJNDI")
  @Test
  void any_jmx_client_of_the_same_user_attaches_by_process_id() throws Exception {
    VirtualMachine machine = VirtualMachine.attach(Long.toString(strangers.program.pid()));
    assertThat(machine.getAgentProperties().keySet())
        .noneMatch(name -> name.toString().startsWith("com.sun.management.jmxremote"));
    try (JMXConnector connector =
        JMXConnectorFactory.connect(new JMXServiceURL(machine.startLocalManagementAgent()))) {
      MBeanServerConnection mbeans = connector.getMBeanServerConnection();
      assertThat(mbeans.getAttribute(new ObjectName(route("link-credit")), "State"))
          .isEqualTo("Started");
    } finally {
      machine.detach();
    }
  }

  @Test
  @Tag("browser")
  void the_pages_show_routes_diagram_and_statistics_in_a_browser() {
    try (HawtioPages pages = new HawtioPages(strangers.program.address(), "inga", PASSWORD)) {
      pages.open();
      pages.openRoute("receive-webhook", "admit-webhook");
      pages.openRoutesTable();
      pages.openMetrics();
      assertThat(pages.faults()).isEmpty();
    }
  }
}
