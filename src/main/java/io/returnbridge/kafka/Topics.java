package io.returnbridge.kafka;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The topics, by the properties {@code topics.*}. */
@ApplicationScoped
public class Topics {

  /** It has dead letters, but is woken from within only. */
  private static final String STOCK = "apply-stock-movements";

  private final Map<String, String> inputs = new LinkedHashMap<>();
  private final Set<String> all = new LinkedHashSet<>();

  public Topics(
      @ConfigProperty(name = "topics.reveni-webhooks") String webhooks,
      @ConfigProperty(name = "topics.returns-events") String events,
      @ConfigProperty(name = "topics.warehouse-scans") String scans,
      @ConfigProperty(name = "topics.stock-movements") String movements,
      @ConfigProperty(name = "topics.finance-credits") String credits,
      @ConfigProperty(name = "topics.customer-notifications") String notifications) {
    inputs.put("accept-return", webhooks);
    inputs.put("mirror-status", events);
    inputs.put("hold-for-inspection", events);
    inputs.put("link-credit", events);
    inputs.put("create-exchange-order", events);
    inputs.put("move-inspected-stock", scans);
    all.addAll(Set.of(webhooks, events, scans, movements, credits, notifications));
    inputs.keySet().forEach(step -> all.add(deadLetters(step)));
    all.add(deadLetters(STOCK));
  }

  /** For what looks at topics while the program does not run. */
  public static Topics by(Config config) {
    return new Topics(
        config.getValue("topics.reveni-webhooks", String.class),
        config.getValue("topics.returns-events", String.class),
        config.getValue("topics.warehouse-scans", String.class),
        config.getValue("topics.stock-movements", String.class),
        config.getValue("topics.finance-credits", String.class),
        config.getValue("topics.customer-notifications", String.class));
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
        (step, topic) -> {
          waking.computeIfAbsent(topic, t -> new LinkedHashSet<>()).add(step);
          waking.put(deadLetters(step), Set.of(step));
        });
    waking.put(deadLetters(STOCK), Set.of(STOCK));
    return waking;
  }

  /** Every topic that must exist. */
  public Set<String> all() {
    return Set.copyOf(all);
  }

  /** Whether it is a step of the way of an event; a job of the clock has no topic, only a case. */
  public boolean hasDeadLetters(String step) {
    return all.contains(deadLetters(step));
  }

  /**
   * {@code <topic>.<step>.dlt}; what is woken from within only, such as apply-stock-movements, has
   * the scans' topic.
   */
  public String deadLetters(String step) {
    String topic = inputs.getOrDefault(step, inputs.get("move-inspected-stock"));
    return Objects.requireNonNull(topic) + "." + step + ".dlt";
  }
}
