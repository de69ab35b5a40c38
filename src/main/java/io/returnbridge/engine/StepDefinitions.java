package io.returnbridge.engine;

import io.returnbridge.registry.StepDefinition;
import io.returnbridge.registry.Steps;
import io.returnbridge.settings.FineSettings;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Reads what a class says of itself as {@link Step}. */
public final class StepDefinitions {

  private StepDefinitions() {}

  /** Those that are among the classes of beans, by their names. */
  public static Steps among(Stream<? extends Class<?>> beans) {
    return new Steps(
        beans
            .distinct()
            .flatMap(type -> of(type).stream())
            .sorted(Comparator.comparing(StepDefinition::name))
            .toList());
  }

  /** Empty for a class that is no step. */
  public static Optional<StepDefinition> of(Class<?> type) {
    return Optional.ofNullable(type.getAnnotation(Step.class)).map(step -> of(type, step));
  }

  private static StepDefinition of(Class<?> type, Step step) {
    if (step.wakes().length + step.deadLetters().length > 1) {
      throw wrong(
          type, "name one topic: what wakes it, or else what its dead letters are called by");
    }
    for (String system : step.needs()) {
      if (!FineSettings.SYSTEMS.contains(system)) {
        throw wrong(type, "\"" + system + "\" is not one of " + FineSettings.SYSTEMS);
      }
    }
    return new StepDefinition(
        step.name(),
        Stream.of(step.wakes()).findFirst(),
        Stream.concat(Stream.of(step.wakes()), Stream.of(step.deadLetters())).findFirst(),
        Set.copyOf(List.of(step.needs())),
        Set.copyOf(List.of(step.tells())),
        Set.copyOf(List.of(step.thenWakes())),
        step.about());
  }

  private static IllegalStateException wrong(Class<?> type, String why) {
    return new IllegalStateException("@Step of " + type.getName() + ": " + why);
  }
}
