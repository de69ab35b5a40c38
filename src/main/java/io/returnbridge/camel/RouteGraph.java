package io.returnbridge.camel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.returnbridge.kafka.Topics;
import io.returnbridge.registry.Steps;
import io.returnbridge.registry.Topic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The files of {@code routes/} with what leads to each and where each leads: as the YAML says, and
 * for what a step tells and wakes as its definition says.
 */
public final class RouteGraph {

  /**
   * @param number of the file
   * @param what it does: the file's first sentence
   * @param ins what its routes begin with, outside of the queue
   * @param needs outside systems
   * @param outs topics and mail
   * @param wakes steps and other files that it goes on to
   * @param routes ids of its routes
   */
  public record File(
      String number,
      String name,
      String what,
      Set<String> ins,
      Set<String> needs,
      Set<String> outs,
      Set<String> wakes,
      List<String> routes) {

    /** Whether something leads to it or from it, besides the queue. */
    boolean isDrawn() {
      return !ins.isEmpty() || !outs.isEmpty() || !wakes.isEmpty() || !needs.isEmpty();
    }
  }

  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  /** What every step uses: the queue's own files, drawn once and not from each step. */
  static final Set<String> QUEUE = Set.of("wake", "publish", "due-work", "dead-letter");

  private final Steps steps;
  private final Topics topics;
  private final List<File> files = new ArrayList<>();

  private RouteGraph(Steps steps, Topics topics) {
    this.steps = steps;
    this.topics = topics;
  }

  public static List<File> of(Path folder, Steps steps, Topics topics) throws IOException {
    RouteGraph graph = new RouteGraph(steps, topics);
    for (Path file : RouteReading.files(folder)) {
      graph.add(file);
    }
    Set<String> names = graph.files.stream().map(File::name).collect(Collectors.toSet());
    graph.files.forEach(file -> file.wakes().retainAll(names));
    return List.copyOf(graph.files);
  }

  private void add(Path path) throws IOException {
    String whole = path.getFileName().toString().replace(".camel.yaml", "");
    String[] name = whole.matches("[0-9]+-.+") ? whole.split("-", 2) : new String[] {"", whole};
    String text = Files.readString(path);
    JsonNode root = YAML.readTree(text);
    Set<String> ins = new LinkedHashSet<>();
    Set<String> outs = new LinkedHashSet<>();
    Set<String> needs = new TreeSet<>();
    Set<String> wakes = new LinkedHashSet<>();
    root.findValues("from").forEach(from -> begins(from).ifPresent(ins::add));
    root.findValues("to").forEach(to -> ends(to).ifPresent(outs::add));
    for (JsonNode to : root.findValues("to")) {
      String goesOn = to.path("parameters").path("name").asText();
      if (to.path("uri").asText().equals("direct") && !QUEUE.contains(goesOn)) {
        wakes.add(goesOn);
      }
    }
    steps
        .find(name[1])
        .ifPresent(
            step -> {
              needs.addAll(step.needs());
              step.tells().stream().sorted().map(topics::name).forEach(outs::add);
              steps.names().stream().filter(step.thenWakes()::contains).forEach(wakes::add);
            });
    files.add(
        new File(name[0], name[1], firstSentence(text), ins, needs, outs, wakes, routes(root)));
  }

  private static List<String> routes(JsonNode root) {
    return root.findValues("route").stream().map(route -> route.path("id").asText()).toList();
  }

  private static String firstSentence(String text) {
    String line = text.lines().findFirst().filter(l -> l.startsWith("# ")).orElse("# ");
    return line.substring(2)
        .replaceFirst("[.](?: (?:In|Out|Wakes):.*)?$", "")
        .replaceFirst("[.] (?:In|Out|Wakes): .*", "");
  }

  private Optional<String> begins(JsonNode from) {
    JsonNode parameters = from.path("parameters");
    return switch (from.path("uri").asText()) {
      case "platform-http" ->
          Optional.of(
              parameters.path("httpMethodRestrict").asText()
                  + " "
                  + parameters.path("path").asText());
      case "kafka" -> Optional.of(topic(parameters.path("topic").asText()));
      case "quartz" -> Optional.of("clock");
      default -> Optional.empty();
    };
  }

  private Optional<String> ends(JsonNode to) {
    String topic = to.path("parameters").path("topic").asText();
    return switch (to.path("uri").asText()) {
      case "kafka" -> topic.startsWith("{{") ? Optional.of(topic(topic)) : Optional.empty();
      case "smtp" -> Optional.of("e-mail");
      default -> Optional.empty();
    };
  }

  private String topic(String placeholder) {
    return Stream.of(Topic.values())
        .filter(t -> placeholder.equals("{{" + t.property() + "}}"))
        .map(topics::name)
        .findFirst()
        .orElse(placeholder);
  }
}
