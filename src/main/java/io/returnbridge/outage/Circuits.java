package io.returnbridge.outage;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.returnbridge.settings.FineSettings;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** One breaker for each outside system, and which steps stand still while one is open. */
@ApplicationScoped
public class Circuits {

  public static final String COMMERCETOOLS = "commercetools";
  public static final String REVENI = "reveni";

  /**
   * Steps that are not named need neither, or only now and then. What only wakes steps that stand
   * still waits with them: a sweep would read nothing, a replay come to no end, and a dry run tell
   * of nothing but the outage.
   */
  private static final Map<String, List<String>> NEEDED =
      Map.of(
          "accept-return", List.of(REVENI, COMMERCETOOLS),
          "mirror-status", List.of(COMMERCETOOLS),
          "link-credit", List.of(COMMERCETOOLS),
          "create-exchange-order", List.of(COMMERCETOOLS),
          "move-inspected-stock", List.of(REVENI, COMMERCETOOLS),
          "apply-stock-movements", List.of(COMMERCETOOLS),
          "sweep", List.of(REVENI, COMMERCETOOLS),
          "replay", List.of(REVENI, COMMERCETOOLS),
          // What Reveni cannot say is named in the report.
          "daily-exceptions", List.of(COMMERCETOOLS));

  private final Map<String, Circuit> circuits = new LinkedHashMap<>();

  public Circuits(FineSettings settings, MeterRegistry meters) {
    for (String system : FineSettings.SYSTEMS) {
      Circuit circuit =
          new Circuit(
              system,
              settings.breaker(system),
              kind ->
                  meters
                      .counter("returnbridge.calls", "system", system, "outcome", kind.word())
                      .increment());
      circuits.put(system, circuit);
      Gauge.builder("returnbridge.breaker.state", circuit, c -> c.status().state().ordinal())
          .description("0 closed, 1 half-open, 2 open")
          .tag("system", system)
          .register(meters);
    }
  }

  public Circuit commercetools() {
    return of(COMMERCETOOLS);
  }

  public Circuit reveni() {
    return of(REVENI);
  }

  public List<Circuit> all() {
    return List.copyOf(circuits.values());
  }

  /** Whether the step is not to begin anything: what it needs is away. */
  public boolean pauses(String step) {
    return NEEDED.getOrDefault(step, List.of()).stream().anyMatch(system -> of(system).isOpen());
  }

  /** The steps that are not to begin anything now. */
  public List<String> paused() {
    return NEEDED.keySet().stream().filter(this::pauses).toList();
  }

  /** The steps that need the system. */
  public static List<String> needing(String system) {
    return NEEDED.entrySet().stream()
        .filter(step -> step.getValue().contains(system))
        .map(Map.Entry::getKey)
        .toList();
  }

  /**
   * Whether a failure of this kind says something about the piece of work: what it needs is there
   * otherwise.
   */
  public boolean isThere(String kind) {
    Circuit circuit = circuits.get(kind);
    return circuit == null || circuit.isClosed();
  }

  private Circuit of(String system) {
    return Objects.requireNonNull(circuits.get(system), system);
  }
}
