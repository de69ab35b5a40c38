package io.returnbridge.outage;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.returnbridge.metrics.Meters;
import io.returnbridge.registry.StepDefinition;
import io.returnbridge.registry.Steps;
import io.returnbridge.settings.FineSettings;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * One breaker for each outside system, and for each host that a step of one's own calls; and which
 * steps stand still while one is open.
 */
@ApplicationScoped
public class Circuits {

  public static final String COMMERCETOOLS = "commercetools";
  public static final String REVENI = "reveni";

  /** The mail server, where a step of one's own writes by it. */
  public static final String MAIL = "mail";

  private final Steps steps;
  private final Map<String, Circuit> circuits = new LinkedHashMap<>();

  public Circuits(Steps steps, FineSettings settings, MeterRegistry meters) {
    this.steps = steps;
    Set<String> systems = new LinkedHashSet<>(FineSettings.SYSTEMS);
    steps.all().forEach(step -> systems.addAll(step.needs()));
    for (String system : systems) {
      Circuit circuit =
          new Circuit(
              system,
              settings.breaker(system),
              (kind, nanos) ->
                  Meters.timer(
                          meters,
                          "returnbridge.call",
                          "system",
                          shared(system),
                          "outcome",
                          kind.word())
                      .record(nanos, TimeUnit.NANOSECONDS));
      circuits.put(system, circuit);
      Gauge.builder("returnbridge.breaker.state", circuit, c -> c.status().state().ordinal())
          .description("0 closed, 1 half-open, 2 open")
          .tag("system", system)
          .register(meters);
    }
  }

  /** In the metric of calls all hosts that steps of one's own call are one. */
  private static String shared(String system) {
    return FineSettings.SYSTEMS.contains(system) ? system : FineSettings.OWN;
  }

  public Circuit commercetools() {
    return of(COMMERCETOOLS);
  }

  public Circuit reveni() {
    return of(REVENI);
  }

  /** Of a host that a step of one's own calls: its name with its port, unless that is usual. */
  public Optional<Circuit> ofHost(String host) {
    return Optional.ofNullable(circuits.get(host));
  }

  public List<Circuit> all() {
    return List.copyOf(circuits.values());
  }

  /** Whether the step is not to begin anything: what it needs is away. */
  public boolean pauses(String step) {
    return steps.find(step).filter(this::pauses).isPresent();
  }

  /** The steps that are not to begin anything now. */
  public List<String> paused() {
    return steps.all().stream().filter(this::pauses).map(StepDefinition::name).toList();
  }

  /** The steps that need the system. */
  public List<String> needing(String system) {
    return steps.needing(system);
  }

  private boolean pauses(StepDefinition step) {
    return step.needs().stream().anyMatch(system -> of(system).isOpen());
  }

  /**
   * Whether a failure of this kind says something about the piece of work: what it needs is there
   * otherwise. Of a host that steps of one's own call it always does: no other case says that it is
   * away.
   */
  public boolean isThere(String kind) {
    return !FineSettings.SYSTEMS.contains(kind) || of(kind).isClosed();
  }

  private Circuit of(String system) {
    return Objects.requireNonNull(circuits.get(system), system);
  }
}
