package io.returnbridge.sandbox.commercetools;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Random faults, repeatable by their seed as far as the order of requests is. Thread-safe. */
public final class RandomFaults implements FaultPlan {
  /**
   * How probable each fault is, from 0 to 1; what they leave is the probability that all goes well.
   *
   * @param competingWrite only updates, which then get a 409
   * @param refused 429, 500, 502 or 503 and not applied
   * @param lostAnswer a write that is applied and then answered with 500 or 503
   * @param hang not applied, never answered
   * @param lostConnection applied, never answered
   * @param hold how long a call without answer is held before its connection is closed
   */
  public record Probabilities(
      double competingWrite,
      double refused,
      double lostAnswer,
      double hang,
      double lostConnection,
      double delay,
      Duration hold,
      Duration delayFor) {}

  private enum Kind {
    COMPETING_WRITE,
    REFUSED,
    LOST_ANSWER,
    HANG,
    LOST_CONNECTION,
    DELAY
  }

  private final Random random;
  private final Probabilities probabilities;
  private final Map<Kind, Integer> counts = new EnumMap<>(Kind.class);
  private boolean on = true;

  public RandomFaults(long seed, Probabilities probabilities) {
    this.random = new Random(seed);
    this.probabilities = probabilities;
  }

  /** From now on nothing goes wrong. */
  public synchronized void off() {
    on = false;
  }

  public synchronized void on() {
    on = true;
  }

  /** How many faults of each kind there were. */
  public synchronized Map<String, Integer> counts() {
    Map<String, Integer> named = new java.util.TreeMap<>();
    counts.forEach((kind, count) -> named.put(kind.name(), count));
    return named;
  }

  @Override
  public synchronized Fault next(ApiCall call) {
    if (!on) {
      return Fault.none();
    }
    double draw = random.nextDouble();
    for (Kind kind : Kind.values()) {
      double probability = probability(kind);
      if (draw < probability) {
        return fits(kind, call) ? count(kind) : Fault.none();
      }
      draw -= probability;
    }
    return Fault.none();
  }

  private double probability(Kind kind) {
    return switch (kind) {
      case COMPETING_WRITE -> probabilities.competingWrite();
      case REFUSED -> probabilities.refused();
      case LOST_ANSWER -> probabilities.lostAnswer();
      case HANG -> probabilities.hang();
      case LOST_CONNECTION -> probabilities.lostConnection();
      case DELAY -> probabilities.delay();
    };
  }

  private static boolean fits(Kind kind, ApiCall call) {
    return switch (kind) {
      case COMPETING_WRITE -> !call.actions().isEmpty();
      case LOST_ANSWER, LOST_CONNECTION -> call.writes();
      case REFUSED, HANG, DELAY -> true;
    };
  }

  private Fault count(Kind kind) {
    counts.merge(kind, 1, Integer::sum);
    return switch (kind) {
      case COMPETING_WRITE -> new Fault.CompetingWrite();
      case REFUSED -> Fault.refuse(List.of(429, 500, 502, 503).get(random.nextInt(4)));
      case LOST_ANSWER -> new Fault.ApplyThenRefuse(random.nextBoolean() ? 500 : 503);
      case HANG -> new Fault.Hang(probabilities.hold());
      case LOST_CONNECTION -> new Fault.ApplyThenHang(probabilities.hold());
      case DELAY -> new Fault.Delay(probabilities.delayFor());
    };
  }
}
