package io.returnbridge.camel;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.returnbridge.settings.Settings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.spi.BeanManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Routes are code, so only what is on these lists starts: components, EIPs, languages, and beans of
 * this program by their names. No scripts, and no class by its name.
 */
@ApplicationScoped
public class RouteRules {

  /** Each has a route of its name, which begins at {@code direct:<step>}. */
  public static final List<String> STEPS =
      List.of(
          "accept-return",
          "mirror-status",
          "hold-for-inspection",
          "link-credit",
          "create-exchange-order",
          "move-inspected-stock",
          "apply-stock-movements",
          "replay");

  /** Each has a route of its name, which listens on HTTP. */
  public static final List<String> INTAKES = List.of("receive-webhook", "receive-scan");

  static final Set<String> COMPONENTS =
      Set.of("kafka", "direct", "seda", "timer", "quartz", "platform-http", "http", "smtp", "log");

  static final Set<String> EIPS =
      Set.of(
          "bean",
          "choice",
          "convertBodyTo",
          "doTry",
          "filter",
          "log",
          "removeHeader",
          "removeHeaders",
          "setBody",
          "setHeader",
          "setProperty",
          "split",
          "stop",
          "to",
          "toD");

  static final Set<String> LANGUAGES = Set.of("simple", "constant", "header", "exchangeProperty");

  /** What may stand beside EIPs and languages: structure, names, and harmless options. */
  private static final Set<String> WORDS =
      Set.of(
          "route",
          "routeConfiguration",
          "routeConfigurationId",
          "id",
          "description",
          "group",
          "autoStartup",
          "from",
          "uri",
          "parameters",
          "steps",
          "expression",
          "name",
          "ref",
          "method",
          "type",
          "pattern",
          "excludePattern",
          "when",
          "otherwise",
          "doCatch",
          "doFinally",
          "exception",
          "handled",
          "onException",
          "errorHandler",
          "noErrorHandler",
          "stopOnException",
          "shareUnitOfWork",
          "message",
          "loggingLevel");

