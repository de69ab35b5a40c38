package io.returnbridge.registry;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Every step of the program, in the order of travel. Nobody keeps a list beside this one: a step is
 * here because its class says so.
 */
public final class Steps {

  private final List<StepDefinition> all;

  public Steps(Collection<StepDefinition> all) {
    this.all = List.copyOf(all);
    long names = this.all.stream().map(StepDefinition::name).distinct().count();
    if (names < this.all.size()) {
      throw new IllegalStateException("Two steps have one name: " + names());
    }
  }

  public List<StepDefinition> all() {
    return all;
  }

  /** The same ones; those that are not named come last. */
  public Steps inOrderOf(List<String> names) {
    return new Steps(
        all.stream()
            .sorted(
                Comparator.comparingInt(
                    step ->
                        names.contains(step.name())
                            ? names.indexOf(step.name())
                            : Integer.MAX_VALUE))
            .toList());
  }

  public List<String> names() {
    return names(step -> true);
  }

  /** The same ones and these, as far as their names are not taken. */
  public Steps and(Collection<StepDefinition> others) {
    return new Steps(
        Stream.concat(all.stream(), others.stream().filter(other -> find(other.name()).isEmpty()))
            .toList());
  }

  /** Those on the way of an event; those of one's own only read what it leaves behind. */
  public List<String> ofTheWay() {
    return names(step -> step.isOfTheWay() && step.about() != About.RECORD);
  }

  /** Those that accepted work goes through; the others only look whether there is some. */
  public List<String> working() {
    return names(step -> step.about() != About.INSTALLATION);
  }

  public List<String> about(About kind) {
    return names(step -> step.about() == kind);
  }

  /** About what the topic's records are about; a step of one's own is not: it has the records. */
  public List<String> wokenBy(Topic topic) {
    return names(step -> isWokenBy(step, topic));
  }

  public boolean isWokenBy(String name, Topic topic) {
    return find(name).filter(step -> isWokenBy(step, topic)).isPresent();
  }

  public boolean isAbout(String name, About kind) {
    return find(name).filter(step -> step.about() == kind).isPresent();
  }

  public List<String> needing(String system) {
    return names(step -> step.needs().contains(system));
  }

  public Optional<StepDefinition> find(String name) {
    return all.stream().filter(step -> step.name().equals(name)).findFirst();
  }

  private static boolean isWokenBy(StepDefinition step, Topic topic) {
    return step.about() != About.RECORD && step.wakes().filter(wakes -> wakes == topic).isPresent();
  }

  private List<String> names(Predicate<StepDefinition> which) {
    return all.stream().filter(which).map(StepDefinition::name).toList();
  }
}
