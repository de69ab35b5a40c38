package io.returnbridge.console.hawtio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.returnbridge.api.Refusal;
import io.returnbridge.json.Json;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import javax.management.ObjectName;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What Jolokia answers and what it refuses, by kinds. */
class JolokiaTest {

  private static final String CONTEXT = "org.apache.camel:context=c,type=context,name=\"c\"";
  private static final String ROUTE = "org.apache.camel:context=c,type=routes,name=\"r\"";

  /** As Camel's, with more than anybody may see. */
  public interface RouteMBean {
    String getRouteId();

    long getExchangesTotal();

    String getLastError();

    boolean getTracing();

    void setTracing(boolean tracing);

    void stop();

    String dumpRouteAsXml();

    String dumpRouteAsXml(boolean resolvePlaceholders);

    String dumpStatsAsXml(boolean full);

    String browse();

    String dumpRouteSecretsAsXml();
  }

  /** Remembers whether anything was done to it. */
  public static final class Route implements RouteMBean {
    private final List<String> done = new ArrayList<>();

    @Override
    public String getRouteId() {
      return "r";
    }

    @Override
    public long getExchangesTotal() {
      return 7;
    }

    @Override
    public String getLastError() {
      return "Ana Pérez's";
    }

    @Override
    public boolean getTracing() {
      return false;
    }

    @Override
    public void setTracing(boolean tracing) {
      done.add("tracing");
    }

    @Override
    public void stop() {
      done.add("stop");
    }

    @Override
    public String dumpRouteAsXml() {
      return "<route><errorHandler><noErrorHandler/></errorHandler><from uri=\"direct:{{a}}\"/>"
          + "<onException id=\"failed\"><stop/></onException><errorHandler/><to/></route>";
    }

    @Override
    public String dumpRouteAsXml(boolean resolvePlaceholders) {
      return "resolved";
    }

    @Override
    public String dumpStatsAsXml(boolean full) {
      if (!full) {
        throw new IllegalStateException("Ana Pérez's return");
      }
      return "<stats/>";
    }

    @Override
    public String browse() {
      return "Ana Pérez's";
    }

    @Override
    public String dumpRouteSecretsAsXml() {
      return "Ana Pérez's";
    }
  }

  private final Route route = new Route();
  private final MBeanServer server = MBeanServerFactory.newMBeanServer();
  private Jolokia jolokia;

  @BeforeEach
  void register() throws Exception {
    server.registerMBean(route, new ObjectName(ROUTE));
    server.registerMBean(new Route(), new ObjectName("org.apache.camel:context=c,type=tracer"));
    server.registerMBean(new Route(), new ObjectName("kafka.server:type=routes"));
    server.registerMBean(
        ManagementFactory.getRuntimeMXBean(), new ObjectName("java.lang:type=Runtime"));
    server.registerMBean(
        ManagementFactory.getMemoryMXBean(), new ObjectName("java.lang:type=Memory"));
    server.registerMBean(
        ManagementFactory.getPlatformMXBean(com.sun.management.HotSpotDiagnosticMXBean.class),
        new ObjectName("com.sun.management:type=HotSpotDiagnostic"));
    jolokia = Jolokia.of(server);
  }

  private JsonNode ask(String body) {
    byte[] answer =
        Questions.read(body.replace('\'', '"').getBytes(StandardCharsets.UTF_8))
            .answered(jolokia, Map.of());
    return Json.read(new String(answer, StandardCharsets.UTF_8), JsonNode.class);
  }

  private JsonNode get(String path) {
    return Json.read(
        new String(Questions.written(jolokia.answer(path, Map.of())), StandardCharsets.UTF_8),
        JsonNode.class);
  }

  private static String quoted(String name) {
    return Json.write(name);
  }

