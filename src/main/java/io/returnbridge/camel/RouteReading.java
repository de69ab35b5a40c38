package io.returnbridge.camel;

import static io.returnbridge.camel.RouteNodes.key;
import static io.returnbridge.camel.RouteNodes.parameter;
import static io.returnbridge.camel.RouteNodes.scalar;
import static io.returnbridge.camel.RouteNodes.shown;
import static io.returnbridge.camel.RouteNodes.uri;
import static io.returnbridge.camel.RouteNodes.value;

import io.returnbridge.failure.Plain;
import io.returnbridge.registry.About;
import io.returnbridge.registry.StepDefinition;
import io.returnbridge.registry.Steps;
import io.returnbridge.registry.Topic;
import io.returnbridge.settings.OwnStepSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Reads a folder of routes against the lists of {@link RouteRules}, and collects what is wrong. */
final class RouteReading {

  private static final Pattern FILE = Pattern.compile("[0-9]+-[A-Za-z0-9_-]+\\.camel\\.yaml");

  /** A file of such a name was meant to be a route, or would be read as one. */
  private static final Pattern LIKE_ROUTES =
      Pattern.compile("(?i).*\\.(ya?ml|xml|java|groovy|kts?|js|jsh)");

  /** Camel reads these in the folder's path as a pattern, or as several folders. */
  private static final Pattern PATTERN = Pattern.compile("[*?{},]");

  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9]*");
  private static final Pattern PARAMETER = Pattern.compile("[A-Za-z][A-Za-z0-9.]*");
  private static final Pattern TO_STEP =
      Pattern.compile("direct:\\$\\{exchangeProperty\\.[a-zA-Z]+}");
  private static final Set<String> BODY_TYPES = Set.of("String", "byte[]");

  private final Steps steps;
  private final OwnStepSettings settings;
  private final List<StepDefinition> own = new ArrayList<>();
  private final Map<String, Set<URI>> endpoints = new TreeMap<>();
  private final Set<String> used = new HashSet<>();
  private final List<String> problems = new ArrayList<>();
  private final Map<String, String> refs = new TreeMap<>();
  private final Set<String> ids = new LinkedHashSet<>();
  private final Set<String> entries = new HashSet<>();
  private final Set<String> listening = new HashSet<>();

  /** Whether it is in a route of one's own. */
  private boolean inOwn;

  /**
   * @param steps of the program; those of one's own are in the folder
   */
  private RouteReading(Steps steps, OwnStepSettings settings) {
    this.steps = steps;
    this.settings = settings;
  }

  static RouteReading of(Path folder, Steps steps, OwnStepSettings settings) {
    RouteReading reading = new RouteReading(steps, settings);
    reading.folder(folder);
    return reading;
  }

  List<String> problems() {
    return problems;
  }

  /** Of all routes, in the order of their files. */
  List<String> ids() {
    return List.copyOf(ids);
  }

  /** The steps of one's own, in the order of their files. */
  List<StepDefinition> own() {
    return own;
  }

  /** What each step of one's own sends to by HTTP. */
  Map<String, Set<URI>> endpoints() {
    return endpoints;
  }

  /** Variables for steps of one's own that none of their routes names. */
  List<String> unusedVariables() {
    return settings.variables().keySet().stream()
        .filter(name -> !used.contains(name))
        .sorted()
        .toList();
  }

  /** The beans that are called, each with the place where it is first. */
  Map<String, String> refs() {
    return refs;
  }

  /** Camel's pattern {@code *.camel.yaml} includes these files of the folder, and no others. */
  static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(f -> f.getFileName().toString().endsWith(".camel.yaml")).sorted().toList();
    }
  }

  /** Camel does not go into a folder by a link to it. */
  static Path real(Path folder) {
    try {
      return folder.toRealPath();
    } catch (IOException none) {
      // Who lists it says what is wrong with it.
      return folder;
    }
  }

  private void folder(Path folder) {
    if (PATTERN.matcher(folder.toString() + real(folder)).find()) {
      problems.add(
          folder + ": a path with one of * ? { } , is not one folder: set ROUTES_DIR to another");
    }
    try (Stream<Path> all = Files.list(folder)) {
      all.sorted().forEach(this::named);
      if (files(folder).isEmpty()) {
        problems.add(
            folder
                + ": there is no file of routes (*.camel.yaml) in it: set ROUTES_DIR to their"
                + " folder");
        return;
      }
    } catch (IOException e) {
      problems.add(
          folder
              + ": the routes cannot be read ("
              + Plain.why(e)
              + "): set ROUTES_DIR to their folder");
      return;
    }
    ours().forEach(step -> missing(folder, step));
    for (String intake : RouteRules.INTAKES) {
      if (!ids.contains(intake)) {
        problems.add(folder + ": there is no route \"" + intake + "\": put its file back");
      }
    }
  }

  private Stream<StepDefinition> ours() {
    return steps.all().stream().filter(step -> step.about() != About.RECORD);
  }

  private void missing(Path folder, StepDefinition step) {
    String name = step.name();
    if (!ids.contains(name) || !entries.contains(name)) {
      problems.add(
          folder
              + ": the business step \""
              + name
              + "\" has no route of that id from direct:"
              + name
              + ": put its file back");
    }
    if (step.wakes().isPresent() && !ids.contains(name + StepDefinition.WAKE_UP)) {
      problems.add(
          folder
              + ": no route \""
              + name
              + StepDefinition.WAKE_UP
              + "\" wakes the business step \""
              + name
              + "\" by the records of {{"
              + step.wakes().get().property()
              + "}}: put its file back");
    }
  }

  private void named(Path path) {
    String name = path.getFileName().toString();
    if (FILE.matcher(name).matches()) {
      RouteFile file = RouteFile.read(path);
      problems.addAll(file.problems());
      file.root().ifPresent(root -> root(file, root));
    } else if (LIKE_ROUTES.matcher(name).matches()) {
      problems.add(
          path
              + ": routes are in files named <number>-<step>.camel.yaml, of letters, digits, - and"
              + " _: rename it, or take it out of the folder");
    }
  }

  private void root(RouteFile file, Node root) {
    if (!(root instanceof SequenceNode list)) {
      problems.add(file.at(root) + ": it is a list of `route` and `routeConfiguration`");
      return;
    }
    for (Node item : list.getValue()) {
      one(file, item, Set.of("route", "routeConfiguration"), "only");
    }
  }

  /** A map of one key, which is one of some words. */
  private void one(RouteFile file, Node item, Set<String> words, String what) {
    if (!(item instanceof MappingNode map)
        || map.getValue().size() != 1
        || !words.contains(key(map.getValue().get(0)))) {
      problems.add(
          file.at(item) + ": " + what + " one of " + new TreeSet<>(words) + ", not " + shown(item));
      return;
    }
    NodeTuple entry = map.getValue().get(0);
    map(file, key(entry), entry.getValueNode());
  }

  private void map(RouteFile file, String word, Node node) {
    if (!(node instanceof MappingNode map)) {
      problems.add(
          file.at(node) + ": write \"" + word + "\" out in full: what it is given is not plain");
      return;
    }
    RouteGrammar.Shape shape = RouteGrammar.under(word);
    if (word.equals("route")) {
      inOwn = scalar(map, "routeConfigurationId").equals(OwnStepRoutes.CONFIGURATION);
    }
    for (NodeTuple entry : map.getValue()) {
      String name = key(entry);
      if (shape.isPart(name)) {
        part(file, name, entry.getValueNode());
      } else if (shape.isText(name)) {
        text(file, word, name, entry.getValueNode());
      } else {
        problems.add(
            file.at(entry.getKeyNode())
                + ": \""
                + name
                + "\" is not allowed under \""
                + word
                + "\"; there may be "
                + shape.words());
      }
    }
    switch (word) {
      case "route" -> route(file, map);
      case "bean" -> bean(file, map);
      default -> {}
    }
  }

  private void part(RouteFile file, String word, Node node) {
    switch (word) {
      case "parameters" -> parameters(file, node);
      case "steps" ->
          items(file, word, node, item -> one(file, item, RouteGrammar.EIPS, "a step is"));
      case "when", "doCatch" -> items(file, word, node, item -> map(file, word, item));
      case "onException" ->
          items(file, word, node, item -> one(file, item, Set.of(word), "each is"));
      case "exception" -> items(file, word, node, item -> exception(file, item));
      default -> map(file, word, node);
    }
  }

  private interface Item {
    void look(Node node);
  }

  private void items(RouteFile file, String word, Node node, Item item) {
    if (node instanceof SequenceNode list) {
      list.getValue().forEach(item::look);
    } else {
      problems.add(file.at(node) + ": \"" + word + "\" is a list");
    }
  }

  private void exception(RouteFile file, Node node) {
    if (!RouteTexts.isException(scalar(node))) {
      problems.add(
          file.at(node)
              + ": "
              + shown(node)
              + " is not the name of an exception of Java, Camel or Kafka");
    }
  }

  private void text(RouteFile file, String word, String name, Node node) {
    if (!(node instanceof ScalarNode scalar)) {
      problems.add(
          file.at(node) + ": write \"" + name + "\" out in full: what it is given is not plain");
      return;
    }
    String text = scalar.getValue();
    if (word.equals("constant")) {
      text = withoutVariables(file, node, text);
    }
    (name.equals("description") ? RouteTexts.placeholderProblem(text) : RouteTexts.problem(text))
        .ifPresent(problem -> problems.add(file.at(node) + ": " + problem));
    switch (name) {
      case "uri" -> endpoint(file, word, node, text);
      case "type" -> {
        if (!BODY_TYPES.contains(text)) {
          problems.add(file.at(node) + ": a body becomes " + BODY_TYPES + ", not " + text);
        }
      }
      default -> {}
    }
  }

  /** A route of one's own may name its own variables: they stand for what they are set to. */
  private String withoutVariables(RouteFile file, Node node, String text) {
    if (!inOwn) {
      return text;
    }
    new OwnStepRules(settings, problems, used).variables(file, node, text);
    return OwnStepRules.VARIABLE.matcher(text).replaceAll("");
  }

  private void endpoint(RouteFile file, String word, Node node, String uri) {
    boolean known =
        word.equals("toD") ? TO_STEP.matcher(uri).matches() : RouteRules.COMPONENTS.contains(uri);
    if (known) {
      return;
    }
    String component = uri.replaceFirst(":.*", "");
    if (!word.equals("toD") && RouteRules.COMPONENTS.contains(component)) {
      problems.add(
          file.at(node)
              + ": the uri \""
              + uri
              + "\" is the short form: write uri: "
              + component
              + ", and what stands after it as parameters: {"
              + RouteTexts.nameOf(component)
              + ": "
              + uri.substring(component.length() + 1)
                  .replaceFirst("^/+", "")
                  .replaceFirst("[?].*", "")
              + (uri.contains("?") ? ", …" : "")
              + "}");
      return;
    }
    problems.add(
        file.at(node)
            + ": the uri \""
            + uri
            + (word.equals("toD")
                ? "\" of a toD is direct:${exchangeProperty.<name>}, a step of this program; use `to`"
                : "\" is not one of "
                    + new TreeSet<>(RouteRules.COMPONENTS)
                    + "; what else it needs are `parameters`"));
  }

  private void parameters(RouteFile file, Node node) {
    if (!(node instanceof MappingNode map)) {
      problems.add(file.at(node) + ": \"parameters\" are names with values");
      return;
    }
    for (NodeTuple entry : map.getValue()) {
      if (!PARAMETER.matcher(key(entry)).matches()) {
        problems.add(
            file.at(entry.getKeyNode()) + ": \"" + key(entry) + "\" is no name of a parameter");
      }
      if (entry.getValueNode() instanceof ScalarNode value) {
        String text =
            key(entry).equals("httpUri")
                ? withoutVariables(file, value, value.getValue())
                : value.getValue();
        RouteTexts.parameterProblem(text)
            .ifPresent(problem -> problems.add(file.at(value) + ": " + problem));
      } else {
        problems.add(
            file.at(entry.getValueNode())
                + ": the parameter \""
                + key(entry)
                + "\" has a plain value, not more under it");
      }
    }
  }

  private void bean(RouteFile file, MappingNode bean) {
    String ref = scalar(bean, "ref");
    if (!NAME.matcher(ref).matches() || !NAME.matcher(scalar(bean, "method")).matches()) {
      problems.add(file.at(bean) + ": a bean has a `ref` and a `method`, both plain names");
    } else {
      refs.putIfAbsent(ref, file.at(bean));
    }
  }

  private void route(RouteFile file, MappingNode route) {
    String id = scalar(route, "id");
    if (!ids.add(id)) {
      problems.add(
          file.at(route) + ": there is another route with the id \"" + id + "\": rename one");
    }
    Optional<Node> from = value(route, "from");
    if (from.isEmpty()) {
      problems.add(
          file.at(route) + ": the route \"" + id + "\" has no `from`: write where it begins");
      return;
    }
    Node begin = from.get();
    String configuration = scalar(route, "routeConfigurationId");
    if (configuration.equals(OwnStepRoutes.CONFIGURATION)) {
      Set<String> taken = new HashSet<>(RouteRules.INTAKES);
      ours().forEach(step -> taken.add(step.name()));
      OwnStepRules rules = new OwnStepRules(settings, problems, used);
      rules.step(file, route, taken).ifPresent(own::add);
      endpoints.put(id, rules.endpoints());
      ids.add(id + StepDefinition.WAKE_UP);
      listening.add("direct:" + id);
    } else {
      consumer(file, begin, id, configuration);
    }
    String uri = uri(begin);
    String name = parameter(begin, "name");
    if (uri.equals("direct") && name.equals(id)) {
      entries.add(id);
    }
    if (Set.of("direct", "seda").contains(uri) && !listening.add(uri + ":" + name)) {
      problems.add(
          file.at(begin) + ": another route begins at " + uri + ":" + name + ": keep one of them");
    }
  }

  /**
   * What is consumed from Kafka by no step would be lost silently when it fails: nothing tries it
   * again, nothing opens a case. And a step can read the records of its own topic only.
   */
  private void consumer(RouteFile file, Node from, String id, String configuration) {
    boolean kafka = uri(from).strip().toLowerCase(Locale.ROOT).startsWith("kafka");
    Optional<StepDefinition> woken = ours().filter(s -> id.equals(s.wakeUpRoute())).findFirst();
    Optional<Topic> topic = woken.flatMap(StepDefinition::wakes);
    if (topic.isPresent()) {
      String step = woken.get().name();
      expect(file, from, id, "uri", uri(from), "kafka");
      expect(
          file, from, id, "topic", parameter(from, "topic"), "{{" + topic.get().property() + "}}");
      expect(file, from, id, "groupId", parameter(from, "groupId"), step);
      expect(file, from, id, "routeConfigurationId", configuration, "business-step");
    } else if (kafka) {
      problems.add(
          file.at(from)
              + ": the route \""
              + id
              + "\" consumes from Kafka, and is neither a step of this program nor one of your own:"
              + " what it fails on would be lost silently. Write routeConfigurationId: "
              + OwnStepRoutes.CONFIGURATION
              + " (docs/add-a-step.md), or take its file out of the folder");
    }
  }

  private void expect(
      RouteFile file, Node from, String id, String what, String found, String expected) {
    if (!found.equals(expected)) {
      problems.add(
          file.at(from)
              + ": the route \""
              + id
              + "\" has "
              + (found.isEmpty() ? "no " + what : what + " \"" + found + "\"")
              + ", and its step is woken with \""
              + expected
              + "\": write that");
    }
  }
}
