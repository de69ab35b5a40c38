package io.returnbridge.kafka;

import io.returnbridge.failure.Rejected;
import io.returnbridge.registry.StepDefinition;
import io.returnbridge.registry.Steps;
import io.returnbridge.registry.Topic;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.Config;

/** The topics by their names in Kafka, which the settings say, and what the steps make of them. */
@ApplicationScoped
public class Topics {

  private final Map<Topic, String> names = new EnumMap<>(Topic.class);
  private final Map<String, String> inputs = new LinkedHashMap<>();
  private final Map<String, String> deadLetters = new LinkedHashMap<>();
  private final Map<String, String> deadLettersOf = new LinkedHashMap<>();
  private final Map<String, Set<String>> told = new LinkedHashMap<>();

  public Topics(Steps steps, Config config) {
    for (Topic topic : Topic.values()) {
      names.put(topic, config.getValue(topic.property(), String.class));
    }
    for (StepDefinition step : steps.all()) {
      told.put(step.name(), step.tells().stream().map(this::name).collect(Collectors.toSet()));
      step.wakes().ifPresent(topic -> inputs.put(step.name(), name(topic)));
      step.deadLetters()
          .ifPresent(
              topic -> {
                deadLettersOf.put(step.name(), name(topic));
                deadLetters.put(step.name(), name(topic) + "." + step.name() + ".dlt");
              });
    }
  }

  public String name(Topic topic) {
    return Objects.requireNonNull(names.get(topic));
  }

  /** The topics whose records a step writes. */
  public Set<String> toldBy(String step) {
    return told.getOrDefault(step, Set.of());
  }

  /** The consumer groups, which are steps, with what each reads. */
  public Map<String, String> inputs() {
    return Map.copyOf(inputs);
  }

  /**
   * Every topic whose records wake steps, with these: what comes in, and each step's dead letters,
   * which wake that step.
   */
  public Map<String, Set<String>> waking() {
    Map<String, Set<String>> waking = new TreeMap<>();
    inputs.forEach(
        (step, topic) -> waking.computeIfAbsent(topic, t -> new LinkedHashSet<>()).add(step));
    deadLetters.forEach((step, topic) -> waking.put(topic, Set.of(step)));
    return waking;
  }

  /**
   * The steps that records of the topic wake.
   *
   * @throws Rejected when there is none, as after the file of a step of one's own was taken out
   */
  public Set<String> wokenBy(String topic) {
    Set<String> steps = waking().get(topic);
    if (steps == null) {
      throw new Rejected(
          "No step reads the topic "
              + topic
              + ": put the file of its step into the routes folder, start again, then press Retry",
          null);
    }
    return steps;
  }

  /** That of webhooks first, then those of its dead letters: the only ones with personal data. */
  public List<String> ofWebhooks() {
    String webhooks = name(Topic.REVENI_WEBHOOKS);
    return Stream.concat(
            Stream.of(webhooks),
            deadLettersOf.entrySet().stream()
                .filter(of -> of.getValue().equals(webhooks))
                .map(of -> deadLetters(of.getKey())))
        .toList();
  }

  /** Every topic that must exist. */
  public Set<String> all() {
    Set<String> all = new LinkedHashSet<>(names.values());
    all.addAll(deadLetters.values());
    return Set.copyOf(all);
  }

  /** Whether it is a step of the way of an event; a job of the clock has no topic, only a case. */
  public boolean hasDeadLetters(String step) {
    return deadLetters.containsKey(step);
  }

  /** The topic by whose name the step's dead letters are called. */
  public String ofDeadLetters(String step) {
    return Objects.requireNonNull(deadLettersOf.get(step), step);
  }

  /** {@code <topic>.<step>.dlt}. */
  public String deadLetters(String step) {
    return Objects.requireNonNull(deadLetters.get(step), step);
  }
}
