package io.returnbridge.camel;

import static io.returnbridge.camel.RouteNodes.asMap;
import static io.returnbridge.camel.RouteNodes.items;
import static io.returnbridge.camel.RouteNodes.key;
import static io.returnbridge.camel.RouteNodes.parameter;
import static io.returnbridge.camel.RouteNodes.scalar;
import static io.returnbridge.camel.RouteNodes.uri;
import static io.returnbridge.camel.RouteNodes.value;

import io.returnbridge.outage.Circuits;
import io.returnbridge.registry.StepDefinition;
import io.returnbridge.registry.Topic;
import io.returnbridge.settings.OwnStepSettings;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;

/**
 * What a route of one's own may have beside the lists for all: it reads one of our topics, and
 * sends what it reads to a host that its file names, by HTTP or by our mail server. Whatever could
 * lose a record in silence, reach into the engine or let a record say where it goes is not there.
 */
final class OwnStepRules {

  /** Beans that are made for it. */
  static final String MAIL = "shopperMail";

  private static final Set<String> BEANS = Set.of(MAIL);

  private static final Set<String> EIPS =
      Set.of(
          "bean",
          "choice",
          "convertBodyTo",
          "filter",
          "log",
          "setBody",
          "setHeader",
          "setProperty",
          "to");

  private static final Set<String> COMPONENTS = Set.of("http", "https", "smtp", "log");
  private static final Set<String> HTTP =
      Set.of("httpUri", "httpMethod", "connectTimeout", "responseTimeout");
  private static final Set<String> CAMEL_HEADERS =
      Set.of("camelhttpmethod", "camelhttppath", "camelhttpquery");

