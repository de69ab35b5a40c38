package io.returnbridge.settings;

import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What {@code application.properties} says about failures and an environment variable may change.
 * What it says of other things is checked at the same time, and read where it is used.
 *
 * @param retries by kind of failure
 * @param breakers by outside system
 */
public record FineSettings(
    Map<String, RetryPolicy> retries, Map<String, BreakerSettings> breakers) {

  /** Kinds of failure that are tried again. */
  public static final List<String> KINDS =
      List.of("commercetools", "reveni", "kafka", "database", "conflict", "own");

  /** Outside systems. */
  public static final List<String> SYSTEMS = List.of("commercetools", "reveni");

  /** Stands for all hosts that steps of one's own call. */
  public static final String OWN = "own";

  /**
   * Reads the properties, each from a system property, an environment variable or {@code
   * application.properties}.
   *
   * @throws SettingsProblems with everything that is wrong, all at once
   */
  public static FineSettings read() {
    return new FineSettingsReader(FineSettingsReader.sources()).read();
  }

  /**
   * An empty variable counts as not set, also for whoever reads a property otherwise.
   *
   * @return the properties that an empty variable hides, with the values that hold all the same
   */
  public static Map<String, String> hiddenByEmptyVariables() {
    return new FineSettingsReader(FineSettingsReader.sources()).emptyOnes();
  }

  /**
   * @param kind one of {@link #KINDS}, or a host
   */
  public RetryPolicy retry(String kind) {
    return Objects.requireNonNull(retries.getOrDefault(kind, retries.get(OWN)), kind);
  }

  /**
   * @param system one of {@link #SYSTEMS}, or a host
   */
  public BreakerSettings breaker(String system) {
    return Objects.requireNonNull(breakers.getOrDefault(system, breakers.get(OWN)), system);
  }
}