  @Test
  void statistics_and_the_route_as_it_is_written_are_answered() {
    JsonNode all = ask("{'type':'read','mbean':" + quoted(ROUTE) + "}");
    assertThat(all.path("status").asInt()).isEqualTo(200);
    assertThat(all.path("value").fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder("RouteId", "ExchangesTotal", "Tracing");
    assertThat(all.at("/value/ExchangesTotal").asInt()).isEqualTo(7);

    assertThat(exec("dumpRouteAsXml()").path("value").asText())
        .isEqualTo("<route><from uri=\"direct:{{a}}\"/><to/></route>");
    assertThat(exec("dumpStatsAsXml(boolean)", "true").path("value").asText())
        .isEqualTo("<stats/>");
    assertThat(get("read/java.lang:type=Memory/HeapMemoryUsage").at("/value/used").asLong())
        .isPositive();
    assertThat(get("version").path("status").asInt()).isEqualTo(200);
  }

  private JsonNode exec(String operation, String... arguments) {
    return ask(
        "{'type':'exec','mbean':"
            + quoted(ROUTE)
            + ",'operation':'"
            + operation
            + "','arguments':["
            + String.join(",", arguments)
            + "]}");
  }

  @Test
  void no_other_operation_is_done() {
    for (String operation :
        List.of(
            "stop",
            "stop()",
            "browse()",
            "setTracing(boolean)",
            "dumpRouteSecretsAsXml()",
            "dumpRouteAsXml(boolean)",
            "dumpRouteAsXml()()",
            "dumpRouteAsXml(dumpRouteAsXml())",
            "stop(dumpRouteAsXml())",
            " dumpRouteAsXml()",
            "dumpRouteAsXml( )",
            "DUMPROUTEASXML()",
            "")) {
      assertThat(exec(operation).path("status").asInt()).as(operation).isEqualTo(403);
    }
    assertThat(exec("dumpRouteAsXml", "true").path("value").isMissingNode()).isTrue();
    assertThat(get("exec/" + ROUTE + "/stop").path("status").asInt()).isEqualTo(403);
    assertThat(route.done).isEmpty();
  }

  @Test
  void nothing_is_written() {
    assertThat(
            ask("{'type':'write','mbean':" + quoted(ROUTE) + ",'attribute':'Tracing','value':true}")
                .path("status")
                .asInt())
        .isEqualTo(403);
    assertThat(get("write/" + ROUTE + "/Tracing/true").path("status").asInt()).isEqualTo(403);
    assertThat(get("notification/register").path("status").asInt()).isEqualTo(403);
    assertThat(route.done).isEmpty();
  }

  @Test
  void no_other_attribute_is_read_in_whatever_way() {
    for (String mbean :
        List.of(
            "java.lang:type=Runtime", "java.lang:*", "*:type=Runtime", "*:*", "*:type=Runtime,*")) {
      for (String attribute :
          List.of(
              "'SystemProperties'", "['SystemProperties','Uptime']", "'SystemProperties,Uptime'")) {
        for (String errors : List.of("true", "false")) {
          String answer =
              ask("{'type':'read','mbean':'"
                      + mbean
                      + "','attribute':"
                      + attribute
                      + ",'config':{'ignoreErrors':'"
                      + errors
                      + "'}}")
                  .toString();
          assertThat(answer).doesNotContain("java.home").doesNotContain("java.class.path");
        }
      }
      assertThat(ask("{'type':'read','mbean':'" + mbean + "'}").toString())
          .contains("\"Uptime\"")
          .doesNotContain("java.home", "InputArguments", "ClassPath", "LibraryPath", "Pérez");
    }
    for (String attribute :
        List.of(
            "SystemProperties", "InputArguments", "ClassPath", "BootClassPath", "LibraryPath")) {
      assertThat(get("read/java.lang:type=Runtime/" + attribute).path("status").asInt())
          .as(attribute)
          .isEqualTo(403);
    }
    assertThat(get("read/" + ROUTE + "/LastError").path("status").asInt()).isEqualTo(403);
  }

  @Test
  void an_mbean_that_is_not_named_is_not_there() {
    for (String mbean :
        List.of(
            "com.sun.management:type=HotSpotDiagnostic",
            "kafka.server:type=routes",
            "org.apache.camel:context=c,type=tracer",
            "JMImplementation:type=MBeanServerDelegate",
            "jolokia:type=ServerHandler,agent=returnbridge")) {
      assertThat(get("read/" + mbean).path("status").asInt()).as(mbean).isEqualTo(403);
      assertThat(get("list/" + mbean.replaceFirst(":", "/")).toString())
          .as(mbean)
          .doesNotContain("attr");
      assertThat(get("search/" + mbean).path("value")).as(mbean).isEmpty();
    }
    assertThat(ask("{'type':'search','mbean':'*:*'}").path("value")).hasSize(3);
    JsonNode listed = ask("{'type':'list'}").path("value");
    assertThat(listed.fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder("java.lang", "org.apache.camel");
    assertThat(listed.toString())
        .contains("dumpRouteAsXml")
        .doesNotContain("stop", "browse", "Secrets", "LastError", "SystemProperties");
  }

  @Test
  void no_other_machine_is_asked() {
    assertThatThrownBy(
            () ->
                ask(
                    "{'type':'read','mbean':'java.lang:type=Memory','target':{'url':'service:jmx:rmi://x'}}"))
        .isInstanceOf(Refusal.class);
    assertThat(get("read/proxy@java.lang:type=Memory").path("status").asInt()).isEqualTo(403);
  }

  @Test
  void each_of_many_is_looked_at() {
    JsonNode answers =
        ask(
            "[{'type':'read','mbean':"
                + quoted(ROUTE)
                + ",'attribute':'ExchangesTotal'},"
                + "{'type':'exec','mbean':"
                + quoted(ROUTE)
                + ",'operation':'stop()'},"
                + "{'type':'read','mbean':'java.lang:type=Runtime','attribute':'SystemProperties'},"
                + "{'type':'read','mbean':"
                + quoted(CONTEXT)
                + "}]");
    assertThat(answers.findValuesAsText("status")).containsExactly("200", "403", "403", "404");
    assertThat(route.done).isEmpty();
  }

  @Test
  void what_is_no_question_is_named() {
    for (String body :
        List.of(
            "",
            "{",
            "5",
            "null",
            "[5]",
            "{}",
            "{'type':'read'}",
            "{'type':'read','type':'exec','mbean':'a:b=c'}",
            "{'type':'read','mbean':'a:b=c','odd':1}",
            "{'type':'read','mbean':'a:b=c','attribute':5}",
            "{'type':'write','mbean':'a:b=c','attribute':[]}",
            "{'type':'read','mbean':'a:b=c','config':{'callback':'alert'}}",
            "{'type':'list'} {}",
            "[" + "{'type':'version'},".repeat(Questions.MOST) + "{'type':'version'}]",
            "[".repeat(5000))) {
      assertThatThrownBy(() -> ask(body)).as(body).isInstanceOf(Refusal.class);
    }
    for (String body :
        List.of(
            "{'type':'odd','mbean':'a:b=c'}",
            "{'type':'read','mbean':'nonsense'}",
            "{'type':'list','config':{'maxDepth':'x'}}")) {
      assertThat(ask(body).path("status").asInt()).as(body).isEqualTo(400);
    }
  }

  @Test
  void an_operation_that_fails_is_an_answer_without_its_own_words() {
    for (String argument : List.of("false", "null")) {
      JsonNode answer = exec("dumpStatsAsXml(boolean)", argument);
      assertThat(answer.path("status").asInt()).as(argument).isEqualTo(400);
      assertThat(answer.toString()).as(argument).doesNotContain("Pérez");
    }
  }

  @Test
  void answers_are_bounded() throws Exception {
    String pattern = "{'type':'read','mbean':'*:*','config':{'maxDepth':0,'maxObjects':'-1'}}";
    assertThat(ask(pattern).path("status").asInt()).isEqualTo(200);
    for (int i = 0; i < 400; i++) {
      server.registerMBean(new Route(), new ObjectName(ROUTE + ",n=" + i));
    }
    byte[] many =
        ("[" + "{\"type\":\"list\"},".repeat(Questions.MOST - 1) + "{\"type\":\"list\"}]")
            .getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> Questions.read(many).answered(jolokia, Map.of()))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("ask for less");
  }
}
