package io.returnbridge.registry;

import java.util.Optional;
import java.util.Set;

/**
 * What is to be known of a step from outside.
 *
 * @param name also of its route, its consumer group and its metrics
 * @param wakes the topic whose records wake it, by its route {@code <name>-wake-up}
 * @param deadLetters the topic by whose name its dead letters are called; none has only cases
 * @param needs the outside systems without which it begins nothing
 * @param tells the topics whose records it writes
 * @param thenWakes steps that it wakes itself, besides those that what it tells wakes
 */
public record StepDefinition(
    String name,
    Optional<Topic> wakes,
    Optional<Topic> deadLetters,
    Set<String> needs,
    Set<Topic> tells,
    Set<String> thenWakes,
    About about) {

  /** Of the route that only listens. */
  public static final String WAKE_UP = "-wake-up";

  public StepDefinition {
    needs = Set.copyOf(needs);
    tells = Set.copyOf(tells);
    thenWakes = Set.copyOf(thenWakes);
  }

  /** The id of the route that only listens, for a step that a topic wakes. */
  public String wakeUpRoute() {
    return name + WAKE_UP;
  }

  /** Of one's own: the records of the topic are sent where its route says. */
  public static StepDefinition own(String name, Topic topic, Set<String> hosts) {
    return new StepDefinition(
        name, Optional.of(topic), Optional.of(topic), hosts, Set.of(), Set.of(), About.RECORD);
  }

  /** Whether it is on the way of an event, whatever wakes it there. */
  public boolean isOfTheWay() {
    return deadLetters.isPresent();
  }
}