  /** Some of these are languages as well, unless they are plain text. */
  private static final Set<String> NAMES =
      Set.of("uri", "name", "ref", "method", "type", "pattern", "excludePattern");

  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9]*");
  private static final Pattern TO_STEP =
      Pattern.compile("direct:\\$\\{exchangeProperty\\.[a-zA-Z]+}");
  private static final Pattern FUNCTION = Pattern.compile("\\$\\{([^}]*)}?");
  private static final Pattern PLAIN_FUNCTION =
      Pattern.compile("(body|header|exchangeProperty)(\\.(?!class\\b)[A-Za-z][A-Za-z0-9-]*)*");
  private static final Pattern CLASS = Pattern.compile("([a-z][a-z0-9_]*\\.)+[A-Z]\\w*");
  private static final String SERIALIZERS = "org.apache.kafka.common.serialization.";
  private static final Set<String> BODY_TYPES = Set.of("String", "byte[]");

  private static final ObjectMapper YAML =
      new ObjectMapper(new YAMLFactory()).enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);

  private final Settings settings;
  private final BeanManager beans;

  public RouteRules(Settings settings, BeanManager beans) {
    this.settings = settings;
    this.beans = beans;
  }

  /**
   * @return what stops the start, each with its file; empty when all is well
   */
  public List<String> problems() {
    Reading reading = new Reading();
    reading.folder(settings.routesDirectory());
    reading.refs.forEach(
        (ref, file) -> {
          boolean ours =
              beans.getBeans(ref).stream()
                  .anyMatch(b -> b.getBeanClass().getName().startsWith("io.returnbridge."));
          if (!ours) {
            reading.problems.add(
                file + ": there is no bean \"" + ref + "\" in this program: correct its name");
          }
        });
    return reading.problems;
  }

  /** The same for a folder, but whether the beans exist. */
  static List<String> problems(Path folder) {
    Reading reading = new Reading();
    reading.folder(folder);
    return reading.problems;
  }

  private static final class Reading {
    private final List<String> problems = new ArrayList<>();
    private final Map<String, Path> refs = new TreeMap<>();
    private final Set<String> ids = new HashSet<>();
    private final Set<String> entries = new HashSet<>();

    void folder(Path folder) {
      try (Stream<Path> files = Files.list(folder)) {
        files.filter(f -> f.toString().endsWith(".camel.yaml")).sorted().forEach(this::file);
      } catch (IOException e) {
        problems.add(
            folder + ": the routes cannot be read (" + e + "): set ROUTES_DIR to their folder");
        return;
      }
      for (String step : STEPS) {
        if (!ids.contains(step) || !entries.contains(step)) {
          problems.add(
              folder
                  + ": the business step \""
                  + step
                  + "\" has no route of that id from direct:"
                  + step
                  + ": put its file back");
        }
      }
      for (String intake : INTAKES) {
        if (!ids.contains(intake)) {
          problems.add(folder + ": there is no route \"" + intake + "\": put its file back");
        }
      }
    }

    private void file(Path file) {
      JsonNode root;
      try {
        root = YAML.readTree(Files.readString(file));
      } catch (JsonProcessingException e) {
        problems.add(file + ":" + e.getLocation().getLineNr() + ": " + e.getOriginalMessage());
        return;
      } catch (IOException e) {
        problems.add(file + ": cannot be read (" + e + ")");
        return;
      }
      if (!root.isArray()) {
        problems.add(file + ": it is a list of `route` and `routeConfiguration`");
        return;
      }
      for (JsonNode item : root) {
        if (item.size() != 1 || !(item.has("route") || item.has("routeConfiguration"))) {
          problems.add(
              file
                  + ": only `route` and `routeConfiguration` are allowed here, not "
                  + names(item));
        }
        route(file, item.path("route"));
        look(file, item);
      }
    }

    private void route(Path file, JsonNode route) {
      if (route.isMissingNode()) {
        return;
      }
      String id = route.path("id").asText();
      if (!ids.add(id)) {
        problems.add(file + ": there is another route with the id \"" + id + "\"");
      }
      JsonNode from = route.path("from");
      if (from.path("uri").asText().equals("direct")
          && from.path("parameters").path("name").asText().equals(id)) {
        entries.add(id);
      }
    }

    private void look(Path file, JsonNode node) {
      node.forEach(
          child -> {
            if (node.isArray()) {
              look(file, child);
            }
          });
      node.properties().forEach(entry -> entry(file, entry.getKey(), entry.getValue()));
    }

    private void entry(Path file, String name, JsonNode value) {
      if (name.equals("parameters")) {
        value.forEach(parameter -> parameter(file, parameter.asText()));
        return;
      }
      if (!EIPS.contains(name) && !LANGUAGES.contains(name) && !WORDS.contains(name)) {
        problems.add(
            file
                + ": \""
                + name
                + "\" is not allowed; EIPs are "
                + new TreeSet<>(EIPS)
                + ", languages "
                + new TreeSet<>(LANGUAGES));
        return;
      }
      if (EIPS.contains(name) ? !value.isObject() : NAMES.contains(name) && !value.isTextual()) {
        problems.add(file + ": write \"" + name + "\" out in full: what it is given is not plain");
        return;
      }
      switch (name) {
        case "steps" -> value.forEach(step -> step(file, step));
        case "uri" -> uri(file, value.asText());
        case "bean" -> bean(file, value);
        case "type" -> {
          if (!BODY_TYPES.contains(value.asText())) {
            problems.add(file + ": a body becomes " + BODY_TYPES + ", not " + value.asText());
          }
        }
        case "simple" -> simple(file, value.isTextual() ? value : value.path("expression"));
        default -> {}
      }
      look(file, value);
    }

    private void step(Path file, JsonNode step) {
      if (step.size() != 1 || !EIPS.containsAll(names(step))) {
        problems.add(file + ": a step is one of " + new TreeSet<>(EIPS) + ", not " + names(step));
      }
    }

    private void uri(Path file, String uri) {
      if (!COMPONENTS.contains(uri) && !TO_STEP.matcher(uri).matches()) {
        problems.add(
            file
                + ": the uri \""
                + uri
                + "\" is not one of "
                + new TreeSet<>(COMPONENTS)
                + "; what else it needs are `parameters`");
      }
    }

    private void parameter(Path file, String value) {
      boolean named = CLASS.matcher(value).matches() && !value.startsWith(SERIALIZERS);
      if (named || value.startsWith("#")) {
        problems.add(file + ": the parameter \"" + value + "\" names code");
      }
    }

    private void bean(Path file, JsonNode bean) {
      String ref = bean.path("ref").asText();
      if (!NAME.matcher(ref).matches() || !NAME.matcher(bean.path("method").asText()).matches()) {
        problems.add(file + ": a bean has a `ref` and a `method`, both plain names");
      } else {
        refs.putIfAbsent(ref, file);
      }
    }

    private void simple(Path file, JsonNode expression) {
      boolean plain =
          FUNCTION
              .matcher(expression.asText())
              .results()
              .allMatch(function -> PLAIN_FUNCTION.matcher(function.group(1)).matches());
      if (!plain) {
        problems.add(
            file
                + ": \""
                + expression.asText()
                + "\" may read body, header and exchangeProperty, and call nothing");
      }
    }

    private static List<String> names(JsonNode node) {
      List<String> names = new ArrayList<>();
      node.fieldNames().forEachRemaining(names::add);
      return names;
    }
  }
}
