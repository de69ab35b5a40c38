package io.returnbridge.camel;

import io.returnbridge.registry.StepDefinition;
import io.returnbridge.registry.Steps;
import io.returnbridge.settings.OwnStepSettings;
import io.returnbridge.settings.Settings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.spi.BeanManager;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Routes are code, so only what is on these lists starts: components, EIPs and languages ({@link
 * RouteGrammar}), and beans of this program by their names. No scripts, no class by its name, no
 * secret of ours, and no consumer of Kafka but our steps and those of one's own ({@link
 * OwnStepRules}).
 */
@ApplicationScoped
public class RouteRules {

  /** Each has a route of its name, which listens on HTTP. */
  public static final List<String> INTAKES = List.of("receive-webhook", "receive-scan");

  static final Set<String> COMPONENTS =
      Set.of(
          "kafka",
          "direct",
          "seda",
          "timer",
          "quartz",
          "platform-http",
          "http",
          "https",
          "smtp",
          "log");

  private static final Steps NONE = new Steps(List.of());

  private final Settings settings;
  private final Steps steps;
  private final BeanManager beans;

  public RouteRules(Settings settings, Steps steps, BeanManager beans) {
    this.steps = steps;
    this.settings = settings;
    this.beans = beans;
  }

  /**
   * @return what stops the start, each with its file; empty when all is well
   */
  public List<String> problems() {
    RouteReading reading = RouteReading.of(settings.routesDirectory(), steps, settings.ownSteps());
    List<String> problems = new ArrayList<>(reading.problems());
    reading
        .refs()
        .forEach(
            (ref, place) -> {
              boolean ours =
                  beans.getBeans(ref).stream()
                      .anyMatch(b -> b.getBeanClass().getName().startsWith("io.returnbridge."));
              if (!ours) {
                problems.add(
                    place + ": there is no bean \"" + ref + "\" in this program: correct its name");
              }
              if (ref.equals(OwnStepRules.MAIL) && settings.alerts().mailServer().isEmpty()) {
                problems.add(place + ": there is no mail server to write by: set ALERTS_SMTP_HOST");
              }
            });
    return problems;
  }

  /** The same for a folder, but whether the beans exist. */
  public static List<String> problems(Path folder, Steps steps, OwnStepSettings own) {
    return RouteReading.of(folder, steps, own).problems();
  }

  /** The steps of one's own in a folder, as far as they can be told. */
  public static List<StepDefinition> ownSteps(Path folder, OwnStepSettings own) {
    return RouteReading.of(folder, NONE, own).own();
  }

  /** What each step of one's own in a folder sends to by HTTP: scheme, host and port. */
  public static Map<String, Set<URI>> endpoints(Path folder, OwnStepSettings own) {
    return RouteReading.of(folder, NONE, own).endpoints();
  }

  /** What is set for steps of one's own and named by none, each with what to do. */
  public static List<String> unusedVariables(Path folder, OwnStepSettings own) {
    return RouteReading.of(folder, NONE, own).unusedVariables().stream()
        .map(
            name ->
                name
                    + " is set, and no route in "
                    + folder
                    + " names it: unset it, or write {{"
                    + name
                    + "}} where it is meant")
        .toList();
  }

  /** For Camel: the files of the folder, which may be a link to one. */
  public static String includePattern(Path folder) {
    return "file:" + RouteReading.real(folder) + "/*.camel.yaml";
  }

  /** Of the folder's routes, in the order of its files. */
  public static List<String> ids(Path folder) {
    return RouteReading.of(folder, NONE, OwnStepSettings.none()).ids();
  }
}