  /** Where it begins the first time: with all that the topic holds, or with what comes. */
  private static final List<String> FIRST = List.of("earliest", "latest");

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,59}");
  private static final Pattern FILE = Pattern.compile("(?:[0-9]+-)?(.*)\\.camel\\.yaml");

  /** A host, with its port, and a path. */
  private static final Pattern ADDRESS =
      Pattern.compile("(?:[A-Za-z0-9.-]+|\\[[0-9A-Fa-f:]+])(?::[0-9]{1,5})?(?:/[^\\s{}#?]*)?");

  static final Pattern VARIABLE = Pattern.compile("\\{\\{(OWN_STEP_[A-Z0-9_]+)}}");

  private final OwnStepSettings settings;
  private final List<String> problems;
  private final Set<String> hosts = new TreeSet<>();
  private final Set<URI> endpoints = new TreeSet<>();
  private final Set<String> used;
  private boolean sends;

  /**
   * @param used receives the variables that are named
   */
  OwnStepRules(OwnStepSettings settings, List<String> problems, Set<String> used) {
    this.settings = settings;
    this.problems = problems;
    this.used = used;
  }

  /** Scheme, host and port of what it sends to by HTTP. */
  Set<URI> endpoints() {
    return endpoints;
  }

  /**
   * Looks at one route.
   *
   * @param taken names of our steps and routes
   * @return the step, where it can be told
   */
  Optional<StepDefinition> step(RouteFile file, MappingNode route, Set<String> taken) {
    String id = scalar(route, "id");
    name(file, route, id, taken);
    Optional<Node> from = value(route, "from");
    Optional<Topic> topic = from.flatMap(begin -> topic(file, begin, id));
    for (NodeTuple entry : route.getValue()) {
      if (Set.of("autoStartup", "errorHandler", "group").contains(key(entry))) {
        wrong(
            file,
            entry.getKeyNode(),
            "\"" + key(entry) + "\" is not for a step of one's own: take it out");
      }
    }
    from.flatMap(RouteNodes::asMap)
        .ifPresent(begin -> items(value(begin, "steps")).forEach(step -> step(file, step)));
    if (!sends) {
      wrong(
          file,
          route,
          "the step \""
              + id
              + "\" sends nothing anywhere: add a `to` with uri http, https or smtp");
    }
    return topic.map(of -> StepDefinition.own(id, of, hosts));
  }

  private void name(RouteFile file, MappingNode route, String id, Set<String> taken) {
    Matcher name = FILE.matcher(String.valueOf(file.path().getFileName()));
    String expected = name.matches() ? name.group(1) : "";
    if (!id.equals(expected)) {
      wrong(
          file,
          route,
          "the route of a step of one's own is called as its file without the number: write id: "
              + expected
              + ", or rename the file");
    } else if (!NAME.matcher(id).matches()
        || id.endsWith(StepDefinition.WAKE_UP)
        || taken.contains(id)) {
      wrong(
          file,
          route,
          "\""
              + id
              + "\" cannot be the name of a step: take another one, of small letters, digits and -");
    }
  }

  private Optional<Topic> topic(RouteFile file, Node from, String id) {
    String uri = uri(from);
    String named = parameter(from, "topic");
    Optional<Topic> topic =
        Stream.of(Topic.values()).filter(t -> named.equals("{{" + t.property() + "}}")).findFirst();
    if (!uri.equals("kafka") || topic.isEmpty()) {
      wrong(
          file,
          from,
          "a step of one's own begins at one of our topics: write uri: kafka, and topic as one of "
              + Stream.of(Topic.values()).map(t -> "\"{{" + t.property() + "}}\"").toList());
      return Optional.empty();
    }
    for (NodeTuple entry : parameters(from)) {
      String value = scalar(entry.getValueNode());
      boolean known =
          switch (key(entry)) {
            case "topic" -> true;
            case "groupId" -> value.equals(id);
            case "autoOffsetReset" -> FIRST.contains(value);
            default -> false;
          };
      if (!known) {
        wrong(
            file,
            entry.getKeyNode(),
            "the consumer has its `topic` and, if wanted, `autoOffsetReset`, one of "
                + FIRST
                + "; its group is the step, \""
                + id
                + "\"");
      }
    }
    if (topic.get() == Topic.REVENI_WEBHOOKS && !settings.onWebhooks()) {
      wrong(
          file,
          from,
          "the raw webhooks have personal data: set OWN_STEPS_ON_WEBHOOKS=true if a step of your own"
              + " may read them, or read {{"
              + Topic.RETURNS_EVENTS.property()
              + "}}");
    }
    return topic;
  }

  private void step(RouteFile file, Node node) {
    Optional<MappingNode> step = asMap(node).filter(map -> map.getValue().size() == 1);
    if (step.isEmpty()) {
      return;
    }
    String eip = key(step.get().getValue().get(0));
    Optional<MappingNode> body = asMap(step.get().getValue().get(0).getValueNode());
    if (!EIPS.contains(eip)) {
      wrong(
          file,
          node,
          "\""
              + eip
              + "\" is not for a step of one's own, whose failures and repeats the engine sees to;"
              + " there may be "
              + new TreeSet<>(EIPS));
    } else if (body.isPresent()) {
      MappingNode map = body.get();
      switch (eip) {
        case "to" -> to(file, map);
        case "setHeader" -> header(file, map);
        case "bean" -> bean(file, map);
        default -> {}
      }
      inside(file, map);
    }
  }

  private void inside(RouteFile file, MappingNode map) {
    items(value(map, "steps")).forEach(step -> step(file, step));
    items(value(map, "when"))
        .forEach(when -> asMap(when).ifPresent(branch -> inside(file, branch)));
    value(map, "otherwise").flatMap(RouteNodes::asMap).ifPresent(branch -> inside(file, branch));
  }

  private void bean(RouteFile file, MappingNode bean) {
    sends |= BEANS.contains(scalar(bean, "ref"));
    if (!BEANS.contains(scalar(bean, "ref"))) {
      wrong(file, bean, "a step of one's own calls no bean but " + BEANS);
    }
  }

  private void header(RouteFile file, MappingNode header) {
    String name = scalar(header, "name").toLowerCase(Locale.ROOT);
    if (name.equals(OwnSteps.IDEMPOTENCY_KEY.toLowerCase(Locale.ROOT))) {
      wrong(file, header, "Idempotency-Key is set, and the same for each repeat: take this out");
    }
    if (name.startsWith("camel") && !CAMEL_HEADERS.contains(name)) {
      wrong(
          file,
          header,
          "a step of one's own sets no header of Camel but CamelHttpMethod, CamelHttpPath and"
              + " CamelHttpQuery: where it sends to stands in its file");
    }
  }

  private void to(RouteFile file, MappingNode to) {
    String component = scalar(to, "uri");
    if (!COMPONENTS.contains(component)) {
      wrong(
          file,
          to,
          "a step of one's own sends to one of "
              + new TreeSet<>(COMPONENTS)
              + ", not to "
              + component);
    } else if (component.startsWith("http")) {
      http(file, to, component);
    } else if (component.equals("smtp")) {
      sends = true;
      hosts.add(Circuits.MAIL);
      if (!parameter(to, "host").equals("{{alerts.smtp.host}}")
          || !parameter(to, "port").equals("{{alerts.smtp.port}}")
          || parameters(to).size() > 2) {
        wrong(
            file,
            to,
            "mail goes by the server of the settings: its parameters are host:"
                + " \"{{alerts.smtp.host}}\" and port: \"{{alerts.smtp.port}}\"");
      }
    }
  }

  private void http(RouteFile file, MappingNode to, String component) {
    sends = true;
    for (NodeTuple entry : parameters(to)) {
      if (!HTTP.contains(key(entry))) {
        wrong(
            file,
            entry.getKeyNode(),
            "\""
                + key(entry)
                + "\" is no parameter that a step of one's own sets; there may be "
                + new TreeSet<>(HTTP));
      }
    }
    String written = parameter(to, "httpUri");
    String address = written;
    Matcher variable = VARIABLE.matcher(written);
    while (variable.find()) {
      Optional<String> value = settings.value(variable.group(1));
      if (value.isEmpty()) {
        return;
      }
      address = address.replace(variable.group(), value.get());
    }
    String host = address.replaceFirst("[/?].*", "");
    if (address.matches("(?i)https?:.*")) {
      wrong(
          file,
          to,
          "httpUri \""
              + written
              + "\" begins with its scheme, which is the uri: write uri: "
              + address.replaceFirst(":.*", "").toLowerCase(Locale.ROOT)
              + ", and httpUri from the host on");
    } else if (!ADDRESS.matcher(address).matches() || host.contains("@")) {
      wrong(
          file,
          to,
          "httpUri \""
              + written
              + "\" is no host with a path, such as erp.example.com/credits; a query is the header CamelHttpQuery");
    } else {
      hosts.add(NotDone.host(component + "://" + host));
      endpoints.add(URI.create(component + "://" + host));
    }
  }

  /** Those that the route names are set, and have plain values. */
  void variables(RouteFile file, Node node, String text) {
    VARIABLE
        .matcher(text)
        .results()
        .map(found -> found.group(1))
        .forEach(
            name -> {
              used.add(name);
              Optional<String> value = settings.value(name);
              if (value.isEmpty()) {
                wrong(file, node, name + " is not set: set it, or " + name + "_FILE");
              } else if (value.get().contains("${") || value.get().contains("{{")) {
                wrong(
                    file,
                    node,
                    "the value of " + name + " has ${ or {{, which would be read as a placeholder");
              }
            });
  }

  private static List<NodeTuple> parameters(Node endpoint) {
    return asMap(endpoint)
        .flatMap(map -> value(map, "parameters"))
        .flatMap(RouteNodes::asMap)
        .map(MappingNode::getValue)
        .orElse(List.of());
  }

  private void wrong(RouteFile file, Node node, String what) {
    problems.add(file.at(node) + ": " + what);
  }
}
