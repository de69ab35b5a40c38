package io.returnbridge.camel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.returnbridge.settings.Settings;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Routes are code, so only what is on this list starts: components, EIPs, languages, and beans of
 * this program by their names. No scripts, and no bean by its class.
 */
@ApplicationScoped
public class RouteRules {

  /**
   * Each is a file of {@code routes/} and a route {@code direct:<step>}, but receive-scan, which
   * listens itself.
   */
  public static final List<String> STEPS =
      List.of(
          "accept-return",
          "mirror-status",
          "hold-for-inspection",
          "link-credit",
          "create-exchange-order",
          "receive-scan",
          "move-inspected-stock",
          "apply-stock-movements");

  static final Set<String> COMPONENTS =
      Set.of("kafka", "direct", "seda", "timer", "quartz", "platform-http", "http", "log");

  static final Set<String> EIPS =
      Set.of(
          "bean",
          "choice",
          "convertBodyTo",
          "doCatch",
          "doFinally",
          "doTry",
          "filter",
          "log",
          "marshal",
          "onException",
          "otherwise",
          "process",
          "recipientList",
          "removeHeader",
          "removeHeaders",
          "setBody",
          "setHeader",
          "setProperty",
          "setVariable",
          "split",
          "stop",
          "throwException",
          "to",
          "toD",
          "unmarshal",
          "wireTap",
          "when",
          "circuitBreaker",
          "onFallback",
          "delay",
          "throttle",
          "loop");

  static final Set<String> LANGUAGES =
      Set.of("simple", "constant", "header", "exchangeProperty", "variable");

  private static final Set<String> FORBIDDEN_LANGUAGES =
      Set.of(
          "groovy",
          "joor",
          "java",
          "js",
          "javascript",
          "python",
          "mvel",
          "ognl",
          "spel",
          "method",
          "xpath",
          "xquery",
          "jq",
          "jsonpath",
          "csimple",
          "ref",
          "language",
          "datasonnet",
          "wasm");

  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  private final Settings settings;

  public RouteRules(Settings settings) {
    this.settings = settings;
  }

  /**
   * @return what stops the start, each with its file; empty when all is well
   */
  public List<String> problems() {
    Path folder = settings.routesDirectory();
    List<String> problems = new ArrayList<>();
    List<String> routes = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".camel.yaml")).sorted().toList()) {
        JsonNode root = YAML.readTree(Files.readString(file));
        root.findValues("route").forEach(r -> routes.add(r.path("id").asText()));
        look(file, root, problems);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("The routes in " + folder + " cannot be read", e);
    }
    for (String step : STEPS) {
      if (!routes.contains(step)) {
        problems.add(
            folder
                + ": the business step \""
                + step
                + "\" has no route of that id: put its file back");
      }
    }
    return problems;
  }

  private static void look(Path file, JsonNode node, List<String> problems) {
    if (node.isArray()) {
      node.forEach(n -> look(file, n, problems));
    }
    if (!node.isObject()) {
      return;
    }
    for (Iterator<Map.Entry<String, JsonNode>> i = node.fields(); i.hasNext(); ) {
      Map.Entry<String, JsonNode> entry = i.next();
      String name = entry.getKey();
      JsonNode value = entry.getValue();
      if (name.equals("uri") && !COMPONENTS.contains(scheme(value.asText()))) {
        problems.add(
            file
                + ": the component of \""
                + value.asText()
                + "\" is not one of "
                + COMPONENTS.stream().sorted().toList());
      }
      if (name.equals("steps") && value.isArray()) {
        value.forEach(step -> step.fieldNames().forEachRemaining(eip -> eip(file, eip, problems)));
      }
      boolean ofBean = value.isTextual() && (name.equals("ref") || name.equals("method"));
      if (FORBIDDEN_LANGUAGES.contains(name) && !ofBean) {
        problems.add(
            file
                + ": \""
                + name
                + "\" is not allowed; languages are "
                + LANGUAGES.stream().sorted().toList());
      }
      if (name.equals("bean") && !value.hasNonNull("ref")) {
        problems.add(file + ": a bean is named by \"ref\", not by its class");
      }
      if (name.equals("beanType")
          || name.equals("scriptLanguage")
          || name.equals("simple") && value.path("expression").asText().contains("${bean:")) {
        problems.add(file + ": \"" + name + "\" may not name code");
      }
      look(file, value, problems);
    }
  }

  private static void eip(Path file, String eip, List<String> problems) {
    if (!EIPS.contains(eip)) {
      problems.add(
          file + ": the EIP \"" + eip + "\" is not one of " + EIPS.stream().sorted().toList());
    }
  }

  private static String scheme(String uri) {
    int colon = uri.indexOf(':');
    return colon < 0 ? uri : uri.substring(0, colon);
  }
}
