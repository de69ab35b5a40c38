package io.returnbridge.settings;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What an installation sets for steps of its own.
 *
 * @param onWebhooks whether they may read the raw webhooks, which have personal data
 * @param variables {@code OWN_STEP_…}, for their routes: addresses, and keys of their endpoints
 */
public record OwnStepSettings(boolean onWebhooks, Map<String, String> variables) {

  static final String PREFIX = "OWN_STEP_";
  static final String ON_WEBHOOKS = "OWN_STEPS_ON_WEBHOOKS";

  public OwnStepSettings {
    variables = Map.copyOf(variables);
  }

  /** Nothing is set. */
  public static OwnStepSettings none() {
    return new OwnStepSettings(false, Map.of());
  }

  /** What is set, as far as it can be read. */
  public static OwnStepSettings read(Map<String, String> variables) {
    return of(SecretFiles.read(variables, problem -> {}));
  }

  /**
   * @param read the variables, with what stands in files
   */
  static OwnStepSettings of(Map<String, String> read) {
    Map<String, String> own = new TreeMap<>(read);
    own.keySet().removeIf(name -> !name.startsWith(PREFIX));
    return new OwnStepSettings(Boolean.parseBoolean(read.getOrDefault(ON_WEBHOOKS, "false")), own);
  }

  /** The value of a variable that a route names; empty when it is not set. */
  public Optional<String> value(String variable) {
    return Optional.ofNullable(variables.get(variable));
  }

  /** Without secrets. */
  @Override
  public String toString() {
    return "OwnStepSettings[onWebhooks=" + onWebhooks + ", variables=" + variables.keySet() + "]";
  }
}
