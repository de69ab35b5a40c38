package io.returnbridge.kafka;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The topics, by the properties {@code topics.*}. */
@ApplicationScoped
public class Topics {

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
    all.add(deadLetters("apply-stock-movements"));
  }

  /** The consumer groups, which are steps, with what each reads. */
  public Map<String, String> inputs() {
    return Map.copyOf(inputs);
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
   * {@code <topic>.<step>.dlt}; apply-stock-movements is woken from scans and receipts alike and
   * has the scans' topic.
   */
  public String deadLetters(String step) {
    String topic = inputs.getOrDefault(step, inputs.get("move-inspected-stock"));
    return Objects.requireNonNull(topic) + "." + step + ".dlt";
  }
}
